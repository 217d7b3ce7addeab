import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strideFor, type Matrix } from '../kernels/matrix.ts';
import { NeighbourLists } from './lists.ts';
import { cosine, euclidean, innerProduct, likeness, measure, nearest, rowOf } from './measures.ts';

function tableOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0].length;
  const stride = strideFor(columns);
  const data = new Float32Array(rows.length * stride);
  rows.forEach((row, r) => data.set(row, r * stride));
  return { rows: rows.length, columns, stride, data };
}

const row = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 });
const tables = fc.array(row, { minLength: 1, maxLength: 30 }).map(tableOf);

describe('measures', () => {
  test('agree with one another, on any vectors', () => {
    fc.assert(
      fc.property(row, row, (left, right) => {
        const [a, b] = [Float32Array.from(left), Float32Array.from(right)];
        const inner = left.reduce((sum, value, f) => sum + value * right[f], 0);
        expect(innerProduct(a, b)).toBe(inner);
        expect(euclidean(a, b)).toBeCloseTo(Math.hypot(...left.map((value, f) => value - right[f])), 12);
        const near = cosine(a, b);
        if (!left.some(Boolean) || !right.some(Boolean)) expect(near).toBeNaN();
        else {
          expect(near).toBeCloseTo(inner / (Math.hypot(...left) * Math.hypot(...right)), 12);
          expect(likeness(near)).toBeGreaterThanOrEqual(0);
          expect(likeness(near)).toBeLessThanOrEqual(1);
          expect(measure('inner-product', a, b, true)).toBeCloseTo(near, 12);
          expect(measure('euclidean', a, b, true) ** 2).toBeCloseTo(2 - 2 * near, 10);
        }
      }),
    );
  });

  test.each(['cosine', 'inner-product', 'euclidean'] as const)('nearest by %s is what sorting gives', (name) => {
    fc.assert(
      fc.property(tables, row, fc.integer({ min: 1, max: 12 }), fc.boolean(), (table, query, k, normalise) => {
        const vector = Float32Array.from(query);
        const sign = name === 'euclidean' ? -1 : 1;
        const expected = Array.from({ length: table.rows }, (_, at) => ({
          row: at,
          value: measure(name, vector, rowOf(table, at), normalise),
        }))
          .filter(({ row: at, value }) => at !== 1 && Number.isFinite(value) && rowOf(table, at).some(Boolean))
          .sort((a, b) => sign * (b.value - a.value) || a.row - b.row)
          .slice(0, k);
        const found = nearest(table, vector, { measure: name, normalise, k, leave: 1 });
        expect(found.length).toBe(expected.length);
        found.forEach(({ value }, n) => expect(value).toBeCloseTo(expected[n].value, 9));
        expect(new Set(found.map((each) => each.row)).size).toBe(found.length);
      }),
    );
  });
});

describe('lists that were searched', () => {
  const list = (length: number) => Array.from({ length }, (_, at) => ({ row: at, similarity: 1 }));
  const asking = (lists: NeighbourLists, asked: number[][]) => (rows: number[], k: number) =>
    lists.get(Uint32Array.from(rows), { measure: 'cosine', k }, (missing) => {
      asked.push(Array.from(missing));
      return Promise.resolve(Array.from(missing, () => list(k)));
    });

  test('are searched once, each length for itself, rows that are missing together', async () => {
    const asked: number[][] = [];
    const ask = asking(new NeighbourLists(), asked);
    expect((await ask([4, 5, 4], 2)).map(({ length }) => length)).toEqual([2, 2, 2]);
    expect((await ask([5, 6], 2)).map(({ length }) => length)).toEqual([2, 2]);
    expect((await ask([4], 3))[0]).toHaveLength(3);
    expect(asked).toEqual([[4, 5], [6], [4]]);
  });

  test('stay below their bound: the least recently used go', async () => {
    const asked: number[][] = [];
    const lists = new NeighbourLists(10);
    const ask = asking(lists, asked);
    for (let at = 0; at < 50; at++) {
      await ask([at], 3);
      expect(lists.held).toBeLessThanOrEqual(10);
    }
    expect(lists.size).toBe(3);
    asked.length = 0;
    await ask([47], 3); // looked at again: the next to go is 48
    await ask([50], 3);
    await ask([47, 48], 3);
    expect(asked).toEqual([[50], [48]]);
    // A list that is longer than all the room is answered and not kept.
    expect((await ask([1], 20))[0]).toHaveLength(20);
    expect(lists.held).toBeLessThanOrEqual(10);
  });
});
