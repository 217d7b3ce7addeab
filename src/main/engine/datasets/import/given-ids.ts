import { readFile } from 'node:fs/promises';
import type { ImportResult } from '../../../../shared/contract/datasets.ts';
import { RecsmithError } from '../../../../shared/errors.ts';
import { sharedU32 } from '../interactions.ts';
import type { StorageServices, StoredItem } from '../../storage/api.ts';
import type { RemoteServices } from '../../threads/remote.ts';
import { IdMap, type Columns } from './columns.ts';
import type { FileRef, ResolvedImportInput } from './input.ts';

/** Ids that come first, in their order, whether or not they have interactions. */
export interface GivenIds {
  readonly users: readonly string[] | null;
  readonly items: readonly string[] | null;
  /** Titles and attributes of the items, where a dataset gave them. */
  readonly texts: readonly StoredItem[] | null;
  readonly newIds: 'append' | 'refuse';
}

/** Ids asked for at once. */
const TEXTS = 20_000;
const REFUSED = 0xffffffff;

/**
 * The ids that an import is to begin with: of a dataset, or of files with one id a line. Null where none are given.
 * @throws RecsmithError BAD_INPUT for both at once; BAD_DATA for a file with an empty or repeated id; NOT_FOUND
 */
export async function givenIds(
  input: Pick<ResolvedImportInput, 'idMaps' | 'userIds' | 'itemIds' | 'newIds'>,
  { datasets }: RemoteServices<StorageServices>,
): Promise<GivenIds | null> {
  const { idMaps, userIds, itemIds, newIds = 'append' } = input;
  if (idMaps === undefined) {
    if (!userIds && !itemIds) return null;
    const [users, items] = [userIds ? await idsIn(userIds) : null, itemIds ? await idsIn(itemIds) : null];
    return { users, items, texts: null, newIds };
  }
  if (userIds || itemIds)
    throw new RecsmithError('BAD_INPUT', 'Ids come from a dataset or from files, not from both.', { where: 'idMaps' });
  const source = await datasets.summary(idMaps);
  const users: string[] = [];
  for (let first = 0; first < source.users; first += TEXTS)
    users.push(...(await datasets.userIdsFrom(source.id, first, TEXTS)));
  const texts: StoredItem[] = [];
  for (let first = 0; first < source.items; first += TEXTS) {
    const rows = Uint32Array.from({ length: Math.min(TEXTS, source.items - first) }, (_, n) => first + n);
    texts.push(...(await datasets.itemsAt(source.id, rows)));
  }
  return { users, items: texts.map(({ id }) => id), texts, newIds };
}

/** One id a line, as it stands there. @throws RecsmithError BAD_DATA for an empty or a repeated one */
export async function idsIn({ path, name }: FileRef): Promise<string[]> {
  const ids = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  if (ids.at(-1) === '') ids.pop();
  const seen = new Set<string>();
  ids.forEach((id, n) => {
    if (id !== '' && !seen.has(id)) {
      seen.add(id);
      return;
    }
    throw new RecsmithError(
      'BAD_DATA',
      id === '' ? 'A line has no id.' : `The id "${id.slice(0, 80)}" stands there twice.`,
      {
        where: `${name}:${n + 1}`,
        next: 'Give each id once, one a line.',
      },
    );
  });
  return ids;
}

export interface Renumbered {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly columns: Columns[];
  readonly ids: NonNullable<ImportResult['ids']>;
  readonly warnings: string[];
}

/** Gives what was read the numbers of the given ids; rows with others are left out where new ones are refused. */
export function renumber(given: GivenIds, users: IdMap, items: IdMap, columns: readonly Columns[]): Renumbered {
  const refuse = given.newIds === 'refuse';
  const [byUser, byItem] = [mapping(users, given.users, refuse), mapping(items, given.items, refuse)];
  let refused = 0;
  const renumbered = columns.map((each) => {
    const kept = rewrite(each, byUser.to, byItem.to);
    refused += each.count - kept.count;
    return kept;
  });
  const examples = [...byUser.unknown, ...byItem.unknown].slice(0, 3).map((id) => `"${id.slice(0, 40)}"`);
  return {
    users: new IdMap(byUser.ids),
    items: new IdMap(byItem.ids),
    columns: renumbered,
    ids: {
      users: { given: given.users?.length ?? 0, appended: byUser.appended },
      items: { given: given.items?.length ?? 0, appended: byItem.appended },
      refused,
    },
    warnings:
      refused > 0
        ? [
            `${refused} rows were refused: their user or item is not among the given ids, such as ${examples.join(', ')}.`,
          ]
        : [],
  };
}

function mapping(map: IdMap, given: readonly string[] | null, refuse: boolean) {
  if (!given) return { ids: map.ids, to: null, appended: 0, unknown: [] };
  const ids = [...given];
  const places = new Map(given.map((id, n) => [id, n]));
  const to = new Uint32Array(map.size);
  const unknown: string[] = [];
  map.ids.forEach((id, n) => {
    const place = places.get(id);
    if (place !== undefined) to[n] = place;
    else if (refuse) {
      to[n] = REFUSED;
      unknown.push(id);
    } else to[n] = ids.push(id) - 1;
  });
  return { ids, to, appended: ids.length - given.length, unknown };
}

/** In place; the columns are shorter afterwards where rows were left out. */
function rewrite(columns: Columns, userTo: Uint32Array | null, itemTo: Uint32Array | null): Columns {
  const { count, users, items, values, times } = columns;
  const user = (n: number) => (userTo ? userTo[users[n]] : users[n]);
  const item = (n: number) => (itemTo ? itemTo[items[n]] : items[n]);
  let { rows } = columns;
  let kept = 0;
  for (let n = 0; n < count; n++) {
    const [to, other] = [user(n), item(n)];
    if (to === REFUSED || other === REFUSED) {
      // From here on rows are no longer counted by place.
      rows ??= sharedU32(count).map((_, place) => place);
      continue;
    }
    users[kept] = to;
    items[kept] = other;
    if (values) values[kept] = values[n];
    if (times) times[kept] = times[n];
    if (rows) rows[kept] = rows[n];
    kept++;
  }
  return { count: kept, users, items, values, times, rows };
}

/** What was read under the given ids' numbers. @throws RecsmithError BAD_DATA where nothing is left */
export function numberedBy(
  known: GivenIds | null,
  { users, items }: { users: IdMap; items: IdMap },
  columns: Columns[],
  warnings: string[],
): { users: IdMap; items: IdMap; columns: Columns[]; ids?: ImportResult['ids'] } {
  if (!known) return { users, items, columns };
  const numbered = renumber(known, users, items, columns);
  warnings.push(...numbered.warnings);
  if (numbered.columns[0].count === 0)
    throw new RecsmithError('BAD_DATA', 'No row has a user and an item among the given ids.', {
      why: numbered.warnings[0],
      next: 'Append new ids, or give the ids of this file.',
    });
  return numbered;
}
