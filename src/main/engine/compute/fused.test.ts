// Long because it is one table: every layer against the reference, in sizes around the width of vectors and tiles.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels, type KernelBuild } from '../kernels/kernels.ts';
import { declare, type Declaration, type Node } from './declare.ts';
import type { NetworkTrainer, OptimizerSettings, TrainerOptions } from './executor.ts';
import { fused } from './fused.ts';
import {
  ADAM,
  farthest,
  NORMAL,
  SGD,
  testPairs,
  testRows,
  testSteps,
  testTables,
  type TestTables,
} from './fused/testing.ts';
import { ACTIVATIONS, type Loss, type Network } from './network.ts';
import { plain } from './plain.ts';

const USERS = 13;
const ITEMS = 11;
const counts = { users: USERS, items: ITEMS };
const SQUARED: Loss = { kind: 'squared-error', reduction: 'mean', confidence: 0 };
const BINARY: Loss = { kind: 'binary-cross-entropy', reduction: 'mean' };
const BPR: Loss = { kind: 'bpr', reduction: 'mean' };
const histories = { user: testRows(USERS, ITEMS, 6, true), item: testRows(ITEMS, USERS, 6, true) };

const pools = new Map<number | KernelBuild, Kernels>();
beforeAll(async () => {
  for (const threads of [1, 2, 4]) pools.set(threads, await Kernels.open({ threads, build: 'simd' }));
  pools.set('simd', pools.get(2)!).set('relaxed-simd', await Kernels.open({ threads: 2, build: 'relaxed-simd' }));
});
afterAll(async () => {
  for (const kernels of pools.values()) await kernels.close();
});

/** A network of users and items of the given sizes; `end` gives the score. */
function network(
  loss: Loss,
  sizes: [number, number],
  end: (net: Declaration, user: Node, item: Node) => Node,
): Network {
  const net = declare('pairs', counts);
  const user = net.embedding('users', 'user', sizes[0], { initial: NORMAL });
  const item = net.embedding('items', 'item', sizes[1], { initial: NORMAL });
  return net.minimise(end(net, user, item), loss);
}

interface Run {
  readonly build?: KernelBuild;
  readonly size?: typeof counts;
  readonly network: Network;
  readonly optimizer: OptimizerSettings;
  readonly sizes: readonly number[];
  readonly rate: number;
  readonly weighted?: boolean;
}

async function both({ network, optimizer, sizes, rate, build = 'simd', size = counts, weighted = false }: Run) {
  const kernels = pools.get(build)!;
  const mark = kernels.mark();
  const batches = testPairs(network, sizes, size, weighted);
  const looked =
    size === counts
      ? histories
      : { user: testRows(size.users, size.items, 150, false), item: testRows(size.items, size.users, 150, false) };
  const results = [];
  for (const executor of [fused, plain]) {
    const tables = testTables(network, optimizer, executor === fused ? kernels : null);
    const options: TrainerOptions = {
      ...{ kernels, network, tables, optimizer, histories: looked, seed: 77, itemCount: size.items },
      limits: { examples: Math.max(...sizes), entries: 1000 },
    };
    const trainer = await executor.trainer(options);
    const outcome = await trainer.run(batches, testSteps(sizes.length, rate));
    await trainer.close();
    results.push({ tables, outcome });
  }
  const [ours, reference] = results;
  const compared = { ...farthest(ours.tables, reference.tables), ours: ours.outcome, reference: reference.outcome };
  kernels.release(mark);
  return compared;
}

async function expectClose(run: Run, tolerance: number) {
  const { distance, where, ours, reference } = await both(run);
  expect(distance, where).toBeLessThan(tolerance);
  expect(Math.abs(ours.loss - reference.loss)).toBeLessThan(tolerance * (1 + Math.abs(reference.loss)));
  expect(Math.abs(ours.gradientNorm - reference.gradientNorm)).toBeLessThan(tolerance * (1 + reference.gradientNorm));
  expect(ours.examples).toBe(reference.examples);
  expect(ours.bad).toBeNull();
}

const perceptron = (activation: (typeof ACTIVATIONS)[number]) => (net: Declaration, user: Node, item: Node) =>
  net.dense('out', net.dense('hidden', net.concat(user, item), 12, { activation, biasInitial: NORMAL }), 1, {});

const NETWORKS: Record<string, Network> = {
  dot: network(SQUARED, [8, 8], (net, user, item) => net.dot(user, item)),
  'dot, one column': network(SQUARED, [1, 1], (net, user, item) => net.dot(user, item)),
  'dot and biases': network(SQUARED, [19, 19], (net, user, item) =>
    net.add(
      net.dot(user, item),
      net.embedding('user bias', 'user', 1, { initial: NORMAL }),
      net.embedding('item bias', 'item', 1, { initial: NORMAL }),
    ),
  ),
  'range of dot': network(SQUARED, [5, 5], (net, user, item) => net.range(net.dot(user, item), [0.5, 5.5])),
  'dot, binary': network(BINARY, [9, 9], (net, user, item) => net.dot(user, item)),
  'dot, pairwise': network(BPR, [9, 9], (net, user, item) => net.dot(user, item)),
  'sum of losses': network({ ...BPR, reduction: 'sum' }, [4, 4], (net, user, item) => net.dot(user, item)),
  cosine: network(BINARY, [7, 7], (net, user, item) => net.cosine(user, item)),
  'multiply and dense': network(BINARY, [17, 17], (net, user, item) =>
    net.dense('out', net.multiply(user, item), 1, {}),
  ),
  'multiply by itself': network(SQUARED, [6, 6], (net, user, item) => net.dot(net.multiply(user, user), item)),
  'outer by itself': network(SQUARED, [3, 3], (net, user, item) =>
    net.dense('out', net.outer(net.add(user, item), net.add(user, item)), 1, {}),
  ),
  'concat of odd sizes': network(SQUARED, [5, 11], perceptron('relu')),
  'concat of even sizes': network(SQUARED, [16, 8], perceptron('tanh')),
  'concat of a part that others read': network(SQUARED, [16, 16], (net, user, item) => {
    const sum = net.add(user, item);
    return net.add(net.dense('out', net.concat(sum, item), 1, {}), net.dot(sum, user));
  }),
  'concat of layers': network(SQUARED, [6, 10], (net, user, item) => {
    const [left, right] = [net.dense('left', user, 16, { activation: 'relu' }), net.dense('right', item, 5, {})];
    return net.dense('out', net.concat(left, right), 1, {});
  }),
  'dense, tied': network(SQUARED, [10, 10], (net, user, item) => {
    const code = net.dense('code', net.concat(user, item), 6, { activation: 'sigmoid' });
    return net.dense('out', net.dense('back', code, 20, { tiedTo: 'code/weight', activation: 'selu' }), 1, {});
  }),
  'relu after relu': network(SQUARED, [9, 9], (net, user, item) => {
    const first = net.dense('a', net.concat(user, item), 13, { activation: 'relu', biasInitial: NORMAL });
    const second = net.dense('b', first, 10, { activation: 'relu', biasInitial: NORMAL });
    const tied = net.dense('c', second, 13, { activation: 'relu', tiedTo: 'b/weight' });
    return net.dense('out', tied, 1, { activation: 'relu', biasInitial: NORMAL });
  }),
  'dense without bias': network(SQUARED, [3, 3], (net, user, item) =>
    net.dense('out', net.multiply(user, item), 1, { bias: false }),
  ),
  convolution: network(BPR, [8, 8], (net, user, item) => {
    const first = net.convolution('c1', net.outer(user, item), {
      channels: 8,
      kernel: 2,
      stride: 2,
      activation: 'relu',
    });
    const second = net.convolution('c2', first, { channels: 16, kernel: 2, stride: 2, activation: 'relu' });
    return net.dense('out', net.dropout('drop', net.sumPool(second), 0.2), 1, {});
  }),
  'convolution of odd sizes': network(SQUARED, [7, 9], (net, user, item) => {
    const first = net.convolution('c1', net.outer(user, item), {
      channels: 3,
      kernel: 3,
      stride: 2,
      activation: 'tanh',
    });
    const second = net.convolution('c2', first, { channels: 5, kernel: 2, stride: 1, activation: 'gelu' });
    return net.dense('out', second, 1, {});
  }),
  dropout: network(SQUARED, [13, 13], (net, user, item) =>
    net.dense('out', net.dropout('d', net.concat(user, item), 0.4), 1, {}),
  ),
  'dropout, pairwise': network(BPR, [13, 13], (net, user, item) =>
    net.dot(net.dropout('d1', user, 0.3), net.dropout('d2', item, 0.5)),
  ),
  'batch norm': network(SQUARED, [9, 7], (net, user, item) => {
    const first = net.batchNorm('n1', net.dense('h1', net.concat(user, item), 13, { activation: 'relu' }));
    const second = net.batchNorm('n2', net.dense('h2', net.dropout('d', first, 0.2), 8, { activation: 'relu' }));
    return net.dense('out', second, 1, {});
  }),
  'batch norm, pairwise': network(BPR, [9, 9], (net, user, item) => net.dot(net.batchNorm('n', user), item)),
  'batch norm at the end': network(SQUARED, [9, 9], (net, user, item) => net.batchNorm('n', net.dot(user, item))),
  bags: network(SQUARED, [9, 9], (net, user, item) => {
    const initial = { initial: NORMAL };
    const history = net.bag('history', 'user', 9, { ...initial, normalise: true, noise: 0.3, biasInitial: NORMAL });
    const audience = net.bag('audience', 'item', 9, initial);
    return net.add(net.dot(history, item), net.dot(user, audience));
  }),
  'bags, pairwise': network(BPR, [8, 8], (net, user) =>
    net.dot(
      net.dense('tower', net.bag('h', 'user', 16, { initial: NORMAL, noise: 0.5 }), 8, { activation: 'relu' }),
      user,
    ),
  ),
  'a bag and an embedding of one table': network(SQUARED, [8, 8], (net, _, item) =>
    net.dot(net.bag('items', 'user', 8, { initial: NORMAL, normalise: true }), item),
  ),
  ...Object.fromEntries(
    ACTIVATIONS.map((kind) => [
      `activation ${kind}`,
      network(SQUARED, [11, 11], (net, user, item) =>
        net.dense(
          'out',
          net.activation('a', net.dense('h', net.multiply(user, item), 10, { activation: kind }), kind),
          1,
          {},
        ),
      ),
    ]),
  ),
};

describe.each(Object.entries(NETWORKS))('%s', (_, declared) => {
  test.each([1, 3, 64, 65, 200])('gradients of a step of %i', async (size) => {
    const run = { network: declared, optimizer: SGD, sizes: [size], rate: 1, weighted: size === 65 };
    for (const build of ['simd', 'relaxed-simd'] as const) await expectClose({ ...run, build }, 2e-4);
  });

  test('scores of pairs, of all items, on all threads: the same bits, close to the reference', async () => {
    const kernels = pools.get(2)!;
    const mark = kernels.mark();
    const shared = { kernels, network: declared, itemCount: ITEMS, histories };
    const users = Uint32Array.from({ length: 5 * ITEMS }, (_, k) => Math.floor(k / ITEMS) * 3);
    const items = Uint32Array.from({ length: 5 * ITEMS }, (_, k) => k % ITEMS);
    const chosen = users.filter((_, k) => k % ITEMS === 0);
    const scorer = await fused.scorer({ ...shared, tables: testTables(declared, SGD, kernels) });
    const reference = await plain.scorer({ ...shared, tables: testTables(declared, SGD, null) });
    const [pairs, all, many, expected] = [0, 1, 2, 3].map(() => new Float32Array(users.length));
    scorer.scorePairs(users, items, pairs);
    scorer.scoreAll(chosen, null, all);
    await scorer.scoreMany(chosen, null, many);
    reference.scoreAll(chosen, null, expected);
    scorer.close();
    kernels.release(mark);
    expect(all).toEqual(pairs);
    expect(many).toEqual(pairs);
    pairs.forEach((score, k) =>
      expect(Math.abs(score - expected[k]), `pair ${k}`).toBeLessThan(1e-4 * (1 + Math.abs(expected[k]))),
    );
  });
});

/** Extreme settings of every optimiser; what each run does is in its name. */
const OPTIMIZERS: Record<string, Partial<OptimizerSettings>> = {
  sgd: { kind: 'sgd' },
  'sgd with l2 and decay': {
    kind: 'sgd',
    l2: { embedding: 0.5, weight: 2, bias: 1 },
    decay: { embedding: 3, weight: 0.1 },
  },
  momentum: { kind: 'momentum' },
  adam: { kind: 'adam' },
  'adam, beta2 0.5, epsilon 1': { kind: 'adam', beta2: 0.5, epsilon: 1 },
  'adam with l2': { kind: 'adam', l2: { embedding: 0.3, weight: 0.3, bias: 0.3 } },
  'adam with decay': { kind: 'adam', decay: { embedding: 1, weight: 1, bias: 1 } },
  'adam, every row': { kind: 'adam', dense: true, l2: { embedding: 0.1 } },
  'adam with a penalty of lengths': { kind: 'adam', normPenalty: { embedding: 5, weight: 2 } },
  adagrad: { kind: 'adagrad', initialAccumulator: 0.1, epsilon: 1e-10 },
  'adagrad, every row': { kind: 'adagrad', initialAccumulator: 0.5, dense: true, l2: { embedding: 0.2 } },
  rmsprop: { kind: 'rmsprop', beta2: 0.9, epsilon: 1e-3 },
  'rmsprop with momentum': { kind: 'rmsprop', beta2: 0.1, epsilon: 1e-2, withMomentum: true },
};

describe.each(Object.entries(OPTIMIZERS))('%s', (_, settings) => {
  const optimizer = { ...SGD, ...settings };
  const declared = network(SQUARED, [9, 9], (net, user, item) => {
    const fixed = net.embedding('fixed', 'item', 4, { initial: NORMAL, frozen: true });
    const hidden = net.dense('hidden', net.concat(user, item, fixed), 7, { activation: 'tanh' });
    return net.add(net.dense('out', hidden, 1), net.embedding('bias', 'item', 1, { initial: NORMAL }));
  });
  // Steps of three examples leave most rows alone; Adam divides by small roots, which differ in their last digits.
  test.each([
    { steps: 1, rate: 0.5 },
    { steps: 10, rate: 0.05 },
  ])('$steps steps of rate $rate', ({ steps, rate }) =>
    expectClose(
      { network: declared, optimizer, sizes: Array.from({ length: steps }, () => 3), rate },
      optimizer.kind === 'adam' || optimizer.kind === 'rmsprop' ? 2e-3 : 2e-4,
    ),
  );
});

/** Tables of more rows than a job or a part of one takes, histories longer than what is drawn at a time. */
describe('large', () => {
  const size = { users: 1500, items: 220 };
  const large = (end: (net: Declaration, user: Node, item: Node) => Node): Network => {
    const net = declare('pairs', size);
    const user = net.embedding('users', 'user', 24, { initial: NORMAL });
    const item = net.embedding('items', 'item', 40, { initial: NORMAL });
    return net.minimise(end(net, user, item), SQUARED);
  };
  const wide = large((net, user, item) =>
    net.dense('out', net.dense('hidden', net.concat(user, item), 100, { activation: 'tanh' }), 1, {
      activation: 'tanh',
    }),
  );
  const bags = large((net, user) =>
    net.dot(user, net.bag('history', 'user', 24, { initial: NORMAL, noise: 0.4, normalise: true })),
  );
  const penalty = { ...SGD, kind: 'momentum', normPenalty: { embedding: 3, weight: 2 } } as const;
  test.each([
    { name: 'few rows of large tables', network: wide, optimizer: SGD, sizes: [100] },
    { name: 'many tiles a shard', network: wide, optimizer: SGD, sizes: [2300] },
    { name: 'lengths of tables in parts', network: wide, optimizer: penalty, sizes: [100, 90] },
    { name: 'long histories', network: bags, optimizer: SGD, sizes: [130] },
  ])('$name', ({ network: declared, optimizer, sizes }) =>
    expectClose({ network: declared, optimizer, sizes, size, rate: 0.5 }, 2e-4),
  );
});

test('a frozen table stays as it is', async () => {
  const net = declare('pairs', counts);
  const fixed = net.embedding('fixed', 'user', 8, { initial: NORMAL, frozen: true });
  const declared = net.minimise(net.dot(fixed, net.embedding('items', 'item', 8, { initial: NORMAL })), SQUARED);
  const kernels = pools.get(1)!;
  const tables = testTables(declared, ADAM, kernels);
  const before = tables.table('fixed').data.slice();
  const free = tables.table('items').data.slice();
  const trainer = await fused.trainer(trainerOptions(declared, tables, kernels, 20));
  await trainer.run(testPairs(declared, [20], counts), testSteps(1, 0.5));
  expect(tables.table('fixed').data).toEqual(before);
  expect(tables.table('items').data).not.toEqual(free);
});

function trainerOptions(declared: Network, tables: TestTables, kernels: Kernels, examples: number): TrainerOptions {
  return {
    ...{ kernels, network: declared, tables, optimizer: ADAM, histories, seed: 77, itemCount: ITEMS },
    limits: { examples, entries: 0 },
  };
}

describe('the same bytes', () => {
  const SIZES = [300, 64, 129, 1];
  async function bytes(declared: Network, kernels: Kernels, calls: readonly (readonly number[])[]): Promise<Buffer> {
    const mark = kernels.mark();
    const tables = testTables(declared, ADAM, kernels);
    const trainer = await fused.trainer(trainerOptions(declared, tables, kernels, 300));
    const { starts, users, items, negatives, targets } = testPairs(declared, SIZES, counts);
    let step = 0;
    for (const sizes of calls) {
      const [from, to] = [starts[step], starts[step + sizes.length]];
      const part = {
        ...({
          kind: 'pairs',
          starts: starts.slice(step, step + sizes.length + 1).map((start) => start - from),
        } as const),
        ...{
          users: users.slice(from, to),
          items: items.slice(from, to),
          negatives: negatives?.slice(from, to) ?? null,
        },
        ...{ targets: targets?.slice(from, to) ?? null, weights: null },
      };
      await trainer.run(part, testSteps(sizes.length, 0.05, 0.9, 1 + step));
      step += sizes.length;
    }
    await trainer.close();
    const result = Buffer.concat(tables.all().map(({ matrix }) => Buffer.from(Float32Array.from(matrix.data).buffer)));
    kernels.release(mark);
    return result;
  }
  test.each(['concat of odd sizes', 'convolution', 'batch norm', 'batch norm, pairwise', 'bags', 'dropout, pairwise'])(
    'for 1, 2 and 4 threads, in one call and in several: %s',
    async (name) => {
      const one = await bytes(NETWORKS[name], pools.get(1)!, [SIZES]);
      for (const threads of [2, 4]) {
        expect((await bytes(NETWORKS[name], pools.get(threads)!, [SIZES])).equals(one), `${threads} threads`).toBe(
          true,
        );
        const apart = await bytes(
          NETWORKS[name],
          pools.get(threads)!,
          SIZES.map((size) => [size]),
        );
        expect(apart.equals(one), `${threads} threads, a call per step`).toBe(true);
      }
    },
  );
});

describe('a trainer', () => {
  const declared = NETWORKS['dot and biases'];
  async function withTrainer<T>(
    examples: number,
    use: (trainer: NetworkTrainer, kernels: Kernels) => Promise<T>,
  ): Promise<T> {
    const kernels = pools.get(2)!;
    const mark = kernels.mark();
    const tables = testTables(declared, ADAM, kernels);
    const between = kernels.mark();
    const trainer = await fused.trainer(trainerOptions(declared, tables, kernels, examples));
    try {
      return await use(trainer, kernels);
    } finally {
      await trainer.close();
      expect(kernels.mark()).toBe(between);
      kernels.release(mark);
    }
  }

  test('stops with the step whose loss is not finite, and names it', () =>
    withTrainer(10, async (trainer) => {
      const batches = testPairs(declared, [10, 10, 10], counts);
      batches.targets![15] = Number.NaN;
      const outcome = await trainer.run(batches, testSteps(3, 0.1, 0.9, 41));
      expect(outcome.bad).toEqual({ step: 42, loss: Number.NaN });
      expect(outcome.examples).toBe(20);
    }));

  test('rejects with the reason of an abort and can go on', () =>
    withTrainer(4096, async (trainer) => {
      const controller = new AbortController();
      const sizes = Array.from({ length: 200 }, () => 4096);
      const running = trainer.run(testPairs(declared, sizes, counts), testSteps(200, 0.001), controller.signal);
      setTimeout(() => controller.abort(new Error('enough')), 5);
      await expect(running).rejects.toThrow('enough');
      const outcome = await trainer.run(testPairs(declared, [100], counts), testSteps(1, 0.001));
      expect(outcome.bad).toBeNull();
    }));

  test('gives back what a call needed', () =>
    withTrainer(100, async (trainer, kernels) => {
      const mark = kernels.mark();
      await trainer.run(testPairs(declared, [100], counts), testSteps(1, 0.001));
      expect(kernels.mark()).toBe(mark);
    }));

  test.each([
    ['an unknown user', { users: Uint32Array.of(USERS) }, /index 13 at position 0/],
    ['an unknown item', { items: Uint32Array.of(ITEMS) }, /index 11 at position 0/],
    ['a missing target', { targets: null }, /targets/],
    ['a step that is too large', { starts: Uint32Array.of(0, 101) }, /starts/],
  ])('refuses %s', (_, wrong, message) =>
    withTrainer(100, async (trainer) => {
      const batches = { ...testPairs(declared, [1], counts), ...wrong };
      await expect(trainer.run(batches, testSteps(1, 0.1))).rejects.toThrow(message);
    }),
  );

  test('what our kernels lack is refused in a sentence', () => {
    const net = declare('pairs', counts);
    const user = net.embedding('users', 'user', 4, { initial: NORMAL });
    const item = net.embedding('items', 'item', 4, { initial: NORMAL });
    const tied = net.minimise(
      net.dense('out', net.dense('h', net.dot(user, item), ITEMS, { tiedTo: 'items' }), 1),
      SQUARED,
    );
    expect(fused.refusal(tied)).toMatch(/the table items/);
    const own: Loss = { kind: 'custom', reduction: 'mean', function: 'f' };
    expect(fused.refusal({ ...declared, loss: own })).toMatch(/plug-in/);
    expect(fused.refusal(declared)).toBeNull();
  });
});
