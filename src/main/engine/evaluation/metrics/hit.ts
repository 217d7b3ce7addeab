import { defineMetric } from '../metric.ts';

export const hit = defineMetric({
  id: 'hit',
  better: 'higher',
  cutoff: true,
  variant: '1 when there is a hit among the first k',
  source: 'seeds.md 3, 5; RecBole, ConvNCF',
  perUser: (positions, _relevant, _candidates, k) => (positions.length > 0 && positions[0] < k ? 1 : 0),
});
