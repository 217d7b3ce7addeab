import type { BySimilarity } from '../../../shared/contract/browse.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { cosine, likeness, rowOf } from '../neighbours/measures.ts';
import type { FittedRun } from './fitted.ts';
import type { NeighbourSearch } from './neighbour-search.ts';
import type { List, ListOptions } from './recommender.ts';

export interface SimilarityProblem {
  readonly items: Matrix; // [I x D]
  /** Item indices, each once. */
  readonly history: ArrayLike<number>;
  /** [history]: the nearest rows of each item of the history, as many as the method takes; the item itself is passed over. */
  readonly nearest: readonly (readonly number[])[];
  /** Power of the similarity; higher = the closest pairs decide. */
  readonly scale: number;
  /** Keep items of the history among the candidates. */
  readonly includeHistory?: boolean;
}

export interface Scored {
  readonly item: number;
  readonly score: number;
}

/**
 * Item-based recommendation by likeness of factors (Aiolli, "Efficient top-n recommendation for very large scale binary
 * rated datasets", RecSys 2013, as Recoder's SimilarityRecommender has it): the pool is the union of the nearest rows of
 * all items of the history, minus the history; score(i) = sum over the history h of ((cos(h, i) + 1) / 2) ^ scale.
 * Items of the history without factors add nothing. Double precision.
 * @returns all of the pool, score falling, then item rising
 */
export function scoreBySimilarity({
  items,
  history,
  nearest,
  scale,
  includeHistory = false,
}: SimilarityProblem): Scored[] {
  const known = new Set(Array.from(history));
  const pool = new Set(nearest.flat());
  if (includeHistory) for (const item of known) pool.add(item);
  else for (const item of known) pool.delete(item);
  const given = Array.from(history, (item) => rowOf(items, item));
  const scored: Scored[] = [];
  for (const item of pool) {
    const row = rowOf(items, item);
    let score = 0;
    let counted = 0;
    for (const other of given) {
      const near = cosine(other, row);
      if (Number.isNaN(near)) continue;
      score += likeness(near) ** scale;
      counted++;
    }
    if (counted > 0) scored.push({ item, score });
  }
  return scored.sort((a, b) => b.score - a.score || a.item - b.item);
}

/**
 * A list for a history by likeness of factors. `neighbours` counts the item itself, as in the source: 1 gives nothing.
 * @param history view items, each once @throws RecsmithError BAD_INPUT where the run has no factors
 */
export async function listBySimilarity(
  search: NeighbourSearch,
  fitted: FittedRun,
  history: Uint32Array,
  { neighbours, scale }: BySimilarity,
  { k, includeSeen, only }: ListOptions,
): Promise<List> {
  const items = fitted.table('items');
  const lists = neighbours > 1 ? await search.nearestRows(fitted, 'items', history, neighbours - 1) : [];
  const nearest = lists.map((list) => list.map(({ row }) => row));
  let scored = scoreBySimilarity({ items, history, nearest, scale, includeHistory: includeSeen });
  if (only) {
    const wanted = new Set(only);
    scored = scored.filter(({ item }) => wanted.has(item));
  }
  const best = scored.slice(0, k);
  return {
    items: Uint32Array.from(best, ({ item }) => item),
    scores: Float64Array.from(best, ({ score }) => score),
    candidates: scored.length,
  };
}
