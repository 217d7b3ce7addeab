import type { EpochRow, LogEntry, MetricTable, RunDetail, RunSummary, Stream } from '../../../shared/contract/runs.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { sortedMetrics } from './figures.ts';
import { HistoryColumns, type MetricHistory, type RunHistory } from './history.ts';

/** How often the curve of a stream is read, ms. */
const STREAM_EVERY = 1000;

/** One run: its history as it grows, its figures, and popularity on the same view. */
export class RunState {
  detail = $state.raw<RunDetail | null>(null);
  popularity = $state.raw<RunDetail | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly id: string;
  readonly #app: Application;
  #columns = new HistoryColumns();
  /** Replaced at most once a frame, however many epochs end in between. */
  #history = $state.raw<RunHistory>(this.#columns.snapshot());
  #lines = $state.raw<readonly LogEntry[]>([]);
  /** Epochs heard of while the stored ones are read. */
  #heard: EpochRow[] | null = null;
  /** Not sooner is read again what is only missing. */
  #again = 0;
  #told: readonly unknown[] = [];
  #frame: number | null = null;

  constructor(app: Application, id: string) {
    this.#app = app;
    this.id = id;
  }

  /** Lines as they were written, oldest first: those that were read, and those told of since. */
  readonly log: readonly LogEntry[] = $derived.by(() => {
    const read = this.detail?.log ?? [];
    const last = read.at(-1)?.at ?? 0;
    return [...read, ...this.#lines.filter(({ at }) => at > last)];
  });

  /** How well events were predicted before they were learned; null for ordinary trainings. */
  readonly stream: Stream | null = $derived.by(() => this.detail?.stream ?? null);

  get history(): RunHistory {
    return this.#history;
  }

  readonly summary: RunSummary | null = $derived.by(() => this.#app.workspace.run(this.id) ?? this.detail);
  readonly job: Job | undefined = $derived.by(() => this.#app.workspace.jobOfRun(this.id));
  readonly active: boolean = $derived.by(
    () => this.summary !== null && (this.summary.state === 'running' || this.summary.state === 'queued'),
  );
  /** The number of the last epoch that is known of. */
  readonly lastEpoch: number = $derived(this.#history.n > 0 ? this.#history.epoch[this.#history.n - 1] : 0);
  /** Names of what was measured on the validation part, as they are read. */
  readonly measured: readonly string[] = $derived(sortedMetrics(this.#history.metrics.map(({ name }) => name)));
  /** What the run watches, else the first that was measured. */
  readonly metric: string | null = $derived.by(
    () => this.detail?.best?.metric ?? this.detail?.popularityOnValidation?.metric ?? this.measured.at(0) ?? null,
  );
  readonly watched: MetricHistory | null = $derived(
    this.#history.metrics.find(({ name }) => name === this.metric) ?? null,
  );
  /** Index of the best epoch in the history, by what the run watches; -1 while there is none. */
  readonly best: number = $derived.by(() => {
    const { watched } = this;
    if (!watched) return -1;
    return this.#history.epoch.subarray(0, this.#history.n).indexOf(watched.epoch[watched.best]);
  });
  /** The run's state as its job tells it: the stored one is written a moment later. */
  readonly state: RunSummary['state'] = $derived.by(() => {
    const stored = this.summary?.state ?? 'queued';
    return stored === 'queued' && this.job?.state === 'running' ? 'running' : stored;
  });
  /** Why it failed, with its cure, while its job is known; afterwards the stored sentence is what remains. */
  readonly failure: Problem | null = $derived.by(() => {
    const error = this.job?.error;
    return error ? problemOf(new RecsmithError(error.code, error.message, error.details)) : null;
  });
  /** Popularity on the test part: as the run stored it, else from the popularity run of the same view. */
  readonly baseline: MetricTable | null = $derived.by(
    () => this.detail?.popularity ?? this.popularity?.metrics ?? null,
  );

  /** What popularity reaches on the validation part. */
  popularityOnValidation(metric: string): number | null {
    const known = this.summary?.popularityOnValidation ?? this.detail?.popularityOnValidation ?? null;
    return known?.values?.[metric] ?? (known?.metric === metric ? known.value : null);
  }

  /** @returns a function that stops listening. */
  start(): () => void {
    const { workspace } = this.#app;
    const stop = workspace.onEpoch(this.id, (row) => {
      this.#heard?.push(row);
      this.#columns.add(row);
      this.#later();
      // Popularity's figure on the validation part is known once the first of the run's own is.
      // Reading is not begun again while it is under way: epochs may end faster than they are read.
      const awaited = Object.keys(row.metrics).length > 0 && this.metric !== null && this.#heard === null;
      if (awaited && this.popularityOnValidation(this.metric) === null && performance.now() > this.#again)
        void this.load();
    });
    const stopSnapshots = workspace.onSnapshot(() => void this.load());
    const stopLog = workspace.onLog(this.id, (lines) => (this.#lines = [...this.#lines, ...lines]));
    // What is streamed sends no epochs: it is read again while it goes on.
    const poll = setInterval(() => {
      if (this.active && this.stream !== null && this.#heard === null) void this.load();
    }, STREAM_EVERY);
    void this.load();
    return () => {
      stop();
      clearInterval(poll);
      stopLog();
      stopSnapshots();
      if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    };
  }

  async load(): Promise<void> {
    const { client, workspace } = this.#app;
    this.#again = performance.now() + 1000;
    const heard = (this.#heard = [] as EpochRow[]);
    try {
      const detail = await client.runs.get({ run: this.id });
      if (this.#heard !== heard) return; // a newer reading is under way
      this.#heard = null;
      this.detail = detail;
      this.#columns = HistoryColumns.of(detail.history);
      // What was told of meanwhile may be behind what was read, which already holds it, or after it.
      for (const row of heard) this.#columns.add(row);
      this.#later();
      const base = workspace.runs.find(
        (run) => run.model === 'popularity' && run.viewId === detail.viewId && run.state === 'done',
      );
      if (base && base.id !== this.id && this.popularity?.id !== base.id)
        this.popularity = await client.runs.get({ run: base.id });
    } catch (error) {
      if (this.#heard === heard) this.#heard = null;
      this.problem = problemOf(error);
    }
  }

  /** Reads the run again when what the lists tell of it has changed since it was read. */
  reload(told: readonly unknown[]): void {
    const changed = told.some((each, k) => each !== this.#told[k]);
    this.#told = told;
    if (changed && this.detail) void this.load();
  }

  async cancel(): Promise<void> {
    const { job } = this;
    if (!job) return;
    try {
      await this.#app.client.jobs.cancel({ jobId: job.id });
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async resume(): Promise<void> {
    this.problem = null;
    try {
      await this.#app.client.runs.resume({ run: this.id });
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  #later(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#history = this.#columns.snapshot();
    });
  }
}
