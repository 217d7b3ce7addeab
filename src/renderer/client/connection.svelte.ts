import { createORPCClient } from '@orpc/client';
import type { Client } from '../../shared/contract.ts';
import { RecsmithError } from '../../shared/errors.ts';
import type { Line, Link, Transport, UploadOptions } from './transport.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

const FIRST_DELAY = 250; // ms; doubles up to the longest
const LONGEST_DELAY = 4_000;
/** How long a call waits for the line to come back before it fails. */
const PATIENCE = 8_000;

/**
 * Keeps one line to the engine and opens a new one when it is gone. `client` stays the same object for the window's
 * life: a call made while there is no line waits for the next, up to `PATIENCE`.
 */
export class Connection {
  state = $state<ConnectionState>('connecting');
  readonly client: Client;
  readonly #transport: Transport;
  #line: Line | null = null;
  #stopped = false;
  #wake: (() => void)[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
    const link: Link = {
      call: async (path, input, options) => (await this.#ready(options.signal)).link.call(path, input, options),
    };
    this.client = createORPCClient(link);
  }

  /** Whether the engine is reached through a server, whose key changes with each start. */
  get inBrowser(): boolean {
    return this.#transport.name === 'websocket';
  }

  start(): void {
    void this.#keepOpen();
  }

  stop(): void {
    this.#stopped = true;
    this.#line?.close();
  }

  /** Resolves when there is a line. */
  opened(): Promise<void> {
    return this.#line ? Promise.resolve() : new Promise((resolve) => this.#wake.push(resolve));
  }

  upload(file: File, options: UploadOptions): Promise<string> {
    return this.#transport.upload(file, options);
  }

  async #keepOpen(): Promise<void> {
    let delay = FIRST_DELAY;
    while (!this.#stopped) {
      try {
        this.#line = await this.#transport.open();
        delay = FIRST_DELAY;
        this.state = 'open';
        for (const wake of this.#wake.splice(0)) wake();
        await this.#line.closed;
      } catch {
        // The state says it; the next attempt follows.
      }
      this.#line = null;
      if (this.#stopped) return;
      this.state = 'lost';
      await new Promise((resolve) => setTimeout(resolve, delay));
      delay = Math.min(2 * delay, LONGEST_DELAY);
    }
  }

  async #ready(signal: AbortSignal | undefined): Promise<Line> {
    if (this.#line) return this.#line;
    const timeout = AbortSignal.timeout(PATIENCE);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    await Promise.race([
      this.opened(),
      new Promise((resolve) => either.addEventListener('abort', resolve, { once: true })),
    ]);
    signal?.throwIfAborted();
    // `#line` may have been set meanwhile, which the compiler cannot see.
    const line = this.#line as Line | null;
    if (line) return line;
    throw new RecsmithError('ENGINE_STOPPED', 'The engine does not answer.', {
      why: 'It stopped, or the connection to it was cut.',
      next: 'This window keeps trying; finished work is stored and running work is resumed from its last checkpoint.',
    });
  }
}
