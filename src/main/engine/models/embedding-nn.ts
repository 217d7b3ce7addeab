import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { embeddingSize } from './embedding-size.ts';
import { FASTAI_INITIAL, fastaiStage, fastaiTraining } from './fastai.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';

const width = (of: string) =>
  ({
    kind: 'integer',
    label: `Factors of each ${of}`,
    help: `How many numbers describe a ${of}. 0: by how many there are, 1.6 n to the power 0.56, at most 600.`,
    group: 'model',
    default: 0,
    min: 0,
    max: 1024,
    scale: 'log',
  }) as const;

const parameters = {
  userFactors: width('user'),
  itemFactors: width('item'),
  layers: { ...shared.layers, default: [30, 30] },
  dropouts: {
    kind: 'list',
    label: 'Dropout of the hidden layers',
    help: 'Share of numbers left out at random behind each hidden layer while training, such as 0.1,0.2. None: nothing is left out.',
    group: 'regularisation',
    default: [],
    min: 0,
    max: 0.95,
    integer: false,
    maxLength: 8,
  },
  embeddingDropout: {
    ...shared.dropout,
    label: 'Dropout of the factors',
    help: 'Share of the factors of user and item left out at random while training.',
    default: 0,
  },
  batchNorm: {
    kind: 'switch',
    label: 'Batch normalisation',
    help: 'Brings the numbers behind each hidden layer to one scale, batch by batch. Training is steadier.',
    group: 'model',
    default: true,
  },
  finalBatchNorm: {
    kind: 'switch',
    label: 'Batch normalisation of the output',
    help: 'The same for the score itself, before the range.',
    group: 'model',
    default: false,
  },
  range: shared.range,
  ...fastaiTraining,
  weightDecay: { ...fastaiTraining.weightDecay, default: 0.01 },
} as const;
type Parameters = Values<typeof parameters>;
type Shape = Pick<
  Parameters,
  'userFactors' | 'itemFactors' | 'layers' | 'dropouts' | 'embeddingDropout' | 'batchNorm' | 'finalBatchNorm' | 'range'
>;

/**
 * [u, v] -> dropout -> (dense, relu) -> (batch norm, dropout, dense, relu) ... -> batch norm, dropout, dense to 1 ->
 * range (fastai: `EmbeddingNN`, a TabularModel without continuous columns). Batch norm stands behind relu; the first
 * layer has none before it.
 */
export function embeddingNnNetwork(size: { users: number; items: number }, values: Shape): Network {
  const net = declare('pairs', size);
  const user = net.embedding('users', 'user', embeddingSize(size.users, values.userFactors), {
    initial: FASTAI_INITIAL,
  });
  const item = net.embedding('items', 'item', embeddingSize(size.items, values.itemFactors), {
    initial: FASTAI_INITIAL,
  });
  let top = net.dropout('embedding dropout', net.concat(user, item), values.embeddingDropout);
  const linear = (name: string, units: number, activation: 'relu' | 'none') => {
    const initial = { kind: 'torch-linear', fanIn: net.nodes[top].shape[0] } as const;
    return net.dense(name, top, units, { activation, initial, biasInitial: initial });
  };
  values.layers.forEach((units, k) => {
    top = linear(`hidden ${k + 1}`, units, 'relu');
    if (values.batchNorm) top = net.batchNorm(`norm ${k + 1}`, top);
    top = net.dropout(`dropout ${k + 1}`, top, values.dropouts[k] ?? 0);
  });
  top = linear('output', 1, 'none');
  if (values.finalBatchNorm) top = net.batchNorm('output norm', top);
  return net.minimise(net.range(top, values.range), { kind: 'squared-error', reduction: 'mean', confidence: 0 });
}

export const embeddingNn = defineNetworkModel({
  id: 'embedding-nn',
  title: 'EmbeddingNN',
  paper: 'Howard et al., fastai: EmbeddingNN of collab_learner(use_nn=True)',
  summary: 'Predicts a rating by a small neural network over the factors of user and item.',
  family: 'network',
  about:
    'A small neural network reads the factors of user and item and predicts the rating. It finds patterns that no product of factors expresses, and takes longer to train.',
  data: 'Interactions with a value, such as stars.',
  needs: ['values'],
  offers: ['ratings', 'ranking'],
  parameters,
  monitor: 'rmse',
  metrics: ['rmse', 'mae', 'ndcg@10', 'recall@10'],
  presets: [
    {
      id: 'source',
      label: 'As in the post',
      help: 'Two layers of 30, predictions between 0 and 5, batches of 128, five passes at 0.003.',
      parameters: { range: [0, 5], batchSize: 128, learningRate: 3e-3, schedule: 'constant' },
    },
    {
      id: 'quick',
      label: 'Quick look',
      help: 'One layer over 16 factors each, two passes.',
      parameters: { userFactors: 16, itemFactors: 16, layers: [30], epochs: 2 },
    },
  ],
  stages: ({ size, values }) => [
    { name: 'training', network: embeddingNnNetwork(size, values), epochs: values.epochs, ...fastaiStage(values) },
  ],
});
