import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import { ACTIVATIONS, type Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { RECODER_DEFAULTS, recoderTraining, rowLossOf } from './recoder.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = {
  layers: { ...shared.layers, default: [200], min: 1 },
  activation: {
    kind: 'choice',
    label: 'Activation',
    help: 'The curve that every hidden layer passes through.',
    group: 'model',
    default: 'tanh',
    options: ACTIVATIONS,
  },
  constrained: {
    kind: 'switch',
    label: 'Tied weights',
    help: 'The way back uses the weights of the way in, turned round: half the memory, sometimes better with few data.',
    group: 'model',
    default: false,
  },
  noise: {
    ...shared.dropout,
    label: 'Noise',
    help: 'Share of the items of a user left out at random while training, so that the model learns to fill in what is missing.',
    default: 0.5,
  },
  dropout: {
    ...shared.dropout,
    label: 'Dropout of the innermost layer',
    help: 'Share of the innermost layer left out at random while training.',
    default: 0,
  },
  ...recoderTraining,
} as const;
type Parameters = Values<typeof parameters>;
type Shape = Pick<Parameters, 'layers' | 'activation' | 'constrained' | 'noise' | 'dropout' | 'loss' | 'confidence'>;

/**
 * The history, of length 1 (Euclidean), with noise -> sum of item rows and bias -> activation -> inner layers with
 * activation -> dropout -> the same layers backwards -> a score per item, without activation (Recoder:
 * `DynamicAutoencoder`). `constrained`: the way back has the weights of the way in, transposed, and biases of its own.
 * Only the items that are in the batch are read and written.
 */
export function dynamicAutoencoderNetwork(size: { users: number; items: number }, values: Shape): Network {
  const { layers, activation, constrained, noise, dropout } = values;
  const net = declare('rows', size);
  const initial = { kind: 'xavier-uniform', fanIn: size.items, fanOut: layers[0] } as const;
  const bag = { initial, biasInitial: { kind: 'constant', value: 0 }, normalise: true, noise } as const;
  let top = net.activation('activation', net.bag('input', 'user', layers[0], bag), activation);
  for (let k = 1; k < layers.length; k++) top = net.dense(`encoder ${k}`, top, layers[k], { activation });
  top = net.dropout('dropout', top, dropout);
  for (let k = layers.length - 1; k > 0; k--) {
    const tied = constrained ? { tiedTo: `encoder ${k}/weight` } : {};
    top = net.dense(`decoder ${k}`, top, layers[k - 1], { activation, ...tied });
  }
  const output = net.itemScores('output', top, { initial, ...(constrained && { tiedTo: 'input' }) });
  return net.minimise(output, rowLossOf(values));
}

export const dynamicAutoencoder = defineNetworkModel({
  id: 'dynamic-autoencoder',
  title: 'DynamicAutoencoder',
  paper: 'Moussawi, "Towards Large Scale Training Of Autoencoders For Collaborative Filtering", arXiv 1809.00999, 2018',
  summary: 'Learns to complete what a user has from a part of it; unknown users need no training.',
  family: 'autoencoder',
  about:
    'Squeezes what a user has through a narrow layer and brings back what fits with it. New users get lists from their history alone, and very many items are no obstacle.',
  data: 'Any interactions; values are ignored unless the loss is the squared error.',
  needs: [],
  offers: ['ranking', 'fold-in'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall-capped@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'source',
      label: 'As in its test',
      help: 'The settings published for MovieLens 20M: 200 units, noise 0.5, Adam at 0.001, batches of 500, 30 passes.',
      parameters: {},
    },
    { ...RECODER_DEFAULTS, parameters: { ...RECODER_DEFAULTS.parameters, noise: 0 } },
    { id: 'quick', label: 'Quick look', help: 'A small layer, five passes.', parameters: { layers: [50], epochs: 5 } },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: dynamicAutoencoderNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('rows', values, { binary: values.loss !== 'squared-error' }),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
