import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeNetwork } from '../../src/main/engine/compute/describe.ts';
import { declare } from '../../src/main/engine/compute/declare.ts';
import type { Executor, NetworkTables, OptimizerSettings, Rows } from '../../src/main/engine/compute/executor.ts';
import { uniformBound, wrapped } from '../../src/main/engine/compute/initial.ts';
import { parameterCount, type Loss, type Network } from '../../src/main/engine/compute/network.ts';
import { fused } from '../../src/main/engine/compute/fused.ts';
import { plain, plainStep } from '../../src/main/engine/compute/plain.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { convncf, convncfNetwork } from '../../src/main/engine/models/convncf.ts';
import { dynamicAutoencoderNetwork } from '../../src/main/engine/models/dynamic-autoencoder.ts';
import { embeddingDotNetwork } from '../../src/main/engine/models/embedding-dot.ts';
import { embeddingDotBiasNetwork } from '../../src/main/engine/models/embedding-dot-bias.ts';
import { embeddingNnNetwork } from '../../src/main/engine/models/embedding-nn.ts';
import { embeddingRule, embeddingSize } from '../../src/main/engine/models/embedding-size.ts';
import { recoderMfNetwork } from '../../src/main/engine/models/recoder-mf.ts';
import { simpleCfNetwork } from '../../src/main/engine/models/simple-cf.ts';
import { withDefaults, type ParameterValues } from '../../src/shared/parameters.ts';
import { givenTables, type TableValues } from './network-tables.ts';

/**
 * The numeric cases of seeds.md that are networks: 7 to 11, 14, 15, 17, 18. Tables are f32, so seven digits are what
 * eight given ones can be held to.
 */
const EXECUTORS: readonly Executor[] = [plain, fused];

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 2 });
});
afterAll(() => kernels.close());

const row = (values: readonly number[]): Rows => {
  const items = values.flatMap((value, item) => (value === 0 ? [] : [item]));
  return {
    start: Uint32Array.of(0, items.length),
    items: Uint32Array.from(items),
    values: Float32Array.from(items, (item) => values[item]),
  };
};

async function scoresOf(
  executor: Executor,
  network: Network,
  tables: NetworkTables,
  input: Rows | null,
  itemCount: number,
): Promise<number[]> {
  const scorer = await executor.scorer({ kernels, network, tables, itemCount });
  const out = new Float32Array(itemCount);
  scorer.scoreAll(Uint32Array.of(0), input, out);
  scorer.close();
  return [...out];
}

async function pairScore(executor: Executor, network: Network, tables: NetworkTables): Promise<number> {
  const scorer = await executor.scorer({ kernels, network, tables, itemCount: 1 });
  const out = new Float32Array(1);
  scorer.scorePairs(Uint32Array.of(0), Uint32Array.of(0), out);
  scorer.close();
  return out[0];
}

const near = (found: readonly number[], expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  found.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 6));
};

const ONE = { users: 1, items: 1 };

describe.each(EXECUTORS.map((executor) => [executor.id, executor] as const))('on %s', (_, executor) => {
  describe('case 7: the autoencoder', () => {
    const shape = {
      layers: [2],
      activation: 'tanh',
      noise: 0,
      dropout: 0,
      loss: 'multinomial',
      confidence: 0,
    } as const;
    const size = { users: 1, items: 4 };
    const input: TableValues = [
      [0.1, 0.2],
      [-0.3, 0.4],
      [0.5, -0.1],
      [0, 0.3],
    ];
    const output: TableValues = [
      [0.2, -0.1],
      [0.3, 0.3],
      [-0.2, 0.4],
      [0.1, 0.1],
    ];
    const biases = { 'input/bias': [[0.05, -0.05]], 'output/bias': [[0.01], [0.02], [0.03], [0.04]] };
    const open = (constrained = false) => {
      const network = dynamicAutoencoderNetwork(size, { ...shape, constrained });
      return { network, tables: givenTables(kernels, network, { input, ...biases, ...(!constrained && { output }) }) };
    };
    const FULL = [0.09625686, 0.15870376, -0.05004454, 0.08623459];

    test.each<[string, number[], number[]]>([
      ['two items', [1, 0, 1, 0], FULL],
      ['an empty user', [0, 0, 0, 0], [0.02498751, 0.02, 0.00002497, 0.04]],
      ['values count', [2, 0, 1, 0], [0.07118287, 0.14955896, -0.00599309, 0.08318632]],
    ])('%s', async (_name, history, expected) => {
      const { network, tables } = open();
      near(await scoresOf(executor, network, tables, row(history), 4), expected);
    });

    test('tied', async () => {
      const { network, tables } = open(true);
      near(
        await scoresOf(executor, network, tables, row([1, 0, 1, 0]), 4),
        [0.05830536, -0.10420836, 0.24874831, 0.04621232],
      );
    });

    test.each([[[0, 2]], [[1, 3]]])('only the items %j come out: their entries, exactly', (items) => {
      // Scores of a subset exist in training only; the multinomial's gradient by an output bias is softmax - target.
      const { network, tables } = open();
      const batch = {
        kind: 'rows',
        ...{ users: Uint32Array.of(0), input: row([1, 0, 1, 0]), items: Uint32Array.from(items) },
        target: { start: Uint32Array.of(0, 1), items: Uint32Array.of(0), values: null },
      } as const;
      const { pass } = plainStep(
        { kernels, network, tables, seed: 1, itemCount: 4, optimizer: SGD, limits: { examples: 1, entries: 4 } },
        batch,
        0,
        { step: 1, learningRate: 0, momentum: 0, klWeight: 0 },
      );
      near(
        [...pass.scores],
        items.map((item) => FULL[item]),
      );
    });
  });

  test('case 8: the matrix factorisation of Recoder', async () => {
    const network = recoderMfNetwork(ONE, {
      ...{ factors: 2, activation: 'tanh', dropout: 0, loss: 'multinomial', confidence: 0 },
    });
    const tables = givenTables(kernels, network, { users: [[0.5, -0.25]], items: [[0.4, 0.2]], 'items/bias': [[0.1]] });
    near(await scoresOf(executor, network, tables, null, 1), [0.2358631304]);
  });

  test('case 15: the range', async () => {
    const network = embeddingDotBiasNetwork(ONE, { factors: 2, range: [0, 5.5] });
    const score = (users: TableValues, items: TableValues, userBias: number, itemBias: number) =>
      pairScore(
        executor,
        network,
        givenTables(kernels, network, { users, items, userBias: [[userBias]], itemBias: [[itemBias]] }),
      );
    expect(await score([[0, 0]], [[0, 0]], 0, 0)).toBeCloseTo(2.75, 6);
    expect(await score([[0, 0]], [[0, 0]], 1, 0.2)).toBeCloseTo(4.2268863092, 6);
    expect(await score([[0.1, -0.2]], [[0.3, 0.4]], 0.5, -0.25)).toBeCloseTo(3.0240869852, 6);
    const raw = embeddingDotBiasNetwork(ONE, { factors: 2, range: null });
    const tables = givenTables(kernels, raw, {
      ...{ users: [[0.1, -0.2]], items: [[0.3, 0.4]], userBias: [[0.5]], itemBias: [[-0.25]] },
    });
    expect(await pairScore(executor, raw, tables)).toBeCloseTo(0.2, 7);
  });

  describe('case 17: ConvNCF with one channel', () => {
    const network = (count: number) =>
      convncfNetwork(ONE, {
        ...{ factors: 4, channels: [1, 1].slice(0, count), kernels: [2, 2].slice(0, count) },
        ...{ strides: [2, 2].slice(0, count), dropout: 0, weights: 'recbole', convolutionL2: 0, headL2: 0 },
      });
    const first = { 'convolution 1/weight': [[1], [-1], [0.5], [0]], 'convolution 1/bias': [[0.5]] };
    const second = { 'convolution 2/weight': [[1], [0], [0], [1]], 'convolution 2/bias': [[-1]] };
    const head = { 'head/weight': [[0.5]], 'head/bias': [[0.1]] };
    const [p, q] = [[[1, 2, 3, 4]], [[1, 0, -1, 2]]];

    test.each([
      ['to the digit', 2, p, q, 0.85],
      ['user and item are not interchangeable', 2, q, p, 1.85],
      ['the first convolution alone', 1, p, q, 4.1],
    ])('%s', async (_name, count, users, items, expected) => {
      const net = network(count);
      const tables = givenTables(kernels, net, { users, items, ...first, ...(count === 2 && second), ...head });
      expect(await pairScore(executor, net, tables)).toBeCloseTo(expected, 6);
    });
  });

  test('case 18: SimpleCF', async () => {
    const shape = {
      initial: 'normal',
      ...{ factors: 3, initialMean: 0, initialDeviation: 1, initialLow: 0, initialHigh: 1 },
    } as const;
    for (const [binary, expected] of [
      [false, 0.12],
      [true, 0.529964051],
    ] as const) {
      const network = simpleCfNetwork(ONE, { ...shape, binary });
      const tables = givenTables(kernels, network, { users: [[0.1, -0.2, 0.3]], items: [[0.4, 0.5, 0.6]] });
      expect(await pairScore(executor, network, tables)).toBeCloseTo(expected, 7);
    }
  });

  /** Scores that are parameters themselves, so that a loss can be asked for given scores. */
  async function lossOf(scores: readonly (readonly number[])[], target: readonly (readonly number[])[], loss: Loss) {
    const [users, items] = [scores.length, scores[0].length];
    const net = declare('rows', { users, items });
    const initial = { kind: 'constant', value: 0 } as const;
    const user = net.embedding('users', 'user', items, { initial });
    const network = net.minimise(net.itemScores('items', user, { initial, biasInitial: null }), loss);
    const identity = scores[0].map((_, i) => scores[0].map((__, j) => Number(i === j)));
    const tables = givenTables(kernels, network, { users: scores, items: identity });
    const filled = target.map((values) => row(values));
    const start = new Uint32Array(users + 1);
    filled.forEach(({ items: { length } }, k) => (start[k + 1] = start[k] + length));
    const trainer = await executor.trainer({
      ...{ kernels, network, tables, optimizer: SGD, seed: 1, itemCount: items, limits: { examples: 8, entries: 64 } },
    });
    const rows = {
      start,
      items: Uint32Array.from(filled.flatMap((each) => [...each.items])),
      values: Float32Array.from(filled.flatMap((each) => [...each.values!])),
    };
    const batch = {
      kind: 'rows',
      users: Uint32Array.from(scores.keys()),
      input: rows,
      items: null,
      target: rows,
    } as const;
    const outcome = await trainer.run(batch, [{ step: 1, learningRate: 0, momentum: 0, klWeight: 0 }]);
    await trainer.close();
    return outcome.loss;
  }

  describe('case 9: losses of rows, per user', () => {
    const prediction = [
      [0.5, 0.2],
      [0.1, 0.9],
    ];
    const values = [
      [1, 0],
      [0, 3],
    ];
    const logits = [
      [1, 2, 3],
      [0, 0, 0],
    ];
    const ones = [
      [0, 1, 1],
      [1, 0, 0],
    ];
    const squared = (confidence: number): Loss => ({ kind: 'squared-error', reduction: 'mean', confidence });

    test('squared error', async () => {
      expect(await lossOf(prediction, values, squared(0))).toBeCloseTo(2.355, 6);
    });
    test('with confidence 2 on what is positive', async () => {
      // The weight is 1 + c where the target is positive. What Recoder documents, 1 + c x, would give 31.67 / 2.
      expect(await lossOf(prediction, values, squared(2))).toBeCloseTo(7.015, 5);
    });
    test('multinomial', async () => {
      expect(await lossOf(logits, ones, { kind: 'multinomial', reduction: 'mean' })).toBeCloseTo(1.4569121088, 6);
    });
    test('binary cross-entropy with logits', async () => {
      expect(await lossOf(logits, ones, { kind: 'binary-cross-entropy', reduction: 'mean' })).toBeCloseTo(
        1.7841092959,
        5,
      );
    });
  });

  describe('case 10: BPR', () => {
    /** Scores are biases of items: item 0 against items 1, 2, ... with the given differences. */
    async function bpr(differences: readonly number[]) {
      const size = { users: 1, items: differences.length + 1 };
      const net = declare('pairs', size);
      const initial = { kind: 'constant', value: 0 } as const;
      const network = net.minimise(net.embedding('items', 'item', 1, { initial }), { kind: 'bpr', reduction: 'sum' });
      const tables = givenTables(kernels, network, { items: [[0], ...differences.map((difference) => [-difference])] });
      const trainer = await executor.trainer({
        ...{ kernels, network, tables, optimizer: SGD, seed: 1, itemCount: size.items },
        limits: { examples: 8, entries: 8 },
      });
      const count = differences.length;
      const batch = {
        kind: 'pairs',
        ...{ starts: Uint32Array.of(0, count), users: new Uint32Array(count) },
        ...{ items: new Uint32Array(count), negatives: Uint32Array.from({ length: count }, (_, k) => k + 1) },
        ...{ targets: null, weights: null },
      } as const;
      const { loss } = await trainer.run(batch, [{ step: 1, learningRate: 0, momentum: 0, klWeight: 0 }]);
      await trainer.close();
      return loss;
    }

    test('differences 0, 1, -2', async () => {
      const mean = await bpr([0, 1, -2]);
      expect(mean).toBeCloseTo(1.044445626, 6);
      expect(3 * mean).toBeCloseTo(3.1333368791, 5);
    });
    test('a difference of -800 stays finite', async () => {
      // The source's log(1 + e^x) overflows here.
      expect(await bpr([-800])).toBe(800);
    });
  });
});

const SGD: OptimizerSettings = {
  ...{ kind: 'sgd', beta2: 0, epsilon: 0, initialAccumulator: 0, withMomentum: false },
  ...{ l2: {}, decay: {}, normPenalty: {}, dense: false },
};

test("case 11: Xavier's bound of a decoder and of item embeddings", () => {
  expect(uniformBound({ kind: 'xavier-uniform', fanIn: 500, fanOut: 300 })).toBeCloseTo(0.0866025404, 10);
  const network = dynamicAutoencoderNetwork(
    { users: 1, items: 500 },
    {
      layers: [300, 20],
      activation: 'tanh',
      noise: 0,
      dropout: 0,
      constrained: false,
      loss: 'multinomial',
      confidence: 0,
    },
  );
  // Bound sqrt(6 / (items + hidden)); every bias starts from 0.
  for (const name of ['input', 'output'])
    expect(network.tables.find((table) => table.name === name)!.initial).toEqual({
      ...{ kind: 'xavier-uniform', fanIn: 500, fanOut: 300 },
    });
  for (const { group, initial } of network.tables.filter((table) => table.group === 'bias'))
    expect([group, initial]).toEqual(['bias', { kind: 'constant', value: 0 }]);
});

describe('case 14: sizes of embeddings and printouts', () => {
  test.each([
    [2, 2],
    [3, 3],
    [10, 6],
    [100, 21],
    [944, 74],
    [1625, 101],
    [1654, 102],
    [1665, 102],
    [1683, 103],
    [9725, 274],
    [138494, 600],
  ])('%i rows: %i wide', (rows, width) => {
    expect(embeddingRule(rows)).toBe(width);
    // A view has no row for unknown ids.
    expect(embeddingSize(rows - 1)).toBe(width);
    expect(embeddingSize(rows - 1, 7)).toBe(7);
  });

  test('the network of the post: 240,342 parameters', () => {
    const network = embeddingNnNetwork(
      { users: 944, items: 1625 },
      {
        ...{ userFactors: 74, itemFactors: 101, layers: [30, 30], dropouts: [], embeddingDropout: 0 },
        ...{ batchNorm: true, finalBatchNorm: false, range: [0, 5] },
      },
    );
    const { layers, parameters } = describeNetwork(network, 1625);
    expect(parameters).toBe(240_342);
    expect(layers[0].parameters + layers[1].parameters).toBe(233_981);
    expect(layers.map(({ layer, shape }) => [layer, ...shape])).toEqual([
      ['embedding', 74],
      ['embedding', 101],
      ['concat', 175],
      ['dense', 30],
      ['batch-norm', 30],
      ['dense', 30],
      ['batch-norm', 30],
      ['dense', 1],
      ['range', 1],
    ]);
  });

  test('the dot product with biases: 130,866', () => {
    const network = embeddingDotBiasNetwork({ users: 944, items: 1622 }, { factors: 50, range: null });
    expect(parameterCount(network)).toBe(130_866);
    expect(parameterCount(embeddingDotNetwork({ users: 944, items: 1622 }, { factors: 50, initialHigh: 1 }))).toBe(
      128_300,
    );
  });
});

test('case 15: draws of fastai', () => {
  expect([2.3, -2.5, 2.0].map((draw) => Number((wrapped(draw) * 0.01).toFixed(12)))).toEqual([0.003, -0.005, 0]);
});

describe('case 17: the two published shapes of ConvNCF', () => {
  const valuesOf = (preset: string): ParameterValues =>
    withDefaults(convncf.parameters, convncf.presets!.find(({ id }) => id === preset)!.parameters);
  const stage = (preset: string) =>
    convncf.stages!({
      size: { users: 3, items: 4, interactions: 5 },
      values: valuesOf(preset),
      view: null,
    }).at(-1)!;

  test.each([
    ['recbole', 25_249, [16, 16, 32], 4],
    ['original', 20_833, [32, 32, 32], 6],
  ])('%s: %i parameters beside the embeddings', (preset, parameters, first, count) => {
    const { network } = stage(preset);
    expect(parameterCount(network) - 64 * 7).toBe(parameters);
    const convolutions = network.nodes.filter(({ layer }) => layer === 'convolution');
    expect(convolutions.length).toBe(count);
    expect(convolutions[0].shape).toEqual(first);
    expect(convolutions.at(-1)!.shape).toEqual([1, 1, 32]);
  });

  test("RecBole's regularisation takes whole norms, not squares: a pull of .1 on [3, 4] and [6, 8]", async () => {
    // .1 (5 + 10) = 1.5, where squares would give 12.5; its gradient is .1 w / |W|.
    const { optimizer } = stage('recbole');
    expect(optimizer.normPenalty).toEqual({ embedding: 0.1, weight: 0.1 });
    const net = declare('pairs', ONE);
    const initial = { kind: 'constant', value: 0 } as const;
    const [user, item] = [
      net.embedding('users', 'user', 2, { initial }),
      net.embedding('items', 'item', 2, { initial }),
    ];
    // Rows without influence on the loss: what moves them is the penalty.
    const flat = net.range(net.dot(user, item), [1, 1 + 1e-12]);
    const network = net.minimise(flat, { kind: 'squared-error', reduction: 'mean', confidence: 0 });
    const tables = givenTables(kernels, network, { users: [[3, 4]], items: [[6, 8]] });
    const trainer = await plain.trainer({
      ...{ kernels, network, tables, seed: 1, itemCount: 1, limits: { examples: 1, entries: 1 } },
      optimizer: { ...SGD, normPenalty: { embedding: 0.1 } },
    });
    const batch = {
      kind: 'pairs',
      ...{ starts: Uint32Array.of(0, 1), users: Uint32Array.of(0), items: Uint32Array.of(0) },
      ...{ negatives: null, targets: Float32Array.of(1), weights: null },
    } as const;
    await trainer.run(batch, [{ step: 1, learningRate: 1, momentum: 0, klWeight: 0 }]);
    near(tables.values('users')[0], [3 - 0.06, 4 - 0.08]);
    near(tables.values('items')[0], [6 - 0.06, 8 - 0.08]);
  });

  test('the original squares what is in the batch: .01 for factors, 1 for convolutions, 11 for the last layer', () => {
    const { optimizer, network } = stage('original');
    expect(optimizer.l2).toEqual({ embedding: 0.02, weight: 2, bias: 2 });
    expect(network.tables.find(({ name }) => name === 'head/weight')!.l2Scale).toBe(11);
    expect(network.tables.find(({ name }) => name === 'convolution 1/weight')!.l2Scale).toBeUndefined();
    expect(optimizer.normPenalty).toEqual({ embedding: 0, weight: 0 });
  });

  test('a map that becomes smaller than the next kernel is refused before the run, by name', () => {
    const values = { ...valuesOf('recbole'), factors: 32 };
    expect(() =>
      convncf.stages!({ size: { users: 3, items: 4, interactions: 5 }, values: values, view: null }),
    ).toThrow('convolution 4 cannot be applied: its kernel is 2 x 2 and its input 1 x 1 x 32.');
    const uneven = { ...valuesOf('recbole'), strides: [4, 4] };
    expect(() =>
      convncf.stages!({ size: { users: 3, items: 4, interactions: 5 }, values: uneven, view: null }),
    ).toThrow('There are 4 channels, 4 kernels and 2 strides.');
  });
});
