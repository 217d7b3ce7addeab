import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = {
  factors: { ...shared.factors, default: 50 },
  hidden: {
    kind: 'integer',
    label: 'Hidden units',
    help: 'Width of the one hidden layer between the factors and the prediction.',
    group: 'model',
    default: 10,
    min: 1,
    max: 1024,
    scale: 'log',
  },
  embeddingDropout: {
    ...shared.dropout,
    label: 'Dropout of the factors',
    help: 'Share of the factors of user and item left out at random while training.',
    default: 0.05,
  },
  dropout: {
    ...shared.dropout,
    label: 'Dropout of the hidden layer',
    help: 'Share of the hidden units left out at random while training.',
    default: 0.5,
  },
  range: {
    ...shared.range,
    help: 'Two numbers that predictions can approach but never leave. None: half a unit beyond the smallest and the largest value of the training part.',
  },
  epochs: { ...shared.epochs, default: 3 },
  batchSize: { ...shared.batchSize, default: 64 },
  optimizer: shared.optimizer,
  learningRate: { ...shared.learningRate, default: 1e-3 },
  weightDecay: { ...shared.weightDecay, default: 1e-5 },
  denseUpdates: shared.denseUpdates,
  ...shared.schedules,
  ...shared.stopping,
} as const;
type Parameters = Values<typeof parameters>;
type Shape = Pick<Parameters, 'factors' | 'hidden' | 'embeddingDropout' | 'dropout'>;

/**
 * [u, v] -> dropout -> dense, relu -> dropout -> dense to 1 -> range (fastai 0.7, lesson 5: `EmbeddingNet`). Embeddings
 * start from U(-.01, .01).
 */
export function embeddingNetNetwork(
  size: { users: number; items: number },
  { factors, hidden, embeddingDropout, dropout }: Shape,
  range: readonly [number, number],
): Network {
  const net = declare('pairs', size);
  const initial = { kind: 'uniform', low: -0.01, high: 0.01 } as const;
  const user = net.embedding('users', 'user', factors, { initial });
  const item = net.embedding('items', 'item', factors, { initial });
  const both = net.dropout('embedding dropout', net.concat(user, item), embeddingDropout);
  const first = { kind: 'torch-linear', fanIn: 2 * factors } as const;
  const inner = net.dense('hidden', both, hidden, { activation: 'relu', initial: first, biasInitial: first });
  const second = { kind: 'torch-linear', fanIn: hidden } as const;
  const output = net.dense('output', net.dropout('dropout', inner, dropout), 1, {
    initial: second,
    biasInitial: second,
  });
  return net.minimise(net.range(output, range), { kind: 'squared-error', reduction: 'mean', confidence: 0 });
}

export const embeddingNet = defineNetworkModel({
  id: 'embedding-net',
  title: 'EmbeddingNet',
  paper: 'Howard et al., fast.ai "Deep Learning 1", lesson 5: EmbeddingNet',
  summary: 'Predicts a rating by one small hidden layer over the factors of user and item.',
  family: 'network',
  about:
    'One small hidden layer with much dropout over the factors of user and item. Quick to train, and hard to overfit.',
  data: 'Interactions with a value, such as stars.',
  needs: ['values'],
  offers: ['ratings', 'ranking'],
  parameters,
  monitor: 'rmse',
  metrics: ['rmse', 'mae', 'ndcg@10', 'recall@10'],
  presets: [
    {
      id: 'source',
      label: 'As in the lesson',
      help: '50 factors, 10 hidden units, Adam at 0.001, three passes in batches of 64.',
      parameters: {},
    },
    { id: 'quick', label: 'Quick look', help: 'Few factors, one pass.', parameters: { factors: 16, epochs: 1 } },
  ],
  stages: ({ size, values, view }) => {
    const [low, high] = view?.valueRange ?? [1, 5];
    return [
      {
        name: 'training',
        network: embeddingNetNetwork(size, values, values.range ?? [low - 0.5, high + 0.5]),
        epochs: values.epochs,
        batches: batchesFrom('ratings', values),
        optimizer: optimizerFrom(values),
        schedule: scheduleFrom(values),
      },
    ];
  },
});
