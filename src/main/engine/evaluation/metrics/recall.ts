import { defineMetric } from '../metric.ts';
import { hitsBefore } from './sums.ts';

export const recall = defineMetric({
  id: 'recall',
  better: 'higher',
  cutoff: true,
  variant: 'hits / relevant',
  source: 'seeds.md 3; RecBole',
  perUser: (positions, relevant, _candidates, k) => hitsBefore(positions, k) / relevant,
});
