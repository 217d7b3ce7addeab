import { RecsmithError, fromErrorValue } from '../../shared/errors.ts';
import { readMessage, type JobNews, type ToEngine } from './messages.ts';

/** A process that runs the engine, whatever kind it is: Electron's utility process, or a child process. */
export interface EngineProcess<Port> {
  send(message: ToEngine, ports?: Port[]): void;
  /** Whatever comes over its channel; `readMessage` looks at it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however it ended; with the signal that ended it where the system tells. */
  onExit(listener: (code: number | null, signal?: string | null) => void): void;
  kill(): void;
}

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped';

export interface SupervisorOptions<Port> {
  /** @param former why the process before this one ended, when this one stands in for it */
  readonly fork: (former: string | null) => EngineProcess<Port>;
  /** How long a process may take to say `ready` (ms). */
  readonly readyWithin?: number;
  /** Delay before the first restart (ms); it doubles up to `longestDelay`. */
  readonly firstDelay?: number;
  readonly longestDelay?: number;
  /** A process that has lived this long (ms) starts the count of restarts anew. */
  readonly stableAfter?: number;
  /** Restarts without a stable life in between, after which it is given up. */
  readonly attempts?: number;
  /** How long it may take to close before it is killed (ms). */
  readonly closeWithin?: number;
  readonly onState?: (state: EngineState, error: RecsmithError | null) => void;
  readonly onJobs?: (news: JobNews) => void;
  /** What waited for a process that will never come. */
  readonly onRefused?: (port: Port) => void;
}

type Optional = 'onState' | 'onJobs' | 'onRefused';

interface File {
  readonly path: string;
  readonly name: string;
}

interface Pending extends File {
  resolve(handle: string): void;
  reject(error: RecsmithError): void;
}

/**
 * Owns the engine's process: starts it, waits for its handshake, starts it again when it dies, stops it. Calls that are
 * open when it dies fail with ENGINE_STOPPED; ports asked for meanwhile are given to the next one, and so are the files
 * that were given to the former.
 */
export class Supervisor<Port> {
  readonly #options: SupervisorOptions<Port> & Required<Omit<SupervisorOptions<Port>, Optional>>;
  #state: EngineState = 'stopped';
  #process: EngineProcess<Port> | null = null;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #waitingPorts: Port[] = [];
  readonly #open = new Map<number, Pending>();
  /** What windows were given handles for, so that the handles outlive an engine. */
  readonly #files = new Map<string, File>();
  #lastCall = 0;
  #started: PromiseWithResolvers<void> | null = null;
  #stopping: PromiseWithResolvers<void> | null = null;
  /** Why the last process that was ready ended. */
  #former: string | null = null;

  constructor(options: SupervisorOptions<Port>) {
    this.#options = {
      ...{ readyWithin: 20_000, firstDelay: 250, longestDelay: 15_000, stableAfter: 60_000, attempts: 6 },
      closeWithin: 10_000,
      ...options,
    };
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Ports that wait for the next process. */
  get waiting(): number {
    return this.#waitingPorts.length;
  }

  /**
   * Resolves at the first `ready`.
   * @throws RecsmithError what the engine itself reported (a locked workspace is not tried again), or ENGINE_STOPPED
   */
  start(): Promise<void> {
    if (!this.#started) {
      this.#started = Promise.withResolvers();
      this.#become('starting');
      this.#fork();
    }
    return this.#started.promise;
  }

  /** Gives a client's port to the engine, now or when it is back. */
  connect(port: Port): void {
    if (this.#state === 'ready') this.#process!.send({ kind: 'connect' }, [port]);
    else if (this.#started && (this.#state === 'failed' || this.#state === 'stopped')) this.#options.onRefused?.(port);
    else this.#waitingPorts.push(port);
  }

  /** A handle for a file that a person chose. @throws RecsmithError ENGINE_STOPPED */
  registerFile(path: string, name: string): Promise<string> {
    if (this.#state !== 'ready') return Promise.reject(stopped());
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#open.set(call, { resolve, reject, path, name });
      this.#process!.send({ kind: 'file', call, path, name });
    });
  }

  /** Asks the engine to close and waits until its process is gone; kills it when that takes too long. */
  async stop(): Promise<void> {
    this.#clearTimer();
    if (!this.#process) {
      this.#become('stopped');
      this.#refuse();
      return;
    }
    if (!this.#stopping) {
      this.#stopping = Promise.withResolvers();
      if (this.#state === 'ready') this.#process.send({ kind: 'close' });
      else this.#process.kill();
      this.#timer = setTimeout(() => this.#process?.kill(), this.#options.closeWithin);
    }
    await this.#stopping.promise;
  }

  #fork(): void {
    const child = this.#options.fork(this.#former);
    this.#process = child;
    let ready = false;
    let refusal: RecsmithError | null = null;
    const startedAt = performance.now();
    this.#timer = setTimeout(() => child.kill(), this.#options.readyWithin);
    child.onMessage((data) => {
      const message = readMessage(data);
      switch (message?.kind) {
        case 'ready':
          ready = true;
          this.#clearTimer();
          this.#become('ready');
          this.#started?.resolve();
          for (const [handle, file] of this.#files) child.send({ kind: 'file', call: 0, ...file, handle });
          for (const port of this.#waitingPorts.splice(0)) this.connect(port);
          break;
        case 'failed':
          refusal = fromErrorValue(message.error);
          break;
        case 'handle': {
          const pending = this.#open.get(message.call);
          this.#open.delete(message.call);
          if (!pending) break;
          this.#files.set(message.handle, { path: pending.path, name: pending.name });
          pending.resolve(message.handle);
          break;
        }
        case 'jobs':
          this.#options.onJobs?.({ active: message.active, ended: message.ended });
          break;
        case undefined: // not a message of the engine
          break;
      }
    });
    child.onExit((code, signal = null) => {
      this.#process = null;
      this.#clearTimer();
      const why = ready ? ended(code, signal) : 'it did not start';
      if (ready) this.#former = why;
      const error = stopped(why);
      for (const pending of this.#open.values()) pending.reject(error);
      this.#open.clear();
      if (this.#stopping) {
        this.#become('stopped');
        this.#refuse();
        this.#started?.reject(error);
        this.#started?.promise.catch(() => undefined);
        this.#stopping.resolve();
        return;
      }
      if (ready && performance.now() - startedAt >= this.#options.stableAfter) this.#failures = 0;
      // What the engine says itself (locked, from the future) does not change by trying again.
      if (refusal) this.#giveUp(refusal);
      else if (this.#failures >= this.#options.attempts) this.#giveUp(error);
      else this.#restart(error);
    });
  }

  #restart(error: RecsmithError): void {
    const { firstDelay, longestDelay } = this.#options;
    const delay = Math.min(longestDelay, firstDelay * 2 ** this.#failures);
    this.#failures++;
    this.#become('restarting', error);
    this.#timer = setTimeout(() => this.#fork(), delay);
  }

  #giveUp(error: RecsmithError): void {
    this.#become('failed', error);
    this.#started?.reject(error);
    // Whoever waits for `start` hears it; nobody has to.
    this.#started?.promise.catch(() => undefined);
    this.#refuse();
  }

  #refuse(): void {
    for (const port of this.#waitingPorts.splice(0)) this.#options.onRefused?.(port);
  }

  #become(state: EngineState, error: RecsmithError | null = null): void {
    this.#state = state;
    this.#options.onState?.(state, error);
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** In words: what the system lets us know of an end that nobody asked for. */
function ended(code: number | null, signal: string | null): string {
  if (signal === 'SIGKILL') return 'its process was killed, as the system does when memory runs out';
  if (signal !== null) return `its process was ended by ${signal}`;
  return code === null ? 'its process was killed' : `its process ended by itself (exit code ${code})`;
}

const stopped = (why = 'it is being started') =>
  new RecsmithError('ENGINE_STOPPED', 'The engine stopped.', {
    why,
    next: 'It is started again by itself. What was stored is kept; interrupted training can be resumed.',
  });
