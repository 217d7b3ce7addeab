import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { FASTAI_INITIAL, fastaiStage, fastaiTraining } from './fastai.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';

const parameters = { factors: { ...shared.factors, default: 50 }, range: shared.range, ...fastaiTraining } as const;
type Parameters = Values<typeof parameters>;

/** score = u . v + b_u + b_i, through the range where there is one (fastai: `EmbeddingDotBias`), squared error. */
export function embeddingDotBiasNetwork(
  size: { users: number; items: number },
  { factors, range }: Pick<Parameters, 'factors' | 'range'>,
): Network {
  const net = declare('pairs', size);
  const user = net.embedding('users', 'user', factors, { initial: FASTAI_INITIAL });
  const item = net.embedding('items', 'item', factors, { initial: FASTAI_INITIAL });
  const userBias = net.embedding('userBias', 'user', 1, { initial: FASTAI_INITIAL });
  const itemBias = net.embedding('itemBias', 'item', 1, { initial: FASTAI_INITIAL });
  const score = net.range(net.add(net.dot(user, item), userBias, itemBias), range);
  return net.minimise(score, { kind: 'squared-error', reduction: 'mean', confidence: 0 });
}

export const embeddingDotBias = defineNetworkModel({
  id: 'embedding-dot-bias',
  title: 'EmbeddingDotBias',
  paper: 'Howard et al., fastai: EmbeddingDotBias of collab_learner; one-cycle training after Smith, arXiv 1803.09820',
  summary: 'Predicts a rating from the match of user and item and from how far each lies above or below the others.',
  family: 'factors',
  about:
    'Predicts ratings from the match of user and item and from how generous the one and how liked the other is. It learns a good model in five short passes.',
  data: 'Interactions with a value, such as stars.',
  needs: ['values'],
  offers: ['ratings', 'ranking', 'factors', 'fold-in'],
  foldIn: 'ratings',
  parameters,
  monitor: 'rmse',
  metrics: ['rmse', 'mae', 'ndcg@10', 'recall@10'],
  presets: [
    {
      id: 'source',
      label: 'As in fastai, lesson 4',
      help: '40 factors, predictions between 0 and 5.5, weight decay 0.1, five passes of one cycle up to 0.005.',
      parameters: { factors: 40, range: [0, 5.5] },
    },
    {
      id: 'walk-through',
      label: 'As in the walk-through',
      help: '50 factors, batches of 2,048.',
      parameters: { batchSize: 2048, range: [0.5, 5.5] },
    },
    { id: 'quick', label: 'Quick look', help: 'Few factors, two passes.', parameters: { factors: 16, epochs: 2 } },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: embeddingDotBiasNetwork(size, values),
      epochs: values.epochs,
      ...fastaiStage(values),
    },
  ],
});
