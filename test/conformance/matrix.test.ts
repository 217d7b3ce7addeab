import { expect, test } from 'vitest';
import { GrowingColumns, IdMap } from '../../src/main/engine/datasets/import/columns.ts';
import { compress } from '../../src/main/engine/datasets/import/csr.ts';
import { readSparse, writeSparse } from '../../src/main/engine/matrices/sparse.ts';

/** Case 13, executed on Recoder's dataframe_to_csr_matrix: (b, y, 1) (a, x, 2) (b, y, 3). */
test('ids by first appearance; repeated pairs are summed where that is asked for', async () => {
  const [users, items] = [new IdMap(), new IdMap()];
  const columns = new GrowingColumns(true, false);
  const rows = [
    ['b', 'y', 1],
    ['a', 'x', 2],
    ['b', 'y', 3],
  ] as const;
  rows.forEach(([user, item, value], row) => columns.push(users.add(user), items.add(item), value, 0, row));
  expect([users.find('b'), users.find('a'), items.find('y'), items.find('x')]).toEqual([0, 1, 0, 1]);

  const { signal } = new AbortController();
  const { interactions, duplicates } = await compress(columns.columns(), users.size, items.size, 'sum', signal);
  expect(duplicates).toBe(1);
  const { start, items: indices, values } = interactions;
  const bytes = Buffer.concat([...writeSparse({ rows: 2, columns: 2, start, indices, values })]);
  const matrix = readSparse(bytes);
  expect(Array.from(matrix.rowOf, (row, n) => [row, matrix.columnOf[n], matrix.values![n]])).toEqual([
    [0, 0, 4],
    [1, 1, 2],
  ]);
});
