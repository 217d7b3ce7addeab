import { defineMetric } from '../metric.ts';
import { precisionSum } from './sums.ts';

export const map = defineMetric({
  id: 'map',
  better: 'higher',
  cutoff: true,
  variant: 'sum of precision at hits / min(k, relevant)',
  source: 'seeds.md 1, 2, 3; Recoder, normalised; RecBole',
  perUser: (positions, relevant, _candidates, k) => precisionSum(positions, k) / Math.min(k, relevant),
});
