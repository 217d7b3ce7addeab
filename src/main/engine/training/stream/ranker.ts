import type { Kernels } from '../../kernels/kernels.ts';
import { packScorer, relevantPositions } from '../../kernels/rank.ts';
import type { FittedModel } from '../../models/definition.ts';

/** Where an item stands among all items for a user: how many have at least its score. Items of the user are no exception. */
export interface Ranker {
  position(user: number, item: number): Promise<number> | number;
  /** Of many pairs at once, far cheaper each; [N]. */
  positions(users: Uint32Array, items: Uint32Array): Promise<Uint32Array>;
  /** These items have changed since. */
  changed(items: Uint32Array): void;
}

const EMPTY = new Uint32Array(0);

/** By kernels where the model has factors, else by scores of all items. */
export function rankerOf(kernels: Kernels, model: FittedModel, itemCount: number): Ranker {
  return model.factors && model.factors.items.columns > 0
    ? byFactors(kernels, model.factors)
    : byScores(model, itemCount);
}

function byFactors(kernels: Kernels, factors: NonNullable<FittedModel['factors']>): Ranker {
  const scorer = packScorer(kernels, factors);
  const { items, itemBias } = factors;
  const { columns, stride, data } = items;
  const { panels } = scorer;
  const none = { start: Uint32Array.of(0, 0), items: EMPTY };
  const start = Uint32Array.of(0, 1);
  return {
    async position(user, item) {
      const relevant = { start, items: Uint32Array.of(item) };
      return (await relevantPositions(scorer, Uint32Array.of(user), none, relevant)).positions[0];
    },
    async positions(users, wanted) {
      const starts = Uint32Array.from({ length: users.length + 1 }, (_, k) => k);
      const nothing = { start: new Uint32Array(users.length + 1), items: EMPTY };
      return (await relevantPositions(scorer, users, nothing, { start: starts, items: wanted })).positions;
    },
    // Panels of 8 items: 8 biases, then 8 values of each factor (assembly/score.ts).
    changed(changed) {
      for (const item of changed) {
        const lane = (item >>> 3) * 8 * (columns + 1) + (item & 7);
        panels[lane] = itemBias ? itemBias[item] : 0;
        for (let f = 0; f < columns; f++) panels[lane + 8 * (f + 1)] = data[item * stride + f];
      }
    },
  };
}

function byScores(model: FittedModel, itemCount: number): Ranker {
  const scores = new Float32Array(itemCount);
  const position = (user: number, item: number) => {
    model.scoreUsers(Uint32Array.of(user), scores);
    return countAtLeast(scores, item);
  };
  return {
    position,
    positions: (users, items) => Promise.resolve(Uint32Array.from(users, (user, k) => position(user, items[k]))),
    changed: () => undefined,
  };
}

/** By how often each item was chosen so far; no place below the k-th is told apart, as that is all that is asked for. */
export class Popularity implements Pick<Ranker, 'position' | 'changed'> {
  readonly #counts: Uint32Array;
  readonly #k: number;

  constructor(counts: Uint32Array, k: number) {
    this.#counts = counts;
    this.#k = k;
  }

  position(_user: number, item: number): number {
    return countAtLeast(this.#counts, item, this.#k);
  }

  changed(items: Uint32Array): void {
    for (const item of items) this.#counts[item]++;
  }
}

/** Others whose score is not below the item's: among equals it stands last. Counts no further than `most`. */
function countAtLeast(scores: ArrayLike<number>, item: number, most = Infinity): number {
  const own = scores[item];
  let count = -1; // itself
  for (let other = 0; other < scores.length && count < most; other++) if (scores[other] >= own) count++;
  return count;
}
