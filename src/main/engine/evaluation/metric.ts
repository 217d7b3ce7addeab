/**
 * A ranking metric sees one user's list through the positions of the relevant items in it. That is all that any of
 * them needs, it makes ties exact (a relevant item stands behind every equal score) and no list is ever built.
 */
export interface RankingMetric {
  readonly id: string; // 'ndcg'
  readonly better: 'higher' | 'lower';
  readonly cutoff: boolean; // takes @k
  readonly variant: string; // which of the field's definitions: 'hits / relevant'
  readonly source: string;
  /**
   * @param positions of the relevant items among the ranked candidates, 0-based, ascending, [<= relevant]; relevant
   *   items that are no candidates are missing here but counted in `relevant`.
   * @param relevant number of relevant items, >= 1
   * @param candidates number of ranked candidates
   * @param k cut-off; candidates where the metric takes none
   * @returns 0..1
   */
  perUser(positions: Uint32Array, relevant: number, candidates: number, k: number): number;
}

export function defineMetric(metric: RankingMetric): RankingMetric {
  return metric;
}
