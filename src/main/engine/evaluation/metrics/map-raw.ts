import { defineMetric } from '../metric.ts';
import { precisionSum } from './sums.ts';

export const mapRaw = defineMetric({
  id: 'map-raw',
  better: 'higher',
  cutoff: true,
  variant: 'sum of precision at hits / relevant',
  source: 'seeds.md 1, 2; Recoder, not normalised',
  perUser: (positions, relevant, _candidates, k) => precisionSum(positions, k) / relevant,
});
