// Long because it is one table: every layer against the reference, in sizes around the width of vectors and tiles.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import { declare, type Declaration, type Node } from './declare.ts';
import type { OptimizerSettings, TrainerOptions } from './executor.ts';
import { fused } from './fused.ts';
import { farthest, NORMAL, SGD, testPairs, testRows, testSteps, testTables } from './fused/testing.ts';
import { ACTIVATIONS, type Loss, type Network } from './network.ts';
import { plain } from './plain.ts';

const USERS = 13;
const ITEMS = 11;
const counts = { users: USERS, items: ITEMS };
const SQUARED: Loss = { kind: 'squared-error', reduction: 'mean', confidence: 0 };
const BINARY: Loss = { kind: 'binary-cross-entropy', reduction: 'mean' };
const BPR: Loss = { kind: 'bpr', reduction: 'mean' };
const histories = { user: testRows(USERS, ITEMS, 6, true), item: testRows(ITEMS, USERS, 6, true) };

const pools = new Map<number, Kernels>();
beforeAll(async () => {
  for (const threads of [1, 2, 4]) pools.set(threads, await Kernels.open({ threads, build: 'simd' }));
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
  readonly network: Network;
  readonly optimizer: OptimizerSettings;
  readonly sizes: readonly number[];
  readonly rate: number;
  readonly threads: number;
  readonly weighted?: boolean;
}

async function both({ network, optimizer, sizes, rate, threads, weighted = false }: Run) {
  const kernels = pools.get(threads)!;
  const mark = kernels.mark();
  const batches = testPairs(network, sizes, counts, weighted);
  const results = [];
  for (const executor of [fused, plain]) {
    const tables = testTables(network, optimizer, executor === fused ? kernels : null);
    const options: TrainerOptions = {
      ...{ kernels, network, tables, optimizer, histories, seed: 77, itemCount: ITEMS },
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
  test.each([1, 3, 64, 65, 200])('gradients of a step of %i, on 2 threads', (size) =>
    expectClose({ network: declared, optimizer: SGD, sizes: [size], rate: 1, threads: 2, weighted: size === 65 }, 2e-4),
  );

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
