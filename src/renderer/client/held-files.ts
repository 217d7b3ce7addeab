/**
 * The files that this window handed to an engine, by their handles. A browser keeps a file as a reference, so this holds
 * no content. When the engine is another one, which knows nothing of them, they are sent again under the same handles.
 */
export class HeldFiles {
  readonly #files = new Map<string, File>();
  readonly #sending = new Map<string, Promise<unknown>>();

  hold(handle: string, file: File): void {
    this.#files.set(handle, file);
  }

  /** Handles of ours in the arguments of a call. */
  within(input: unknown): string[] {
    if (typeof input === 'string') return this.#files.has(input) ? [input] : [];
    if (typeof input !== 'object' || input === null) return [];
    return Object.values(input).flatMap((value) => this.within(value));
  }

  /** Sends them all; two calls that need the same file wait for one sending. */
  async sendAgain(handles: readonly string[], send: (file: File, handle: string) => Promise<unknown>): Promise<void> {
    await Promise.all(
      handles.map((handle) => {
        const sending =
          this.#sending.get(handle) ??
          send(this.#files.get(handle)!, handle).finally(() => this.#sending.delete(handle));
        this.#sending.set(handle, sending);
        return sending;
      }),
    );
  }
}
