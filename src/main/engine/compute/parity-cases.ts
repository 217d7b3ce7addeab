import { declare, type Declaration, type Node } from './declare.ts';
import type { Batches, OptimizerSettings, PairBatches, RowBatch, Rows } from './executor.ts';
import { ACTIVATIONS, type LayerId, type Loss, type Network } from './network.ts';
import { Random } from '../random.ts';

/*
 * Small networks and batches for the parity suite: every layer, every loss, in shapes that catch what goes wrong
 * (widths beside the lane width, repeated and missing rows, empty histories).
 */

export const SIZE = { users: 11, items: 13 } as const;
const NORMAL = { kind: 'normal', mean: 0, deviation: 0.7 } as const;
const SQUARED: Loss = { kind: 'squared-error', reduction: 'mean', confidence: 0 };

export interface ParityCase {
  readonly name: string;
  /** Layers whose value and gradients it is about. */
  readonly layers: readonly LayerId[];
  readonly network: Network;
  readonly batch: Batches;
}

const random = new Random(7, 'parity');

/** N pairs of one step; users and items repeat. */
export function pairs(count: number, loss: Loss['kind'], weighted = false): PairBatches {
  const pick = (below: number) => Uint32Array.from({ length: count }, () => random.below(below));
  const values = (low: number, high: number) =>
    Float32Array.from({ length: count }, () => low + (high - low) * random.uniform());
  return {
    kind: 'pairs',
    starts: Uint32Array.of(0, count),
    users: pick(SIZE.users),
    items: pick(SIZE.items),
    negatives: loss === 'bpr' ? pick(SIZE.items) : null,
    targets: loss === 'bpr' ? null : loss === 'binary-cross-entropy' ? values(0, 1).map(Math.round) : values(-1, 3),
    weights: weighted ? values(0.2, 2) : null,
  };
}

/** Rows of random length, the second one empty; entries ascending. */
export function histories(rows: number, columns: number, valued: boolean): Rows {
  const lists = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => column).filter(() => row !== 1 && random.uniform() < 0.4),
  );
  const start = new Uint32Array(rows + 1);
  lists.forEach((list, row) => (start[row + 1] = start[row] + list.length));
  const items = Uint32Array.from(lists.flat());
  return { start, items, values: valued ? Float32Array.from(items, () => 0.5 + random.below(5)) : null };
}

export function rowBatch(count: number, itemSet: Uint32Array | null, valued = false): RowBatch {
  return {
    kind: 'rows',
    users: Uint32Array.from({ length: count }, (_, user) => user),
    input: histories(count, SIZE.items, valued),
    items: itemSet,
    target: histories(count, itemSet ? itemSet.length : SIZE.items, valued),
  };
}

function pairCase(
  name: string,
  layers: LayerId[],
  build: (net: Declaration, user: Node, item: Node) => Node,
  { loss = SQUARED, columns = 6, count = 17, weighted = false }: PairOptions = {},
): ParityCase {
  const net = declare('pairs', SIZE);
  const user = net.embedding('users', 'user', columns, { initial: NORMAL });
  const item = net.embedding('items', 'item', columns, { initial: NORMAL });
  const network = net.minimise(build(net, user, item), loss);
  return { name, layers: ['embedding', ...layers], network, batch: pairs(count, loss.kind, weighted) };
}
interface PairOptions {
  loss?: Loss;
  columns?: number;
  count?: number;
  weighted?: boolean;
}

function rowCase(
  name: string,
  layers: LayerId[],
  options: {
    loss?: Loss;
    items?: Uint32Array | null;
    valued?: boolean;
    normalise?: boolean;
    noise?: number;
    tied?: boolean;
    middle?: (net: Declaration, hidden: Node) => Node;
  } = {},
): ParityCase {
  const { loss = { kind: 'multinomial', reduction: 'mean' }, items = null, valued = false, tied = false } = options;
  const { normalise = false, noise = 0, middle = (_: Declaration, hidden: Node) => hidden } = options;
  const net = declare('rows', SIZE);
  const bag = net.bag('input', 'user', 7, { initial: NORMAL, normalise, noise, biasInitial: NORMAL });
  const output = net.itemScores('output', middle(net, bag), {
    initial: NORMAL,
    biasInitial: NORMAL,
    ...(tied && { tiedTo: 'input' }),
  });
  return {
    ...{ name, layers: ['bag', 'item-scores', ...layers] },
    network: net.minimise(output, loss),
    batch: rowBatch(6, items, valued),
  };
}

const dot = (net: Declaration, user: Node, item: Node) => net.dot(user, item);
const some = Uint32Array.of(0, 2, 3, 7, 11);

export const LAYER_CASES: readonly ParityCase[] = [
  pairCase('dot', ['dot'], dot),
  pairCase('dot, 64 columns', ['dot'], dot, { columns: 64, count: 40 }),
  pairCase('dot, one example', ['dot'], dot, { count: 1 }),
  pairCase('dot with biases and range', ['dot', 'add', 'range'], (net, user, item) => {
    const biases = (['user', 'item'] as const).map((of) => net.embedding(`${of}-bias`, of, 1, { initial: NORMAL }));
    return net.range(net.add(net.dot(user, item), ...biases), [0.5, 5.5]);
  }),
  pairCase('cosine', ['cosine'], (net, user, item) => net.cosine(user, item, -0.2)),
  pairCase('multiply and dense', ['multiply', 'dense'], (net, user, item) =>
    net.dense('out', net.multiply(user, item), 1, { initial: NORMAL, biasInitial: NORMAL, l2Scale: 3 }),
  ),
  pairCase('concat, dense, tied back', ['concat', 'dense'], (net, user, item) => {
    const first = net.dense('first', net.concat(user, item), 5, { activation: 'tanh', initial: NORMAL });
    const back = net.dense('back', first, 12, { activation: 'sigmoid', tiedTo: 'first/weight' });
    return net.dense('out', back, 1, { initial: NORMAL });
  }),
  ...ACTIVATIONS.filter((kind) => kind !== 'none').map((kind) =>
    pairCase(`activation ${kind}`, ['activation', 'dense'], (net, user, item) => {
      const hidden = net.dense('hidden', net.activation('curve', net.concat(user, item), kind), 4, {
        activation: kind,
        initial: NORMAL,
        biasInitial: NORMAL,
      });
      return net.dense('out', hidden, 1, { initial: NORMAL });
    }),
  ),
  pairCase('dropout', ['dropout', 'dense'], (net, user, item) =>
    net.dense('out', net.dropout('drop', net.concat(user, item), 0.4), 1, { initial: NORMAL }),
  ),
  pairCase('batch norm', ['batch-norm', 'dense'], (net, user, item) =>
    net.dense('out', net.batchNorm('norm', net.concat(user, item)), 1, { initial: NORMAL }),
  ),
  pairCase(
    'batch norm, one example',
    ['batch-norm', 'dense'],
    (net, user, item) => net.dense('out', net.batchNorm('norm', net.concat(user, item)), 1, { initial: NORMAL }),
    { count: 1 },
  ),
  pairCase(
    'outer product, two convolutions, sum over space',
    ['outer', 'convolution', 'sum-pool', 'dense'],
    (net, user, item) => {
      const first = net.convolution('first', net.outer(user, item), {
        ...{ channels: 3, kernel: 2, stride: 2, activation: 'relu' as const },
        ...{ initial: NORMAL, biasInitial: NORMAL },
      });
      const second = net.convolution('second', first, { channels: 5, kernel: 2, stride: 1, initial: NORMAL });
      return net.dense('out', net.sumPool(second), 1, { initial: NORMAL });
    },
    { columns: 8 },
  ),
  rowCase('bag and item scores, all items', []),
  rowCase('some items', [], { items: some }),
  rowCase('values, normalised, noise', [], { valued: true, normalise: true, noise: 0.3, items: some }),
  rowCase('tied ends', [], { tied: true, items: some }),
  rowCase('gaussian', ['gaussian', 'dense'], {
    middle: (net, hidden) =>
      net.gaussian(
        'draw',
        net.dense('mean', hidden, 4, { initial: NORMAL }),
        net.dense('spread', hidden, 4, { initial: { kind: 'normal', mean: 0, deviation: 0.2 } }),
      ),
  }),
  rowCase('hidden layers and dropout', ['dense', 'dropout'], {
    middle: (net, hidden) => net.dropout('drop', net.dense('hidden', hidden, 9, { activation: 'tanh' }), 0.5),
  }),
];

export const LOSS_CASES: readonly ParityCase[] = [
  ...(['mean', 'sum'] as const).flatMap((reduction) => [
    pairCase(`squared error, ${reduction}`, [], dot, {
      loss: { kind: 'squared-error', reduction, confidence: 0 },
      weighted: reduction === 'sum',
    }),
    pairCase(`binary cross-entropy, ${reduction}`, [], dot, {
      loss: { kind: 'binary-cross-entropy', reduction },
      weighted: reduction === 'mean',
    }),
    pairCase(`BPR, ${reduction}`, [], dot, { loss: { kind: 'bpr', reduction } }),
  ]),
  ...(['mean', 'sum', 'item-mean'] as const).flatMap((reduction) =>
    [null, some].flatMap((items) => {
      const where = `${reduction}, ${items ? 'some' : 'all'} items`;
      return [
        rowCase(`multinomial, ${where}`, [], { loss: { kind: 'multinomial', reduction }, items, valued: true }),
        rowCase(`binary cross-entropy, ${where}`, [], { loss: { kind: 'binary-cross-entropy', reduction }, items }),
        rowCase(`squared error with confidence, ${where}`, [], {
          loss: { kind: 'squared-error', reduction, confidence: 2 },
          ...{ items, valued: true },
        }),
      ];
    }),
  ),
];

const PLAIN: OptimizerSettings = {
  ...{ kind: 'sgd', beta2: 0.99, epsilon: 1e-8, initialAccumulator: 0, withMomentum: false, dense: false },
  ...{ l2: {}, decay: {}, normPenalty: {} },
};
export const gradientStep: OptimizerSettings = PLAIN;

/** Every optimiser as the sources use it, and with settings at the edge. */
export interface OptimizerCase {
  readonly name: string;
  readonly settings: OptimizerSettings;
  readonly rate: number;
  readonly beta: number;
  /** After ten steps, where rounding grows from step to step. */
  readonly tenSteps?: { readonly absolute: number; readonly relative: number };
}
export const OPTIMIZER_CASES: readonly OptimizerCase[] = [
  { name: 'SGD', settings: PLAIN, rate: 0.1, beta: 0 },
  { name: 'SGD, huge rate', settings: PLAIN, rate: 20, beta: 0 },
  { name: 'momentum', settings: { ...PLAIN, kind: 'momentum' }, rate: 0.05, beta: 0.9 },
  { name: 'Adam', settings: { ...PLAIN, kind: 'adam', beta2: 0.999 }, rate: 0.01, beta: 0.9 },
  { name: 'Adam, dense', settings: { ...PLAIN, kind: 'adam', beta2: 0.999, dense: true }, rate: 0.01, beta: 0.9 },
  {
    name: 'Adam, fastai: decoupled decay everywhere',
    settings: { ...PLAIN, kind: 'adam', epsilon: 1e-5, decay: { embedding: 0.1, weight: 0.1, bias: 0.1, norm: 0.1 } },
    ...{ rate: 0.005, beta: 0.95 },
  },
  {
    name: 'Adam, Recoder: L2 but on biases',
    settings: { ...PLAIN, kind: 'adam', beta2: 0.999, l2: { embedding: 0.02, weight: 0.02 } },
    ...{ rate: 0.01, beta: 0.9 },
  },
  {
    name: 'Adam, huge rate',
    settings: { ...PLAIN, kind: 'adam', beta2: 0.999 },
    ...{ rate: 10, beta: 0.9, tenSteps: { absolute: 0.01, relative: 0.01 } },
  },
  { name: 'Adam, no memory', settings: { ...PLAIN, kind: 'adam', beta2: 0 }, rate: 0.01, beta: 0 },
  { name: 'Adagrad', settings: { ...PLAIN, kind: 'adagrad', initialAccumulator: 0.1 }, rate: 0.05, beta: 0 },
  { name: 'RMSprop', settings: { ...PLAIN, kind: 'rmsprop' }, rate: 0.01, beta: 0 },
  {
    name: 'RMSprop with momentum, L2',
    settings: { ...PLAIN, kind: 'rmsprop', withMomentum: true, l2: { embedding: 0.1 } },
    ...{ rate: 0.001, beta: 0.9 },
  },
  {
    name: 'Adam with the penalty of unsquared norms',
    settings: { ...PLAIN, kind: 'adam', beta2: 0.999, normPenalty: { embedding: 0.1, weight: 0.1 } },
    ...{ rate: 0.01, beta: 0.9 },
  },
];
