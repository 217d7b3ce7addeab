import type { EpochRow, LogEntry } from '../../../shared/contract/runs.ts';
import type { JobContext } from '../jobs/job.ts';

/** Milliseconds for which rows are collected: epochs may take less than a write to disk. */
const COLLECT = 250;

/**
 * A run's history and log on their way to the storage and to the live curves. A row is stored before it is told, so
 * that whoever hears of it and reads the run finds it there.
 */
export class Journal {
  readonly #job: JobContext;
  readonly #runId: string;
  #rows: EpochRow[] = [];
  #entries: LogEntry[] = [];
  #timer: NodeJS.Timeout | null = null;
  #written: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(job: JobContext, runId: string) {
    this.#job = job;
    this.#runId = runId;
  }

  record(row: EpochRow): void {
    this.#rows.push(row);
    this.#later();
  }

  log(message: string): void {
    this.#job.log(message);
    this.#entries.push({ at: Date.now(), message });
    this.#later();
  }

  /** Everything recorded so far is stored when this resolves. @throws what an earlier write failed with */
  async flush(): Promise<void> {
    this.#write();
    await this.#written;
    if (this.#failure !== null) throw this.#failure as Error;
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#write(), COLLECT);
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const rows = this.#rows;
    const entries = this.#entries;
    this.#rows = [];
    this.#entries = [];
    if (rows.length + entries.length === 0) return;
    const { storage } = this.#job;
    this.#written = this.#written
      .then(async () => {
        if (rows.length > 0) await storage.runs.appendEpochs(this.#runId, rows);
        if (entries.length > 0) await storage.runs.appendLog(this.#runId, entries);
        if (entries.length > 0) this.#job.logged(this.#runId, entries);
        for (const row of rows) this.#job.epoch(this.#runId, row);
      })
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }
}
