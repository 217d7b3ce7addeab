import { RecsmithError } from '../../../../shared/errors.ts';
import { sharedU32 } from '../interactions.ts';
import type { IdMap } from './columns.ts';
import { layoutOf, requireRoles } from './layout.ts';
import { RecordReader } from './records.ts';
import { openRaw, readHead, utf8 } from './text.ts';
import type { FileRef } from './input.ts';

export interface Candidates {
  /** [U + 1]: user u ranks the items start[u] to start[u + 1] - 1, in file order, none twice. */
  start: Uint32Array;
  items: Uint32Array;
  users: number; // that have candidates
  /** Entries left out because no interaction has the user, or the item. */
  unknown: number;
}

/** A line of NCF's `.test.negative`: (user,item) and negatives, all with tabs between. */
export const NCF_LINE = /^\(([^\t]+),([^\t,]+)\)\t/;

/**
 * The items to rank per test user: NCF's `.test.negative`, where the pair's own item is a candidate too, or a file with
 * a user and an item per row. Ids must be known from the interactions: what has none cannot be ranked.
 */
export async function readCandidates(
  file: FileRef,
  users: IdMap,
  items: IdMap,
  signal: AbortSignal,
): Promise<Candidates> {
  const raw = await openRaw(file);
  const head = await readHead(raw, undefined, 2 ** 16, signal);
  const lists = new Map<number, Set<number>>();
  let unknown = 0;
  const add = (userId: string, itemId: string) => {
    const user = users.find(userId);
    const item = items.find(itemId);
    if (user === undefined || item === undefined) {
      unknown++;
      return;
    }
    const list = lists.get(user);
    if (list) list.add(item);
    else lists.set(user, new Set([item]));
  };
  if (NCF_LINE.test(head.text.toString('utf8'))) {
    await eachRecord(file, { delimiter: '\t', quotes: false }, signal, (reader) => {
      const match = NCF_LINE.exec(`${reader.text(0)}\t`);
      if (!match)
        throw new RecsmithError('BAD_DATA', 'The file of candidates cannot be read.', {
          where: `${file.name}:${reader.line}`,
          why: `A line starts with "(user,item)"; this one with "${reader.text(0).slice(0, 60)}".`,
          next: 'Repair the line, or give a file with a user and an item per row.',
        });
      const [, user, item] = match;
      add(user, item);
      for (let k = 1; k < reader.count; k++) if (reader.text(k) !== '') add(user, reader.text(k));
    });
  } else {
    const layout = requireRoles(await layoutOf(file, {}, {}, signal));
    const { table, roles } = layout;
    let header = table.header;
    await eachRecord(file, table.dialect, signal, (reader) => {
      if (header) {
        header = false;
        return;
      }
      if (reader.problem !== null || reader.count !== table.names.length)
        throw new RecsmithError('BAD_DATA', 'The file of candidates cannot be read.', {
          where: `${file.name}:${reader.line}`,
          why: reader.problem ?? `The line has ${reader.count} columns instead of ${table.names.length}.`,
          next: 'Repair the line: every row needs a user and an item.',
        });
      add(reader.text(roles.user), reader.text(roles.item));
    });
  }

  const start = sharedU32(users.size + 1);
  for (let user = 0; user < users.size; user++) start[user + 1] = start[user] + (lists.get(user)?.size ?? 0);
  const flat = sharedU32(start[users.size]);
  for (const [user, list] of lists) flat.set([...list], start[user]);
  return { start, items: flat, users: lists.size, unknown };

  async function eachRecord(
    of: FileRef,
    dialect: { delimiter: string; quotes: boolean },
    aborted: AbortSignal,
    take: (reader: RecordReader) => void,
  ): Promise<void> {
    const reader = new RecordReader(dialect);
    for await (const block of utf8({ ...raw, file: of }, head.encoding, aborted)) {
      reader.feed(block);
      while (reader.next()) take(reader);
    }
    reader.end();
    while (reader.next()) take(reader);
  }
}
