// Long because it is one table: every training kernel x shape x build x threads, and what its wrappers refuse.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewOf } from '../models/testing.ts';
import { Random } from '../random.ts';
import { bprTrainer, type BprSettings } from './bpr.ts';
import { KernelInputError } from './checks.ts';
import { Kernels, type KernelBuild } from './kernels.ts';
import { strideFor, type Matrix } from './matrix.ts';
import { mfTrainer, type MfSettings } from './mf.ts';
import { bprEpochReference } from './reference/bpr.ts';
import { mfEpochReference } from './reference/mf.ts';
import { orderByStrata, type StrataOrder } from './strata.ts';

const BUILDS: readonly KernelBuild[] = ['simd', 'relaxed-simd'];
const THREADS = [1, 2, 4];
const pools = new Map<string, Kernels>();
const pool = (build: KernelBuild, threads: number) => pools.get(`${build} ${threads}`)!;

beforeAll(async () => {
  for (const build of BUILDS)
    for (const threads of THREADS) pools.set(`${build} ${threads}`, await Kernels.open({ build, threads }));
});
afterAll(async () => {
  for (const kernels of pools.values()) await kernels.close();
});

interface Shape {
  users: number;
  items: number;
  rows: number; // wanted; pairs that repeat are left out
  factors: number;
  parts: number;
}

interface Tables {
  users: Matrix;
  items: Matrix;
  userBias: Float32Array;
  itemBias: Float32Array;
}

function rowsOf({ users, items, rows }: Shape) {
  const random = new Random(7, 'rows');
  const pairs = new Set<number>();
  for (let k = 0; k < rows; k++) pairs.add(random.below(users) * items + random.below(items));
  const list = [...pairs];
  return {
    users: list.map((pair) => Math.floor(pair / items)),
    items: list.map((pair) => pair % items),
    values: list.map(() => 1 + random.below(9) / 2),
  };
}

/** The same starting tables in any memory. */
function tablesOf(shape: Shape, matrix: (rows: number) => Matrix, vector: (length: number) => Float32Array): Tables {
  const random = new Random(9, 'tables');
  const filled = (table: Matrix) => {
    for (let row = 0; row < table.rows; row++)
      random.normal(table.data.subarray(row * table.stride, row * table.stride + table.columns), 0.3);
    return table;
  };
  return {
    users: filled(matrix(shape.users)),
    items: filled(matrix(shape.items)),
    userBias: random.normal(vector(shape.users), 0.3),
    itemBias: random.normal(vector(shape.items), 0.3),
  };
}

const plainTables = (shape: Shape): Tables => {
  const stride = strideFor(shape.factors);
  return tablesOf(
    shape,
    (rows) => ({ rows, columns: shape.factors, stride, data: new Float32Array(rows * stride) }),
    (length) => new Float32Array(length),
  );
};

type Epochs = (order: StrataOrder, tables: Tables, kernels: Kernels | null) => Promise<number[]>;
const EPOCHS = 2;
const RATE = 0.05;

function mfEpochs(settings: MfSettings): Epochs {
  return async (order, tables, kernels) => {
    const trainer = kernels && mfTrainer(kernels, order, tables, settings);
    const losses = [];
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      const step = { epoch, learningRate: RATE };
      losses.push(trainer ? await trainer.epoch(step) : mfEpochReference(order, tables, settings, step));
    }
    return losses;
  };
}

function bprEpochs(settings: BprSettings): Epochs {
  return async (order, tables, kernels) => {
    const trainer = kernels && bprTrainer(kernels, order, tables, settings);
    const losses = [];
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      const step = { epoch, seed: 1000 + epoch, learningRate: RATE };
      const { loss, pairs } = trainer ? await trainer.epoch(step) : bprEpochReference(order, tables, settings, step);
      losses.push(loss, pairs);
    }
    return losses;
  };
}

const regularised = { userL2: 0.04, positiveL2: 0.02, negativeL2: 0.03, biasL2: 0.1 };
/** Tolerances: absolute for tables (of order 1), relative for losses. Wider where the kernel approximates exp. */
const KERNELS: { name: string; epochs: Epochs; tables: number; losses: number }[] = [
  {
    name: 'mf',
    epochs: mfEpochs({ offset: 3, range: null, l2: 0.05, biasL2: 0.01 }),
    tables: 2e-5,
    losses: 2e-5,
  },
  {
    name: 'mf with a range',
    epochs: mfEpochs({ offset: 0.2, range: [0.5, 5.5], l2: 0.05, biasL2: 0.01 }),
    tables: 5e-5,
    losses: 5e-5,
  },
  { name: 'bpr uniform', epochs: bprEpochs({ ...regularised, candidates: 1 }), tables: 2e-5, losses: 2e-5 },
  { name: 'bpr hardest of 5', epochs: bprEpochs({ ...regularised, candidates: 5 }), tables: 2e-5, losses: 2e-5 },
];

const SHAPES: Shape[] = [
  { users: 1, items: 1, rows: 0, factors: 8, parts: 1 },
  { users: 1, items: 1, rows: 1, factors: 1, parts: 1 },
  { users: 1, items: 9, rows: 3, factors: 7, parts: 1 },
  { users: 1, items: 40, rows: 4, factors: 8, parts: 1 },
  { users: 1, items: 400, rows: 5, factors: 9, parts: 1 },
  { users: 5, items: 4, rows: 12, factors: 3, parts: 4 },
  { users: 30, items: 20, rows: 240, factors: 16, parts: 3 },
  { users: 40, items: 30, rows: 5000, factors: 12, parts: 2 }, // some users have every item of a part
  { users: 300, items: 200, rows: 9000, factors: 64, parts: 8 },
];

const bytesOf = ({ users, items, userBias, itemBias }: Tables) =>
  Buffer.concat([users.data, items.data, userBias, itemBias].map((a) => Buffer.from(a.slice().buffer)));

function expectClose(found: Float32Array, wanted: Float32Array, tolerance: number, what: string): void {
  expect(found.length, what).toBe(wanted.length);
  for (let k = 0; k < wanted.length; k++)
    if (!(Math.abs(found[k] - wanted[k]) <= tolerance * Math.max(1, Math.abs(wanted[k]))))
      expect.fail(`${what}[${k}] is ${found[k]}, the reference has ${wanted[k]}`);
}

async function runOn(kernels: Kernels, shape: Shape, epochs: Epochs) {
  const mark = kernels.mark();
  try {
    const { users: userCount, items: itemCount, parts } = shape;
    const view = viewOf({ userCount, itemCount, train: rowsOf(shape), parts });
    const order = orderByStrata(kernels, view.train, view.strata, { withValues: true });
    const tables = tablesOf(
      shape,
      (rows) => kernels.matrix(rows, shape.factors),
      (length) => kernels.f32(length),
    );
    const losses = await epochs(order, tables, kernels);
    const reference = plainTables(shape);
    const referenceLosses = await epochs(order, reference, null);
    return { bytes: bytesOf(tables), losses, tables: copyOf(tables), reference, referenceLosses };
  } finally {
    kernels.release(mark);
  }
}

const copyOf = ({ users, items, userBias, itemBias }: Tables) => ({
  users: users.data.slice(),
  items: items.data.slice(),
  userBias: userBias.slice(),
  itemBias: itemBias.slice(),
});

describe.each(KERNELS)('$name', (kernel) => {
  test.each(SHAPES)('$users users, $items items, $rows rows, $factors factors, $parts parts', async (shape) => {
    for (const build of BUILDS) {
      let first: Buffer | null = null;
      for (const threads of THREADS) {
        const result = await runOn(pool(build, threads), shape, kernel.epochs);
        const what = `${build}, ${threads} threads`;
        first ??= result.bytes;
        expect(result.bytes.equals(first), `${what}: other bytes than with one thread`).toBe(true);
        expectClose(result.tables.users, result.reference.users.data, kernel.tables, `${what}: users`);
        expectClose(result.tables.items, result.reference.items.data, kernel.tables, `${what}: items`);
        expectClose(result.tables.userBias, result.reference.userBias, kernel.tables, `${what}: userBias`);
        expectClose(result.tables.itemBias, result.reference.itemBias, kernel.tables, `${what}: itemBias`);
        expect(result.losses.length).toBe(result.referenceLosses.length);
        result.losses.forEach((loss, k) =>
          expect(Math.abs(loss - result.referenceLosses[k]), `${what}: loss ${k}`).toBeLessThanOrEqual(
            kernel.losses * Math.max(1, result.referenceLosses[k]),
          ),
        );
      }
    }
  });

  test('any shape', async () => {
    const shapes = fc.record({
      users: fc.integer({ min: 1, max: 40 }),
      items: fc.integer({ min: 1, max: 40 }),
      rows: fc.integer({ min: 0, max: 300 }),
      factors: fc.integer({ min: 1, max: 33 }),
      parts: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const one = await runOn(pool('simd', 1), shape, kernel.epochs);
        const two = await runOn(pool('simd', 2), shape, kernel.epochs);
        expect(two.bytes.equals(one.bytes)).toBe(true);
        expectClose(one.tables.users, one.reference.users.data, kernel.tables, 'users');
        expectClose(one.tables.items, one.reference.items.data, kernel.tables, 'items');
        expectClose(one.tables.itemBias, one.reference.itemBias, kernel.tables, 'itemBias');
      }),
      { numRuns: 60, seed: 20 },
    );
  });

  test('the padding of rows stays zero', async () => {
    const shape = { users: 30, items: 20, rows: 240, factors: 5, parts: 2 };
    const { tables } = await runOn(pool('simd', 2), shape, kernel.epochs);
    for (const data of [tables.users, tables.items])
      data.forEach((value, k) => (k % 8 >= 5 ? expect(value).toBe(0) : expect(value).not.toBe(0)));
  });
});

const simd = () => pool('simd', 2);

/** Two tables of one factor and biases, by hand. */
function byHand(kernels: Kernels, users: number[], items: number[], itemBias = items.map(() => 0)) {
  const table = (values: number[]) => {
    const matrix = kernels.matrix(values.length, 1);
    values.forEach((value, row) => (matrix.data[row * matrix.stride] = value));
    return matrix;
  };
  const bias = kernels.f32(items.length);
  bias.set(itemBias);
  return { users: table(users), items: table(items), userBias: kernels.f32(users.length), itemBias: bias };
}

const onePart = (users: number, items: number) => ({
  parts: 1,
  userStart: Uint32Array.of(0, users),
  itemStart: Uint32Array.of(0, items),
});

const plain = { userL2: 0, positiveL2: 0, negativeL2: 0, biasL2: 0, candidates: 1 };

test('mf: predictions pass through the range as in fastai (seeds, case 15)', async () => {
  const kernels = simd();
  const history = { start: Uint32Array.of(0, 1), items: Uint32Array.of(0), values: Float32Array.of(4) };
  const order = orderByStrata(kernels, history, onePart(1, 1), { withValues: true });
  const tables = byHand(kernels, [0.5], [-0.1], [-0.25]); // u . v = -.05
  tables.userBias[0] = 0.5;
  const settings: MfSettings = { offset: 0, range: [0, 5.5], l2: 0, biasL2: 0 };
  const squares = await mfTrainer(kernels, order, tables, settings).epoch({ epoch: 0, learningRate: 0.1 });
  const prediction = 3.0240869852;
  const sigmoid = prediction / 5.5;
  const step = 0.1 * (4 - prediction) * 5.5 * sigmoid * (1 - sigmoid);
  expect(squares).toBeCloseTo((4 - prediction) ** 2, 5);
  expect(tables.users.data[0]).toBeCloseTo(0.5 + step * -0.1, 6);
  expect(tables.items.data[0]).toBeCloseTo(-0.1 + step * 0.5, 6);
  expect(tables.userBias[0]).toBeCloseTo(0.5 + step, 6);
  expect(tables.itemBias[0]).toBeCloseTo(-0.25 + step, 6);
});

describe('bpr', () => {
  test('the loss of differences 0, 1, -2 is 3.1333368791 (seeds, case 10), and of -800 it is 800', async () => {
    const kernels = simd();
    const lossOf = async (differences: number[]) => {
      const users = differences.length;
      const start = Uint32Array.from({ length: users + 1 }, (_, u) => u);
      const history = { start, items: new Uint32Array(users), values: null };
      const order = orderByStrata(kernels, history, onePart(users, 2), { withValues: false });
      const tables = byHand(kernels, differences, [1, 0]);
      return bprTrainer(kernels, order, tables, plain).epoch({ epoch: 0, seed: 1, learningRate: 0 });
    };
    const { loss, pairs } = await lossOf([0, 1, -2]);
    expect(pairs).toBe(3);
    expect(Math.abs(loss - 3.1333368791)).toBeLessThan(5e-6);
    expect((await lossOf([-800])).loss).toBeCloseTo(800, 3);
    expect((await lossOf([800])).loss).toBeCloseTo(0, 6);
  });

  test('a negative is never an item of the user', async () => {
    const kernels = simd();
    const histories = fc
      .integer({ min: 2, max: 70 })
      .chain((items) =>
        fc.tuple(
          fc.constant(items),
          fc.uniqueArray(fc.nat({ max: items - 1 }), { minLength: 1, maxLength: items - 1 }),
          fc.nat(),
        ),
      );
    await fc.assert(
      fc.asyncProperty(histories, async ([itemCount, known, seed]) => {
        const mark = kernels.mark();
        const items = Uint32Array.from(known).sort();
        const history = { start: Uint32Array.of(0, items.length), items, values: null };
        const order = orderByStrata(kernels, history, onePart(1, itemCount), { withValues: false });
        const zeros = Array.from({ length: itemCount }, () => 0);
        const { itemBias, ...tables } = byHand(kernels, [0], zeros);
        const trainer = bprTrainer(kernels, order, { ...tables, itemBias }, { ...plain, candidates: 3 });
        await trainer.epoch({ epoch: 0, seed, learningRate: 0.1 });
        // Chosen items only rise, the others only fall.
        const risen = Array.from(itemBias.keys()).filter((item) => itemBias[item] > 0);
        expect(risen).toEqual([...items]);
        expect(itemBias.some((bias) => bias < 0)).toBe(true);
        kernels.release(mark);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  test('negatives are uniform: chi-square of 20,000 draws over 100 items', async () => {
    const kernels = simd();
    const users = 20000;
    const start = Uint32Array.from({ length: users + 1 }, (_, u) => u);
    const history = { start, items: new Uint32Array(users), values: null };
    const order = orderByStrata(kernels, history, onePart(users, 101), { withValues: false });
    const learningRate = 1e-7;
    const zeros = (length: number) => Array.from({ length }, () => 0);
    const tables = byHand(kernels, zeros(users), zeros(101));
    await bprTrainer(kernels, order, tables, plain).epoch({ epoch: 0, seed: 5, learningRate });
    let chiSquare = 0;
    for (let item = 1; item <= 100; item++) {
      const count = -tables.itemBias[item] / (learningRate / 2);
      chiSquare += (count - users / 100) ** 2 / (users / 100);
    }
    // 99 degrees of freedom: mean 99, standard deviation 14.
    expect(chiSquare).toBeGreaterThan(57);
    expect(chiSquare).toBeLessThan(155);
  });
});

describe('wrappers refuse what the kernel must not see', () => {
  const start = Uint32Array.of(0, 2);
  const values = Float32Array.of(3, 4);
  const strata = onePart(1, 3);
  const cases: [string, () => unknown, RegExp][] = [
    [
      'index',
      () => orderByStrata(simd(), { start, items: Uint32Array.of(1, 3), values }, strata, { withValues: true }),
      /items has index 3 in the history of user 0, expected indices below 3/,
    ],
    [
      'order',
      () => orderByStrata(simd(), { start, items: Uint32Array.of(2, 1), values }, strata, { withValues: true }),
      /items do not ascend for user 0, expected ascending items/,
    ],
    [
      'values',
      () => orderByStrata(simd(), { start, items: Uint32Array.of(0, 1), values: null }, strata, { withValues: true }),
      /values are missing, expected one per interaction/,
    ],
    [
      'lengths',
      () => orderByStrata(simd(), { start, items: Uint32Array.of(0), values: null }, strata, { withValues: false }),
      /start ends with 2, expected 1/,
    ],
    [
      'parts',
      () =>
        orderByStrata(
          simd(),
          { start, items: Uint32Array.of(0, 1), values },
          { ...strata, userStart: Uint32Array.of(0, 2) },
          { withValues: true },
        ),
      /userStart ends with 2, expected 1/,
    ],
    ['rows', () => trainerWith({ users: simd().matrix(2, 1) }), /users has 2 rows, expected 1/],
    ['columns', () => trainerWith({ items: simd().matrix(3, 2) }), /items has 2 columns, expected 1/],
    ['biases', () => trainerWith({ itemBias: simd().f32(4) }), /itemBias has 4 values, expected 3/],
    ['settings', () => trainerWith({}, { l2: NaN }), /l2 is NaN, expected at least 0/],
    ['range', () => trainerWith({}, { range: [5, 1] }), /range is 5 to 1, expected two ascending numbers/],
  ];
  function trainerWith(tables: Partial<Tables>, settings: Partial<MfSettings> = {}) {
    const kernels = simd();
    const history = { start, items: Uint32Array.of(0, 1), values };
    const order = orderByStrata(kernels, history, strata, { withValues: true });
    const all = { ...byHand(kernels, [0], [0, 0, 0]), ...tables };
    return mfTrainer(kernels, order, all, { offset: 0, range: null, l2: 0, biasL2: 0, ...settings });
  }

  test.each(cases)('%s', (_name, call, message) => {
    expect(call).toThrow(KernelInputError);
    expect(call).toThrow(message);
  });

  test('candidates, steps, tables outside the kernels', async () => {
    const kernels = simd();
    const history = { start, items: Uint32Array.of(0, 1), values: null };
    const order = orderByStrata(kernels, history, strata, { withValues: false });
    const tables = byHand(kernels, [0], [0, 0, 0]);
    expect(() => bprTrainer(kernels, order, tables, { ...plain, candidates: 0 })).toThrow(
      'candidates is 0, expected a whole number 1 to 256',
    );
    const trainer = bprTrainer(kernels, order, tables, plain);
    await expect(trainer.epoch({ epoch: -1, seed: 0, learningRate: 1 })).rejects.toThrow(KernelInputError);
    await expect(trainer.epoch({ epoch: 0, seed: 0, learningRate: Infinity })).rejects.toThrow(
      'learningRate is Infinity, expected at least 0',
    );
    expect(() => bprTrainer(kernels, order, { ...tables, itemBias: new Float32Array(3) }, plain)).toThrow(
      'not in their memory',
    );
  });
});

test('an abort stops between blocks, and the pool works on afterwards', async () => {
  const kernels = pool('simd', 2);
  const shape: Shape = { users: 2000, items: 400, rows: 120000, factors: 128, parts: 8 };
  const view = viewOf({ userCount: 2000, itemCount: 400, train: rowsOf(shape), parts: 8 });
  const order = orderByStrata(kernels, view.train, view.strata, { withValues: true });
  const tables = tablesOf(
    shape,
    (rows) => kernels.matrix(rows, shape.factors),
    (length) => kernels.f32(length),
  );
  const trainer = mfTrainer(kernels, order, tables, { offset: 3, range: null, l2: 0.05, biasL2: 0 });
  const cancel = new AbortController();
  const running = trainer.epoch({ epoch: 0, learningRate: 0.01 }, cancel.signal);
  cancel.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(kernels.progress).toBeLessThan(order.interactions);
  const loss = await trainer.epoch({ epoch: 0, learningRate: 0.01 });
  expect(loss).toBeGreaterThan(0);
  expect(kernels.progress).toBe(order.interactions);
});
