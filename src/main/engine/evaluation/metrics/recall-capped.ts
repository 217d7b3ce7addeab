import { defineMetric } from '../metric.ts';
import { hitsBefore } from './sums.ts';

export const recallCapped = defineMetric({
  id: 'recall-capped',
  better: 'higher',
  cutoff: true,
  variant: 'hits / min(k, relevant)',
  source: 'seeds.md 1, 2; Recoder, normalised',
  perUser: (positions, relevant, _candidates, k) => hitsBefore(positions, k) / Math.min(k, relevant),
});
