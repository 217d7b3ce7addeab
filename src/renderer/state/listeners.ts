/** Functions that wait for values of a key. */
export class Listeners<T> {
  readonly #byKey = new Map<string, Set<(value: T) => void>>();

  /** @returns a function that takes the listener off. */
  add(key: string, listener: (value: T) => void): () => void {
    const listeners = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The next value of the key. */
  next(key: string): Promise<T> {
    return new Promise((resolve) => {
      const remove = this.add(key, (value) => {
        remove();
        resolve(value);
      });
    });
  }

  tell(key: string, value: T): void {
    for (const listener of [...(this.#byKey.get(key) ?? [])]) listener(value);
  }
}
