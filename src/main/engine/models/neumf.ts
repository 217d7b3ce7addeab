import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Store } from './definition.ts';
import { gmfNetwork } from './gmf.ts';
import { mlpNetwork } from './mlp.ts';
import { gmfVector, mlpLayers, mlpVector, NCF_LOSS, ncfHead, ncfTraining } from './ncf.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom, type Stage } from './stages.ts';

const parameters = {
  factors: { ...shared.factors, default: 8, label: 'Factors of the product' },
  layers: mlpLayers,
  dropout: { ...shared.dropout, default: 0 },
  pretrainEpochs: {
    ...shared.pretrainEpochs,
    help: 'Trains the product of factors and the tower of layers alone for so many passes each, and starts from both. 0: starts from random numbers.',
  },
  pretrainShare: {
    kind: 'number',
    label: 'Share of the product at the start',
    help: 'How much the pretrained product of factors says at first, against the pretrained tower.',
    group: 'training',
    default: 0.5,
    min: 0,
    max: 1,
    scale: 'linear',
  },
  ...ncfTraining,
} as const;
type Parameters = Values<typeof parameters>;
type Shape = Pick<Parameters, 'factors' | 'layers' | 'dropout'>;

const [GMF, MLP] = ['product/', 'tower/'];

/** logit = w . [u * v, relu layers of [u', v']] + b, binary cross-entropy. */
export function neumfNetwork(size: { users: number; items: number }, { factors, layers, dropout }: Shape): Network {
  const net = declare('pairs', size);
  const product = gmfVector(net, factors, GMF);
  const tower = mlpVector(net, layers, dropout, MLP);
  const both = net.concat(product, tower);
  return net.minimise(ncfHead(net, both, 'output', net.nodes[both].shape[0]), NCF_LOSS);
}

/** The last layer starts from those of the two parts, weighed by `share` (He et al. 2017, section 3.4.1). */
function joinHeads(store: Store, { factors, layers, pretrainShare: share }: Parameters): void {
  const tower = layers.at(-1)!;
  const get = (name: string, rows: number): Matrix => store.table(name, rows, 1);
  const copy = (from: Matrix, to: Matrix, at: number, factor: number) => {
    for (let row = 0; row < from.rows; row++) to.data[(at + row) * to.stride] = factor * from.data[row * from.stride];
  };
  const weight = get('output/weight', factors + tower);
  copy(get(`${GMF}output/weight`, factors), weight, 0, share);
  copy(get(`${MLP}output/weight`, tower), weight, factors, 1 - share);
  const biases = [GMF, MLP].map((prefix) => get(`${prefix}output/bias`, 1).data[0]);
  get('output/bias', 1).data[0] = share * biases[0] + (1 - share) * biases[1];
}

export const neumf = defineNetworkModel({
  id: 'neumf',
  title: 'NeuMF',
  paper: 'He et al., "Neural Collaborative Filtering", WWW 2017',
  summary: 'A product of factors and a tower of layers, joined; learned from chosen and drawn items.',
  family: 'network',
  about:
    'Joins a product of factors with a small neural network, each with factors of its own. It learns from what people chose against items drawn at random.',
  data: 'Any interactions; values are ignored.',
  needs: [],
  offers: ['ranking'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'source',
      label: 'As in the paper',
      help: '8 factors, layers 64, 32, 16, 8, both parts pretrained, then SGD at 0.001.',
      parameters: { pretrainEpochs: 20, optimizer: 'sgd' },
    },
    {
      id: 'quick',
      label: 'Quick look',
      help: 'Large batches, five passes, no pretraining.',
      parameters: { batchSize: 4096, epochs: 5 },
    },
  ],
  stages({ size, values }) {
    const batches = batchesFrom('implicit', values);
    const main: Stage = {
      name: 'training',
      network: neumfNetwork(size, values),
      epochs: values.epochs,
      batches,
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    };
    if (values.pretrainEpochs === 0) return [main];
    // The parts are pretrained by Adam, as in the paper, whatever the whole is trained by.
    const adam: Parameters = { ...values, optimizer: 'adam' };
    const part = (name: string, network: Network): Stage => ({
      ...{ name, network, epochs: values.pretrainEpochs, batches },
      optimizer: optimizerFrom(adam),
      schedule: scheduleFrom(adam),
    });
    return [
      part('product of factors', gmfNetwork(size, values, GMF)),
      part('tower of layers', mlpNetwork(size, values, MLP)),
      { ...main, atStart: (store) => joinHeads(store, values) },
    ];
  },
});
