import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { Workspace } from '../../state/workspace.svelte.ts';
import { higherIsBetter } from '../../messages/format.ts';
import { sortedMetrics, sortRuns, type SortKey } from './figures.ts';

/** The runs of one view: figures of different views or protocols are never ranked together. */
export interface Section {
  readonly viewId: string;
  readonly viewName: string;
  readonly datasetName: string;
  readonly protocol: string | null;
  readonly runs: readonly RunSummary[];
}

/** Which metric is shown and how the table is sorted. */
export class RunListState {
  #metric = $state<string | null>(null);
  key = $state<SortKey>('metric');
  #descending = $state<boolean | null>(null);
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  readonly metrics: readonly string[] = $derived.by(() =>
    sortedMetrics(this.#workspace.runs.flatMap((run) => Object.keys(run.metrics ?? {}))),
  );
  readonly metric: string = $derived.by(
    () =>
      (this.#metric !== null && this.metrics.includes(this.#metric) ? this.#metric : null) ??
      this.metrics.find((name) => name === 'ndcg@10') ??
      this.metrics.at(0) ??
      'ndcg@10',
  );
  readonly descending: boolean = $derived.by(() => this.#descending ?? this.#natural());
  readonly sections: readonly Section[] = $derived.by(() => {
    const { key, descending, metric } = this;
    // Views in the order of their newest run.
    const views = this.#workspace.runs.map((run) => run.viewId).filter((id, k, ids) => ids.indexOf(id) === k);
    return views
      .map((viewId) => ({ viewId, runs: this.#workspace.runs.filter((run) => run.viewId === viewId) }))
      .map(({ viewId, runs }) => ({
        viewId,
        viewName: runs[0].viewName,
        datasetName: runs[0].datasetName,
        protocol: runs.find((run) => run.metrics !== null && metric in run.metrics)?.protocol?.sentence ?? null,
        runs: sortRuns(runs, { key, descending, metric }),
      }));
  });

  setMetric(metric: string): void {
    this.#metric = metric;
    this.#descending = null;
  }

  /** A second click on the same head turns the order round. */
  sort(key: SortKey): void {
    if (this.key === key) this.#descending = !this.descending;
    else {
      this.key = key;
      this.#descending = null;
    }
  }

  /** Best first, newest first, names from A. */
  #natural(): boolean {
    switch (this.key) {
      case 'name':
      case 'fit':
        return false;
      case 'metric':
      case 'difference':
        return higherIsBetter(this.metric);
      case 'epochs':
      case 'created':
        return true;
    }
  }
}
