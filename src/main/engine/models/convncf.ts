import { RecsmithError } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Initial, Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom, type Stage } from './stages.ts';

const list = (label: string, help: string, values: readonly number[], max: number) =>
  ({
    kind: 'list',
    label,
    help,
    group: 'model',
    default: values,
    min: 1,
    max,
    integer: true,
    maxLength: 8,
  }) as const;

const penalty = (label: string, help: string, value: number) =>
  ({ ...shared.l2, label, help, group: 'regularisation', default: value, max: 100 }) as const;

const parameters = {
  factors: { ...shared.factors, default: 64 },
  channels: list(
    'Channels',
    'How many patterns each convolution looks for, such as 32,32,32,32.',
    [32, 32, 32, 32],
    512,
  ),
  kernels: list('Kernels', 'Width of the square that each convolution looks at.', [4, 4, 2, 2], 64),
  strides: list('Strides', 'How far the square moves from one look to the next.', [4, 4, 2, 2], 64),
  dropout: { ...shared.dropout, help: 'Share of the patterns left out at random before the last layer.', default: 0.2 },
  weights: {
    kind: 'choice',
    label: 'Starting values',
    help: 'recbole: embeddings from N(0, 1), weights as PyTorch draws them. original: embeddings small, weights from N(0, 0.1) cut at two deviations, biases 0.1.',
    group: 'model',
    default: 'recbole',
    options: ['recbole', 'original'],
  },
  epochs: { ...shared.epochs, default: 300 },
  batchSize: { ...shared.batchSize, default: 2048 },
  optimizer: { ...shared.optimizer, default: 'adam' },
  learningRate: { ...shared.learningRate, default: 1e-3 },
  ...shared.schedules,
  pretrainEpochs: {
    ...shared.pretrainEpochs,
    help: 'Trains the factors alone by pairwise ranking (BPR) for so many passes first, and starts from them. 0: starts from random numbers.',
  },
  pretrainLearningRate: {
    ...shared.learningRate,
    label: 'Learning rate of pretraining',
    help: 'How far each step of pretraining moves the factors.',
    default: 1e-3,
  },
  ...shared.drawnNegatives,
  negatives: { ...shared.drawnNegatives.negatives, default: 1 },
  embeddingNorm: penalty(
    'Norm of the factors',
    'Adds this times the length of all factors together to the loss (not squared): a pull of one strength, however long they are.',
    0.1,
  ),
  weightNorm: penalty(
    'Norm of the weights',
    'The same for the weights of the convolutions and of the last layer.',
    0.1,
  ),
  embeddingL2: penalty(
    'Regularisation of the factors (L2)',
    'Adds this times the squares of the factors of each batch to the loss.',
    0,
  ),
  convolutionL2: penalty(
    'Regularisation of the convolutions (L2)',
    'Adds this times the squares of the weights of the convolutions to the loss.',
    0,
  ),
  headL2: penalty(
    'Regularisation of the last layer (L2)',
    'Adds this times the squares of the weights of the last layer to the loss.',
    0,
  ),
  ...shared.stopping,
  patience: { ...shared.stopping.patience, default: 10 },
} as const;
type Parameters = Values<typeof parameters>;
type Shape = Pick<
  Parameters,
  'factors' | 'channels' | 'kernels' | 'strides' | 'dropout' | 'weights' | 'convolutionL2' | 'headL2'
>;

const SMALL: Initial = { kind: 'truncated-normal', deviation: 0.01 };

/** Before pretraining the factors start small: BPR from N(0, 1) would first have to forget them. */
function embeddingInitial(weights: Parameters['weights'], pretrained: boolean): Initial {
  return weights === 'original' || pretrained ? SMALL : { kind: 'normal', mean: 0, deviation: 1 };
}

/** @throws RecsmithError BAD_INPUT where the lists differ in length or a map becomes smaller than the next kernel */
export function convncfNetwork(
  size: { users: number; items: number },
  values: Shape,
  initial: Initial = embeddingInitial(values.weights, false),
): Network {
  const { factors, channels, kernels, strides, dropout, weights, convolutionL2, headL2 } = values;
  if (channels.length === 0 || channels.length !== kernels.length || channels.length !== strides.length)
    throw new RecsmithError(
      'BAD_INPUT',
      `There are ${channels.length} channels, ${kernels.length} kernels and ${strides.length} strides.`,
      {
        where: 'parameters channels, kernels, strides',
        why: 'Each convolution has one of each.',
        next: 'Give three lists of one length.',
      },
    );
  const net = declare('pairs', size);
  const user = net.embedding('users', 'user', factors, { initial });
  const item = net.embedding('items', 'item', factors, { initial });
  const ofLayer = (fanIn: number) =>
    weights === 'original'
      ? {
          initial: { kind: 'truncated-normal', deviation: 0.1 } as const,
          biasInitial: { kind: 'constant', value: 0.1 } as const,
        }
      : { initial: { kind: 'torch-linear', fanIn } as const, biasInitial: { kind: 'torch-linear', fanIn } as const };
  // Rows are the user's: with kernels that are not symmetric user and item are not interchangeable.
  let top = net.outer(user, item);
  channels.forEach((count, k) => {
    const [, , depth] = net.nodes[top].shape;
    top = net.convolution(`convolution ${k + 1}`, top, {
      ...{ channels: count, kernel: kernels[k], stride: strides[k], activation: 'relu' },
      ...ofLayer(kernels[k] * kernels[k] * depth),
    });
  });
  const pooled = net.dropout('dropout', net.sumPool(top), dropout);
  const last = channels.at(-1)!;
  const l2Scale = convolutionL2 > 0 ? headL2 / convolutionL2 : 1;
  const ofHead = weights === 'original' ? { biasInitial: { kind: 'truncated-normal', deviation: 0.1 } as const } : {};
  const head = net.dense('head', pooled, 1, { ...ofLayer(last), ...ofHead, l2Scale });
  return net.minimise(head, { kind: 'bpr', reduction: 'sum' });
}

/** The factors alone: u . v, BPR. Tables are those of the whole. */
export function convncfPretraining(
  size: { users: number; items: number },
  { factors }: Pick<Parameters, 'factors'>,
  initial: Initial = SMALL,
): Network {
  const net = declare('pairs', size);
  const user = net.embedding('users', 'user', factors, { initial });
  const item = net.embedding('items', 'item', factors, { initial });
  return net.minimise(net.dot(user, item), { kind: 'bpr', reduction: 'sum' });
}

export const convncf = defineNetworkModel({
  id: 'convncf',
  title: 'ConvNCF',
  paper: 'He et al., "Outer Product-based Neural Collaborative Filtering", IJCAI 2018',
  summary:
    'Convolutions over the outer product of user and item factors. Slow; later work found simpler models better.',
  family: 'network',
  about:
    'Looks for patterns in the table of all products of user and item factors, as one looks for shapes in a picture. It takes long to train, and starts best from pretrained factors.',
  data: 'Any interactions; values are ignored.',
  needs: [],
  offers: ['ranking'],
  parameters,
  monitor: 'mrr@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'recbole',
      label: 'RecBole',
      help: 'Four convolutions, Adam at 0.001, batches of 2,048, no pretraining, stops after ten validations without gain.',
      parameters: {},
    },
    {
      id: 'original',
      label: 'Original',
      help: 'Six convolutions of 2 x 2, Adagrad at 0.05, batches of 512, 500 passes of pretraining.',
      parameters: {
        channels: [32, 32, 32, 32, 32, 32],
        kernels: [2, 2, 2, 2, 2, 2],
        strides: [2, 2, 2, 2, 2, 2],
        dropout: 0,
        weights: 'original',
        epochs: 1500,
        batchSize: 512,
        optimizer: 'adagrad',
        learningRate: 0.05,
        pretrainEpochs: 500,
        pretrainLearningRate: 0.05,
        embeddingNorm: 0,
        weightNorm: 0,
        embeddingL2: 0.01,
        convolutionL2: 1,
        // 10, and once more among the weights of the network, as the source counts it.
        headL2: 11,
        patience: 0,
      },
    },
    {
      id: 'quick',
      label: 'Quick look',
      help: '16 factors, two convolutions, pretrained for ten passes, then five.',
      parameters: {
        factors: 16,
        channels: [16, 16],
        kernels: [4, 4],
        strides: [4, 4],
        epochs: 5,
        pretrainEpochs: 10,
        pretrainLearningRate: 0.01,
      },
    },
  ],
  stages({ size, values }) {
    const pretrained = values.pretrainEpochs > 0;
    const initial = embeddingInitial(values.weights, pretrained);
    const batches = batchesFrom('pairwise', values);
    // The gradient of c w^2 is 2 c w.
    const l2 = {
      embedding: 2 * values.embeddingL2,
      weight: 2 * values.convolutionL2,
      bias: 2 * values.convolutionL2,
    };
    const original = values.weights === 'original';
    // TensorFlow's Adagrad starts its sums at .1.
    const accumulator = { initialAccumulator: values.optimizer === 'adagrad' ? 0.1 : 0 };
    const main: Stage = {
      name: 'training',
      network: convncfNetwork(size, values, initial),
      epochs: values.epochs,
      batches,
      optimizer: optimizerFrom(values, {
        ...accumulator,
        l2,
        normPenalty: { embedding: values.embeddingNorm, weight: values.weightNorm },
      }),
      schedule: scheduleFrom(values),
    };
    if (!pretrained) return [main];
    // From pretrained factors and random weights the original trains one pass gently, so that nothing overflows.
    const gentle: Stage = {
      ...main,
      name: 'first pass, without regularisation',
      epochs: 1,
      optimizer: { ...main.optimizer, l2: {}, normPenalty: {} },
      schedule: { ...scheduleFrom(values), kind: 'constant', learningRate: 0.01 },
    };
    const first: Stage = {
      name: 'pretraining of the factors',
      network: convncfPretraining(size, values, initial),
      epochs: values.pretrainEpochs,
      batches,
      optimizer: optimizerFrom(values, { ...accumulator, l2: original ? { embedding: 2 * 0.01 } : {} }),
      schedule: { ...scheduleFrom(values), learningRate: values.pretrainLearningRate },
    };
    return original && values.epochs > 1 ? [first, gentle, { ...main, epochs: values.epochs - 1 }] : [first, main];
  },
});
