import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker, type MessagePort } from 'node:worker_threads';
import type { EpochRow, LogEntry } from '../../../shared/contract/runs.ts';
import { errorValue, type ErrorValue } from '../../../shared/errors.ts';
import type { Log } from '../log.ts';
import { workerEntry } from '../paths.ts';
import type { FromJob, JobThreadData, ToJob } from './messages.ts';
import type { Report } from './progress.ts';

/** After its last message, a thread has this long to exit: something forgotten must not hold the lane. */
const EXIT_GRACE = 2000;

export interface RunnerOptions {
  /** A fresh port to the storage thread. */
  readonly storagePort: () => MessagePort;
  /** Each thread gets a folder of its own below; it is removed when the thread has ended. */
  readonly folder: string;
  readonly log: Log;
  /** The threads' entry; another one in tests of threads that misbehave. */
  readonly entry?: URL;
}

export interface JobSpec {
  readonly id: string;
  readonly type: string;
  readonly input: unknown;
  /** After a cancel, its thread has this long (ms) to end by itself before it is terminated. */
  readonly cancelGrace: number;
}

export interface JobListener {
  readonly report?: (report: Report) => void;
  readonly epoch?: (runId: string, epoch: EpochRow) => void;
  readonly logged?: (runId: string, entries: readonly LogEntry[]) => void;
}

export type Outcome =
  { kind: 'done'; result: unknown; bytes: number } | { kind: 'cancelled' } | { kind: 'failed'; error: ErrorValue };

/** One thread at work. `outcome` settles first and tells the result, `gone` when thread and folder are no more. Neither rejects. */
export class RunningJob {
  readonly outcome: Promise<Outcome>;
  readonly gone: Promise<void>;
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #log: Log;
  readonly #name: string;
  readonly #cancelGrace: number;
  #worker: Worker | null = null;
  #settle!: (outcome: Outcome) => void;
  #settled = false;
  #deadline: NodeJS.Timeout | null = null;

  constructor(spec: JobSpec, options: RunnerOptions, listener: JobListener = {}) {
    this.#log = options.log;
    this.#name = `${spec.type} ${spec.id}`;
    this.#cancelGrace = spec.cancelGrace;
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
    this.gone = this.#run(spec, options, listener);
  }

  /** Asks the thread to end; one that does not is terminated. */
  cancel(): void {
    if (Atomics.exchange(this.#cancelled, 0, 1) === 1) return;
    this.#worker?.postMessage({ kind: 'cancel' } satisfies ToJob);
    this.#terminateIn(this.#cancelGrace);
  }

  async #run(spec: JobSpec, options: RunnerOptions, listener: JobListener): Promise<void> {
    const { folder: base, storagePort, log } = options;
    const folder = join(base, spec.id);
    try {
      await mkdir(folder, { recursive: true });
      // Cancelled before there was a thread.
      if (Atomics.load(this.#cancelled, 0) === 1) this.#end({ kind: 'cancelled' });
      else await this.#work(spec, folder, storagePort(), listener, options.entry ?? workerEntry);
    } catch (error) {
      log.error(`${this.#name} did not start`, error);
      this.#end({ kind: 'failed', error: errorValue(error) });
    } finally {
      await rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
        log.warn(`${folder} could not be removed`, error),
      );
    }
  }

  #work(spec: JobSpec, folder: string, storage: MessagePort, listener: JobListener, entry: URL): Promise<void> {
    const cancelled = this.#cancelled.buffer;
    const { id: jobId, type, input } = spec;
    const workerData: JobThreadData = { role: 'job', type, jobId, input, folder, storage, cancelled };
    // Standard output belongs to results; what libraries print goes to the log.
    const worker = new Worker(entry, { workerData, transferList: [storage], stdout: true, stderr: true });
    this.#worker = worker;
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk: Buffer) => this.#log.info(`${this.#name}: ${chunk.toString().trimEnd()}`));
    worker.on('message', (message: FromJob) => {
      switch (message.kind) {
        case 'report':
          listener.report?.(message.report);
          break;
        case 'epoch':
          listener.epoch?.(message.runId, message.epoch);
          break;
        case 'logged':
          listener.logged?.(message.runId, message.entries);
          break;
        case 'log':
          this.#log.info(`${this.#name}: ${message.message}`);
          break;
        case 'done':
          this.#end({ kind: 'done', result: message.result, bytes: message.bytes });
          break;
        case 'failed':
          if (message.stack) this.#log.error(`${this.#name} failed: ${message.stack}`);
          this.#end(
            message.error.code === 'CANCELLED' ? { kind: 'cancelled' } : { kind: 'failed', error: message.error },
          );
      }
    });
    return new Promise((resolve) => {
      worker.on('error', (error) => {
        this.#log.error(`${this.#name} broke`, error);
        this.#end({ kind: 'failed', error: threadError(error) });
      });
      worker.on('exit', (code) => {
        if (this.#deadline) clearTimeout(this.#deadline);
        this.#end(
          Atomics.load(this.#cancelled, 0) === 1
            ? { kind: 'cancelled' }
            : {
                kind: 'failed',
                error: { code: 'INTERNAL', message: `The work ended unexpectedly (${code}).`, details: {} },
              },
        );
        resolve();
      });
    });
  }

  #end(outcome: Outcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(outcome);
    if (this.#worker) this.#terminateIn(EXIT_GRACE);
  }

  #terminateIn(milliseconds: number): void {
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#log.warn(`${this.#name} did not end by itself and was stopped`);
      void this.#worker?.terminate();
    }, milliseconds);
  }
}

function threadError(error: unknown): ErrorValue {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return {
      code: 'DOES_NOT_FIT',
      message: 'There was not enough memory to finish.',
      details: { why: error.message, next: 'Close other programs, or take fewer rows.' },
    };
  return errorValue(error);
}
