import type { Histories } from '../../datasets/interactions.ts';
import { itemCounts } from '../../models/initial.ts';
import type { BatchSettings } from '../../models/stages.ts';
import { Random } from '../../random.ts';

/** Draws of one negative before the next item that the user does not have is taken. */
const TRIES = 16;

/** Whether `item` is in the ascending `items[from, to)`. */
export function includes(items: Uint32Array, from: number, to: number, item: number): boolean {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle] < item) low = middle + 1;
    else high = middle;
  }
  return low < to && items[low] === item;
}

/**
 * Draws items that a user does not have. The n-th negative of a pass depends on seed, pass and n alone.
 * Uniform, or in proportion to an item's training rows to a power (Mikolov et al. 2013 have 3/4).
 */
export class NegativeSampler {
  readonly #train: Pick<Histories, 'start' | 'items'>;
  readonly #itemCount: number;
  readonly #random: Random;
  /** Running sums of the items' weights, [I]; null: all alike. */
  readonly #sums: Float64Array | null;

  constructor(
    train: Pick<Histories, 'start' | 'items'>,
    itemCount: number,
    random: Random,
    { sampler, popularityPower }: Pick<BatchSettings, 'sampler' | 'popularityPower'>,
  ) {
    this.#train = train;
    this.#itemCount = itemCount;
    this.#random = random;
    this.#sums = sampler === 'popularity' ? runningSums(itemCounts(train, itemCount), popularityPower) : null;
  }

  /** Whether there is any item that the user does not have. */
  has(user: number): boolean {
    const { start } = this.#train;
    return start[user + 1] - start[user] < this.#itemCount;
  }

  /** @param user one that `has` a negative; @param index of the draw in its pass, below 2^28 */
  draw(user: number, pass: number, index: number): number {
    const { start, items } = this.#train;
    const [from, to] = [start[user], start[user + 1]];
    const random = this.#random.at(pass);
    let item = 0;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      item = this.#item(random.uint32At(index * TRIES + attempt) / 4294967296);
      if (!includes(items, from, to, item)) return item;
    }
    // A user who has almost all: the next free one, round the end.
    do item = (item + 1) % this.#itemCount;
    while (includes(items, from, to, item));
    return item;
  }

  #item(share: number): number {
    if (!this.#sums) return Math.floor(share * this.#itemCount);
    const wanted = share * this.#sums[this.#itemCount - 1];
    let [low, high] = [0, this.#itemCount - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sums[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Weights count^power, summed up; an item without training rows is never drawn unless the power is 0. */
function runningSums(counts: Uint32Array, power: number): Float64Array {
  const sums = new Float64Array(counts.length);
  let sum = 0;
  counts.forEach((count, item) => {
    sum += count > 0 ? count ** power : power === 0 ? 1 : 0;
    sums[item] = sum;
  });
  return sums;
}
