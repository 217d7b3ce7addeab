import { defineMetric } from '../metric.ts';

export const auc = defineMetric({
  id: 'auc',
  better: 'higher',
  cutoff: false,
  variant: 'share of pairs (relevant, other candidate) in the right order',
  source: 'seeds.md 5; Rendle et al. 2009',
  /** Equal scores count as wrong order; relevant items that are no candidates stand behind every other item. */
  perUser(positions, relevant, candidates) {
    const others = candidates - positions.length;
    if (others === 0) return positions.length / relevant;
    let right = 0;
    for (let hit = 0; hit < positions.length; hit++) right += others - (positions[hit] - hit);
    return right / (others * relevant);
  },
});
