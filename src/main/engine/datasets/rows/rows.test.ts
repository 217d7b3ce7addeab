import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CountFilter, InteractionFilter, InteractionRow } from '../../../../shared/contract/rows.ts';
import type { StorageServices, StoredItem } from '../../storage/api.ts';
import { openForWriting, profileOf, temporaryFolder } from '../../storage/testing.ts';
import type { Workspace } from '../../storage/workspace.ts';
import type { RemoteServices } from '../../threads/remote.ts';
import { interactionsFrom, type Row } from '../testing.ts';
import type { CountColumn, InteractionColumn } from './orders.ts';
import { rowsService, type RowsService } from './service.ts';

// Every question against the plain way: objects, Array.filter, Array.sort.
const { folder, dispose } = temporaryFolder();
const USERS = ['u1', 'u2', 'u10', 'Anna', 'Émile', '7', '007'];
const TITLES = ['Heat (1995)', 'The Heat (2013)', 'Amélie', 'amelie', null, '2 Fast', '10 Things', 'Élite', null];
const genre = (n: number): Record<string, string> => (n % 3 === 0 ? { genre: 'Crime' } : {});
const ITEMS: StoredItem[] = TITLES.map((title, n) => ({
  ...{ id: n % 2 === 0 ? `i${n}` : String(100 - n), title, attributes: genre(n) },
}));
// User 6 and item 8 have no interaction.
const ROWS: Row[] = Array.from({ length: 40 }, (_, n) => ({ user: (n * 5) % 6, item: (n * 7 + (n >> 3)) % 8, n })).map(
  ({ user, item, n }) => ({ user, item, value: ((n * 3) % 9) / 2 - 1, time: 1e9 + ((n * 11) % 13) * 86_400 }),
);
let workspace: Workspace;
let id = '';
let service: RowsService;
const go = () => new Int32Array(new SharedArrayBuffer(4));

const remote = ({ datasets }: StorageServices): RemoteServices<StorageServices> => {
  const methods = Object.entries(datasets as unknown as Record<string, (...args: unknown[]) => unknown>).map(
    ([name, method]) => [name, (...args: unknown[]) => Promise.resolve(method(...args))],
  );
  return { datasets: Object.fromEntries(methods) as unknown } as RemoteServices<StorageServices>;
};

beforeAll(() => {
  workspace = openForWriting(folder);
  const { datasets } = workspace.services;
  const store = (name: string, rows: Row[]) => {
    const data = interactionsFrom(rows, USERS.length, ITEMS.length);
    const made = datasets.begin({ name, source: `${name}.csv` });
    datasets.appendUsers(made, USERS);
    datasets.appendItems(made, ITEMS);
    datasets.appendInteractions(made, 'all', 0, data);
    datasets.complete(made, { ...profileOf(USERS.length, ITEMS.length, rows.length), attributes: ['genre'] });
    return made;
  };
  store(
    'Bare',
    ROWS.map(({ user, item }) => ({ user, item })),
  );
  id = store('Films', ROWS);
  service = rowsService(remote(workspace.services));
});
afterAll(() => {
  workspace.close();
  dispose();
});

const plain: InteractionRow[] = ROWS.map(({ user, item, value, time }, n) => ({
  ...{ row: n + 1, user: USERS[user], item: ITEMS[item].id, title: ITEMS[item].title },
  ...{ value: value!, time: time! },
}));

/** Ids in natural order, for ids like these. */
const RANKED = ['007', '7', 'Anna', 'u1', 'u2', 'u10', 'Émile'];
const ITEMS_RANKED = ['93', '95', '97', '99', 'i0', 'i2', 'i4', 'i6', 'i8'];
const fold = (title: string) => title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const TITLES_RANKED = ['2 fast', '10 things', 'amelie', 'elite', 'heat (1995)', 'the heat (2013)'];

const matches = (text: string) => {
  const found = workspace.services.datasets.searchItems(id, text, 0, 100).items.map(({ item }) => item);
  const users = workspace.services.datasets.searchUsers(id, text, 0, 100).users.map(({ user }) => user);
  return { items: new Set(found), users: new Set(users) };
};

function key(row: InteractionRow, column: InteractionColumn): number | null {
  if (column === 'user') return RANKED.indexOf(row.user);
  if (column === 'item') return ITEMS_RANKED.indexOf(row.item);
  if (column === 'title') return row.title === null ? null : TITLES_RANKED.indexOf(fold(row.title));
  return row[column];
}

const by =
  <T>(of: (row: T) => number | null, descending: boolean) =>
  (a: T, b: T): number => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return descending ? y - x : x - y;
  };

/** Places in the stored columns: user by user, then as in the file. */
const stored = [...plain].sort((a, b) => USERS.indexOf(a.user) - USERS.indexOf(b.user) || a.row - b.row);
const text = fc.constantFrom('', '', 'heat', 'ame', '7', 'u1', 'crime', 'nobody', '%', 'i');
const day = fc.option(fc.integer({ min: 0, max: 13 }).map((days) => 1e9 + days * 86_400));
const filters: fc.Arbitrary<InteractionFilter> = fc.record({
  text,
  user: fc.option(fc.constantFrom(...USERS, 'nobody'), { freq: 3 }),
  item: fc.option(fc.constantFrom(...ITEMS.map((item) => item.id), 'nothing'), { freq: 3 }),
  min: fc.option(fc.constantFrom(-1, 0, 1, 2.5)),
  max: fc.option(fc.constantFrom(0, 1, 3)),
  from: day,
  to: day,
});
const none: InteractionFilter = { text: '', user: null, item: null, min: null, max: null, from: null, to: null };
const every: CountFilter = { text: '', fewest: null, most: null };

describe('interactions', () => {
  test('any filter and any sort give what the plain way gives', async () => {
    const columns = fc.constantFrom<InteractionColumn>('row', 'user', 'item', 'title', 'value', 'time');
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.option(fc.record({ column: columns, descending: fc.boolean() })),
        fc.nat({ max: 30 }),
        async (filter, sort, offset) => {
          const found = filter.text === '' ? null : matches(filter.text);
          const kept = stored
            .filter((row) => !found || found.items.has(row.item) || found.users.has(row.user))
            .filter((row) => (filter.user ?? row.user) === row.user && (filter.item ?? row.item) === row.item)
            .filter(({ value }) => value! >= (filter.min ?? -Infinity) && value! <= (filter.max ?? Infinity))
            .filter(({ time }) => time! >= (filter.from ?? -Infinity) && time! < (filter.to ?? Infinity));
          const { column, descending } = sort ?? { column: 'row' as const, descending: false };
          const expected = kept.sort(by((row) => key(row, column), descending));
          const page = await service.interactions({ dataset: 'Films', filter, sort, offset, limit: 9 }, go());
          expect(page.rows).toEqual(expected.slice(offset, offset + 9));
          expect(page).toMatchObject({ total: expected.length, of: 40 });
        },
      ),
    );
  });

  test('columns that the data lack are refused, in words', async () => {
    const ask = (change: Partial<InteractionFilter>, column: InteractionColumn = 'row') =>
      service.interactions(
        { dataset: 'Bare', filter: { ...none, ...change }, sort: { column, descending: false }, offset: 0, limit: 1 },
        go(),
      );
    await expect(ask({ min: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT', details: { where: 'values' } });
    await expect(ask({}, 'time')).rejects.toMatchObject({ code: 'BAD_INPUT', details: { where: 'times' } });
    expect((await ask({})).rows[0]).toMatchObject({ row: 1, value: null, time: null });
  });

  test('a question that nobody waits for any more is not answered, and the next one is', async () => {
    const flag = go();
    const input = { dataset: 'Films', filter: none, sort: null, offset: 0, limit: 1 };
    const call = service.interactions({ ...input, filter: { ...none, text: 'never asked before' } }, flag);
    const next = service.interactions(input, go());
    Atomics.store(flag, 0, 1);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).rows).toHaveLength(1);
  });
});

describe('users and items', () => {
  const figures = (rows: InteractionRow[]) => {
    const times = rows.map(({ time }) => time!);
    return {
      interactions: rows.length,
      mean: rows.length ? rows.reduce((sum, { value }) => sum + value!, 0) / rows.length : null,
      first: rows.length ? Math.min(...times) : null,
      last: rows.length ? Math.max(...times) : null,
    };
  };
  const users = USERS.map((user) => ({ user, ...figures(stored.filter((row) => row.user === user)) }));
  const items = ITEMS.map(({ id: item, title, attributes }) => ({
    ...{ item, title, attributes },
    ...figures(stored.filter((row) => row.item === item)),
  }));
  const counts = fc.record({
    text,
    fewest: fc.option(fc.nat({ max: 8 })),
    most: fc.option(fc.nat({ max: 8 })),
  });
  const sorts = fc.option(
    fc.record({
      column: fc.constantFrom<CountColumn>('user', 'item', 'title', 'interactions', 'mean', 'first', 'last'),
      descending: fc.boolean(),
    }),
  );

  test('any filter and any sort give what the plain way gives', async () => {
    await fc.assert(
      fc.asyncProperty(counts, sorts, async (filter, sort) => {
        const found = filter.text === '' ? null : matches(filter.text);
        const within = ({ interactions }: { interactions: number }) =>
          interactions >= (filter.fewest ?? 0) && interactions <= (filter.most ?? Infinity);
        const page = { offset: 0, limit: 100, dataset: id, filter };
        if (sort?.column !== 'item' && sort?.column !== 'title') {
          const expected = users.filter((row) => within(row) && (!found || found.users.has(row.user)));
          if (sort) {
            const { column, descending } = sort;
            expected.sort(
              by((row) => (column === 'user' ? RANKED.indexOf(row.user) : row[column as 'mean']), descending),
            );
          }
          expect((await service.users({ ...page, sort: sort as never }, go())).rows).toEqual(expected);
        }
        if (sort?.column !== 'user') {
          const expected = items.filter((row) => within(row) && (!found || found.items.has(row.item)));
          if (sort) {
            const { column, descending } = sort;
            const of = (row: (typeof items)[number]) =>
              column === 'item' || column === 'title'
                ? key({ ...row, row: 0, user: '', value: 0, time: 0 }, column)
                : row[column as 'mean'];
            expected.sort(by(of, descending));
          }
          expect((await service.items({ ...page, sort: sort as never }, go())).rows).toEqual(expected);
        }
      }),
    );
  });
});

describe('CSV', () => {
  const all = async (table: 'interactions' | 'users' | 'items', limit: number) => {
    const decoder = new TextDecoder();
    let file = '';
    for (let offset = 0; offset < 45; offset += limit) {
      const sort = table === 'interactions' ? { column: 'time' as const, descending: true } : null;
      const filter = table === 'interactions' ? { ...none, min: 0 } : every;
      file += decoder.decode(await service.csv({ dataset: id, table, filter, sort, offset, limit } as never, go()));
    }
    return file;
  };

  test('parts make one file, the same for any size of parts', async () => {
    for (const table of ['interactions', 'users', 'items'] as const)
      expect(await all(table, 3)).toBe(await all(table, 45));
    const lines = (await all('interactions', 7)).trimEnd().split('\r\n');
    expect(lines[0]).toBe('user,item,title,value,time,row');
    const rows = plain.filter(({ value }) => value! >= 0);
    expect(lines).toHaveLength(1 + rows.length);
    const last = rows.reduce((best, row) => (row.time! > best.time! ? row : best));
    expect(lines[1]).toContain(`,${new Date(last.time! * 1000).toISOString().replace('.000Z', 'Z')},`);
    expect((await all('items', 45)).split('\r\n')[0]).toBe('item,title,genre,interactions,mean,first,last');
    expect((await all('users', 45)).split('\r\n').at(-2)).toBe('007,0,,,');
  });
});
