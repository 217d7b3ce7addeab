import type { Progress } from '../../../shared/contract/jobs.ts';
import type { EpochRow, LogEntry } from '../../../shared/contract/runs.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { StorageServices } from '../storage/api.ts';

/** What the code of a job may use. Jobs run in a worker thread of their own. */
export interface JobContext {
  readonly jobId: string;
  /** Aborted on cancel. Work must end within half a second of it. */
  readonly signal: AbortSignal;
  readonly storage: RemoteServices<StorageServices>;
  /** Folder for temporary files of this job; removed when it ends, however it ends. */
  readonly folder: string;
  /** Cheap: call it as often as you like. Rate and time left are computed by the queue. */
  report(progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'> & Partial<Progress>): void;
  /** A finished epoch, for live curves. Never dropped. */
  epoch(runId: string, epoch: EpochRow): void;
  /** Lines that the run's stored log has got, for who watches it. Never dropped. */
  logged(runId: string, entries: readonly LogEntry[]): void;
  /** For the engine's own log. */
  log(message: string): void;
}

/** A kind of long work. `run` executes inside the job's worker thread; its input and result are plain values. */
export interface JobDefinition<Input, Result> {
  readonly type: string;
  run(input: Input, job: JobContext): Promise<Result>;
}

export function defineJob<Input, Result>(definition: JobDefinition<Input, Result>): JobDefinition<Input, Result> {
  return definition;
}
