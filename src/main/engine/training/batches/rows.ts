import type { RowBatch, Rows } from '../../compute/executor.ts';
import type { BatchSettings } from '../../models/stages.ts';
import { Random } from '../../random.ts';
import type { BatchSource, Taken } from './source.ts';

export interface RowSourceInput {
  /** What goes in, by user; and what should come out. The same matrix where a user's own history is learned. */
  readonly input: Rows;
  readonly target: Rows;
  readonly itemCount: number;
  readonly settings: BatchSettings;
  readonly seed: number;
  readonly stream: string;
}

/**
 * Batches of users (Recoder, "Batches"; case 6): shuffled users are drawn in groups of `samplingUsers`; the item set of
 * a group, the sorted distinct items of its targets, is shared by its slices of `batchSize`. samplingUsers 0: all items.
 */
export class RowSource implements BatchSource {
  readonly stepsPerPass: number;
  readonly stepsPerEpoch: number;
  readonly limits: { readonly examples: number; readonly entries: number };
  readonly ahead = true;
  readonly #input: RowSourceInput;
  readonly #users: Uint32Array;
  readonly #order: Random;
  readonly #marks: Uint32Array; // [I]: place in the item set + 1
  #pass = -1;
  #shuffled: Uint32Array;
  #group = -1;
  #items: Uint32Array | null = null;

  constructor(input: RowSourceInput) {
    const { target, settings, seed, stream, itemCount } = input;
    const { batchSize, samplingUsers, dropLast, iterationsPerEpoch } = settings;
    this.#input = input;
    this.#order = new Random(seed, `${stream}/order`);
    // Users without rows take no part.
    this.#users = Uint32Array.from({ length: target.start.length - 1 }, (_, user) => user).filter(
      (user) => target.start[user + 1] > target.start[user],
    );
    this.#shuffled = new Uint32Array(this.#users.length);
    this.#marks = new Uint32Array(samplingUsers > 0 ? itemCount : 0);
    const steps = this.#users.length / batchSize;
    this.stepsPerPass = Math.max(1, dropLast ? Math.floor(steps) : Math.ceil(steps));
    this.stepsPerEpoch = iterationsPerEpoch || this.stepsPerPass;
    this.limits = {
      examples: Math.min(batchSize, this.#users.length),
      entries: Math.max(mostEntries(input.input, batchSize), mostEntries(target, batchSize)),
    };
  }

  take(step: number): Taken {
    const { settings, input, target } = this.#input;
    const pass = Math.floor(step / this.stepsPerPass);
    if (pass !== this.#pass) {
      this.#shuffled.set(this.#users);
      this.#order.at(pass).shuffle(this.#shuffled);
      this.#pass = pass;
      this.#group = -1;
    }
    const from = (step % this.stepsPerPass) * settings.batchSize;
    const users = this.#shuffled.slice(from, from + settings.batchSize);
    const items = settings.samplingUsers > 0 ? this.#itemSet(Math.floor(from / settings.samplingUsers)) : null;
    const batches: RowBatch = {
      kind: 'rows',
      users,
      input: pick(input, users, settings.binary, null),
      items,
      target: pick(target, users, settings.binary, items ? this.#marks : null),
    };
    return { batches, steps: 1 };
  }

  #itemSet(group: number): Uint32Array {
    if (group === this.#group && this.#items) return this.#items;
    const { samplingUsers } = this.#input.settings;
    const users = this.#shuffled.subarray(group * samplingUsers, (group + 1) * samplingUsers);
    this.#items = itemSetOf(this.#input.target, users, this.#marks);
    this.#group = group;
    return this.#items;
  }
}

/** The sorted distinct items of the users' rows; leaves each item's place + 1 in `marks`, [I], and 0 elsewhere. */
export function itemSetOf({ start, items }: Rows, users: Uint32Array, marks: Uint32Array): Uint32Array {
  marks.fill(0);
  let count = 0;
  for (const user of users)
    for (let k = start[user]; k < start[user + 1]; k++)
      if (marks[items[k]] === 0) {
        marks[items[k]] = 1;
        count++;
      }
  const set = new Uint32Array(count);
  for (let item = 0, at = 0; item < marks.length; item++)
    if (marks[item] === 1) {
      set[at] = item;
      marks[item] = ++at;
    }
  return set;
}

/** The users' rows one after the other; with marks, items as places in the item set. Ascending stays ascending. */
function pick({ start, items, values }: Rows, users: Uint32Array, binary: boolean, marks: Uint32Array | null): Rows {
  const offsets = new Uint32Array(users.length + 1);
  users.forEach((user, b) => (offsets[b + 1] = offsets[b] + start[user + 1] - start[user]));
  const picked = new Uint32Array(offsets[users.length]);
  const kept = values && !binary ? new Float32Array(picked.length) : null;
  users.forEach((user, b) => {
    const own = items.subarray(start[user], start[user + 1]);
    if (marks) for (let k = 0; k < own.length; k++) picked[offsets[b] + k] = marks[own[k]] - 1;
    else picked.set(own, offsets[b]);
    kept?.set(values!.subarray(start[user], start[user + 1]), offsets[b]);
  });
  return { start: offsets, items: picked, values: kept };
}

/** The longest rows together: no batch has more. */
function mostEntries({ start }: Rows, users: number): number {
  const lengths = Uint32Array.from({ length: start.length - 1 }, (_, user) => start[user + 1] - start[user]).sort();
  return lengths.subarray(Math.max(0, lengths.length - users)).reduce((sum, length) => sum + length, 0);
}
