import { parentPort } from 'node:worker_threads';
import { RecsmithError, errorValue } from '../../../shared/errors.ts';
import type { StorageServices } from '../storage/api.ts';
import { connect } from '../threads/remote.ts';
import type { JobContext } from './job.ts';
import type { FromJob, JobThreadData, ToJob } from './messages.ts';
import type { Report } from './progress.ts';
import { jobDefinition } from './registry.ts';
import { sharedSignal } from './signal.ts';

/** Reports go out at most this often (ms); the queue coalesces further. */
const REPORT_EVERY = 40;

/** The thread of one running job: runs its definition, tells the queue what happens, ends. */
export function jobThread(data: JobThreadData): void {
  const port = parentPort!;
  const send = (message: FromJob): void => port.postMessage(message);
  const { signal, abort } = sharedSignal(new Int32Array(data.cancelled));
  port.on('message', (message: ToJob) => {
    switch (message.kind) {
      case 'cancel':
        abort();
    }
  });

  const storage = connect<StorageServices>(data.storage);
  const reports = new Reports((report) => send({ kind: 'report', report }));
  const context: JobContext = {
    jobId: data.jobId,
    signal,
    storage: storage.services,
    folder: data.folder,
    report: (progress) => reports.add(progress),
    epoch: (runId, epoch) => send({ kind: 'epoch', runId, epoch }),
    logged: (runId, entries) => send({ kind: 'logged', runId, entries }),
    log: (message) => send({ kind: 'log', message }),
  };

  void jobDefinition(data.type)
    .then((definition) => definition.run(data.input as never, context))
    .then(
      (result): FromJob => {
        reports.flush();
        return { kind: 'done', result, bytes: result === undefined ? 0 : JSON.stringify(result).length };
      },
      (error: unknown): FromJob => {
        const value = errorValue(error);
        // Wrapped libraries report a cancel in their own words; what was asked for decides.
        if (signal.aborted && value.code !== 'CANCELLED') {
          send({ kind: 'log', message: `ended after cancel with: ${value.message}` });
          return { kind: 'failed', error: { code: 'CANCELLED', message: 'Cancelled.', details: {} }, stack: null };
        }
        const expected = error instanceof RecsmithError && error.code !== 'INTERNAL';
        return {
          kind: 'failed',
          error: value,
          stack: !expected && error instanceof Error ? (error.stack ?? null) : null,
        };
      },
    )
    .then((last) => {
      send(last);
      data.storage.close();
      port.close();
    });
}

/** Sends the newest report now or soon. Work that never yields still reports, because `add` looks at the clock itself. */
class Reports {
  readonly #send: (report: Report) => void;
  #waiting: Report | null = null;
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (report: Report) => void) {
    this.#send = send;
  }

  add(report: Report): void {
    this.#waiting = { ...report };
    const wait = this.#sentAt + REPORT_EVERY - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait).unref();
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#waiting) return;
    this.#send(this.#waiting);
    this.#waiting = null;
    this.#sentAt = performance.now();
  }
}
