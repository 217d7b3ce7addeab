import * as v from 'valibot';
import type { RunDetail, RunSummary } from '../../../shared/contract/runs.ts';
import { problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { curvesOf, idsOf, settingsOf, testMetrics, type Setting } from './compare.ts';
import { pinnedRuns } from './sections.ts';
import { SIDE_BY_SIDE } from './run-list.svelte.ts';

/** Several runs side by side, as the address names them. */
export class CompareState {
  readonly #app: Application;
  readonly #only: Remembered<boolean>;
  readonly #metric: Remembered<string>;
  readonly #pins: Remembered<Readonly<Record<string, string>>>;
  /** With their histories, as read last. */
  details = $state.raw<readonly RunDetail[]>([]);
  problem = $state.raw<Problem | null>(null);
  curve = $state<string | null>(null);
  /** A run's id, '' for popularity; null: not chosen yet. */
  #base = $state<string | null>(null);

  constructor(app: Application) {
    this.#app = app;
    this.#only = new Remembered(app.workspace, 'window.compare.only', v.boolean(), false);
    this.#metric = new Remembered(app.workspace, 'window.runs.metric', v.string(), 'ndcg@10');
    this.#pins = new Remembered(app.workspace, 'window.runs.baselines', v.record(v.string(), v.string()), {});
  }

  readonly ids: readonly string[] = $derived.by(() => idsOf(this.#app.router.params.get('ids') ?? ''));
  readonly runs: readonly RunSummary[] = $derived.by(() =>
    this.ids
      .slice(0, SIDE_BY_SIDE)
      .map((id) => this.#app.workspace.run(id))
      .filter((run) => run !== undefined),
  );
  readonly metrics: readonly string[] = $derived.by(() => testMetrics(this.runs));
  readonly metric: string | undefined = $derived.by(() =>
    this.metrics.includes(this.#metric.value) ? this.#metric.value : this.metrics.at(0),
  );
  readonly settings: readonly Setting[] = $derived.by(() => settingsOf(this.runs));
  /** The run that the others are compared with, or null: popularity. What is pinned for the view comes first. */
  readonly base: RunSummary | null = $derived.by(() => {
    const pinned = pinnedRuns(this.#app.workspace.runs, this.#pins.value);
    const usual = this.runs.map((run) => pinned.get(run.viewId)).find((run) => run !== undefined) ?? null;
    return this.#base === null ? usual : (this.#app.workspace.run(this.#base) ?? null);
  });
  readonly curves: readonly string[] = $derived.by(() => curvesOf(this.details));

  get onlyDifferences(): boolean {
    return this.#only.value;
  }

  set onlyDifferences(only: boolean) {
    this.#only.value = only;
  }

  setMetric(metric: string): void {
    this.#metric.value = metric;
  }

  setBase(id: string): void {
    this.#base = id;
  }

  drop(id: string): void {
    this.#app.router.refine({ ids: this.ids.filter((other) => other !== id).join(',') });
  }

  async load(ids: readonly string[]): Promise<void> {
    try {
      this.details = await Promise.all(ids.map((run) => this.#app.client.runs.get({ run })));
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}
