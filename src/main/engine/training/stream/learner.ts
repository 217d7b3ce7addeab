import type { PairBatches, Executor, NetworkTrainer } from '../../compute/executor.ts';
import type { Histories } from '../../datasets/interactions.ts';
import type { View } from '../../datasets/view.ts';
import type { TrainingContext } from '../../models/definition.ts';
import { userCounts } from '../../models/initial.ts';
import type { Stage } from '../../models/stages.ts';
import { Random } from '../../random.ts';
import { includes, NegativeSampler } from '../batches/negatives.ts';
import { tablesOf } from '../network.ts';

/** Draws again this often where a negative was learned as chosen meanwhile; then the next item that was not. */
const REDRAWS = 8;
const NOTHING = new Uint32Array(0);

/** One step of training for a few events: the last stage's network, optimiser and negatives, at a steady rate. */
export class EventLearner {
  readonly #stage: Stage;
  readonly #trainer: NetworkTrainer;
  readonly #sampler: NegativeSampler;
  readonly #known: Histories;
  readonly #itemCount: number;
  /** Items that each user has by now. */
  readonly #counts: Uint32Array;
  /** Pairs learned since the bootstrap: user x items + item. */
  readonly #learned = new Set<number>();
  readonly #each: number;
  #step: number;
  #draws = 0;

  private constructor(stage: Stage, trainer: NetworkTrainer, before: View, seed: number, step: number) {
    const { kind, negatives } = stage.batches;
    this.#stage = stage;
    this.#trainer = trainer;
    this.#known = before.train;
    this.#itemCount = before.itemCount;
    this.#counts = userCounts(before.train);
    this.#sampler = new NegativeSampler(before.train, before.itemCount, new Random(seed, 'stream/negatives'), {
      sampler: stage.batches.sampler,
      popularityPower: stage.batches.popularityPower,
    });
    this.#each = kind === 'ratings' ? 1 : kind === 'implicit' ? 1 + negatives : Math.max(1, negatives);
    this.#step = step;
  }

  /** @param step that the bootstrap has done: the optimiser goes on from there; @param batch events at a time */
  static async open(
    { kernels, store, seed }: Pick<TrainingContext, 'kernels' | 'store' | 'seed'>,
    executor: Executor,
    stage: Stage,
    { before, step, batch }: { before: View; step: number; batch: number },
  ): Promise<EventLearner> {
    const each = 1 + stage.batches.negatives;
    const trainer = await executor.trainer({
      ...{ kernels, network: stage.network, optimizer: stage.optimizer, seed, tables: tablesOf(store) },
      itemCount: before.itemCount,
      limits: { examples: batch * each, entries: 0 },
    });
    return new EventLearner(stage, trainer, before, seed, step);
  }

  /** @returns the items whose rows may have changed, and whether the loss was a finite number */
  async learn(
    users: Uint32Array,
    items: Uint32Array,
    values: Float32Array | null,
  ): Promise<{ items: Uint32Array; bad: { step: number; loss: number } | null }> {
    const { schedule, klWeight } = this.#stage;
    users.forEach((user, k) => {
      if (this.#has(user, items[k])) return;
      this.#learned.add(user * this.#itemCount + items[k]);
      this.#counts[user]++;
    });
    const batches = this.#batches(users, items, values);
    if (batches.users.length === 0) return { items: NOTHING, bad: null };
    const { learningRate, momentum } = schedule;
    const step = ++this.#step;
    const { bad } = await this.#trainer.run(batches, [
      { step, learningRate, momentum, klWeight: klWeight?.(step) ?? 0 },
    ]);
    await this.#trainer.sync();
    const touched = batches.negatives ? Uint32Array.from([...batches.items, ...batches.negatives]) : batches.items;
    return { items: touched, bad };
  }

  /** Without the events of users who have every item, where each example needs a negative. */
  #batches(users: Uint32Array, items: Uint32Array, values: Float32Array | null): PairBatches {
    const { kind, binary, confidence } = this.#stage.batches;
    const pairwise = kind === 'pairwise';
    const drawing = this.#each > 1 || pairwise;
    const taken = Array.from(users.keys()).filter((event) => !drawing || this.#counts[users[event]] < this.#itemCount);
    const count = taken.length * this.#each;
    const batches = {
      kind: 'pairs' as const,
      starts: Uint32Array.of(0, count),
      users: new Uint32Array(count),
      items: new Uint32Array(count),
      negatives: pairwise ? new Uint32Array(count) : null,
      targets: pairwise ? null : new Float32Array(count),
      weights: confidence > 0 && values ? new Float32Array(count).fill(1) : null,
    };
    taken.forEach((event, k) => {
      const user = users[event];
      const value = values ? values[event] : 1;
      for (let n = 0; n < this.#each; n++) {
        const at = k * this.#each + n;
        const own = pairwise || n === 0;
        batches.users[at] = user;
        batches.items[at] = own ? items[event] : this.#negative(user);
        if (batches.negatives) batches.negatives[at] = this.#negative(user);
        if (batches.targets && own)
          batches.targets[at] = kind === 'implicit' ? 1 : binary ? (value > 0 ? 1 : 0) : value;
        if (batches.weights && own) batches.weights[at] = 1 + confidence * value;
      }
    });
    return batches;
  }

  /** @param user one that does not have every item */
  #negative(user: number): number {
    let item = this.#sampler.draw(user, 0, this.#draws++);
    for (let again = 0; again < REDRAWS && this.#has(user, item); again++)
      item = this.#sampler.draw(user, 0, this.#draws++);
    while (this.#has(user, item)) item = (item + 1) % this.#itemCount;
    return item;
  }

  #has(user: number, item: number): boolean {
    const { start, items } = this.#known;
    return this.#learned.has(user * this.#itemCount + item) || includes(items, start[user], start[user + 1], item);
  }

  close(): Promise<void> {
    return this.#trainer.close();
  }
}
