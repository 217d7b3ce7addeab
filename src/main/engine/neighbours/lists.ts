import type { Neighbour } from './exact.ts';

/** Neighbours held in all, about 16 MB. */
const MOST_NEIGHBOURS = 1_000_000;

/**
 * Lists of neighbours that were searched, the least recently used ones dropped beyond a total length. The key names
 * everything that a list depends on within one checkpoint of one run, length included: a list of ten is no answer to a
 * question for twenty.
 */
export class NeighbourLists {
  readonly #lists = new Map<string, readonly Neighbour[]>();
  readonly #most: number;
  #held = 0;

  constructor(most = MOST_NEIGHBOURS) {
    this.#most = most;
  }

  /** The lists of `rows`; those that are not here are asked for together. */
  async get(
    rows: Uint32Array,
    question: Readonly<Record<string, string | number | boolean | null>>,
    search: (rows: Uint32Array) => Promise<readonly (readonly Neighbour[])[]>,
  ): Promise<(readonly Neighbour[])[]> {
    const prefix = JSON.stringify(question);
    const found = new Map<number, readonly Neighbour[]>();
    for (const row of rows) {
      const key = `${prefix} ${row}`;
      const list = this.#lists.get(key);
      if (!list) continue;
      found.set(row, list);
      this.#lists.delete(key);
      this.#lists.set(key, list);
    }
    const missing = Uint32Array.from(new Set(rows)).filter((row) => !found.has(row));
    if (missing.length > 0) {
      const lists = await search(missing);
      missing.forEach((row, n) => {
        found.set(row, lists[n]);
        this.#keep(`${prefix} ${row}`, lists[n]);
      });
    }
    return Array.from(rows, (row) => found.get(row)!);
  }

  #keep(key: string, list: readonly Neighbour[]): void {
    this.#held -= this.#lists.get(key)?.length ?? 0;
    this.#lists.delete(key);
    this.#lists.set(key, list);
    this.#held += list.length;
    for (const [oldest, former] of this.#lists) {
      if (this.#held <= this.#most) break;
      this.#lists.delete(oldest);
      this.#held -= former.length;
    }
  }

  /** Neighbours held. */
  get held(): number {
    return this.#held;
  }
  get size(): number {
    return this.#lists.size;
  }
}
