import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { gmfVector, NCF_LOSS, ncfHead, ncfTraining } from './ncf.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = { factors: { ...shared.factors, default: 8 }, ...ncfTraining } as const;
type Parameters = Values<typeof parameters>;

/** logit = w . (u * v) + b, binary cross-entropy. */
export function gmfNetwork(
  size: { users: number; items: number },
  { factors }: Pick<Parameters, 'factors'>,
  prefix = '',
): Network {
  const net = declare('pairs', size);
  return net.minimise(ncfHead(net, gmfVector(net, factors, prefix), `${prefix}output`, factors), NCF_LOSS);
}

export const gmf = defineNetworkModel({
  id: 'gmf',
  title: 'GMF',
  paper: 'He et al., "Neural Collaborative Filtering", WWW 2017',
  summary: 'Factors whose match is weighed factor by factor, learned from chosen and drawn items.',
  family: 'network',
  about:
    'Matrix factorisation as a small network: each factor has a weight of its own. It learns from what people chose against items drawn at random.',
  data: 'Any interactions; values are ignored.',
  needs: [],
  offers: ['ranking', 'factors', 'fold-in'],
  foldIn: 'ranking',
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'source',
      label: 'As in the paper',
      help: '8 factors, 4 drawn items, Adam at 0.001, batches of 256.',
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
      network: gmfNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('implicit', values),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
