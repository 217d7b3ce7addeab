import { defineMetric } from '../metric.ts';
import { hitsBefore } from './sums.ts';

export const precision = defineMetric({
  id: 'precision',
  better: 'higher',
  cutoff: true,
  variant: 'hits / k',
  source: 'seeds.md 3; RecBole',
  perUser: (positions, _relevant, _candidates, k) => hitsBefore(positions, k) / k,
});
