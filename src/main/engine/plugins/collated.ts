import { RecsmithError } from '../../../shared/errors.ts';
import type { View } from '../datasets/view.ts';
import { Random } from '../random.ts';
import type { BatchSource, Taken } from '../training/batches/source.ts';
import type { PluginProcess } from './process.ts';

/** Most examples that a collator may make of one batch of users. */
const MOST_EXAMPLES = 16_384;
/** Random numbers that come with a batch; drawn on, they begin anew. */
const DRAWS = 4096;

/**
 * Batches that a plug-in makes: each step hands it the rows of `batchSize` users, shuffled anew in every pass, and
 * random numbers that follow from run seed and step, so that a resumed run sees what an uninterrupted one would.
 */
export class CollatedSource implements BatchSource {
  readonly stepsPerPass: number;
  readonly stepsPerEpoch: number;
  readonly limits = { examples: MOST_EXAMPLES, entries: 0 };
  readonly ahead = true;
  readonly #plugin: PluginProcess;
  readonly #view: View;
  readonly #batchSize: number;
  readonly #order: Random;
  readonly #draws: Random;
  readonly #users: Uint32Array;
  /** The users as the latest pass has them: many steps take from one order. */
  #shuffled: { readonly pass: number; readonly users: Uint32Array } | null = null;

  constructor(plugin: PluginProcess, view: View, { batchSize, seed }: { batchSize: number; seed: number }) {
    this.#plugin = plugin;
    this.#view = view;
    this.#batchSize = batchSize;
    this.#order = new Random(seed, 'collated/order');
    this.#draws = new Random(seed, 'collated/draws');
    const { start } = view.train;
    this.#users = Uint32Array.from({ length: view.userCount }, (_, user) => user).filter(
      (user) => start[user + 1] > start[user],
    );
    this.stepsPerPass = this.stepsPerEpoch = Math.max(1, Math.ceil(this.#users.length / batchSize));
  }

  async take(step: number): Promise<Taken> {
    const { train, itemCount, userCount } = this.#view;
    const pass = Math.floor(step / this.stepsPerPass);
    const from = (step % this.stepsPerPass) * this.#batchSize;
    const users = this.#inOrder(pass).subarray(from, from + this.#batchSize);
    const rows = Array.from(users, (user) => {
      const part = <T extends Uint32Array | Float32Array>(values: T) =>
        values.slice(train.start[user], train.start[user + 1]) as T;
      return { user, items: part(train.items), values: train.values && part(train.values) };
    });
    const random = this.#draws.at(step);
    const draws = Float64Array.from({ length: DRAWS }, () => random.uniform());
    const made = await this.#plugin.collate({ rows, items: itemCount, draws });
    const count = made.users.length;
    const why =
      count > MOST_EXAMPLES
        ? `It made ${count} examples of ${users.length} users; at most ${MOST_EXAMPLES} may be.`
        : made.users.some((user) => user >= userCount)
          ? `It returned a user that there is not; there are ${userCount}.`
          : null;
    if (why)
      throw new RecsmithError('BAD_INPUT', "The plug-in's collate is not what it should be.", {
        where: this.#plugin.source.path,
        why,
      });
    const batches = { kind: 'pairs', starts: Uint32Array.of(0, count), negatives: null, weights: null } as const;
    return { batches: { ...batches, ...made }, steps: 1 };
  }

  #inOrder(pass: number): Uint32Array {
    if (this.#shuffled?.pass !== pass)
      this.#shuffled = { pass, users: this.#order.at(pass).shuffle(this.#users.slice()) };
    return this.#shuffled.users;
  }

  close(): Promise<void> {
    return this.#plugin.close();
  }
}
