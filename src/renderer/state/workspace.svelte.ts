import { SvelteMap } from 'svelte/reactivity';
import type { DatasetSummary } from '../../shared/contract/datasets.ts';
import type { EngineEvent, Job } from '../../shared/contract/jobs.ts';
import type { EpochRow, LogEntry, RunSummary } from '../../shared/contract/runs.ts';
import type { Status } from '../../shared/contract/system.ts';
import type { ViewSummary } from '../../shared/contract/views.ts';
import type { Connection } from '../client/connection.svelte.ts';
import { problemOf, type Problem } from '../client/problem.ts';
import { Listeners } from './listeners.ts';
import { RecsmithError } from '../../shared/errors.ts';

const FINISHED: readonly Job['state'][] = ['done', 'failed', 'cancelled', 'interrupted'];
const STATUS_EVERY = 2_000; // ms
const RETRY = 200; // ms

export const isFinished = (job: Job): boolean => FINISHED.includes(job.state);

const newestFirst = <T extends { createdAt: number }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => b.createdAt - a.createdAt);

export interface Restart {
  /** Why the former engine ended, as far as the system tells. */
  readonly why: string | null;
  /** What was under way, as this window last saw it. */
  readonly jobs: readonly Job[];
}

/** What the window knows of the workspace: lists kept fresh by the engine's events, jobs, and the engine's state. */
export class Workspace {
  datasets = $state.raw<readonly DatasetSummary[]>([]);
  views = $state.raw<readonly ViewSummary[]>([]);
  runs = $state.raw<readonly RunSummary[]>([]);
  status = $state.raw<Status | null>(null);
  settings = $state.raw<Readonly<Record<string, string>>>({});
  /** False until the lists have been read once. */
  loaded = $state(false);
  /** Grows with each change of the trash. */
  trashVersion = $state(0);
  /** Counts up when a plug-in brought models, or took them away. */
  modelsVersion = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** The engine that this window was talking to has been replaced by another one, and nobody has taken note of it yet. */
  restart = $state.raw<Restart | null>(null);
  readonly jobs = new SvelteMap<string, Job>();

  readonly jobList = $derived([...this.jobs.values()].sort((a, b) => b.createdAt - a.createdAt));
  readonly activeJobs = $derived(this.jobList.filter((job) => !isFinished(job)));

  readonly #connection: Connection;
  readonly #epochs = new Listeners<EpochRow>();
  readonly #logs = new Listeners<readonly LogEntry[]>();
  readonly #ends = new Listeners<Job>();
  readonly #snapshots = new Listeners<undefined>();
  #engine: string | null = null;
  /** What was under way when another engine was noticed, until it has been said. */
  #lost: readonly Job[] | null = null;
  /** Settings on their way: what is read meanwhile may be older. */
  #unsaved: Readonly<Record<string, string>> = {};
  #stopped = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  start(): () => void {
    void this.#follow();
    const poll = setInterval(() => void this.#readStatus(), STATUS_EVERY);
    return () => {
      this.#stopped = true;
      clearInterval(poll);
    };
  }

  dataset(id: string | null | undefined): DatasetSummary | undefined {
    return this.datasets.find((dataset) => dataset.id === id);
  }

  view(id: string | null | undefined): ViewSummary | undefined {
    return this.views.find((view) => view.id === id);
  }

  run(id: string | null | undefined): RunSummary | undefined {
    return this.runs.find((run) => run.id === id);
  }

  jobOfRun(runId: string): Job | undefined {
    return this.jobList.find((job) => job.runId === runId && isTraining(job));
  }

  /** Calls `listener` with the lines that the run's log gets from now on. */
  onLog(runId: string, listener: (entries: readonly LogEntry[]) => void): () => void {
    return this.#logs.add(runId, listener);
  }

  /** Calls `listener` with every epoch that the run finishes from now on. */
  onEpoch(runId: string, listener: (epoch: EpochRow) => void): () => void {
    return this.#epochs.add(runId, listener);
  }

  /** Calls `listener` when events may have been missed: what is shown must be read again. */
  onSnapshot(listener: () => void): () => void {
    return this.#snapshots.add('', listener);
  }

  /** Waits for a job's end. @throws RecsmithError when it did not end well. */
  async result<T>(jobId: string): Promise<T> {
    // Listening starts before asking: the end may come in between.
    const end = this.#ends.next(jobId);
    const known = this.jobs.get(jobId) ?? (await this.#connection.client.jobs.get({ jobId }));
    const job = isFinished(known) ? known : await end;
    if (job.state === 'done') return job.result as T;
    if (job.error) throw new RecsmithError(job.error.code, job.error.message, job.error.details);
    if (job.state === 'interrupted') throw interrupted();
    throw new DOMException('Cancelled.', 'AbortError');
  }

  async refresh(what: 'datasets' | 'views' | 'runs' | 'settings'): Promise<void> {
    const { client } = this.#connection;
    if (what === 'datasets') this.datasets = newestFirst(await client.datasets.list());
    else if (what === 'views') this.views = newestFirst(await client.views.list());
    else if (what === 'runs') this.runs = newestFirst(await client.runs.list());
    else this.settings = { ...(await client.system.settings()), ...this.#unsaved };
  }

  /** A setting of the window as it was saved; undefined when there is none or it cannot be read. */
  setting(key: string): unknown {
    const stored = this.settings[key] as string | undefined;
    try {
      return stored === undefined ? undefined : (JSON.parse(stored) as unknown);
    } catch {
      return undefined;
    }
  }

  /** Best effort: what could not be stored holds for this session and costs one click after the next start. */
  saveSetting(key: string, setting: unknown): void {
    const value = JSON.stringify(setting);
    this.settings = { ...this.settings, [key]: value };
    this.#unsaved = { ...this.#unsaved, [key]: value };
    this.#connection.client.system
      .saveSetting({ key, value })
      .catch(() => undefined)
      .finally(() => {
        if (this.#unsaved[key] !== value) return;
        const { [key]: _saved, ...others } = this.#unsaved;
        this.#unsaved = others;
      });
  }

  /**
   * Snapshot, then events after it. A line that was cut goes on where it stopped; from the snapshot again where the
   * engine is another one, or has dropped events that this window was too slow for.
   */
  async #follow(): Promise<void> {
    const { client } = this.#connection;
    let seen: { engine: string; seq: number } | null = null;
    while (!this.#stopped) {
      try {
        await this.#connection.opened();
        seen ??= await this.#readSnapshot();
        const events = await client.jobs.events({ engine: seen.engine, since: seen.seq });
        this.problem = null;
        for await (const event of events) {
          if (event.kind === 'restart') {
            seen = null;
            break;
          }
          seen.seq = event.seq;
          this.#apply(event);
        }
      } catch (error) {
        if (this.#stopped) return;
        if (this.#connection.state === 'open' && problemOf(error).code !== 'ENGINE_STOPPED')
          this.problem = problemOf(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
  }

  async #readSnapshot(): Promise<{ engine: string; seq: number }> {
    const { engine, seq, jobs, former } = await this.#connection.client.jobs.snapshot();
    if (this.#engine !== null && this.#engine !== engine)
      this.#lost = [
        ...(this.#lost ?? []),
        ...this.activeJobs.filter(({ id }) => !this.#lost?.some((job) => job.id === id)),
      ];
    this.#engine = engine;
    const lost = this.#lost;
    this.jobs.clear();
    for (const job of jobs) this.#take(job);
    // Jobs that this engine does not know will never end.
    for (const job of lost ?? []) if (!this.jobs.has(job.id)) this.#ends.tell(job.id, { ...job, state: 'interrupted' });
    await Promise.all([this.#readLists(), this.#readStatus()]);
    // Said when it can be said completely: until here another failure leads to another snapshot.
    if (lost) this.restart = { why: former, jobs: lost };
    this.#lost = null;
    if (this.loaded) this.#snapshots.tell('', undefined);
    this.loaded = true;
    return { engine, seq };
  }

  #apply(event: Exclude<EngineEvent, { kind: 'restart' }>): void {
    switch (event.kind) {
      case 'job':
        this.#take(event.job);
        break;
      case 'log':
        this.#logs.tell(event.runId, event.entries);
        return;
      case 'epoch':
        this.#epochs.tell(event.runId, event.epoch);
        break;
      case 'changed':
        if (event.what === 'trash') this.trashVersion++;
        else if (event.what === 'models') this.modelsVersion++;
        else void this.refresh(event.what).catch((error: unknown) => (this.problem = problemOf(error)));
        break;
    }
  }

  #take(job: Job): void {
    this.jobs.set(job.id, job);
    if (isFinished(job)) this.#ends.tell(job.id, job);
  }

  async #readLists(): Promise<void> {
    await Promise.all((['datasets', 'views', 'runs', 'settings'] as const).map((what) => this.refresh(what)));
  }

  async #readStatus(): Promise<void> {
    if (document.hidden || this.#connection.state !== 'open') return;
    try {
      this.status = await this.#connection.client.system.status();
    } catch {
      // The connection's own state says that nobody answers.
    }
  }
}

/** Whether a job makes a run: at once, or event by event. */
export const isTraining = ({ type }: Job): boolean => type === 'train' || type === 'stream';

const interrupted = () =>
  new RecsmithError('ENGINE_STOPPED', 'The engine stopped before this was done.', {
    why: 'What is stored is stored completely or not at all, so nothing of it was.',
    next: 'The engine has been started again: do it once more.',
  });
