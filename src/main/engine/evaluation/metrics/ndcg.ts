import { defineMetric } from '../metric.ts';
import { idealGain } from './sums.ts';

export const ndcg = defineMetric({
  id: 'ndcg',
  better: 'higher',
  cutoff: true,
  variant: 'binary gain, 1 / log2(rank + 1), ideal over min(k, relevant)',
  source: 'seeds.md 1, 2, 3, 5; Järvelin and Kekäläinen 2002',
  perUser(positions, relevant, _candidates, k) {
    let gain = 0;
    for (let hit = 0; hit < positions.length && positions[hit] < k; hit++) gain += 1 / Math.log2(positions[hit] + 2);
    return gain / idealGain(Math.min(k, relevant));
  },
});
