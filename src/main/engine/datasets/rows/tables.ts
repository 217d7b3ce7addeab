import type { Held } from '../../recommend/cache.ts';
import type { StorageServices } from '../../storage/api.ts';
import type { RemoteServices } from '../../threads/remote.ts';
import type { Interactions } from '../interactions.ts';
import { aggregatesOf, type Aggregates } from './aggregates.ts';
import { folded, naturalRanks } from './ranks.ts';
import type { Look } from './sort.ts';

type Datasets = RemoteServices<StorageServices>['datasets'];

/** Texts asked for at once: the storage thread answers others in between, and a cancel is seen in between. */
const TEXTS = 50_000;
/** Orders of rows are kept up to so many bytes; the newest one always. */
const ORDER_BYTES = 256 << 20;

/** Order of titles: the rank of each item, and whether it has a title at all. */
interface TitleRanks {
  readonly rank: Uint32Array;
  readonly missing: Uint8Array;
}

/** A dataset in memory as its tables are read from: columns, figures per user and item, ranks of texts, orders of rows. */
export class RowTables implements Held {
  readonly id: string;
  readonly interactions: Interactions;
  /** [N] the user of each interaction. */
  readonly userOf: Uint32Array;
  readonly #datasets: Datasets;
  #users: Aggregates | null = null;
  #items: Aggregates | null = null;
  #userIds: readonly string[] | null = null;
  #names: readonly { id: string; title: string | null }[] | null = null;
  #userRanks: Uint32Array | null = null;
  #itemRanks: Uint32Array | null = null;
  #titleRanks: TitleRanks | null = null;
  readonly #orders = new Map<string, Uint32Array>(); // least recently used first

  constructor(datasets: Datasets, id: string, interactions: Interactions) {
    this.#datasets = datasets;
    this.id = id;
    this.interactions = interactions;
    const { start, userCount, items } = interactions;
    this.userOf = new Uint32Array(items.length);
    for (let user = 0; user < userCount; user++) this.userOf.fill(user, start[user], start[user + 1]);
  }

  static async load(datasets: Datasets, id: string): Promise<RowTables> {
    return new RowTables(datasets, id, await datasets.interactions(id, 'all'));
  }

  get bytes(): number {
    const { start, items, values, times, rows } = this.interactions;
    const arrays = [start, items, values, times, rows, this.userOf, this.#userRanks, this.#itemRanks];
    const orders = [...this.#orders.values()];
    const texts = 48 * ((this.#userIds?.length ?? 0) + 2 * (this.#names?.length ?? 0));
    return [...arrays, ...orders].reduce((sum, array) => sum + (array?.byteLength ?? 0), texts);
  }

  users(look: Look): Aggregates {
    return (this.#users ??= aggregatesOf(this.interactions, this.userOf, this.interactions.userCount, look));
  }

  items(look: Look): Aggregates {
    const { items, itemCount } = this.interactions;
    return (this.#items ??= aggregatesOf(this.interactions, items, itemCount, look));
  }

  /** Ids of all users, in index order. */
  async userIds(look: Look): Promise<readonly string[]> {
    return (this.#userIds ??= await inParts(this.interactions.userCount, look, (first, count) =>
      this.#datasets.userIdsFrom(this.id, first, count),
    ));
  }

  /** Ids and titles of all items, in index order. */
  async names(look: Look): Promise<readonly { id: string; title: string | null }[]> {
    return (this.#names ??= await inParts(this.interactions.itemCount, look, (first, count) =>
      this.#datasets.itemNamesFrom(this.id, first, count),
    ));
  }

  async userRanks(look: Look): Promise<Uint32Array> {
    return (this.#userRanks ??= naturalRanks(await this.userIds(look), look));
  }

  async itemRanks(look: Look): Promise<Uint32Array> {
    if (this.#itemRanks) return this.#itemRanks;
    const names = await this.names(look);
    return (this.#itemRanks = naturalRanks(
      names.map(({ id }) => id),
      look,
    ));
  }

  async titleRanks(look: Look): Promise<TitleRanks> {
    if (this.#titleRanks) return this.#titleRanks;
    const names = await this.names(look);
    const texts: string[] = [];
    for (const [n, { title }] of names.entries()) {
      if (n % 4096 === 0) look();
      texts.push(title === null ? '' : folded(title));
    }
    const missing = Uint8Array.from(names, ({ title }) => (title === null ? 1 : 0));
    return (this.#titleRanks = { rank: naturalRanks(texts, look), missing });
  }

  /** The order of rows that answers a question, computed once while it is kept. */
  async order(question: string, compute: () => Promise<Uint32Array>): Promise<Uint32Array> {
    const known = this.#orders.get(question);
    const order = known ?? (await compute());
    this.#orders.delete(question);
    this.#orders.set(question, order);
    let bytes = 0;
    for (const { byteLength } of this.#orders.values()) bytes += byteLength;
    for (const [key, { byteLength }] of this.#orders) {
      if (bytes <= ORDER_BYTES || key === question) break;
      this.#orders.delete(key);
      bytes -= byteLength;
    }
    return order;
  }
}

async function inParts<T>(
  length: number,
  look: Look,
  read: (first: number, count: number) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (let first = 0; first < length; first += TEXTS) {
    look();
    for (const text of await read(first, Math.min(TEXTS, length - first))) all.push(text);
  }
  return all;
}
