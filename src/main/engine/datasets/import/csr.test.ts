import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DUPLICATES } from '../../../../shared/contract/imports.ts';
import { GrowingColumns } from './columns.ts';
import { compress, DuplicatePairs } from './csr.ts';

const { signal } = new AbortController();

interface Row {
  user: number;
  item: number;
  value: number;
  time: number;
}

function columnsOf(rows: readonly Row[], values = true, times = true) {
  const growing = new GrowingColumns(values, times, 2);
  rows.forEach(({ user, item, value, time }, row) => growing.push(user, item, value, time, row));
  return growing.columns();
}

/** The same by lists, as the definition says it. */
function expected(rows: readonly Row[], policy: (typeof DUPLICATES)[number], times: boolean) {
  const pairs = Map.groupBy(
    rows.map((row, at) => ({ ...row, at })),
    ({ user, item }) => `${user} ${item}`,
  );
  return [...pairs.values()]
    .map((same) => {
      const age = (row: (typeof same)[number]) => (times ? row.time : 0);
      const oldestFirst = same.toSorted((a, b) => age(a) - age(b) || a.at - b.at);
      const sum = same.reduce((total, { value }) => total + value, 0);
      const newest = oldestFirst.at(-1)!;
      switch (policy) {
        case 'first':
          return oldestFirst[0];
        case 'max':
          return oldestFirst.reduce((best, row) => (row.value >= best.value ? row : best));
        case 'mean':
          return { ...newest, value: Math.fround(sum / same.length) };
        case 'sum':
          return { ...newest, value: Math.fround(sum) };
        default:
          return newest;
      }
    })
    .sort((a, b) => a.user - b.user || a.at - b.at)
    .map(({ user, item, value, time, at }) => [user, item, value, times ? time : null, at]);
}

it('sorts by user in file order and merges repeated pairs as the policy says', async () => {
  const small = (max: number) => fc.integer({ min: 0, max });
  const row = fc.record({ user: small(4), item: small(3), value: small(4), time: small(2) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.constantFrom(...DUPLICATES.filter((policy) => policy !== 'error')),
      fc.boolean(),
      async (rows, policy, times) => {
        const { interactions, duplicates } = await compress(columnsOf(rows, true, times), 6, 4, policy, signal);
        const { start, items, values, rows: of } = interactions;
        const found = [...items].map((item, n) => {
          const user = start.findIndex((_, u) => start[u] <= n && n < start[u + 1]);
          return [user, item, values![n], interactions.times?.[n] ?? null, of[n]];
        });
        expect(found).toEqual(expected(rows, policy, times));
        expect(duplicates).toBe(rows.length - found.length);
        expect(start[6]).toBe(found.length);
      },
    ),
    { numRuns: 300 },
  );
});

it('leaves data without values so, unless their rows are counted', async () => {
  const row = { user: 0, item: 1, value: 0, time: 0 };
  const implicit = columnsOf([row, row], false, false);
  expect((await compress(implicit, 1, 2, 'last', signal)).interactions.values).toBeNull();
  expect([...(await compress(implicit, 1, 2, 'sum', signal)).interactions.values!]).toEqual([2]);
  expect((await compress(columnsOf([row], false, false), 1, 2, 'sum', signal)).interactions.values).toBeNull();
});

it('refuses repeated pairs where they are an error', async () => {
  const rows = [0, 1, 0, 0].map((item) => ({ user: 0, item, value: 1, time: 1 }));
  const error = await compress(columnsOf(rows), 1, 2, 'error', signal).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DuplicatePairs);
  expect((error as DuplicatePairs).pairs.map((pair) => pair.rows)).toEqual([
    [0, 2],
    [0, 3],
  ]);
});
