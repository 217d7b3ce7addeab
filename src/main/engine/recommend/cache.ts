/** A value that takes memory and may hold threads. */
export interface Held {
  readonly bytes: number;
  close?(): Promise<void> | void;
}

interface Entry<V> {
  readonly loading: Promise<V>;
  value: V | null;
  users: number;
  dropped: boolean;
}

/**
 * Values by key, least recently used ones dropped beyond a number of entries or of bytes. A value in use is never
 * closed: it is closed when its last user is done. Two calls for one key load it once; a failed load is not kept.
 */
export class Cache<V extends Held> {
  readonly #entries = new Map<string, Entry<V>>(); // least recently used first
  readonly #limits: { entries: number; bytes: number };

  constructor(limits: { entries: number; bytes: number }) {
    this.#limits = limits;
  }

  /** Calls `work` with the value of the key, which lives at least until the promise that it returns is settled. */
  async use<T>(key: string, load: () => Promise<V>, work: (value: V) => Promise<T> | T): Promise<T> {
    const entry = this.#entries.get(key) ?? this.#begin(load);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    try {
      entry.value = await entry.loading;
      this.#shrink();
      return await work(entry.value);
    } catch (error) {
      if (!entry.value && this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    } finally {
      entry.users--;
      if (entry.dropped) this.#close(entry);
      else this.#shrink();
    }
  }

  /** Drops the keys for which `which` is true. */
  drop(which: (key: string) => boolean): void {
    for (const [key, entry] of this.#entries) if (which(key)) this.#remove(key, entry);
  }

  get keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  #begin(load: () => Promise<V>): Entry<V> {
    return { loading: load(), value: null, users: 0, dropped: false };
  }

  #shrink(): void {
    let bytes = 0;
    for (const { value } of this.#entries.values()) bytes += value?.bytes ?? 0;
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries && bytes <= this.#limits.bytes) return;
      if (entry.users > 0) continue;
      bytes -= entry.value?.bytes ?? 0;
      this.#remove(key, entry);
    }
  }

  #remove(key: string, entry: Entry<V>): void {
    this.#entries.delete(key);
    entry.dropped = true;
    this.#close(entry);
  }

  #close(entry: Entry<V>): void {
    if (entry.users === 0) void entry.value?.close?.();
  }
}
