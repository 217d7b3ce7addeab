import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { InitialTables } from './initial-tables.ts';
import type { Safetensors } from './safetensors.ts';
import { TableStore } from './store.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1 });
});
afterAll(() => kernels.close());

const tensor = (shape: number[], first: number) => ({
  dtype: 'F32' as const,
  shape,
  values: Float32Array.from({ length: shape.reduce((all, size) => all * size, 1) }, (_, n) => first + n),
});
/** 3 users, 2 items of 2 factors, biases, an offset, weights, moments of an optimiser. */
const source: Safetensors = {
  metadata: new Map(),
  tensors: new Map([
    ['users', tensor([3, 2], 100)],
    ['items', tensor([2, 2], 200)],
    ['itemBias', tensor([2], 300)],
    ['offset', tensor([1], 400)],
    ['weights', tensor([4, 2], 500)],
    ['adam.m/items', tensor([2, 2], 600)],
  ]),
};
const rows = ({ rows: count, columns, stride, data }: Matrix): number[][] =>
  Array.from({ length: count }, (_, row) => [...data.subarray(row * stride, row * stride + columns)]);

function begin(users: number[], items: number[], saved: Safetensors | null = null) {
  const initial = new InitialTables(
    source,
    { from: Int32Array.from(users), count: 3 },
    { from: Int32Array.from(items), count: 2 },
  );
  return { initial, store: new TableStore(kernels, saved, initial) };
}
const seven = ({ data }: Matrix) => data.fill(7);

describe('tables of another run', () => {
  test('come over row by row; ids that it does not have keep what the model puts there', () => {
    const { initial, store } = begin([2, -1, 0, 1, -1], [-1, 1, 0]);
    expect(rows(store.table('users', 5, 2, seven))).toEqual([
      [104, 105],
      [7, 7],
      [100, 101],
      [102, 103],
      [7, 7],
    ]);
    expect(rows(store.table('items', 3, 2, seven))).toEqual([
      [7, 7],
      [202, 203],
      [200, 201],
    ]);
    expect([...store.vector('itemBias', 3)]).toEqual([0, 301, 300]);
    expect(rows(store.table('adam.m/items', 3, 2))).toEqual([
      [0, 0],
      [602, 603],
      [600, 601],
    ]);
    expect(initial.taken).toEqual(['users', 'items', 'itemBias', 'adam.m/items']);
  });

  test('of neither side are taken where the shape is the same, else left', () => {
    const { initial, store } = begin([0, 1, 2, -1, -1], [0, 1, -1]);
    expect([...store.vector('offset', 1, (values) => values.fill(7))]).toEqual([400]);
    expect(rows(store.table('weights', 4, 2, seven))[3]).toEqual([506, 507]);
    expect(rows(store.table('items', 3, 4, seven))[0]).toEqual([7, 7, 7, 7]); // other factors
    expect([...store.vector('unheard of', 2, (values) => values.fill(7))]).toEqual([7, 7]);
    expect(initial).toMatchObject({ taken: ['offset', 'weights'], fresh: ['items', 'unheard of'] });
  });

  test('as many users as items: the name decides', () => {
    const initial = new InitialTables(
      {
        metadata: new Map(),
        tensors: new Map([
          ['users', tensor([2, 2], 0)],
          ['items', tensor([2, 2], 10)],
        ]),
      },
      { from: Int32Array.of(1, 0), count: 2 },
      { from: Int32Array.of(-1, 0), count: 2 },
    );
    const store = new TableStore(kernels, null, initial);
    expect(rows(store.table('users', 2, 2, seven))).toEqual([
      [2, 3],
      [0, 1],
    ]);
    expect(rows(store.table('items', 2, 2, seven))).toEqual([
      [7, 7],
      [10, 11],
    ]);
  });

  test('count for nothing once the run has a checkpoint of its own', () => {
    const saved: Safetensors = { metadata: new Map(), tensors: new Map([['users', tensor([5, 2], 900)]]) };
    const { initial, store } = begin([2, -1, 0, 1, -1], [], saved);
    expect(rows(store.table('users', 5, 2))[0]).toEqual([900, 901]);
    expect(initial.taken).toEqual([]);
  });
});
