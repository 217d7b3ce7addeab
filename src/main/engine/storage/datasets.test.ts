import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Interactions } from '../datasets/interactions.ts';
import type { StoredItem } from './api.ts';
import { interactionsOf, itemsNamed, openForWriting, profileOf, smallDataset, temporaryFolder } from './testing.ts';
import type { Workspace } from './workspace.ts';

let folder = '';
let dispose = () => {};
let workspace: Workspace;
const datasets = () => workspace.services.datasets;
const reopen = () => {
  workspace.close();
  workspace = openForWriting(folder);
};

beforeEach(() => {
  ({ folder, dispose } = temporaryFolder());
  workspace = openForWriting(folder);
});
afterEach(() => {
  workspace.close();
  dispose();
});

const rowsIn = (table: string) =>
  workspace.connection.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
const contentTables = ['users', 'items', 'item_text', 'histories', 'candidates', 'rejects'];

/** Stores users' histories in chunks of `size` users. */
function store(data: Interactions, users: string[], items: StoredItem[], size: number): string {
  const id = datasets().begin({ name: 'Any', source: 'any.csv' });
  for (let from = 0; from < users.length; from += size) datasets().appendUsers(id, users.slice(from, from + size));
  for (let from = 0; from < items.length; from += size) datasets().appendItems(id, items.slice(from, from + size));
  for (let from = 0; from < users.length; from += size)
    datasets().appendInteractions(id, 'all', from, { ...data, start: data.start.subarray(from, from + size + 1) });
  datasets().complete(id, profileOf(users.length, items.length, data.items.length));
  return id;
}

describe('round trips', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 12 });
  const awkward = fc.constantFrom('007', '7', ' 7', '7 ', '', '\0', 'é', 'e\u0301', '😀', 'NULL', "'; --", '1e3', '+1');
  const id = fc.oneof(anyText, awkward);
  const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 30 });
  const items = fc.uniqueArray(
    fc.record({
      id,
      title: fc.option(anyText),
      attributes: fc.dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }), anyText, {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    }),
    { selector: (item) => item.id, minLength: 1, maxLength: 20 },
  );
  const data = fc.tuple(ids, items).chain(([users, stored]) =>
    fc.record({
      users: fc.constant(users),
      items: fc.constant(stored),
      histories: fc.array(
        fc.array(fc.tuple(fc.nat(stored.length - 1), fc.float({ noNaN: true })), { maxLength: 120 }),
        { minLength: users.length, maxLength: users.length },
      ),
      values: fc.boolean(),
      times: fc.boolean(),
      chunk: fc.integer({ min: 1, max: 40 }),
    }),
  );

  test('ids, order, titles, attributes and interactions come back as they were', () => {
    fc.assert(
      fc.property(data, ({ users, items: stored, histories, values, times, chunk }) => {
        const given = interactionsOf(histories, stored.length, { values, times });
        const dataset = store(given, users, stored, chunk);
        const all = Uint32Array.from(users.keys());
        const read = datasets().interactions(dataset, 'all');
        expect({ ...read }).toEqual({ ...given });
        expect(read.items.buffer).toBeInstanceOf(SharedArrayBuffer);
        expect(datasets().userIds(dataset, all)).toEqual(users);
        expect(datasets().itemsAt(dataset, Uint32Array.from(stored.keys()))).toEqual(stored);
        expect(datasets().userIndices(dataset, [...users, 'nobody at all'])).toEqual([...users.keys(), null]);
        expect(stored.map((item) => datasets().itemIndex(dataset, item.id))).toEqual([...stored.keys()]);
        const some = users.length - 1;
        const [from, to] = [given.start[some], given.start[some + 1]];
        expect(datasets().history(dataset, some)).toEqual({
          items: given.items.slice(from, to),
          values: given.values?.slice(from, to) ?? null,
          times: given.times?.slice(from, to) ?? null,
          rows: given.rows.slice(from, to),
        });
      }),
      { numRuns: 40 },
    );
  });

  test('many pages, long and short histories', () => {
    const histories = Array.from({ length: 3000 }, (_, user) =>
      Array.from({ length: user % 500 === 0 ? 20_000 : user % 37 }, (_, k) => [(user + k) % 50, k % 5] as const),
    );
    const given = interactionsOf(histories, 50);
    const users = histories.map((_, user) => `${user}`);
    const items = itemsNamed(...Array.from({ length: 50 }, (_, item) => `i${item}`));
    const id = store(given, users, items, 700);
    reopen();
    expect({ ...datasets().interactions(id, 'all') }).toEqual({ ...given });
    expect(datasets().userIds(id, new Uint32Array(5000).fill(2999))).toEqual(new Array(5000).fill('2999'));
  });

  test('given sets are read apart from the file, with users who are in one only', () => {
    const id = datasets().begin({ name: 'Given', source: 'g' });
    datasets().appendUsers(id, ['a', 'b', 'c', 'd']);
    datasets().appendItems(id, itemsNamed('x', 'y'));
    const part = (...items: number[][]) =>
      interactionsOf(
        items.map((list) => list.map((item) => [item, 1])),
        2,
      );
    datasets().appendInteractions(id, 'all', 0, part([0, 1], [1], [0], []));
    datasets().appendInteractions(id, 'test', 1, part([0], [], [1]));
    datasets().appendCandidates(id, 1, Uint32Array.of(0, 2, 2, 3), Uint32Array.of(1, 0, 1));
    datasets().complete(id, profileOf(4, 2, 4));
    expect(datasets().interactions(id, 'all')).toMatchObject({ start: Uint32Array.of(0, 2, 3, 4, 4) });
    expect(datasets().interactions(id, 'test')).toMatchObject({
      ...{ userCount: 4, itemCount: 2, start: Uint32Array.of(0, 0, 1, 1, 2), items: Uint32Array.of(0, 1) },
    });
    expect(datasets().interactions(id, 'validation').start).toEqual(new Uint32Array(5));
    expect(datasets().candidates(id)).toEqual({ start: Uint32Array.of(0, 0, 2, 2, 3), items: Uint32Array.of(1, 0, 1) });
    expect(datasets().history(id, 3)?.items).toEqual(new Uint32Array(0));
    expect(datasets().history(id, 4)).toBeNull();
    expect(
      datasets()
        .searchItems(id, '', 0, 9)
        .items.map(({ interactions }) => interactions),
    ).toEqual([2, 2]);
  });

  test('rejects and profile', () => {
    const id = datasets().begin({ name: 'R', source: 'r.csv' });
    const rejects = Array.from({ length: 250 }, (_, at) => ({
      ...{ file: 'r.csv', line: at + 1, column: at % 2 ? 'rating' : null, value: `"${at}\n`, reason: 'not a number' },
    }));
    datasets().appendRejects(id, rejects.slice(0, 100));
    datasets().appendRejects(id, rejects.slice(100));
    const profile = { ...profileOf(0, 0, 0), topItems: [{ item: 'x', title: 'É', count: 3 }], rejected: 250 };
    const summary = datasets().complete(id, profile);
    expect(summary).toMatchObject({ id, name: 'R', source: 'r.csv', rejected: 250 });
    expect(datasets().rejects(id)).toEqual(rejects);
    expect(datasets().profile('R')).toMatchObject({ id, name: 'R', topItems: profile.topItems });
    expect(datasets().rename('R', 'Renamed')).toMatchObject({ id, name: 'Renamed' });
    expect(datasets().profile('renamed').name).toBe('Renamed');
    expect(datasets().candidates(id)).toBeNull();
  });
});

describe('an import under way', () => {
  const half = () => {
    const id = datasets().begin({ name: 'Half', source: 'h' });
    datasets().appendUsers(id, ['a', 'b']);
    datasets().appendItems(id, [{ id: 'x', title: 'Half a film', attributes: {} }]);
    datasets().appendInteractions(id, 'all', 0, interactionsOf([[[0, 1]], [[0, 2]]], 1));
    datasets().appendCandidates(id, 0, Uint32Array.of(0, 1), Uint32Array.of(0));
    datasets().appendRejects(id, [{ file: 'h', line: 1, column: null, value: '', reason: 'r' }]);
    return id;
  };

  test('is invisible by list, name, id and content', () => {
    const id = half();
    expect(datasets().list()).toEqual([]);
    for (const look of [
      () => datasets().summary('Half'),
      () => datasets().summary(id),
      () => datasets().interactions(id, 'all'),
      () => datasets().searchItems(id, 'half', 0, 9),
      () => workspace.services.trash.delete('Half'),
    ])
      expect(look).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    datasets().complete(id, profileOf(2, 1, 2));
    expect(datasets().list()).toHaveLength(1);
  });

  test('abandoned leaves no row', () => {
    const id = half();
    datasets().abandon(id);
    expect(contentTables.map(rowsIn)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(rowsIn('datasets')).toBe(0);
    expect(() => datasets().appendUsers(id, ['c'])).toThrow(/no import under way/);
  });

  test('left by a killed engine is swept at the next start, its neighbours are not touched', () => {
    const before = smallDataset(workspace.services, 'Before');
    half();
    const after = smallDataset(workspace.services, 'After');
    reopen();
    expect(rowsIn('datasets')).toBe(2);
    expect(contentTables.map(rowsIn)).toEqual([4, 6, 0, 4, 0, 0]);
    for (const { id } of [before, after]) expect(datasets().interactions(id, 'all').items).toHaveLength(2);
  });

  test('does not become complete where counts differ from what was stored', () => {
    const id = half();
    for (const wrong of [profileOf(3, 1, 2), profileOf(2, 2, 2), profileOf(2, 1, 1)])
      expect(() => datasets().complete(id, wrong)).toThrow(/were announced/);
    expect(() => datasets().appendUsers(id, ['a'])).toThrow();
    expect(datasets().list()).toEqual([]);
    expect(datasets().complete(id, profileOf(2, 1, 2)).users).toBe(2);
  });

  test('with interactions beyond its items does not become complete', () => {
    const id = half();
    datasets().appendInteractions(id, 'all', 2, interactionsOf([[[1, 1]]], 2));
    expect(() => datasets().complete(id, profileOf(2, 1, 3))).toThrow(/items that were not stored/);
  });
});

describe('damaged content is BAD_DATA, not a crash', () => {
  test.each([
    [
      'an item that does not exist',
      "UPDATE histories SET data = CAST(substr(data, 1, 8) || x'ffffff7f' || substr(data, 13) AS BLOB)",
    ],
    ['a blob too short', 'UPDATE histories SET data = substr(data, 5)'],
    ['a count too large', 'UPDATE histories SET count = 200'],
    ['a count that is negative', 'UPDATE histories SET count = -1'],
    ['a user too many', 'UPDATE histories SET key = key + 100'],
    ['a history missing', 'DELETE FROM histories WHERE key % 2 = 1'],
    ['all histories missing', 'DELETE FROM histories'],
  ])('%s', (_what, statement) => {
    const { id } = smallDataset(workspace.services, 'Films');
    workspace.connection.database.exec(statement);
    expect(() => datasets().interactions(id, 'all')).toThrow(expect.objectContaining({ code: 'BAD_DATA' }));
  });
});

test('a dataset beyond the memory is refused with the number', () => {
  const { id } = smallDataset(workspace.services, 'Films');
  workspace.connection.database.exec("UPDATE datasets SET layout = json_set(layout, '$.parts.all.interactions', 1e15)");
  expect(() => datasets().interactions(id, 'all')).toThrow(
    expect.objectContaining({ code: 'DOES_NOT_FIT', message: expect.stringContaining('GB') as string }),
  );
});

describe('names', () => {
  test('the newest wins, an id always finds its own, case matters least', () => {
    const [first, second] = [smallDataset(workspace.services, 'Films'), smallDataset(workspace.services, 'Films')];
    const lower = smallDataset(workspace.services, 'films');
    expect(datasets().summary('Films').id).toBe(second.id);
    expect(datasets().summary(first.id).id).toBe(first.id);
    expect(datasets().summary('films').id).toBe(lower.id);
    expect(datasets().summary('FILMS').id).toBe(lower.id);
    expect(
      datasets()
        .list()
        .map(({ id }) => id),
    ).toEqual([lower.id, second.id, first.id]);
  });

  test.each([
    ['filsm', /Did you mean "Films"/],
    ['lms', /Did you mean "Films"/],
    ['something else', /There are "Books", "Films"/],
  ])('"%s" is not found, near names are', (ref, next) => {
    smallDataset(workspace.services, 'Films');
    smallDataset(workspace.services, 'Books');
    expect(() => datasets().summary(ref)).toThrow(
      expect.objectContaining({
        code: 'NOT_FOUND',
        details: expect.objectContaining({ next: expect.stringMatching(next) as string }) as object,
      }),
    );
  });

  test('where there is nothing, the next step is said', () => {
    expect(() => datasets().summary('x')).toThrow(
      expect.objectContaining({ details: { next: expect.stringContaining('recsmith import') as string } }),
    );
  });
});
