import { randomBytes } from 'node:crypto';
import type { Job } from '../../../shared/contract/jobs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { Log } from '../log.ts';
import type { JobsRepository } from '../storage/api.ts';
import type { Remote } from '../threads/remote.ts';
import type { EventHub } from './events.ts';
import { ProgressMeter } from './progress.ts';
import { RunningJob, type Outcome, type RunnerOptions } from './runner.ts';

/** A tick of a running job is told at most this often (ms). */
const TICK = 100;
/** Results beyond this length (JSON) do not travel with events and lists; `get` has them. */
const LARGE_RESULT = 128 * 1024;
/** Finished jobs that are remembered. */
const REMEMBERED = 200;

/** How long a cancelled job may take to end by itself (ms): a training writes a checkpoint, which may be large. */
const CANCEL_GRACE: Readonly<Record<Job['type'], number>> = {
  import: 4000,
  train: 20_000,
  evaluate: 4000,
  index: 4000,
  load: 4000,
  'find-learning-rate': 4000,
  stream: 20_000,
};

type Lane = 'data' | 'compute';
const lanes: Readonly<Record<Job['type'], Lane>> = {
  import: 'data',
  train: 'compute',
  evaluate: 'compute',
  index: 'compute',
  load: 'data',
  'find-learning-rate': 'compute',
  stream: 'compute',
};

export interface NewJob {
  readonly type: Job['type'];
  readonly title: string;
  readonly input: unknown;
  readonly datasetId?: string | null;
  readonly runId?: string | null;
  readonly resumable?: boolean;
  /** Called once the job has ended, whatever way; its event is out by then. */
  readonly onEnd?: (job: Job) => void | Promise<void>;
}

export interface QueueOptions extends RunnerOptions {
  readonly events: EventHub;
  /** Where states are kept; null in an engine that must not write. */
  readonly store: Remote<JobsRepository> | null;
  readonly log: Log;
}

interface Entry {
  job: Job;
  readonly input: unknown;
  readonly meter: ProgressMeter;
  running: RunningJob | null;
  result: unknown; // the whole one, where the job carries none because it is large
  tickAt: number;
  tick: NodeJS.Timeout | null;
  onEnd: NewJob['onEnd'];
}

/**
 * Long work, one job at a time in each of two lanes: an import does not wait for a training. Every running job has a
 * thread of its own. The queue keeps states, turns counts into rates, tells subscribers, and outlives every client.
 */
export class JobQueue {
  readonly #options: QueueOptions;
  readonly #entries = new Map<string, Entry>(); // in order of creation
  readonly #busy: Record<Lane, Entry | null> = { data: null, compute: null };
  readonly #pending = new Set<Promise<unknown>>();
  #closing = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Lists what a former engine left unfinished. */
  adopt(interrupted: readonly { job: Job; input: string }[]): void {
    for (const { job, input } of interrupted.toSorted((a, b) => a.job.createdAt - b.job.createdAt))
      this.#entries.set(job.id, { ...newEntry(job, input), result: job.result });
  }

  submit({ type, title, input, datasetId = null, runId = null, resumable = false, onEnd }: NewJob): Job {
    if (this.#closing) throw new RecsmithError('ENGINE_STOPPED', 'Recsmith is closing.');
    // A run that is taken up again is no longer one that was interrupted.
    if (runId !== null)
      for (const [id, { job }] of this.#entries)
        if (job.runId === runId && job.state === 'interrupted') this.#entries.delete(id);
    const job: Job = {
      id: `job-${randomBytes(9).toString('base64url')}`,
      type,
      title,
      state: 'queued',
      progress: null,
      createdAt: Date.now(),
      startedAt: null,
      finishedAt: null,
      datasetId,
      runId,
      result: null,
      error: null,
      resumable,
    };
    const entry: Entry = { ...newEntry(job, input), onEnd };
    this.#entries.set(job.id, entry);
    this.#forget();
    this.#change(entry, {});
    this.#fill(lanes[type]);
    return entry.job;
  }

  /** Idempotent: a job that has ended stays as it is. @throws RecsmithError NOT_FOUND */
  async cancel(id: string): Promise<Job> {
    const entry = this.#entry(id);
    if (entry.job.state === 'queued') await this.#finish(entry, { kind: 'cancelled' });
    else if (entry.running) {
      entry.running.cancel();
      await entry.running.outcome;
    }
    return entry.job;
  }

  /** With its whole result. @throws RecsmithError NOT_FOUND */
  get(id: string): Job {
    const { job, result } = this.#entry(id);
    return { ...job, result };
  }

  /** Newest first, large results left out. */
  list(): Job[] {
    return [...this.#entries.values()].map(({ job }) => job).reverse();
  }

  count(state: 'running' | 'queued'): number {
    return this.list().filter((job) => job.state === state).length;
  }

  /** Whether something that is not finished works on the run, or reads the dataset. */
  uses(kind: 'runId' | 'datasetId', id: string): Job | null {
    return this.list().find((job) => job[kind] === id && (job.state === 'queued' || job.state === 'running')) ?? null;
  }

  /** Running jobs are asked to stop, write what makes them resumable, and are kept as interrupted. */
  async close(): Promise<void> {
    this.#closing = true;
    const running: Promise<void>[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.job.state === 'queued') this.#track(this.#finish(entry, { kind: 'cancelled' }));
      if (entry.running) {
        entry.running.cancel();
        running.push(entry.running.gone);
      }
    }
    await Promise.all(running);
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry)
      throw new RecsmithError('NOT_FOUND', `There is no job ${id}.`, {
        why: 'Jobs are listed until Recsmith is closed.',
      });
    return entry;
  }

  #fill(lane: Lane): void {
    if (this.#busy[lane] || this.#closing) return;
    const next = [...this.#entries.values()].find(({ job }) => job.state === 'queued' && lanes[job.type] === lane);
    if (!next) return;
    this.#busy[lane] = next;
    this.#track(this.#run(next, lane));
  }

  async #run(entry: Entry, lane: Lane): Promise<void> {
    const { id, type } = entry.job;
    entry.running = new RunningJob({ id, type, input: entry.input, cancelGrace: CANCEL_GRACE[type] }, this.#options, {
      report: (report) => {
        entry.job = { ...entry.job, progress: entry.meter.update(report, performance.now()) };
        this.#tick(entry);
      },
      epoch: (runId, epoch) => this.#options.events.publish({ kind: 'epoch', runId, epoch }),
      logged: (runId, entries) => this.#options.events.publish({ kind: 'log', runId, entries: [...entries] }),
    });
    this.#change(entry, { state: 'running', startedAt: Date.now() });
    const outcome = await entry.running.outcome;
    await this.#finish(entry, outcome);
    // The lane is free when the thread has given its memory back.
    await entry.running.gone;
    entry.running = null;
    this.#busy[lane] = null;
    this.#fill(lane);
  }

  async #finish(entry: Entry, outcome: Outcome): Promise<void> {
    if (entry.tick) clearTimeout(entry.tick);
    entry.tick = null;
    const ended = { finishedAt: Date.now() };
    switch (outcome.kind) {
      case 'done': {
        entry.result = outcome.result;
        const result = outcome.bytes > LARGE_RESULT ? null : outcome.result;
        this.#change(entry, { ...ended, state: 'done', result, ...subjects(outcome.result) });
        break;
      }
      case 'cancelled':
        this.#change(entry, { ...ended, state: this.#closing ? 'interrupted' : 'cancelled' });
        break;
      case 'failed':
        this.#change(entry, { ...ended, state: 'failed', error: outcome.error });
        break;
    }
    try {
      await entry.onEnd?.(entry.job);
    } catch (error) {
      this.#options.log.error(`after ${entry.job.type} ${entry.job.id}`, error);
    }
    entry.onEnd = undefined;
  }

  /** A new state: told at once and stored. */
  #change(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#options.events.publish({ kind: 'job', job: entry.job });
    const { store, log } = this.#options;
    if (store)
      this.#track(
        store
          .save(entry.job, JSON.stringify(entry.input))
          .catch((error: unknown) => log.error(`job ${entry.job.id} could not be stored`, error)),
      );
  }

  #tick(entry: Entry): void {
    if (entry.tick) return;
    const tell = () => {
      entry.tick = null;
      entry.tickAt = performance.now();
      if (entry.job.state === 'running') this.#options.events.publish({ kind: 'job', job: entry.job });
    };
    const wait = entry.tickAt + TICK - performance.now();
    if (wait <= 0) tell();
    else entry.tick = setTimeout(tell, wait);
  }

  #forget(): void {
    const finished = [...this.#entries.values()].filter(({ job }) => job.state !== 'queued' && job.state !== 'running');
    for (const { job } of finished.slice(0, Math.max(0, finished.length - REMEMBERED))) this.#entries.delete(job.id);
  }

  #track(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }
}

const newEntry = (job: Job, input: unknown): Entry => ({
  job,
  input,
  meter: new ProgressMeter(),
  running: null,
  result: null,
  tickAt: -Infinity,
  tick: null,
  onEnd: undefined,
});

/** What an ended job was about, where only its result knows. */
function subjects(result: unknown): Pick<Job, 'datasetId'> | Record<string, never> {
  if (typeof result !== 'object' || result === null || !('dataset' in result)) return {};
  const { dataset } = result;
  return typeof dataset === 'object' && dataset !== null && 'id' in dataset && typeof dataset.id === 'string'
    ? { datasetId: dataset.id }
    : {};
}
