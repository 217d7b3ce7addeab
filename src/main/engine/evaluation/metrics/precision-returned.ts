import { defineMetric } from '../metric.ts';
import { hitsBefore } from './sums.ts';

export const precisionReturned = defineMetric({
  id: 'precision-returned',
  better: 'higher',
  cutoff: true,
  variant: 'hits / returned, at most k',
  source: 'seeds.md 4; cf_step',
  /** 0 where there was no candidate to return. */
  perUser: (positions, _relevant, candidates, k) => hitsBefore(positions, k) / Math.max(1, Math.min(k, candidates)),
});
