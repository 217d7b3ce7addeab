import { createORPCClient } from '@orpc/client';
import type { Client } from '../../shared/contract.ts';
import { RecsmithError } from '../../shared/errors.ts';
import { HeldFiles } from './held-files.ts';
import { problemOf } from './problem.ts';
import { isRead } from './reads.ts';
import type { Line, Link, Transport, UploadOptions } from './transport.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

const FIRST_DELAY = 100; // ms: an engine that is dying is gone by then; doubles up to the longest
const LONGEST_DELAY = 4_000;
/** How long a call waits for the line to come back before it fails. */
const PATIENCE = 8_000;

type Call = Link['call'];

/**
 * Keeps one line to the engine and opens a new one when it is gone. `client` stays the same object for the window's
 * life: a call made while there is no line waits for the next, up to `PATIENCE`. A call whose line is cut before its
 * answer is made once more if it only reads; otherwise it fails, and says that it may have been done.
 */
export class Connection {
  state = $state<ConnectionState>('connecting');
  readonly client: Client;
  readonly #transport: Transport;
  readonly #files = new HeldFiles();
  #line: Line | null = null;
  #stopped = false;
  #wake: (() => void)[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
    const link: Link = { call: (path, input, options) => this.#call(path, input, options) };
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

  async upload(file: File, options: UploadOptions): Promise<string> {
    const handle = await this.#transport.upload(file, options);
    this.#files.hold(handle, file);
    return handle;
  }

  /** Files that an engine before this one was given are handed to this one when a call names them. */
  async #call(...[path, input, options]: Parameters<Call>): Promise<unknown> {
    try {
      return await this.#ask(path, input, options);
    } catch (error) {
      const handles = problemOf(error).code === 'NOT_FOUND' ? this.#files.within(input) : [];
      if (handles.length === 0) throw error;
      const signal = options.signal ?? new AbortController().signal;
      await this.#files.sendAgain(handles, (file, handle) =>
        this.#transport.upload(file, { signal, handle, onProgress: () => undefined }),
      );
      return await this.#ask(path, input, options);
    }
  }

  async #ask(...[path, input, options]: Parameters<Call>): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const line = await this.#ready(options.signal);
      try {
        return await line.link.call(path, input, options);
      } catch (error) {
        if (options.signal?.aborted || !(await hasEnded(line))) throw error;
        if (attempt > 1 || !isRead(path)) throw unanswered();
      }
    }
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

/** Whether a line is gone. Its calls fail at the same moment, in whichever order. */
const hasEnded = (line: Line): Promise<boolean> =>
  Promise.race([line.closed.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 0, false))]);

const unanswered = () =>
  new RecsmithError('ENGINE_STOPPED', 'The engine stopped before it answered.', {
    why: 'What was asked for was done completely or not at all.',
    next: 'It is started again by itself. Look whether it was done, and otherwise do it again.',
  });
