/**
 * One answer to the newest question: each `ask` waits `delay` ms for a newer one, then aborts the call that is under
 * way. Used wherever a form asks the engine while a person types.
 */
export class Latest {
  readonly #delay: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;

  constructor(delay = 200) {
    this.#delay = delay;
  }

  /** `done` and `failed` are never called for a question that has been overtaken. */
  ask<T>(call: (signal: AbortSignal) => Promise<T>, done: (answer: T) => void, failed: (error: unknown) => void): void {
    this.cancel();
    const controller = new AbortController();
    this.#running = controller;
    this.#timer = setTimeout(() => {
      call(controller.signal).then(
        (answer) => {
          if (!controller.signal.aborted) done(answer);
        },
        (error: unknown) => {
          if (!controller.signal.aborted) failed(error);
        },
      );
    }, this.#delay);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
  }
}
