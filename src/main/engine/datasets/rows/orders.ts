import type { CountFilter, InteractionFilter } from '../../../../shared/contract/rows.ts';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { StorageServices } from '../../storage/api.ts';
import type { RemoteServices } from '../../threads/remote.ts';
import { radixSort, STEP, wordsOfDoubles, wordsOfFloats, type Look } from './sort.ts';
import type { RowTables } from './tables.ts';

type Datasets = RemoteServices<StorageServices>['datasets'];

export type InteractionColumn = 'row' | 'user' | 'item' | 'title' | 'value' | 'time';
export type CountColumn = 'user' | 'item' | 'title' | 'interactions' | 'mean' | 'first' | 'last';
export interface Sort<C> {
  readonly column: C;
  readonly descending: boolean;
}

/** How a column is sorted: keys of every row, and the rows that have no value, which come last either way. */
interface Keys {
  readonly words: readonly Uint32Array[];
  readonly missing: ((row: number) => boolean) | null;
}

/** The interactions that pass, sorted: [M] places in `tables.interactions`. */
export async function interactionOrder(
  datasets: Datasets,
  tables: RowTables,
  filter: InteractionFilter,
  sort: Sort<InteractionColumn> | null,
  look: Look,
): Promise<Uint32Array> {
  const kept = await keptInteractions(datasets, tables, filter, look);
  const { column, descending } = sort ?? { column: 'row' as const, descending: false };
  return sorted(kept, await interactionKeys(tables, column, look), descending, look);
}

async function interactionKeys(tables: RowTables, column: InteractionColumn, look: Look): Promise<Keys> {
  const { interactions, userOf } = tables;
  const { items } = interactions;
  switch (column) {
    case 'row':
      return { words: [interactions.rows], missing: null };
    case 'user':
      return { words: [through(userOf, await tables.userRanks(look))], missing: null };
    case 'item':
      return { words: [through(items, await tables.itemRanks(look))], missing: null };
    case 'title': {
      const { rank, missing } = await tables.titleRanks(look);
      return { words: [through(items, rank)], missing: (row) => missing[items[row]] === 1 };
    }
    case 'value':
      if (!interactions.values) throw noColumn('values');
      return { words: wordsOfFloats(interactions.values), missing: null };
    case 'time':
      if (!interactions.times) throw noColumn('times');
      return { words: wordsOfDoubles(interactions.times), missing: null };
  }
}

async function keptInteractions(
  datasets: Datasets,
  tables: RowTables,
  filter: InteractionFilter,
  look: Look,
): Promise<Uint32Array> {
  const { id, interactions, userOf } = tables;
  const { items, values, times, start } = interactions;
  const { min, max, from, to } = filter;
  if ((min !== null || max !== null) && !values) throw noColumn('values');
  if ((from !== null || to !== null) && !times) throw noColumn('times');
  const text = filter.text.trim();
  const users = text === '' ? null : flags(interactions.userCount, await datasets.matchingUsers(id, text));
  const titles = text === '' ? null : flags(interactions.itemCount, await datasets.matchingItems(id, text));
  const user = filter.user === null ? null : await datasets.userIndex(id, filter.user);
  const item = filter.item === null ? null : await datasets.itemIndex(id, filter.item);
  // An id that nobody has leaves nothing.
  if ((filter.user !== null && user === null) || (filter.item !== null && item === null)) return new Uint32Array(0);
  const [begin, end] = user === null ? [0, items.length] : [start[user], start[user + 1]];
  const kept = new Uint32Array(end - begin);
  let count = 0;
  for (let first = begin; first < end; first += STEP) {
    look();
    const last = Math.min(end, first + STEP);
    for (let n = first; n < last; n++) {
      if (item !== null && items[n] !== item) continue;
      if (users && users[userOf[n]] === 0 && titles![items[n]] === 0) continue;
      if (values && ((min !== null && values[n] < min) || (max !== null && values[n] > max))) continue;
      if (times && ((from !== null && times[n] < from) || (to !== null && times[n] >= to))) continue;
      kept[count++] = n;
    }
  }
  return kept.subarray(0, count);
}

/** The users or items that pass, sorted: dataset indices. */
export async function countedOrder(
  datasets: Datasets,
  tables: RowTables,
  table: 'users' | 'items',
  filter: CountFilter,
  sort: Sort<CountColumn> | null,
  look: Look,
): Promise<Uint32Array> {
  const { count } = tables[table](look);
  const { fewest, most } = filter;
  const text = filter.text.trim();
  const matching = table === 'users' ? datasets.matchingUsers : datasets.matchingItems;
  const found = text === '' ? null : flags(count.length, await matching(tables.id, text));
  const kept = new Uint32Array(count.length);
  let length = 0;
  for (let index = 0; index < count.length; index++) {
    if (index % STEP === 0) look();
    if (found && found[index] === 0) continue;
    if ((fewest !== null && count[index] < fewest) || (most !== null && count[index] > most)) continue;
    kept[length++] = index;
  }
  const order = kept.subarray(0, length);
  if (!sort) return order;
  return sorted(order, await countedKeys(tables, table, sort.column, look), sort.descending, look);
}

async function countedKeys(
  tables: RowTables,
  table: 'users' | 'items',
  column: CountColumn,
  look: Look,
): Promise<Keys> {
  const figures = tables[table](look);
  switch (column) {
    case 'interactions':
      return { words: [figures.count], missing: null };
    case 'user':
      return { words: [await tables.userRanks(look)], missing: null };
    case 'item':
      return { words: [await tables.itemRanks(look)], missing: null };
    case 'title': {
      const { rank, missing } = await tables.titleRanks(look);
      return { words: [rank], missing: (item) => missing[item] === 1 };
    }
    case 'mean':
    case 'first':
    case 'last': {
      if (column === 'mean' ? !tables.interactions.values : !tables.interactions.times)
        throw noColumn(column === 'mean' ? 'values' : 'times');
      const values = figures[column];
      return { words: wordsOfDoubles(values), missing: (index) => Number.isNaN(values[index]) };
    }
  }
}

function sorted(rows: Uint32Array, { words, missing }: Keys, descending: boolean, look: Look): Uint32Array {
  if (!missing) return radixSort(rows, words, descending, look);
  const present = rows.filter((row) => !missing(row));
  const absent = rows.filter((row) => missing(row));
  const order = new Uint32Array(rows.length);
  order.set(radixSort(present, words, descending, look));
  order.set(absent, present.length);
  return order;
}

const through = (indices: Uint32Array, ranks: Uint32Array): Uint32Array => {
  const keys = new Uint32Array(indices.length);
  for (let n = 0; n < indices.length; n++) keys[n] = ranks[indices[n]];
  return keys;
};

function flags(length: number, indices: Uint32Array): Uint8Array {
  const set = new Uint8Array(length);
  // A search covers what the given sets brought along; the table may end before.
  for (let n = 0; n < indices.length; n++) if (indices[n] < length) set[indices[n]] = 1;
  return set;
}

const noColumn = (what: string): RecsmithError =>
  new RecsmithError('BAD_INPUT', `These data have no ${what}.`, {
    where: what,
    next: 'Sort and filter by a column that the table shows.',
  });
