import { sharedF32, sharedF64, sharedU32 } from '../interactions.ts';

/** Accepted rows in file order, ids replaced by indices. N rows; the arrays may be longer. */
export interface Columns {
  readonly count: number; // N
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  readonly values: Float32Array | null;
  readonly times: Float64Array | null; // seconds since 1970
  /** [N], 0-based row of the file; null where it is 0, 1, 2, ... because no row was rejected. */
  readonly rows: Uint32Array | null;
}

/** Ids of users or items, in the order in which they first appeared. */
export class IdMap {
  readonly ids: string[];
  #index: Map<string, number> | null = null;

  constructor(ids: string[] = []) {
    this.ids = ids;
  }

  get size(): number {
    return this.ids.length;
  }

  /** Made when it is first asked: most imports never look an id up. */
  get #indices(): Map<string, number> {
    return (this.#index ??= new Map(this.ids.map((id, index) => [id, index])));
  }

  find(id: string): number | undefined {
    return this.#indices.get(id);
  }

  /** The index of the id; a new one gets the next index. */
  add(id: string): number {
    const known = this.#indices.get(id);
    if (known !== undefined) return known;
    const index = this.ids.length;
    this.#indices.set(id, index);
    this.ids.push(id);
    return index;
  }
}

/** Columns that grow row by row, doubling. */
export class GrowingColumns {
  count = 0;
  #users: Uint32Array;
  #items: Uint32Array;
  #rows: Uint32Array;
  #values: Float32Array | null;
  #times: Float64Array | null;

  constructor(hasValues: boolean, hasTimes: boolean, capacity = 1 << 16) {
    this.#users = sharedU32(capacity);
    this.#items = sharedU32(capacity);
    this.#rows = sharedU32(capacity);
    this.#values = hasValues ? sharedF32(capacity) : null;
    this.#times = hasTimes ? sharedF64(capacity) : null;
  }

  push(user: number, item: number, value: number, time: number, row: number): void {
    const at = this.count;
    if (at === this.#users.length) this.#grow();
    this.#users[at] = user;
    this.#items[at] = item;
    this.#rows[at] = row;
    if (this.#values) this.#values[at] = value;
    if (this.#times) this.#times[at] = time;
    this.count = at + 1;
  }

  #grow(): void {
    const capacity = 2 * this.#users.length;
    const wider = <T extends { set(from: T): void }>(from: T, make: (length: number) => T): T => {
      const to = make(capacity);
      to.set(from);
      return to;
    };
    this.#users = wider(this.#users, sharedU32);
    this.#items = wider(this.#items, sharedU32);
    this.#rows = wider(this.#rows, sharedU32);
    this.#values = this.#values && wider(this.#values, sharedF32);
    this.#times = this.#times && wider(this.#times, sharedF64);
  }

  columns(): Columns {
    return {
      count: this.count,
      users: this.#users,
      items: this.#items,
      values: this.#values,
      times: this.#times,
      rows: this.#rows,
    };
  }
}
