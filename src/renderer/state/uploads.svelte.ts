import type { Connection } from '../client/connection.svelte.ts';
import { isAbort, problemOf, type Problem } from '../client/problem.ts';

export interface Uploaded {
  readonly handle: string;
  readonly name: string;
  readonly bytes: number;
}

/** The file that is on its way to the engine, if any. One at a time: a new one replaces the old one. */
export class Uploads {
  name = $state<string | null>(null);
  done = $state(0);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);
  readonly #connection: Connection;
  #controller: AbortController | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @returns null when it was cancelled or failed; `problem` then says why. */
  async send(file: File): Promise<Uploaded | null> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.problem = null;
    this.name = file.name;
    this.done = 0;
    this.total = file.size;
    try {
      const handle = await this.#connection.upload(file, {
        signal: controller.signal,
        onProgress: (done, total) => {
          this.done = done;
          this.total = total;
        },
      });
      return { handle, name: file.name, bytes: file.size };
    } catch (error) {
      if (!isAbort(error)) this.problem = problemOf(error);
      return null;
    } finally {
      if (this.#controller === controller) this.name = null;
    }
  }

  refuse(problem: Problem): void {
    this.problem = problem;
  }

  cancel(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.name = null;
  }
}
