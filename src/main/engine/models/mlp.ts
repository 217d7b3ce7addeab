import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { mlpLayers, mlpVector, NCF_LOSS, ncfHead, ncfTraining } from './ncf.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = { layers: mlpLayers, dropout: { ...shared.dropout, default: 0 }, ...ncfTraining } as const;
type Parameters = Values<typeof parameters>;

/** logit = w . relu layers of [u, v] + b, binary cross-entropy. */
export function mlpNetwork(
  size: { users: number; items: number },
  { layers, dropout }: Pick<Parameters, 'layers' | 'dropout'>,
  prefix = '',
): Network {
  const net = declare('pairs', size);
  const vector = mlpVector(net, layers, dropout, prefix);
  return net.minimise(ncfHead(net, vector, `${prefix}output`, net.nodes[vector].shape[0]), NCF_LOSS);
}

export const mlp = defineNetworkModel({
  id: 'mlp',
  title: 'MLP',
  paper: 'He et al., "Neural Collaborative Filtering", WWW 2017',
  summary: 'A tower of layers over the factors of user and item, learned from chosen and drawn items.',
  family: 'network',
  about:
    'A small neural network decides from the factors of user and item whether they fit. It learns from what people chose against items drawn at random.',
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
      help: 'Layers 64, 32, 16, 8, 4 drawn items, Adam at 0.001, batches of 256.',
      parameters: {},
    },
    {
      id: 'quick',
      label: 'Quick look',
      help: 'Large batches, five passes.',
      parameters: { batchSize: 4096, epochs: 5 },
    },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: mlpNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('implicit', values),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
