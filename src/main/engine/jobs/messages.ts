import type { MessagePort } from 'node:worker_threads';
import type { EpochRow, LogEntry } from '../../../shared/contract/runs.ts';
import type { ErrorValue } from '../../../shared/errors.ts';
import type { Report } from './progress.ts';

/** What the thread of one job starts with. */
export interface JobThreadData {
  readonly role: 'job';
  readonly type: string;
  readonly jobId: string;
  readonly input: unknown;
  readonly folder: string;
  /** A port of this thread's own to the storage thread. */
  readonly storage: MessagePort;
  /** One Int32; 1 = cancelled. Also seen by code that does not return to its event loop. */
  readonly cancelled: SharedArrayBuffer;
}

export type FromJob =
  | { kind: 'report'; report: Report }
  | { kind: 'epoch'; runId: string; epoch: EpochRow }
  | { kind: 'logged'; runId: string; entries: readonly LogEntry[] }
  | { kind: 'log'; message: string }
  /** @property bytes length of the result as JSON, measured in the thread: large results are not sent with events */
  | { kind: 'done'; result: unknown; bytes: number }
  | { kind: 'failed'; error: ErrorValue; stack: string | null };

export interface ToJob {
  kind: 'cancel';
}
