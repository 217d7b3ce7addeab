import { describe, expect, test } from 'vitest';
import { strideFor } from '../kernels/matrix.ts';
import { Random } from '../random.ts';
import { fillInitial, uniformBound, wrapped } from './initial.ts';
import type { Initial } from './network.ts';

function filled(initial: Initial, rows: number, columns: number, seed = 1, used: Uint32Array | null = null) {
  const stride = strideFor(columns);
  const table = { rows, columns, stride, data: new Float32Array(rows * stride) };
  fillInitial({ initial }, new Random(seed, 'users'), used)(table);
  return table;
}

const valuesOf = ({ rows, columns, stride, data }: ReturnType<typeof filled>) =>
  Array.from({ length: rows }, (_, row) => [...data.subarray(row * stride, row * stride + columns)]).flat();

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const furthest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, deviation, furthest };
};

// A normal cut at two deviations has the deviation sqrt(1 - 2 * 2 phi(2) / (2 Phi(2) - 1)) = .8796; wrapping instead of
// drawing again moves 4.6 % of the values to near 0.
type Row = [initial: Initial, mean: number, deviation: number, furthest: number];
const KINDS: Row[] = [
  [{ kind: 'constant', value: 0.25 }, 0.25, 0, 0.25],
  [{ kind: 'normal', mean: 1, deviation: 0.1 }, 1, 0.1, 1.6],
  [{ kind: 'wrapped-normal', deviation: 0.01 }, 0, 0.0086, 0.02],
  [{ kind: 'truncated-normal', deviation: 0.01 }, 0, 0.0088, 0.02],
  [{ kind: 'uniform', low: 0, high: 0.05 }, 0.025, 0.05 / Math.sqrt(12), 0.05],
  [{ kind: 'xavier-uniform', fanIn: 500, fanOut: 300 }, 0, 0.05, 0.0866025404],
  [{ kind: 'xavier-normal', fanIn: 500, fanOut: 300 }, 0, 0.05, 0.3],
  [{ kind: 'torch-linear', fanIn: 64 }, 0, 0.125 / Math.sqrt(3), 0.125],
  [{ kind: 'he-normal', fanIn: 50 }, 0, 0.2, 1.2],
];

describe.each(KINDS)('%o', (initial, mean, deviation, furthest) => {
  test('its mean, its deviation and its bound', () => {
    const found = moments(valuesOf(filled(initial, 300, 101)));
    const scale = Math.max(furthest, 1e-9);
    expect(Math.abs(found.mean - mean)).toBeLessThan(0.01 * scale);
    expect(Math.abs(found.deviation - deviation)).toBeLessThan(0.02 * scale);
    expect(found.furthest).toBeLessThanOrEqual(furthest * (1 + 1e-6));
  });

  test('the padding stays 0, and a row is the same among others', () => {
    const table = filled(initial, 20, 5);
    for (let row = 0; row < 20; row++)
      expect([...table.data.subarray(row * table.stride + 5, (row + 1) * table.stride)]).toEqual([0, 0, 0]);
    const fewer = filled(initial, 7, 5);
    expect([...fewer.data]).toEqual([...table.data.subarray(0, 7 * table.stride)]);
  });
});

test('another seed gives other values; rows differ from each other', () => {
  const normal: Initial = { kind: 'normal', mean: 0, deviation: 1 };
  const [first, other] = [filled(normal, 4, 6, 1), filled(normal, 4, 6, 2)];
  expect([...first.data]).not.toEqual([...other.data]);
  expect(new Set(valuesOf(first)).size).toBe(24);
});

test('rows that no training row names stay 0, and change nothing for the others', () => {
  const initial: Initial = { kind: 'normal', mean: 3, deviation: 1 };
  const all = valuesOf(filled(initial, 3, 2));
  const some = valuesOf(filled(initial, 3, 2, 1, Uint32Array.of(4, 0, 1)));
  expect(some).toEqual([all[0], all[1], 0, 0, all[4], all[5]]);
});

test('the draws of fastai wrap around at two deviations', () => {
  expect([2.3, -2.5, 2.0].map((draw) => Number((wrapped(draw) * 0.01).toFixed(10)))).toEqual([0.003, -0.005, 0]);
});

test("Xavier's bound of 500 x 300", () => {
  expect(uniformBound({ kind: 'xavier-uniform', fanIn: 500, fanOut: 300 })).toBeCloseTo(0.0866025404, 10);
});
