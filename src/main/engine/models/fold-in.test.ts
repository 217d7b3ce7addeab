import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strideFor } from '../kernels/matrix.ts';
import { Random } from '../random.ts';
import { foldInRanking, foldInRidge, identity, rangeLink, scoreOf, solveCholesky } from './fold-in.ts';

const numbers = (length: number, seed: number, deviation = 1) =>
  Float64Array.from(new Random(seed, 'numbers').normal(new Float32Array(length), deviation));

test('solveCholesky solves what it is given', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (n, seed) => {
      const half = numbers(n * n, seed);
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) a[i * n + j] += half[i * n + k] * half[j * n + k];
          if (i === j) a[i * n + j] += 1;
        }
      const x = numbers(n, seed + 1);
      const b = Float64Array.from(x, (_, i) => x.reduce((sum, value, j) => sum + a[i * n + j] * value, 0));
      solveCholesky(a.slice(), b);
      b.forEach((value, i) => expect(Math.abs(value - x[i])).toBeLessThan(1e-6));
    }),
    { numRuns: 50, seed: 1 },
  );
  expect(() => solveCholesky(Float64Array.of(0), Float64Array.of(1))).toThrow('not positive definite');
});

describe('foldInRidge', () => {
  test('one item: the closed form', () => {
    // Minimum of (4 - 3 - 2 p - b)^2 + .5 p^2 + .25 b^2.
    const found = foldInRidge({
      factors: 1,
      rows: Float64Array.of(2),
      base: Float64Array.of(3),
      values: Float64Array.of(4),
      l2: 0.5,
      biasL2: 0.25,
      link: identity,
    });
    // (4 + .5) p + 2 b = 2 and 2 p + (1 + .25) b = 1.
    const determinant = 4.5 * 1.25 - 4;
    expect(found[0]).toBeCloseTo((2 * 1.25 - 2) / determinant, 10);
    expect(found[1]).toBeCloseTo((4.5 - 4) / determinant, 10);
  });

  test.each([
    ['raw', identity],
    ['range', rangeLink([0.5, 5.5])],
  ])('nothing near the result is better: %s', (_name, link) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (n, factors, seed) => {
        const problem = {
          factors,
          rows: numbers(n * factors, seed),
          base: numbers(n, seed + 1),
          values: numbers(n, seed + 2).map((value) => Math.min(5, Math.max(1, 3 + value))),
          l2: 0.05,
          biasL2: 0.01,
          link,
        };
        const objective = (at: Float64Array) => {
          let sum = 0;
          for (let k = 0; k < n; k++) {
            let z = problem.base[k] + at[factors];
            for (let f = 0; f < factors; f++) z += at[f] * problem.rows[k * factors + f];
            sum += (problem.values[k] - link.value(z)) ** 2;
          }
          return at.reduce((total, x, f) => total + n * (f < factors ? problem.l2 : problem.biasL2) * x * x, sum);
        };
        const found = foldInRidge(problem);
        const best = objective(found);
        for (let f = 0; f <= factors; f++)
          for (const step of [-0.05, 0.05])
            expect(objective(found.map((x, k) => (k === f ? x + step : x)))).toBeGreaterThan(best);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  test('an empty history gives zeros of the right length', () => {
    const nothing = new Float64Array(0);
    const problem = { factors: 3, rows: nothing, base: nothing, values: nothing, l2: 1, biasL2: 1, link: identity };
    expect([...foldInRidge(problem)]).toEqual([0, 0, 0, 0]);
  });
});

test('scoreOf leads back to the value, and stays finite at the ends', () => {
  const range = [0, 5.5] as const;
  expect(rangeLink(range).value(scoreOf(range, 4))).toBeCloseTo(4, 10);
  expect(rangeLink(range).value(0)).toBe(2.75); // seeds, case 15
  expect(rangeLink(range).value(1.2)).toBeCloseTo(4.2268863092, 9);
  expect(Number.isFinite(scoreOf(range, 5.5))).toBe(true);
  expect(Number.isFinite(scoreOf(range, -3))).toBe(true);
});

describe('foldInRanking', () => {
  const [rows, columns] = [60, 4];
  const items = { rows, columns, stride: strideFor(columns), data: new Float32Array(rows * strideFor(columns)) };
  // Three groups of items, each along an axis of its own.
  for (let item = 0; item < rows; item++) items.data[item * items.stride + (item % 3)] = 1;
  const itemBias = new Float32Array(rows);
  const fold = (history: number[]) =>
    foldInRanking({
      items,
      itemBias,
      history: Uint32Array.from(history),
      userL2: 0.05,
      candidates: 4,
      learningRate: 0.1,
    });

  test('points towards the group of the history', () => {
    const user = fold([1, 4, 7, 10]);
    expect(user[1]).toBeGreaterThan(0.2);
    expect(user[0]).toBeLessThan(0);
    expect(user[2]).toBeLessThan(0);
    expect(user[3]).toBe(0);
  });

  test('order and repetition change nothing', () => {
    expect(fold([7, 1, 10, 4, 7, 1])).toEqual(fold([1, 4, 7, 10]));
  });

  test('nothing, and everything, give zeros', () => {
    expect([...fold([])]).toEqual([0, 0, 0, 0]);
    expect([...fold(Array.from({ length: rows }, (_, item) => item))]).toEqual([0, 0, 0, 0]);
  });
});
