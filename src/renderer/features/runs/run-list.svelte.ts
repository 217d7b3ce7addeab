import * as v from 'valibot';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { columnsOf, DEFAULT_COLUMNS, nameColumn, sortRuns, type Column, type Context } from './columns.ts';
import { sortedMetrics } from './figures.ts';
import { isFiltering, matcher, NO_FILTER, type Filter } from './filter.ts';

/** The runs of one view: figures of different views or protocols are never ranked together. */
export interface Section {
  readonly viewId: string;
  readonly viewName: string;
  readonly datasetName: string;
  readonly protocol: string | null;
  readonly runs: readonly RunSummary[];
  /** Of the metric, for the bars. */
  readonly top: number;
}

/** A line of the table: the head of a view, or a run with its place among all runs that are shown. */
export type Line =
  | { readonly kind: 'view'; readonly key: string; readonly section: Section }
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly section: Section;
      readonly run: RunSummary;
      readonly at: number;
    };

/** So many runs can be looked at side by side. */
export const SIDE_BY_SIDE = 8;

const FAILED: readonly RunSummary['state'][] = ['failed', 'interrupted', 'cancelled'];

/** What the table of runs shows: metric, columns, order, filter, baselines and which rows are chosen. */
export class RunListState {
  readonly #app: Application;
  readonly #metric: Remembered<string>;
  readonly #at: Remembered<'best' | 'last'>;
  readonly #columns: Remembered<readonly string[]>;
  readonly #sort: Remembered<{ key: string; descending: boolean } | null>;
  readonly #hide: Remembered<{ finished: boolean; failed: boolean }>;
  readonly #baselines: Remembered<Readonly<Record<string, string>>>;
  selected = $state.raw<ReadonlySet<string>>(new Set());
  /** The row that keys act on. */
  current = $state<string | null>(null);
  /** From where Shift chooses a range. */
  #anchor: string | null = null;

  constructor(app: Application) {
    this.#app = app;
    const { workspace } = app;
    this.#metric = new Remembered(workspace, 'window.runs.metric', v.string(), 'ndcg@10');
    this.#at = new Remembered(workspace, 'window.runs.at', v.picklist(['best', 'last']), 'best');
    this.#columns = new Remembered(workspace, 'window.runs.columns', v.array(v.string()), DEFAULT_COLUMNS);
    this.#sort = new Remembered(
      workspace,
      'window.runs.sort',
      v.nullable(v.object({ key: v.string(), descending: v.boolean() })),
      null,
    );
    this.#hide = new Remembered(
      workspace,
      'window.runs.hide',
      v.object({ finished: v.boolean(), failed: v.boolean() }),
      { finished: false, failed: false },
    );
    this.#baselines = new Remembered(workspace, 'window.runs.baselines', v.record(v.string(), v.string()), {});
  }

  readonly runs: readonly RunSummary[] = $derived.by(() => this.#app.workspace.runs);
  readonly metrics: readonly string[] = $derived.by(() =>
    sortedMetrics(this.runs.flatMap((run) => Object.keys(run.metrics ?? {}))),
  );
  readonly metric: string = $derived.by(() =>
    this.metrics.includes(this.#metric.value) ? this.#metric.value : (this.metrics.at(0) ?? 'ndcg@10'),
  );
  readonly at: 'best' | 'last' = $derived.by(() => this.#at.value);
  readonly hide: { finished: boolean; failed: boolean } = $derived.by(() => this.#hide.value);
  /** View -> its pinned run, as long as it exists. */
  readonly baselines: ReadonlyMap<string, RunSummary> = $derived.by(() => {
    const pinned = new Map(Object.entries(this.#baselines.value).map(([viewId, id]) => [id, viewId]));
    return new Map(this.runs.flatMap((run) => (pinned.get(run.id) === run.viewId ? [[run.viewId, run] as const] : [])));
  });
  readonly context: Context = $derived.by(() => {
    const { baselines } = this;
    return { metric: this.metric, at: this.at, baseline: (viewId) => baselines.get(viewId) };
  });
  readonly available: readonly Column[] = $derived.by(() => columnsOf(this.runs, this.context));
  readonly chosen: ReadonlySet<string> = $derived.by(() => new Set(this.#columns.value));
  /** Without a pinned run there is nothing to say beside one. */
  readonly columns: readonly Column[] = $derived.by(() =>
    this.available.filter(({ id }) => this.chosen.has(id) && (id !== 'baseline' || this.baselines.size > 0)),
  );
  readonly sorting: { column: Column; descending: boolean } = $derived.by(() => {
    const stored = this.#sort.value;
    const column = [nameColumn(), ...this.available].find(({ id }) => id === (stored?.key ?? 'figure')) ?? nameColumn();
    return { column, descending: stored?.descending ?? column.descending };
  });

  readonly filter: Filter = $derived.by(() => {
    const { params } = this.#app.router;
    return {
      text: params.get('q') ?? '',
      state: params.get('state') ?? '',
      model: params.get('model') ?? '',
      of: params.get('of') ?? '',
      tag: params.get('tag') ?? '',
    };
  });
  readonly filtering: boolean = $derived.by(() => isFiltering(this.filter));
  readonly shown: readonly RunSummary[] = $derived.by(() => {
    const { finished, failed } = this.hide;
    const matches = matcher(this.filter);
    return this.runs.filter(
      (run) => !(finished && run.state === 'done') && !(failed && FAILED.includes(run.state)) && matches(run),
    );
  });
  /** The view in focus first, then by their newest run. */
  readonly sections: readonly Section[] = $derived.by(() => {
    const { metric, context, sorting } = this;
    const focused = this.#app.focus.view?.id;
    const byView = Map.groupBy(this.shown, (run) => run.viewId);
    return [...byView]
      .sort(([a], [b]) => Number(b === focused) - Number(a === focused))
      .map(([viewId, runs]) => ({
        viewId,
        viewName: runs[0].viewName,
        datasetName: runs[0].datasetName,
        protocol: runs.find((run) => run.metrics !== null && metric in run.metrics)?.protocol?.sentence ?? null,
        runs: sortRuns(runs, { ...sorting, context }),
        top: Math.max(0, ...runs.map((run) => run.metrics?.[metric]?.mean ?? 0)),
      }));
  });
  readonly lines: readonly Line[] = $derived.by(() => {
    let at = 0;
    return this.sections.flatMap((section): Line[] => [
      { kind: 'view', key: section.viewId, section },
      ...section.runs.map((run) => ({ kind: 'run' as const, key: run.id, section, run, at: at++ })),
    ]);
  });
  readonly order: readonly RunSummary[] = $derived.by(() => this.sections.flatMap(({ runs }) => runs));
  /** In the order of the table; what was hidden meanwhile is not acted on. */
  readonly selection: readonly RunSummary[] = $derived.by(() => this.order.filter(({ id }) => this.selected.has(id)));
  readonly best: RunSummary | undefined = $derived.by(() => {
    const { metric, context } = this;
    const column = this.available.find(({ id }) => id === 'figure');
    const runs = this.sections
      .at(0)
      ?.runs.filter((run) => run.state === 'done' && run.metrics && metric in run.metrics);
    return column && runs && sortRuns(runs, { column, descending: column.descending, context }).at(0);
  });

  setMetric(metric: string): void {
    this.#metric.value = metric;
    if (this.sorting.column.metric !== undefined) this.#sort.value = null;
  }

  setAt(at: 'best' | 'last'): void {
    this.#at.value = at;
  }

  setHide(change: Partial<{ finished: boolean; failed: boolean }>): void {
    this.#hide.value = { ...this.hide, ...change };
  }

  setColumn(id: string, shown: boolean): void {
    const { chosen } = this;
    this.#columns.value = shown ? [...chosen, id] : [...chosen].filter((other) => other !== id);
  }

  resetColumns(): void {
    this.#columns.value = DEFAULT_COLUMNS;
  }

  /** A second click on the same head turns the order round. */
  sort(column: Column): void {
    const { column: before, descending } = this.sorting;
    this.#sort.value = {
      key: column.id,
      descending: before.id === column.id ? !descending : column.descending,
    };
  }

  refine(change: Partial<Filter>): void {
    const { text, ...rest } = change;
    this.#app.router.refine({ ...rest, ...(text !== undefined && { q: text }) });
  }

  clearFilter(): void {
    this.refine(NO_FILTER);
    this.#hide.value = { finished: false, failed: false };
  }

  /** Makes a run what the others of its view are compared with; again: no longer. */
  pin(run: RunSummary): void {
    const { [run.viewId]: before, ...others } = this.#baselines.value;
    const pins = before !== run.id;
    this.#baselines.value = pins ? { ...others, [run.viewId]: run.id } : others;
    if (pins && !this.chosen.has('baseline')) this.setColumn('baseline', true);
  }

  toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
    this.#anchor = id;
  }

  /** From the row that was chosen last to this one. */
  extend(id: string): void {
    const { order } = this;
    const from = order.findIndex((run) => run.id === (this.#anchor ?? id));
    const to = order.findIndex((run) => run.id === id);
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.selected = new Set([...this.selected, ...range.map((run) => run.id)]);
  }

  selectAll(all: boolean): void {
    this.selected = new Set(all ? this.order.map(({ id }) => id) : []);
  }
}
