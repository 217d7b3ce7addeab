import { RecsmithError } from '../../../shared/errors.ts';
import type { DatasetProfile, DatasetSummary } from '../../../shared/contract/datasets.ts';
import type { DatasetsRepository, Part } from './api.ts';
import type { Connection } from './connection.ts';
import { bytesOf, bytesPerInteraction, firstKey, lastKeyOfDataset, packer, type Sections } from './packing.ts';
import { newId } from './refs.ts';

/** What reading needs to know before it reads; stored as JSON with the dataset. */
export interface Layout {
  users: number;
  items: number;
  candidates: number; // candidate items in all
  parts: Partial<Record<Part, PartLayout>>;
}

export interface PartLayout extends Sections {
  interactions: number;
  /** First users of the pages it is read in, ascending: page p ends where p + 1 begins. */
  pages: number[];
}

/** An import under way. It lives in memory only: a dataset whose engine ended before `complete` is swept. */
interface Import {
  readonly number: number;
  readonly layout: Layout;
  itemCounts: Uint32Array; // interactions per item in the part 'all', grown as items appear
  rejects: number;
  candidateUsers: number;
  bytes: number;
  /** Per part: what lies in the page begun last, and the user who would continue it. */
  readonly page: Partial<Record<Part, { bytes: number; next: number }>>;
}

type Imports = Pick<
  DatasetsRepository,
  | 'begin'
  | 'appendUsers'
  | 'appendItems'
  | 'appendInteractions'
  | 'appendCandidates'
  | 'appendRejects'
  | 'complete'
  | 'abandon'
>;

const PURGE = 20_000; // rows deleted per transaction
/** A page is what one call of a scan brings: enough to make calls cheap, little enough for the processor's cache. */
const PAGE_BYTES = 2 ** 18;

/** Datasets: importing, chunk by chunk, each its own transaction; nothing is visible before `complete`. */
export function datasetImports(connection: Connection, summary: (id: string) => DatasetSummary): Imports {
  const { database, write } = connection;
  const open = new Map<string, Import>();
  const insert = database.prepare<[string, string, string, number]>(
    `INSERT INTO datasets (id, name, source, created_at, state, layout, summary, profile, bytes)
     VALUES (?, ?, ?, ?, 'importing', '{}', '{}', '{}', 0)`,
  );
  const insertUser = database.prepare<[number, number, string]>('INSERT INTO users VALUES (?, ?, ?)');
  const insertItem = database.prepare<[number, number, string, string | null, string]>(
    'INSERT INTO items VALUES (?, ?, ?, ?, ?, 0)',
  );
  const insertText = database.prepare<[number, string, string]>(
    'INSERT INTO item_text (rowid, title, attributes) VALUES (?, ?, ?)',
  );
  const insertHistory = database.prepare<[number, number, Uint8Array]>('INSERT INTO histories VALUES (?, ?, ?)');
  const insertCandidates = database.prepare<[number, Uint8Array]>('INSERT INTO candidates VALUES (?, ?)');
  const insertReject = database.prepare<[number, number, string, number, string | null, string, string]>(
    'INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const setCount = database.prepare<[number, number]>('UPDATE items SET interactions = ? WHERE key = ?');
  const head = database.prepare<[string], { name: string; source: string; createdAt: number }>(
    'SELECT name, source, created_at AS createdAt FROM datasets WHERE id = ?',
  );
  const finish = database.prepare<[string, string, string, number, string]>(
    `UPDATE datasets SET state = 'complete', layout = ?, summary = ?, profile = ?, bytes = ? WHERE id = ?`,
  );

  const importOf = (id: string): Import => {
    const found = open.get(id);
    if (!found) throw new RecsmithError('INTERNAL', `There is no import under way for dataset ${id}.`);
    return found;
  };

  return {
    begin({ name, source }) {
      const id = newId('dataset');
      const number = write(() => Number(insert.run(id, name, source, Date.now()).lastInsertRowid));
      open.set(id, {
        number,
        layout: { users: 0, items: 0, candidates: 0, parts: {} },
        itemCounts: new Uint32Array(1024),
        rejects: 0,
        candidateUsers: 0,
        bytes: 0,
        page: {},
      });
      return id;
    },

    appendUsers(id, userIds) {
      const target = importOf(id);
      const first = firstKey(target.number) + target.layout.users;
      write(() => userIds.forEach((userId, at) => insertUser.run(first + at, target.number, userId)));
      target.layout.users += userIds.length;
      for (const userId of userIds) target.bytes += 2 * userId.length + 16;
    },

    appendItems(id, items) {
      const target = importOf(id);
      const first = firstKey(target.number) + target.layout.items;
      write(() =>
        items.forEach((item, at) => {
          const attributes = JSON.stringify(item.attributes);
          insertItem.run(first + at, target.number, item.id, item.title, attributes);
          const texts = Object.values(item.attributes).join(' \n ');
          if (item.title !== null || texts !== '') insertText.run(first + at, item.title ?? '', texts);
          target.bytes += 2 * (item.id.length + (item.title?.length ?? 0) + attributes.length) + 24;
        }),
      );
      target.layout.items += items.length;
    },

    appendInteractions(id, part, firstUser, chunk) {
      const target = importOf(id);
      const sections = { values: chunk.values !== null, times: chunk.times !== null };
      const known = (target.layout.parts[part] ??= { ...sections, interactions: 0, pages: [] });
      if (known.values !== sections.values || known.times !== sections.times)
        throw new RecsmithError('INTERNAL', `appendInteractions: chunks of part ${part} differ in their columns`);
      const { start, items } = chunk;
      const pack = packer(chunk);
      const first = firstKey(target.number, part) + firstUser;
      const users = start.length - 1;
      write(() => {
        for (let user = 0; user < users; user++) {
          const from = start[user];
          const to = start[user + 1];
          if (to <= from) continue;
          const blob = pack(from, to);
          insertHistory.run(first + user, to - from, blob);
          turnPage(target, part, firstUser + user, blob.length);
        }
      });
      const count = start[users] - start[0];
      known.interactions += count;
      target.bytes += count * bytesPerInteraction(sections) + 16 * users;
      if (part === 'all') target.itemCounts = addCounts(target.itemCounts, items.subarray(start[0], start[users]));
    },

    appendCandidates(id, firstUser, start, items) {
      const target = importOf(id);
      const bytes = bytesOf(items);
      const first = firstKey(target.number) + firstUser;
      let users = 0;
      write(() => {
        for (let user = 0; user + 1 < start.length; user++) {
          if (start[user + 1] === start[user]) continue;
          users++;
          insertCandidates.run(first + user, Buffer.from(bytes.subarray(4 * start[user], 4 * start[user + 1])));
        }
      });
      target.candidateUsers += users;
      target.layout.candidates += start[start.length - 1] - start[0];
      target.bytes += items.byteLength;
    },

    appendRejects(id, rejects) {
      const target = importOf(id);
      write(() =>
        rejects.forEach(({ file, line, column, value, reason }, at) =>
          insertReject.run(target.number, target.rejects + at, file, line, column, value, reason),
        ),
      );
      target.rejects += rejects.length;
    },

    complete(id, profile) {
      const target = importOf(id);
      const { layout } = target;
      const interactions = layout.parts.all?.interactions ?? 0;
      for (const [what, stored, told] of [
        ['users', layout.users, profile.users],
        ['items', layout.items, profile.items],
        ['interactions', interactions, profile.interactions],
      ] as const)
        if (stored !== told)
          throw new RecsmithError('INTERNAL', `complete: ${told} ${what} were announced, ${stored} were stored`);
      if (target.itemCounts.subarray(layout.items).some((count) => count > 0))
        throw new RecsmithError('INTERNAL', 'complete: there are interactions with items that were not stored');
      for (const { pages } of Object.values(layout.parts)) pages.sort((a, b) => a - b);
      write(() => {
        const own = { id, ...head.get(id)! };
        const full: DatasetProfile = { ...profile, ...own };
        const first = firstKey(target.number);
        for (let item = 0; item < layout.items; item++) {
          const count = target.itemCounts[item] ?? 0;
          if (count > 0) setCount.run(count, first + item);
        }
        finish.run(JSON.stringify(layout), JSON.stringify(summaryPart(full)), JSON.stringify(full), target.bytes, id);
      });
      open.delete(id);
      return summary(id);
    },

    abandon(id) {
      open.delete(id);
      purgeDataset(connection, id);
    },
  };
}

function summaryPart(profile: DatasetProfile): DatasetSummary {
  const { id, name, createdAt, source, users, items, interactions, hasValues, hasTime, hasTitles } = profile;
  const { duplicates, rejected, contentHash, given } = profile;
  return {
    ...{ id, name, createdAt, source, users, items, interactions, hasValues, hasTime, hasTitles },
    ...{ duplicates, rejected, contentHash, given },
  };
}

/** Notes where pages begin while users are written, so that a scan knows beforehand how much each page holds. */
function turnPage({ layout, page }: Import, part: Part, user: number, bytes: number): void {
  const current = page[part];
  if (current && user >= current.next && current.bytes + bytes <= PAGE_BYTES) {
    page[part] = { bytes: current.bytes + bytes, next: user + 1 };
  } else {
    layout.parts[part]?.pages.push(user);
    page[part] = { bytes, next: user + 1 };
  }
}

function addCounts(counts: Uint32Array, items: Uint32Array): Uint32Array {
  let largest = -1;
  for (let i = 0; i < items.length; i++) if (items[i] > largest) largest = items[i];
  let result = counts;
  if (largest >= counts.length) {
    result = new Uint32Array(Math.max(largest + 1, 2 * counts.length));
    result.set(counts);
  }
  for (let i = 0; i < items.length; i++) result[items[i]]++;
  return result;
}

/**
 * Removes every row of a dataset that nobody may see any more: `discarded` first, so that a crash in between leaves
 * an orphan that the next start sweeps; then by ranges in bounded transactions; its own row last.
 */
export function purgeDataset({ database, write }: Connection, id: string): void {
  const row = database.prepare<[string], { number: number; state: string }>(
    'SELECT number, state FROM datasets WHERE id = ?',
  );
  const found = row.get(id);
  if (!found) return;
  const { number } = found;
  if (found.state === 'complete')
    throw new RecsmithError('INTERNAL', `Dataset ${id} is complete; it is deleted through the trash.`);
  write(() => database.prepare("UPDATE datasets SET state = 'discarded' WHERE id = ?").run(id));
  const range = [firstKey(number), lastKeyOfDataset(number)] as const;
  for (const [table, key] of [
    ['item_text', 'rowid'],
    ['items', 'key'],
    ['users', 'key'],
    ['candidates', 'key'],
    ['histories', 'key'],
  ] as const) {
    const some = database.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${key} BETWEEN ? AND ? LIMIT ${PURGE})`,
    );
    while (write(() => some.run(...range)).changes > 0);
  }
  write(() => {
    database.prepare('DELETE FROM rejects WHERE dataset = ?').run(number);
    database.prepare('DELETE FROM datasets WHERE id = ?').run(id);
  });
}
