import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = {
  factors: { ...shared.factors, default: 50 },
  initialHigh: {
    kind: 'number',
    label: 'Largest starting value',
    help: 'The factors start from random numbers between 0 and this.',
    group: 'model',
    default: 0.05,
    min: 1e-5,
    max: 1,
    scale: 'log',
  },
  epochs: { ...shared.epochs, default: 3 },
  batchSize: { ...shared.batchSize, default: 64 },
  optimizer: { ...shared.optimizer, default: 'momentum' },
  learningRate: { ...shared.learningRate, default: 0.1 },
  momentum: shared.momentum,
  weightDecay: { ...shared.weightDecay, default: 1e-5 },
  denseUpdates: shared.denseUpdates,
  ...shared.schedules,
  ...shared.stopping,
} as const;
type Parameters = Values<typeof parameters>;

/** score = u . v, squared error (fastai 0.7, lesson 5: `EmbeddingDot`). */
export function embeddingDotNetwork(
  size: { users: number; items: number },
  { factors, initialHigh }: Pick<Parameters, 'factors' | 'initialHigh'>,
): Network {
  const net = declare('pairs', size);
  const initial = { kind: 'uniform', low: 0, high: initialHigh } as const;
  const user = net.embedding('users', 'user', factors, { initial });
  const item = net.embedding('items', 'item', factors, { initial });
  return net.minimise(net.dot(user, item), { kind: 'squared-error', reduction: 'mean', confidence: 0 });
}

export const embeddingDot = defineNetworkModel({
  id: 'embedding-dot',
  title: 'EmbeddingDot',
  paper: 'Howard et al., fast.ai "Deep Learning 1", lesson 5: EmbeddingDot',
  summary: 'Predicts a rating as the plain match of user and item factors, without biases.',
  family: 'factors',
  about:
    'The plain match of user and item factors, learned from ratings. It shows what factors alone can do; with biases the same data say more.',
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
      label: 'As in the lesson',
      help: '50 factors from U(0, 0.05), SGD at 0.1 with momentum 0.9, three passes in batches of 64.',
      parameters: {},
    },
    { id: 'quick', label: 'Quick look', help: 'Few factors, one pass.', parameters: { factors: 16, epochs: 1 } },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: embeddingDotNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('ratings', values),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
