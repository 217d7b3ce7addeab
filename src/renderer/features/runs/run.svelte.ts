import type { EpochRow, MetricTable, RunDetail, RunSummary } from '../../../shared/contract/runs.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { higherIsBetter } from '../../messages/format.ts';
import { sortedMetrics } from './figures.ts';

/** One run: its history as it grows, its figures, and popularity on the same view. */
export class RunState {
  detail = $state.raw<RunDetail | null>(null);
  /** Epochs in order; replaced at most once a frame. */
  history = $state.raw<readonly EpochRow[]>([]);
  popularity = $state.raw<RunDetail | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly id: string;
  readonly #app: Application;
  #rows: Readonly<Record<number, EpochRow>> = {};
  #told: readonly unknown[] = [];
  #frame: number | null = null;

  constructor(app: Application, id: string) {
    this.#app = app;
    this.id = id;
  }

  readonly summary: RunSummary | null = $derived.by(() => this.#app.workspace.run(this.id) ?? this.detail);
  readonly job: Job | undefined = $derived.by(() => this.#app.workspace.jobOfRun(this.id));
  readonly active: boolean = $derived.by(
    () => this.summary !== null && (this.summary.state === 'running' || this.summary.state === 'queued'),
  );
  /** The metric that the curve shows: what the run watches, else the first that was measured. */
  readonly metric: string | null = $derived.by(
    () =>
      this.detail?.best?.metric ??
      this.detail?.popularityOnValidation?.metric ??
      sortedMetrics(this.history.flatMap((row) => Object.keys(row.metrics))).at(0) ??
      null,
  );
  readonly best: EpochRow | null = $derived.by(() => {
    const { metric } = this;
    return metric === null ? null : bestEpoch(this.history, metric);
  });
  /** The run's state as its job tells it: the stored one is written a moment later. */
  readonly state: RunSummary['state'] = $derived.by(() => {
    const stored = this.summary?.state ?? 'queued';
    return stored === 'queued' && this.job?.state === 'running' ? 'running' : stored;
  });
  /** What popularity reaches on the validation part. */
  readonly popularityOnValidation: number | null = $derived.by(() => {
    const known = this.summary?.popularityOnValidation ?? this.detail?.popularityOnValidation ?? null;
    return known?.metric === this.metric ? (known?.value ?? null) : null;
  });
  /** Popularity on the test part: as the run stored it, else from the popularity run of the same view. */
  readonly baseline: MetricTable | null = $derived.by(
    () => this.detail?.popularity ?? this.popularity?.metrics ?? null,
  );

  /** @returns a function that stops listening. */
  start(): () => void {
    const stop = this.#app.workspace.onEpoch(this.id, (row) => {
      this.#add([row]);
      // Popularity's figure on the validation part is known once the first of the run's own is.
      if (this.popularityOnValidation === null && Object.keys(row.metrics).length > 0) void this.load();
    });
    const stopSnapshots = this.#app.workspace.onSnapshot(() => void this.load());
    void this.load();
    return () => {
      stop();
      stopSnapshots();
      if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    };
  }

  async load(): Promise<void> {
    const { client, workspace } = this.#app;
    try {
      const detail = await client.runs.get({ run: this.id });
      this.detail = detail;
      this.#add(detail.history);
      const base = workspace.runs.find(
        (run) => run.model === 'popularity' && run.viewId === detail.viewId && run.state === 'done',
      );
      if (base && base.id !== this.id && this.popularity?.id !== base.id)
        this.popularity = await client.runs.get({ run: base.id });
    } catch (error) {
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

  #add(rows: readonly EpochRow[]): void {
    this.#rows = { ...this.#rows, ...Object.fromEntries(rows.map((row) => [row.epoch, row])) };
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      // Whole numbers as keys: an object lists them in ascending order.
      this.history = Object.values(this.#rows);
    });
  }
}

export function bestEpoch(history: readonly EpochRow[], metric: string): EpochRow | null {
  const sign = higherIsBetter(metric) ? 1 : -1;
  let best: EpochRow | null = null;
  for (const row of history)
    if (metric in row.metrics && (best === null || sign * (row.metrics[metric] - best.metrics[metric]) > 0)) best = row;
  return best;
}
