import type { Kernels } from '../../kernels/kernels.ts';
import { strideFor, type Matrix } from '../../kernels/matrix.ts';
import { Random } from '../../random.ts';
import {
  slotsOf,
  type NetworkTables,
  type OptimizerSettings,
  type PairBatches,
  type Rows,
  type StepSettings,
} from '../executor.ts';
import type { Initial, Network } from '../network.ts';

/*
 * What tests and benches of executors share: tables in any memory, random examples, comparisons.
 */

export const NORMAL: Initial = { kind: 'normal', mean: 0, deviation: 0.5 };

/** Kernels, or plain arrays where there are none. */
export type Memory = Kernels | null;

function emptyMatrix(memory: Memory, rows: number, columns: number): Matrix {
  if (memory) return memory.matrix(rows, columns);
  const stride = strideFor(columns);
  return { rows, columns, stride, data: new Float32Array(rows * stride) };
}

export interface TestTables extends NetworkTables {
  /** Everything, table after table and slot after slot. */
  all(): { name: string; matrix: Matrix }[];
}

/** Tables of normal numbers (norms around 1, running variances positive), the same in any memory; slots as at the beginning of a run. */
export function testTables(
  network: Network,
  optimizer: OptimizerSettings,
  memory: Memory,
  deviation = 0.5,
): TestTables {
  const matrices = new Map<string, Matrix>();
  for (const { name, rows, columns, group, initial, frozen } of network.tables) {
    const matrix = emptyMatrix(memory, rows, columns);
    const random = new Random(5, name);
    const around = initial.kind === 'constant' ? initial.value : 0;
    for (let row = 0; row < rows; row++) {
      const own = random.normal(new Float32Array(columns), group === 'norm' || group === 'state' ? 0.2 : deviation);
      matrix.data.set(
        own.map((value) => (group === 'state' ? around + Math.abs(value) : around + value)),
        row * matrix.stride,
      );
    }
    matrices.set(name, matrix);
    if (frozen || group === 'state') continue;
    for (const suffix of slotsOf(optimizer)) {
      const slot = emptyMatrix(memory, rows, columns);
      if (optimizer.kind === 'adagrad')
        for (let row = 0; row < rows; row++)
          slot.data.fill(optimizer.initialAccumulator, row * slot.stride, row * slot.stride + columns);
      matrices.set(`${name}/${suffix}`, slot);
    }
  }
  return {
    table: (name) => matrices.get(name)!,
    slot: (name, suffix) => matrices.get(`${name}/${suffix}`)!,
    all: () => [...matrices].map(([name, matrix]) => ({ name, matrix })),
  };
}

export const SGD: OptimizerSettings = {
  ...{ kind: 'sgd', beta2: 0.999, epsilon: 1e-8, initialAccumulator: 0, withMomentum: false },
  ...{ l2: {}, decay: {}, normPenalty: {}, dense: false },
};
export const ADAM: OptimizerSettings = { ...SGD, kind: 'adam' };

/** Examples of steps of the given sizes. */
export function testPairs(
  network: Network,
  sizes: readonly number[],
  counts: { users: number; items: number },
  weighted = false,
): PairBatches {
  const random = new Random(11, 'pairs');
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const draw = (below: number) => Uint32Array.from({ length: total }, () => random.below(below));
  const starts = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, step) => (starts[step + 1] = starts[step] + size));
  const binary = network.loss.kind === 'binary-cross-entropy';
  const pairwise = network.loss.kind === 'bpr';
  return {
    ...{ kind: 'pairs', starts, users: draw(counts.users), items: draw(counts.items) },
    negatives: pairwise ? draw(counts.items) : null,
    targets: pairwise
      ? null
      : Float32Array.from({ length: total }, () => (binary ? random.below(2) : random.uniform() * 4)),
    weights: weighted ? Float32Array.from({ length: total }, () => random.uniform() * 2) : null,
  };
}

/** Histories of 0 to `most` entries. */
export function testRows(rows: number, columns: number, most: number, valued: boolean): Rows {
  const random = new Random(13, 'rows');
  const start = new Uint32Array(rows + 1);
  const items: number[] = [];
  for (let row = 0; row < rows; row++) {
    const count = Math.min(columns, random.below(most + 1));
    const chosen = random
      .shuffle(Uint32Array.from({ length: columns }, (_, k) => k))
      .subarray(0, count)
      .sort();
    items.push(...chosen);
    start[row + 1] = items.length;
  }
  const values = valued ? Float32Array.from(items, () => 0.5 + random.uniform()) : null;
  return { start, items: Uint32Array.from(items), values };
}

export function testSteps(count: number, learningRate: number, momentum = 0.9, first = 1): StepSettings[] {
  return Array.from({ length: count }, (_, k) => ({ step: first + k, learningRate, momentum, klWeight: 0 }));
}

/** The largest |a - b| / (1 + |b|), and where; NaN equals NaN only. */
export function farthest(actual: TestTables, expected: TestTables): { distance: number; where: string } {
  let [distance, where] = [0, ''];
  const others = expected.all();
  actual.all().forEach(({ name, matrix }, k) => {
    const wanted = others[k].matrix.data;
    matrix.data.forEach((value, at) => {
      if (Number.isNaN(value) && Number.isNaN(wanted[at])) return;
      const far = Math.abs(value - wanted[at]) / (1 + Math.abs(wanted[at]));
      if (far > distance || Number.isNaN(far))
        [distance, where] = [Number.isNaN(far) ? Infinity : far, `${name}[${at}]`];
    });
  });
  return { distance, where };
}
