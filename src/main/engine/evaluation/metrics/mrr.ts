import { defineMetric } from '../metric.ts';

export const mrr = defineMetric({
  id: 'mrr',
  better: 'higher',
  cutoff: true,
  variant: '1 / rank of the first hit among the first k, else 0',
  source: 'seeds.md 3; RecBole',
  perUser: (positions, _relevant, _candidates, k) =>
    positions.length > 0 && positions[0] < k ? 1 / (positions[0] + 1) : 0,
});
