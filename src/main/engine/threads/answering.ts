import { Worker, type MessagePort } from 'node:worker_threads';
import { RecsmithError } from '../../../shared/errors.ts';
import type { Log } from '../log.ts';
import { workerEntry } from '../paths.ts';
import { connect, type RemoteHandle, type RemoteServices } from './remote.ts';

/** What its thread gets besides a port to the storage thread. */
export interface AnsweringRole {
  readonly role: 'query' | 'views' | 'rows';
  readonly [name: string]: unknown;
}

/**
 * A thread that answers questions. It starts with the first one; one that breaks fails the questions it had and is
 * followed by a new one.
 */
export class AnsweringThread<S extends object> {
  readonly services: RemoteServices<S>;
  readonly #data: AnsweringRole;
  readonly #storagePort: () => MessagePort;
  readonly #log: Log;
  #worker: Worker | null = null;
  #handle: RemoteHandle<S> | null = null;
  #closed = false;

  constructor(data: AnsweringRole, storagePort: () => MessagePort, log: Log) {
    this.#data = data;
    this.#storagePort = storagePort;
    this.#log = log;
    // Names are looked up when called: the thread behind them may be another one by then.
    this.services = new Proxy({} as RemoteServices<S>, {
      get: (_target, service) => (typeof service === 'string' ? this.#service(service as keyof S) : undefined),
    });
  }

  #service(name: keyof S): unknown {
    return this.#open().services[name];
  }

  #open(): RemoteHandle<S> {
    if (this.#closed) throw new RecsmithError('ENGINE_STOPPED', 'Recsmith is closing.');
    if (this.#handle) return this.#handle;
    const storage = this.#storagePort();
    const worker = new Worker(workerEntry, {
      workerData: { ...this.#data, storage },
      transferList: [storage],
      stdout: true,
      stderr: true,
    });
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk: Buffer) => this.#log.info(`${this.#data.role} thread: ${chunk.toString().trimEnd()}`));
    const handle = connect<S>(worker);
    const gone = (why: string) => {
      if (this.#handle === handle) {
        this.#handle = null;
        this.#worker = null;
      }
      handle.fail(
        new RecsmithError('ENGINE_STOPPED', 'The part of Recsmith that answers questions stopped.', {
          why,
          next: 'Ask again: it has been started anew.',
        }),
      );
    };
    worker.on('error', (error) => {
      this.#log.error(`${this.#data.role} thread`, error);
      gone(error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', (code) => gone(`it ended with code ${code}`));
    this.#worker = worker;
    this.#handle = handle;
    return handle;
  }

  /** The services of the thread that runs, if any: for what needs no answer where there is none. */
  get running(): RemoteServices<S> | null {
    return this.#handle?.services ?? null;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }
}
