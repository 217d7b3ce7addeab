import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import { ACTIVATIONS, type Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { RECODER_DEFAULTS, recoderTraining, rowLossOf } from './recoder.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const parameters = {
  factors: { ...shared.factors, default: 200 },
  activation: {
    kind: 'choice',
    label: 'Activation of the user factors',
    help: 'A curve that the factors of a user pass through before they meet those of an item. none: they meet as they are.',
    group: 'model',
    default: 'none',
    options: ACTIVATIONS,
  },
  dropout: {
    ...shared.dropout,
    help: 'Share of the factors of a user left out at random while training.',
    default: 0,
  },
  ...recoderTraining,
} as const;
type Parameters = Values<typeof parameters>;

/** scores of a user = dropout(activation(u)) . V + b, over the items of the batch (Recoder: `MatrixFactorization`). */
export function recoderMfNetwork(
  size: { users: number; items: number },
  values: Pick<Parameters, 'factors' | 'activation' | 'dropout' | 'loss' | 'confidence'>,
): Network {
  const net = declare('rows', size);
  const initial = (rows: number) => ({ kind: 'xavier-uniform', fanIn: rows, fanOut: values.factors }) as const;
  const user = net.embedding('users', 'user', values.factors, { initial: initial(size.users) });
  const top = net.dropout('dropout', net.activation('activation', user, values.activation), values.dropout);
  return net.minimise(net.itemScores('items', top, { initial: initial(size.items) }), rowLossOf(values));
}

export const recoderMf = defineNetworkModel({
  id: 'recoder-mf',
  title: 'Matrix factorisation of Recoder',
  paper: 'Moussawi, "Towards Large Scale Training Of Autoencoders For Collaborative Filtering", arXiv 1809.00999, 2018',
  summary: 'Ranks all items of a user at once by factors and the bias of each item.',
  family: 'factors',
  about:
    'Factors of users and items, trained on whole users at once with a loss made for lists. Good for what was seen, bought or liked, without ratings.',
  data: 'Any interactions; values are ignored unless the loss is the squared error.',
  needs: [],
  offers: ['ranking', 'fold-in'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'source',
      label: 'As in its test',
      help: 'The settings published for MovieLens 20M: Adam at 0.001, batches of 500 users, 30 passes.',
      parameters: {},
    },
    RECODER_DEFAULTS,
    { id: 'quick', label: 'Quick look', help: 'Few factors, five passes.', parameters: { factors: 32, epochs: 5 } },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: recoderMfNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('rows', values, { binary: values.loss !== 'squared-error' }),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
