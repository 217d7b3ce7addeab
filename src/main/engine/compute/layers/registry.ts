import type { LayerId } from '../network.ts';
import { activation, range } from './activation.ts';
import { bag } from './bag.ts';
import { add, concat, cosine, dot, multiply, outer } from './combine.ts';
import { convolution, sumPool } from './convolution.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import { itemScores } from './item-scores.ts';
import type { Layer } from './layer.ts';
import { batchNorm, dropout, gaussian } from './regularise.ts';

/** All layers. A new one is a file, a line here and its id in network.ts. */
export const layers: Readonly<Record<LayerId, Layer>> = {
  embedding,
  bag,
  concat,
  multiply,
  add,
  dot,
  cosine,
  outer,
  dense,
  convolution,
  'sum-pool': sumPool,
  activation,
  dropout,
  'batch-norm': batchNorm,
  range,
  gaussian,
  'item-scores': itemScores,
};
