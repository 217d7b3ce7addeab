/** Milliseconds for which a cancelled training may finish what it is at. */
const PATIENCE = 250;

/**
 * A cancel between two epochs leaves tables that can be saved, a cancel inside one does not. So the signal that
 * training code sees follows the outer one at once where nothing would be lost, and a little later otherwise: epochs
 * that take milliseconds come to their end by then.
 */
export class CancelAtRest {
  readonly #outer: AbortSignal;
  readonly #inner = new AbortController();
  #awaits = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    if (outer.aborted) this.#inner.abort(outer.reason);
    else outer.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#inner.signal;
  }

  /** Whether a cancel from now on should give the current epoch time to end. */
  awaitRest(value: boolean): void {
    this.#awaits = value;
  }

  dispose(): void {
    this.#outer.removeEventListener('abort', this.#onAbort);
    if (this.#timer) clearTimeout(this.#timer);
  }

  readonly #onAbort = (): void => {
    const abort = () => this.#inner.abort(this.#outer.reason);
    if (this.#awaits) this.#timer = setTimeout(abort, PATIENCE);
    else abort();
  };
}
