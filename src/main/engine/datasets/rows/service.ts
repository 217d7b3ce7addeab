import type * as v from 'valibot';
import type { InteractionRow, ItemRow, rows as contract, UserRow } from '../../../../shared/contract/rows.ts';
import { csvLine, type CsvCell } from '../../../../shared/csv.ts';
import { sharedSignal } from '../../jobs/signal.ts';
import { Cache } from '../../recommend/cache.ts';
import type { StorageServices } from '../../storage/api.ts';
import type { RemoteServices } from '../../threads/remote.ts';
import { Slots } from '../../threads/slots.ts';
import type { Aggregates } from './aggregates.ts';
import { countedOrder, interactionOrder } from './orders.ts';
import type { Look } from './sort.ts';
import { RowTables } from './tables.ts';

type Method = keyof typeof contract;
type Input<M extends Method> = v.InferOutput<NonNullable<(typeof contract)[M]['~orpc']['inputSchema']>>;
interface Page<R> {
  rows: R[];
  total: number;
  of: number;
  seconds: number;
}

/** @param flag shared memory: 1 where the answer is no longer wanted, seen within some thousand rows */
type Answer<M extends Method, R> = (input: Input<M>, flag: Int32Array) => Promise<R>;

export interface RowsService {
  interactions: Answer<'interactions', Page<InteractionRow>>;
  users: Answer<'users', Page<UserRow>>;
  items: Answer<'items', Page<ItemRow>>;
  /** One part of a CSV file, UTF-8. */
  csv: Answer<'csv', Uint8Array<ArrayBuffer>>;
  forget(id: string): void;
}

/** Datasets are let go when nobody asked for a while: a large one is hundreds of megabytes. */
const KEEP_MS = 300_000;
const GIB = 1 << 30;

/**
 * Tables of rows for the contract, served by a thread of its own, so that sorting a million rows keeps no
 * recommendation waiting. One question after the other: a sort takes both of a small machine's cores otherwise.
 */
export function rowsService({ datasets }: RemoteServices<StorageServices>): RowsService {
  const cache = new Cache<RowTables>({ entries: 3, bytes: 2 * GIB });
  const turn = new Slots(1);
  let timer: NodeJS.Timeout | undefined;

  const ask = <T>(ref: string, flag: Int32Array, work: (tables: RowTables, look: Look) => Promise<T>): Promise<T> =>
    turn.use(async () => {
      const { signal } = sharedSignal(flag);
      const look = () => signal.throwIfAborted();
      look();
      clearTimeout(timer);
      timer = setTimeout(() => cache.drop(() => true), KEEP_MS).unref();
      const { id } = await datasets.summary(ref);
      return cache.use(
        id,
        () => RowTables.load(datasets, id),
        (tables) => work(tables, look),
      );
    });

  const orders = {
    interactions: (tables: RowTables, { filter, sort }: Pick<Input<'interactions'>, 'filter' | 'sort'>, look: Look) =>
      tables.order(question('interactions', filter, sort), () =>
        interactionOrder(datasets, tables, filter, sort, look),
      ),
    users: (tables: RowTables, { filter, sort }: Pick<Input<'users'>, 'filter' | 'sort'>, look: Look) =>
      tables.order(question('users', filter, sort), () => countedOrder(datasets, tables, 'users', filter, sort, look)),
    items: (tables: RowTables, { filter, sort }: Pick<Input<'items'>, 'filter' | 'sort'>, look: Look) =>
      tables.order(question('items', filter, sort), () => countedOrder(datasets, tables, 'items', filter, sort, look)),
  };

  return {
    interactions: (input, flag) =>
      ask(input.dataset, flag, async (tables, look) => {
        const begin = performance.now();
        const order = await orders.interactions(tables, input, look);
        const rows = await interactionRows(tables, cut(order, input));
        return { rows, total: order.length, of: tables.userOf.length, seconds: since(begin) };
      }),
    users: (input, flag) =>
      ask(input.dataset, flag, async (tables, look) => {
        const begin = performance.now();
        const order = await orders.users(tables, input, look);
        const wanted = cut(order, input);
        const ids = await datasets.userIds(tables.id, wanted);
        const figures = tables.users(look);
        const rows = Array.from(wanted, (user, n) => ({ user: ids[n], ...figuresOf(figures, user) }));
        return { rows, total: order.length, of: tables.interactions.userCount, seconds: since(begin) };
      }),
    items: (input, flag) =>
      ask(input.dataset, flag, async (tables, look) => {
        const begin = performance.now();
        const order = await orders.items(tables, input, look);
        const wanted = cut(order, input);
        const items = await datasets.itemsAt(tables.id, wanted);
        const figures = tables.items(look);
        const rows = Array.from(wanted, (item, n) => {
          const { id, title, attributes } = items[n];
          return { item: id, title, attributes, ...figuresOf(figures, item) };
        });
        return { rows, total: order.length, of: tables.interactions.itemCount, seconds: since(begin) };
      }),
    csv: (input, flag) =>
      ask(input.dataset, flag, async (tables, look) => {
        const lines = await csvPart(tables, input, look);
        return new TextEncoder().encode(lines);
      }),
    forget: (id) => cache.drop((key) => key === id),
  };

  /** Few rows ask the storage for their texts; a file needs them all. */
  async function interactionRows(tables: RowTables, wanted: Uint32Array): Promise<InteractionRow[]> {
    const { items, values, times, rows } = tables.interactions;
    const users = [...new Set(Array.from(wanted, (n) => tables.userOf[n]))];
    const itemsOf = [...new Set(Array.from(wanted, (n) => items[n]))];
    const [ids, cards] = await Promise.all([
      datasets.userIds(tables.id, Uint32Array.from(users)),
      datasets.itemsAt(tables.id, Uint32Array.from(itemsOf)),
    ]);
    const userId = new Map(users.map((user, n) => [user, ids[n]]));
    const card = new Map(itemsOf.map((item, n) => [item, cards[n]]));
    return Array.from(wanted, (n) => {
      const { id, title } = card.get(items[n])!;
      return {
        ...{ row: rows[n] + 1, user: userId.get(tables.userOf[n])!, item: id, title },
        ...{ value: values ? values[n] : null, time: times ? times[n] : null },
      };
    });
  }

  async function csvPart(tables: RowTables, input: Input<'csv'>, look: Look): Promise<string> {
    const head = input.offset === 0;
    if (input.table === 'interactions') {
      const { items, values, times, rows } = tables.interactions;
      const order = cut(await orders.interactions(tables, input, look), input);
      const [userIds, names] = [await tables.userIds(look), await tables.names(look)];
      const columns = ['user', 'item', 'title', ...(values ? ['value'] : []), ...(times ? ['time'] : []), 'row'];
      return csvLines(head ? columns : null, order, (n) => {
        const { id, title } = names[items[n]];
        const figures = [...(values ? [values[n]] : []), ...(times ? [iso(times[n])] : []), rows[n] + 1];
        return [userIds[tables.userOf[n]], id, title, ...figures];
      });
    }
    const figures = tables[input.table](look);
    const { values, times } = tables.interactions;
    const columns = ['interactions', ...(values ? ['mean'] : []), ...(times ? ['first', 'last'] : [])];
    const cells = (index: number) => [
      figures.count[index],
      ...(values ? [optional(figures.mean[index])] : []),
      ...(times ? [iso(figures.first[index]), iso(figures.last[index])] : []),
    ];
    if (input.table === 'users') {
      const order = cut(await orders.users(tables, input, look), input);
      const ids = await tables.userIds(look);
      return csvLines(head ? ['user', ...columns] : null, order, (user) => [ids[user], ...cells(user)]);
    }
    const order = cut(await orders.items(tables, input, look), input);
    const { attributes } = await datasets.profile(tables.id);
    const items = await datasets.itemsAt(tables.id, order);
    let at = 0;
    return csvLines(head ? ['item', 'title', ...attributes, ...columns] : null, order, (item) => {
      const { id, title, attributes: own } = items[at++];
      return [id, title, ...attributes.map((name) => own[name] ?? null), ...cells(item)];
    });
  }
}

const question = (table: string, filter: object, sort: object | null): string => JSON.stringify([table, filter, sort]);
const cut = (order: Uint32Array, { offset, limit }: { offset: number; limit: number }): Uint32Array =>
  order.slice(offset, offset + limit);
const since = (begin: number): number => (performance.now() - begin) / 1000;
const optional = (value: number): number | null => (Number.isNaN(value) ? null : value);

function figuresOf({ count, mean, first, last }: Aggregates, index: number) {
  return {
    interactions: count[index],
    mean: optional(mean[index]),
    first: optional(first[index]),
    last: optional(last[index]),
  };
}

/** Seconds since 1970 as a spreadsheet and an import read them; a number where it is beyond all dates. */
function iso(seconds: number): string | number | null {
  if (Number.isNaN(seconds)) return null;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? seconds : date.toISOString().replace('.000Z', 'Z');
}

/** Guarded lines with their ends. @param columns null for a later part of a file */
function csvLines(
  columns: readonly string[] | null,
  order: Uint32Array,
  cells: (row: number) => readonly CsvCell[],
): string {
  const lines = columns ? [csvLine(columns, true)] : [];
  for (const row of order) lines.push(csvLine(cells(row), true));
  return lines.map((line) => `${line}\r\n`).join('');
}
