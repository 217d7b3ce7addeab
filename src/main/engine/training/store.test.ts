import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { readSafetensors, writeSafetensors, type Safetensors, type TensorSource } from './safetensors.ts';
import { BEST, TableCopy, TableStore, tablesFrom } from './store.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1 });
});
afterAll(() => kernels.close());
let mark = 0;
beforeEach(() => {
  if (mark > 0) kernels.release(mark);
  mark = kernels.mark();
});

const stored = (tensors: TensorSource[]): Safetensors =>
  readSafetensors(Buffer.concat(Array.from(writeSafetensors(tensors, {}), (chunk) => chunk.slice())));

/** Rows of the matrix, padding left out. */
const rows = ({ rows: count, columns, stride, data }: Matrix): number[][] =>
  Array.from({ length: count }, (_, row) => [...data.subarray(row * stride, row * stride + columns)]);

function filled(): TableStore {
  const store = new TableStore(kernels);
  store.table('users', 2, 3, ({ data }) => data.set([1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6]));
  store.vector('bias', 2, (values) => values.set([7, 8]));
  return store;
}

describe('the tables of a training', () => {
  it('are filled once, on their first use in a fresh run', () => {
    const store = filled();
    const again = store.table('users', 2, 3, () => expect.unreachable());
    expect(rows(again)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(store.vector('bias', 2, () => expect.unreachable())).toEqual(new Float32Array([7, 8]));
    expect(store.tables.names).toEqual(['users', 'bias']);
    expect(store.tables.matrix('users')).toBe(again);
  });

  it('come from the checkpoint on resume, with padding that is zero', () => {
    const saved = stored(filled().sources());
    expect(saved.tensors.get('users')).toMatchObject({ shape: [2, 3], values: new Float32Array([1, 2, 3, 4, 5, 6]) });
    const store = new TableStore(kernels, saved);
    const users = store.table('users', 2, 3, () => expect.unreachable());
    expect([...users.data]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0]);
    expect([...store.vector('bias', 2, () => expect.unreachable())]).toEqual([7, 8]);
  });

  it('must have the shapes of the checkpoint', () => {
    const store = () => new TableStore(kernels, stored(filled().sources()));
    expect(() => store().table('users', 3, 3)).toThrow('2 x 3, not 3 x 3');
    expect(() => store().vector('bias', 3)).toThrow('2 long, not 3');
    expect(() => store().table('bias', 2, 1)).toThrow('does not fit');
    expect(() => store().vector('users', 6)).toThrow('does not fit');
    expect(() => store().table('items', 2, 3)).toThrow('no table "items"');
  });

  it('cannot be asked for in two shapes', () => {
    const store = filled();
    expect(() => store.table('users', 2, 4)).toThrow('two shapes');
    expect(() => store.vector('users', 2)).toThrow('two shapes');
    expect(() => store.tables.vector('users')).toThrow('no table');
  });

  it('may have no rows or no columns', () => {
    const store = new TableStore(kernels);
    store.table('none', 4, 0);
    store.vector('empty', 0);
    const again = new TableStore(kernels, stored(store.sources()));
    expect(again.table('none', 4, 0)).toMatchObject({ rows: 4, columns: 0 });
    expect(again.vector('empty', 0)).toHaveLength(0);
  });
});

describe('a copy of the tables', () => {
  it('is put back as it was taken, whatever happened since', () => {
    const store = filled();
    const copy = new TableCopy();
    copy.take(store);
    const users = store.table('users', 2, 3);
    users.data.fill(9, 0, 3);
    copy.take(store); // the same buffers again
    users.data.fill(0);
    store.vector('bias', 2).fill(0);
    copy.putBack(store);
    expect(rows(users)).toEqual([
      [9, 9, 9],
      [4, 5, 6],
    ]);
    expect([...store.vector('bias', 2)]).toEqual([7, 8]);
  });

  it('goes into a checkpoint beside the latest tables and comes back from there', () => {
    const store = filled();
    const best = new TableCopy();
    best.take(store);
    store.table('users', 2, 3).data.set([10, 20, 30]);
    const saved = stored([...store.sources(), ...best.sources(BEST)]);

    const resumed = new TableStore(kernels, saved);
    resumed.table('users', 2, 3);
    resumed.vector('bias', 2);
    const copy = new TableCopy();
    copy.takeBest(saved, resumed);
    expect(rows(resumed.tables.matrix('users'))[0]).toEqual([10, 20, 30]);
    copy.putBack(resumed);
    expect(rows(resumed.tables.matrix('users'))[0]).toEqual([1, 2, 3]);

    const [latest, kept] = [tablesFrom(kernels, saved), tablesFrom(kernels, saved, BEST)];
    expect(latest.names).toEqual(['users', 'bias']);
    expect(kept.names).toEqual(['users', 'bias']);
    expect(rows(latest.matrix('users'))[0]).toEqual([10, 20, 30]);
    expect(rows(kept.matrix('users'))[0]).toEqual([1, 2, 3]);
    expect(kept.matrix('users')).toBe(kept.matrix('users'));
  });

  it('cannot be taken from a checkpoint that holds none', () => {
    const store = filled();
    expect(() => new TableCopy().takeBest(stored(store.sources()), store)).toThrow('no table "best/users"');
  });
});
