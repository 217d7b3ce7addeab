import type { Recommendations } from '../../../shared/contract/browse.ts';

const MOST = 60;

/** Lists that were asked for lately: finished runs do not change, so stepping back and forth costs nothing. */
export class ListCache {
  readonly #lists = new Map<string, Recommendations>(); // oldest first

  get(key: string): Recommendations | undefined {
    const lists = this.#lists.get(key);
    if (lists) this.set(key, lists);
    return lists;
  }

  set(key: string, lists: Recommendations): void {
    this.#lists.delete(key);
    this.#lists.set(key, lists);
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= MOST) return;
      this.#lists.delete(oldest);
    }
  }
}
