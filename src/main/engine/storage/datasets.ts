import { RecsmithError } from '../../../shared/errors.ts';
import type { DatasetProfile, DatasetSummary } from '../../../shared/contract/datasets.ts';
import type { Reject } from '../../../shared/contract/imports.ts';
import { sharedF32, sharedF64, sharedU32, type Interactions } from '../datasets/interactions.ts';
import type { DatasetsRepository, Part, StoredItem } from './api.ts';
import type { Connection } from './connection.ts';
import { datasetImports, type Layout, type PartLayout } from './dataset-imports.ts';
import { datasetSearch } from './dataset-search.ts';
import {
  bytesOf,
  bytesPerInteraction,
  checkIndices,
  damaged,
  firstKey,
  lastKey,
  unpacker,
  wordsOf,
  type Sections,
} from './packing.ts';

interface DatasetRow {
  number: number;
  id: string;
  name: string;
  layout: string;
  summary: string;
  profile: string;
}

/** Above this many ids one scan of the map is cheaper than a look-up each. */
const MANY = 4096;

/** Datasets: reading. Importing and searching are parts of their own. */
export function datasetsRepository(connection: Connection): DatasetsRepository {
  const { database, refs, write } = connection;
  const columns = 'number, id, name, layout, summary, profile';
  const rowById = database.prepare<[string], DatasetRow>(
    `SELECT ${columns} FROM datasets WHERE id = ? AND state = 'complete'`,
  );
  const listed = database.prepare<[], Pick<DatasetRow, 'name' | 'summary'>>(
    `SELECT name, summary FROM datasets WHERE state = 'complete' AND deleted_at IS NULL ORDER BY number DESC`,
  );
  const renamed = database.prepare<[string, string]>('UPDATE datasets SET name = ? WHERE id = ?');
  // A page of users in one row: a JavaScript buffer per user would cost three times the reading. group_concat
  // appends the bytes of a blob as they are (the database is UTF-8), and a range of a rowid table is scanned in order.
  const page = database
    .prepare<[number, number, number], [string | null, string, Uint8Array]>(
      `SELECT group_concat(key - ?), group_concat(count), CAST(group_concat(data, '') AS BLOB)
       FROM histories WHERE key BETWEEN ? AND ?`,
    )
    .raw();
  const one = database.prepare<[number], [number, Uint8Array]>('SELECT count, data FROM histories WHERE key = ?').raw();
  const candidateRows = database
    .prepare<[number, number], [number, Uint8Array]>(
      'SELECT key, data FROM candidates WHERE key BETWEEN ? AND ? ORDER BY key',
    )
    .raw();
  const rejectPage = database.prepare<[number, number, number], Reject>(
    'SELECT file, line, field AS "column", value, reason FROM rejects WHERE dataset = ? AND position >= ? ORDER BY position LIMIT ?',
  );
  const rejectRows = database.prepare<[number], Reject>(
    'SELECT file, line, field AS "column", value, reason FROM rejects WHERE dataset = ? ORDER BY position',
  );
  const keyOf = (table: 'users' | 'items') =>
    database.prepare<[number, string], number>(`SELECT key FROM ${table} WHERE dataset = ? AND id = ?`).pluck();
  const userKey = keyOf('users');
  const itemKey = keyOf('items');
  const userId = database.prepare<[number], string>('SELECT id FROM users WHERE key = ?').pluck();
  const someUserIds = database
    .prepare<[number, number], string>('SELECT id FROM users WHERE key BETWEEN ? AND ? ORDER BY key')
    .pluck();
  const someItems = database.prepare<[number, number], { id: string; title: string | null }>(
    'SELECT id, title FROM items WHERE key BETWEEN ? AND ? ORDER BY key',
  );
  const itemRow = database.prepare<[number], ItemRow>('SELECT id, title, attributes FROM items WHERE key = ?');

  const dataset = (id: string) => {
    const row = rowById.get(id);
    if (!row) throw refs.missing(['dataset'], id);
    return { ...row, layout: JSON.parse(row.layout) as Layout };
  };
  const summaryOf = ({ name, summary }: Pick<DatasetRow, 'name' | 'summary'>): DatasetSummary => ({
    ...(JSON.parse(summary) as DatasetSummary),
    name,
  });
  const summary = (id: string): DatasetSummary => {
    const row = rowById.get(id);
    if (!row) throw refs.missing(['dataset'], id);
    return summaryOf(row);
  };

  /** The index behind an id, or null. */
  const indexIn =
    (statement: typeof userKey) =>
    (id: string, original: string): number | null => {
      const { number } = dataset(id);
      const key = statement.get(number, original);
      return key === undefined ? null : key - firstKey(number);
    };
  const indicesIn =
    (statement: typeof userKey) =>
    (id: string, originals: string[]): (number | null)[] => {
      const { number } = dataset(id);
      const first = firstKey(number);
      return originals.map((original) => {
        const key = statement.get(number, original);
        return key === undefined ? null : key - first;
      });
    };

  return {
    ...datasetImports(connection, summary),
    ...datasetSearch(connection, (id) => dataset(id).number),
    list: () => listed.all().map(summaryOf),
    summary: (ref) => summary(refs.id('dataset', ref)),
    profile(ref) {
      const row = dataset(refs.id('dataset', ref));
      return { ...(JSON.parse(row.profile) as DatasetProfile), name: row.name };
    },
    rename(ref, name) {
      const id = refs.id('dataset', ref);
      write(() => renamed.run(name, id));
      return summary(id);
    },

    interactions(id, part) {
      const { number, layout } = dataset(id);
      return readPart(number, layout, part);
    },

    candidates(id) {
      const { number, layout } = dataset(id);
      if (layout.candidates === 0) return null;
      const start = sharedU32(layout.users + 1);
      const items = sharedU32(layout.candidates);
      const bytes = bytesOf(items);
      const first = firstKey(number);
      let at = 0;
      let next = 0;
      for (const [key, data] of candidateRows.iterate(first, lastKey(number))) {
        const user = key - first;
        if (user >= layout.users || at + data.length / 4 > items.length) throw damaged('too many candidates');
        while (next <= user) start[next++] = at;
        bytes.set(data, 4 * at);
        at += data.length / 4;
      }
      start.fill(at, next);
      if (at !== items.length) throw damaged('candidates are missing');
      checkIndices(items, layout.items);
      return { start, items };
    },

    history(id, userIndex) {
      const { number, layout } = dataset(id);
      if (!Number.isInteger(userIndex) || userIndex < 0 || userIndex >= layout.users) return null;
      const row = one.get(firstKey(number) + userIndex);
      const count = row?.[0] ?? 0;
      const { values, times } = layout.parts.all ?? { values: false, times: false };
      const { into: history } = allocate(0, count, { values, times });
      if (row) unpacker(history)(wordsOf(row[1]), 0, count, 0);
      checkIndices(history.items, layout.items);
      return history;
    },

    rejects: (id) => rejectRows.all(dataset(id).number),
    rejectsPage: (id, offset, limit) => rejectPage.all(dataset(id).number, offset, limit),

    userIndex: indexIn(userKey),
    itemIndex: indexIn(itemKey),
    userIndices: indicesIn(userKey),
    itemIndices: indicesIn(itemKey),
    userIds(id, userIndices) {
      const { number } = dataset(id);
      const first = firstKey(number);
      const unknown = (index: number) => new RecsmithError('INTERNAL', `userIds: there is no user ${index}`);
      if (userIndices.length > MANY) {
        const ids = someUserIds.all(first, lastKey(number));
        return Array.from(userIndices, (index) => {
          if (index >= ids.length) throw unknown(index);
          return ids[index];
        });
      }
      return Array.from(userIndices, (index) => {
        const original = userId.get(first + index);
        if (original === undefined) throw unknown(index);
        return original;
      });
    },
    userIdsFrom(id, first, count) {
      const from = firstKey(dataset(id).number) + first;
      return someUserIds.all(from, from + count - 1);
    },
    itemNamesFrom(id, first, count) {
      const from = firstKey(dataset(id).number) + first;
      return someItems.all(from, from + count - 1);
    },
    itemsAt(id, itemIndices) {
      const first = firstKey(dataset(id).number);
      return Array.from(itemIndices, (index) => {
        const row = itemRow.get(first + index);
        if (!row) throw new RecsmithError('INTERNAL', `itemsAt: there is no item ${index}`);
        return storedItem(row);
      });
    },
  };

  function readPart(number: number, layout: Layout, part: Part): Interactions {
    const { interactions, pages, values, times } = layout.parts[part] ?? NOTHING;
    const { start, into } = allocate(layout.users, interactions, { values, times });
    const copy = unpacker(into);
    const first = firstKey(number, part);
    let at = 0;
    let next = 0; // users before it have their start
    for (let p = 0; p < pages.length; p++) {
      const last = p + 1 < pages.length ? first + pages[p + 1] - 1 : lastKey(number, part);
      const [users, counts, blobs] = page.get(first, first + pages[p], last)!;
      if (users === null) throw damaged('a page of histories is missing');
      const words = wordsOf(blobs);
      const userList = users.split(',');
      const countList = counts.split(',');
      let from = 0;
      for (let i = 0; i < userList.length; i++) {
        const user = Number(userList[i]);
        const count = Number(countList[i]);
        if (user >= layout.users) throw damaged('there are more users than ids');
        while (next <= user) start[next++] = at;
        from = copy(words, from, count, at);
        at += count;
      }
      if (from !== words.length) throw damaged('a history has the wrong length');
    }
    start.fill(at, next);
    if (at !== interactions) throw damaged(`${at} interactions of ${interactions} are there`);
    checkIndices(into.items, layout.items);
    return { userCount: layout.users, itemCount: layout.items, start, ...into };
  }
}

/** @throws RecsmithError DOES_NOT_FIT with the number of bytes where the system has no memory for them. */
function allocate(users: number, interactions: number, sections: Sections) {
  try {
    return {
      start: sharedU32(users + 1),
      into: {
        items: sharedU32(interactions),
        values: sections.values ? sharedF32(interactions) : null,
        times: sections.times ? sharedF64(interactions) : null,
        rows: sharedU32(interactions),
      },
    };
  } catch (cause) {
    const bytes = 4 * (users + 1) + bytesPerInteraction(sections) * interactions;
    throw new RecsmithError(
      'DOES_NOT_FIT',
      `The dataset needs ${(bytes / 1e9).toFixed(1)} GB of memory, and the system gave none.`,
      { next: 'Close other programs, or use a machine with more memory.', bytes },
      { cause },
    );
  }
}

const NOTHING: PartLayout = { interactions: 0, pages: [], values: false, times: false };

export interface ItemRow {
  id: string;
  title: string | null;
  attributes: string;
}

export const storedItem = ({ id, title, attributes }: ItemRow): StoredItem => ({
  id,
  title,
  attributes: JSON.parse(attributes) as Record<string, string>,
});
