import type { Values } from '../../../shared/parameters.ts';
import { declare, type Node } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

const layersOf = (of: string, other: string, widths: readonly number[]) =>
  ({
    ...shared.layers,
    label: `Layers of the ${of}`,
    help: `Widths of the layers that read the row of a ${of}, which says what all ${other}s have to do with it. The last must be as wide as that of the ${other}.`,
    default: widths,
    min: 1,
  }) as const;

const parameters = {
  userLayers: layersOf('user', 'item', [512, 64]),
  itemLayers: layersOf('item', 'user', [1024, 64]),
  epochs: { ...shared.epochs, default: 50 },
  batchSize: { ...shared.batchSize, default: 256 },
  optimizer: { ...shared.optimizer, default: 'adam' },
  learningRate: { ...shared.learningRate, default: 1e-4 },
  weightDecay: shared.weightDecay,
  denseUpdates: shared.denseUpdates,
  ...shared.schedules,
  negatives: { ...shared.negatives, default: 7 },
  ...shared.stopping,
} as const;
type Parameters = Values<typeof parameters>;

const INITIAL = { kind: 'truncated-normal', deviation: 0.01 } as const;

/**
 * p = layers of the user's row of ratings, q = layers of the item's column; the first layer is linear without bias, the
 * others have relu. y = cosine(p, q), at least 1e-6; the loss is the binary cross-entropy of y against rating / highest
 * rating, drawn items counting 0 ("normalised cross entropy", Xue et al. 2017, equations 10 to 13). The score is the
 * logit of y, which orders items alike.
 */
export function dmfNetwork(
  size: { users: number; items: number },
  { userLayers, itemLayers }: Pick<Parameters, 'userLayers' | 'itemLayers'>,
): Network {
  const net = declare('pairs', size);
  const tower = (of: 'user' | 'item', widths: readonly number[]): Node => {
    let top = net.bag(`${of} row`, of, widths[0], { initial: INITIAL });
    widths.slice(1).forEach((units, k) => {
      top = net.dense(`${of} layer ${k + 2}`, top, units, {
        activation: 'relu',
        initial: INITIAL,
        biasInitial: INITIAL,
      });
    });
    return top;
  };
  const cosine = net.cosine(tower('user', userLayers), tower('item', itemLayers), 1e-6);
  return net.minimise(net.activation('logit', cosine, 'logit'), {
    kind: 'binary-cross-entropy',
    reduction: 'sum',
  });
}

export const dmf = defineNetworkModel({
  id: 'dmf',
  title: 'Deep matrix factorisation',
  paper: 'Xue et al., "Deep Matrix Factorization Models for Recommender Systems", IJCAI 2017',
  summary: 'Two towers of layers read whole rows of ratings and place users and items in one space.',
  family: 'network',
  about:
    'Reads everything a user has rated and everyone who rated an item, and compares both in one space. Makes use of ratings and of what was not chosen at once.',
  data: 'Any interactions; values, where there are any, tell how much each counts.',
  needs: [],
  offers: ['ranking'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  presets: [
    {
      id: 'source',
      label: 'As in the paper',
      help: 'Layers of 512 and 64 for users, of 1,024 and 64 for items, 7 drawn items, Adam at 0.0001.',
      parameters: {},
    },
    {
      id: 'quick',
      label: 'Quick look',
      help: 'Narrow layers, large steps, few passes.',
      parameters: { userLayers: [64, 32], itemLayers: [64, 32], learningRate: 1e-3, epochs: 5 },
    },
  ],
  stages: ({ size, values, view }) => [
    {
      name: 'training',
      network: dmfNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom('implicit', values, { highest: Math.max(0, view?.valueRange?.[1] ?? 0) }),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
