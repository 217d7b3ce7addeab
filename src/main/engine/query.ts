import { Worker, type MessagePort } from 'node:worker_threads';
import { RecsmithError } from '../../shared/errors.ts';
import type { Log } from './log.ts';
import { workerEntry } from './paths.ts';
import type { QueryServices } from './recommend/thread.ts';
import { connect, type RemoteHandle, type RemoteServices } from './threads/remote.ts';

/**
 * The query thread: views and fitted models in memory, everything that answers at once. It starts with the first
 * question; one that breaks fails the questions it had and is followed by a new one.
 */
export class QueryThread {
  readonly services: RemoteServices<QueryServices>;
  readonly #workspace: string;
  readonly #storagePort: () => MessagePort;
  readonly #log: Log;
  #worker: Worker | null = null;
  #handle: RemoteHandle<QueryServices> | null = null;
  #closed = false;

  /** @param workspace where indexes are kept; '' keeps them in memory only */
  constructor(workspace: string, storagePort: () => MessagePort, log: Log) {
    this.#workspace = workspace;
    this.#storagePort = storagePort;
    this.#log = log;
    // Names are looked up when called: the thread behind them may be another one by then.
    this.services = new Proxy({} as RemoteServices<QueryServices>, {
      get: (_target, service) =>
        typeof service === 'string' ? this.#service(service as keyof QueryServices) : undefined,
    });
  }

  #service(name: keyof QueryServices): unknown {
    return this.#open().services[name];
  }

  #open(): RemoteHandle<QueryServices> {
    if (this.#closed) throw new RecsmithError('ENGINE_STOPPED', 'Recsmith is closing.');
    if (this.#handle) return this.#handle;
    const storage = this.#storagePort();
    const worker = new Worker(workerEntry, {
      workerData: { role: 'query', storage, workspace: this.#workspace },
      transferList: [storage],
      stdout: true,
      stderr: true,
    });
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk: Buffer) => this.#log.info(`query thread: ${chunk.toString().trimEnd()}`));
    const handle = connect<QueryServices>(worker);
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
      this.#log.error('query thread', error);
      gone(error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', (code) => gone(`it ended with code ${code}`));
    this.#worker = worker;
    this.#handle = handle;
    return handle;
  }

  /** What the thread holds of a deleted thing, if it runs at all. */
  forget(id: string): void {
    this.#handle?.services.browse.forget(id).catch((error: unknown) => this.#log.warn(`forgetting ${id}`, error));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }
}
