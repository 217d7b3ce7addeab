import type { Values } from '../../../shared/parameters.ts';
import { declare } from '../compute/declare.ts';
import type { Initial, Network } from '../compute/network.ts';
import { defineNetworkModel } from './network-model.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from './stages.ts';

export const INITIALS = [
  'normal',
  'uniform',
  'truncated-normal',
  'xavier-normal',
  'xavier-uniform',
  'constant',
] as const;

const argument = (label: string, help: string, value: number) =>
  ({
    kind: 'number',
    label,
    help,
    group: 'model',
    default: value,
    min: -10,
    max: 10,
    scale: 'linear',
  }) as const;

const parameters = {
  factors: { ...shared.factors, default: 128 },
  binary: {
    kind: 'switch',
    label: 'Liked or not',
    help: 'Learns a yes or no (every value above 0 is a yes) and gives scores between 0 and 1. Off: learns the values themselves.',
    group: 'model',
    default: false,
  },
  initial: {
    kind: 'choice',
    label: 'Starting values',
    help: 'By which rule the random numbers are drawn that the factors start from. Each rule reads only the settings below that it needs.',
    group: 'model',
    default: 'normal',
    options: INITIALS,
  },
  initialMean: argument('Mean of the starting values', 'Of the rule normal; of constant it is the value itself.', 0),
  initialDeviation: { ...shared.initialDeviation, group: 'model', default: 0.1 },
  initialLow: argument('Smallest starting value', 'Of the rule uniform.', 0),
  initialHigh: argument('Largest starting value', 'Of the rule uniform.', 1),
  loss: {
    kind: 'choice',
    label: 'Loss',
    help: 'squared-error: the values themselves. binary-cross-entropy: a yes or no, usual where negatives are drawn.',
    group: 'model',
    default: 'squared-error',
    options: ['squared-error', 'binary-cross-entropy'],
  },
  epochs: { ...shared.epochs, default: 10 },
  batchSize: { ...shared.batchSize, default: 512 },
  optimizer: { ...shared.optimizer, default: 'sgd' },
  learningRate: { ...shared.learningRate, default: 0.06 },
  weightDecay: shared.weightDecay,
  negatives: {
    ...shared.negatives,
    help: 'How many items that the user has not chosen are drawn for each that the user has; values are ignored then. 0: learns from the interactions alone, as the source does.',
    default: 0,
    min: 0,
  },
  negativeSampler: {
    ...shared.negativeSampler,
    help: 'uniform: all items alike. popularity: items that many have come more often.',
    options: ['uniform', 'popularity'],
  },
  popularityPower: shared.popularityPower,
  ...shared.schedules,
  ...shared.stopping,
} as const;
type Parameters = Values<typeof parameters>;
type InitialValues = Pick<
  Parameters,
  'factors' | 'initial' | 'initialMean' | 'initialDeviation' | 'initialLow' | 'initialHigh'
>;

/** The rule that was named, with its arguments, for a table of so many rows. */
export function namedInitial(values: InitialValues, rows: number): Initial {
  const fans = { fanIn: rows, fanOut: values.factors };
  switch (values.initial) {
    case 'normal':
      return { kind: 'normal', mean: values.initialMean, deviation: values.initialDeviation };
    case 'uniform':
      return { kind: 'uniform', low: values.initialLow, high: values.initialHigh };
    case 'truncated-normal':
      return { kind: 'truncated-normal', deviation: values.initialDeviation };
    case 'constant':
      return { kind: 'constant', value: values.initialMean };
    case 'xavier-normal':
    case 'xavier-uniform':
      return { kind: values.initial, ...fans };
  }
}

/**
 * score = u . v; `binary`: sigmoid(u . v). Loss: squared error, as `FlatMSELoss` of cf_step, or the cross-entropy of
 * sigmoid(u . v).
 */
export function simpleCfNetwork(
  size: { users: number; items: number },
  values: InitialValues & Pick<Parameters, 'binary'> & Partial<Pick<Parameters, 'loss'>>,
): Network {
  const net = declare('pairs', size);
  const user = net.embedding('users', 'user', values.factors, { initial: namedInitial(values, size.users) });
  const item = net.embedding('items', 'item', values.factors, { initial: namedInitial(values, size.items) });
  const product = net.dot(user, item);
  // This loss goes through the sigmoid itself.
  if (values.loss === 'binary-cross-entropy')
    return net.minimise(product, { kind: 'binary-cross-entropy', reduction: 'mean' });
  return net.minimise(net.range(product, values.binary ? [0, 1] : null), {
    ...{ kind: 'squared-error', reduction: 'mean', confidence: 0 },
  });
}

export const simpleCf = defineNetworkModel({
  id: 'simple-cf',
  title: 'SimpleCF',
  paper: 'Polopoulos, cf_step 0.2.3: incremental collaborative filtering by a plain dot product',
  summary: 'A plain match of user and item factors that learns event by event.',
  family: 'factors',
  about:
    'The simplest match of user and item factors, made for streams: it goes on learning from every new event. Start from factors of your own, and keep them fixed where you like.',
  data: 'Interactions, best with a time; values are learned as they are, or as liked or not.',
  needs: [],
  offers: ['ratings', 'ranking', 'factors', 'fold-in'],
  foldIn: ({ negatives }) => (negatives > 0 ? 'ranking' : 'ratings'),
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'rmse', 'mae'],
  presets: [
    {
      id: 'source',
      label: 'As in cf_step',
      help: 'The settings of its example on MovieLens 1M: 128 factors from N(0, 0.1), SGD at 0.06, batches of 512.',
      parameters: { epochs: 1 },
    },
    {
      id: 'events',
      label: 'Event by event',
      help: 'For incremental learning of what is chosen, without values: eight drawn items beside each event, a yes or no, small steps of Adam.',
      parameters: {
        ...{ factors: 32, loss: 'binary-cross-entropy', negatives: 8 },
        ...{ optimizer: 'adam', learningRate: 0.005 },
      },
    },
    { id: 'quick', label: 'Quick look', help: 'Few factors and epochs.', parameters: { factors: 16, epochs: 3 } },
  ],
  stages: ({ size, values }) => [
    {
      name: 'training',
      network: simpleCfNetwork(size, values),
      epochs: values.epochs,
      batches: batchesFrom(values.negatives > 0 ? 'implicit' : 'ratings', values),
      optimizer: optimizerFrom(values),
      schedule: scheduleFrom(values),
    },
  ],
});
