import { SvelteSet } from 'svelte/reactivity';
import * as v from 'valibot';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { columnsOf, DEFAULT_COLUMNS, nameColumn, sortRuns, type Column, type Context } from './columns.ts';
import { sortedMetrics } from './figures.ts';
import { linesOf, pinnedRuns, sectionsOf, type Line, type Section } from './sections.ts';
import { isFiltering, matcher, NO_FILTER, type Filter } from './filter.ts';

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
  readonly selected = new SvelteSet<string>();
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
  readonly baselines: ReadonlyMap<string, RunSummary> = $derived.by(() => pinnedRuns(this.runs, this.#baselines.value));
  readonly context: Context = $derived.by(() => {
    const { baselines } = this;
    return { metric: this.metric, at: this.at, baseline: (viewId) => baselines.get(viewId) };
  });
  readonly available: readonly Column[] = $derived.by(() => columnsOf(this.runs, this.context));
  readonly chosen: readonly string[] = $derived.by(() => this.#columns.value);
  /** Without a pinned run there is nothing to say beside one. */
  readonly columns: readonly Column[] = $derived.by(() =>
    this.available.filter(({ id }) => this.chosen.includes(id) && (id !== 'baseline' || this.baselines.size > 0)),
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
  readonly sections: readonly Section[] = $derived.by(() =>
    sectionsOf(this.shown, { sorting: this.sorting, context: this.context, focused: this.#app.focus.view?.id }),
  );
  readonly lines: readonly Line[] = $derived.by(() => linesOf(this.sections));
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
    this.#columns.value = [...chosen.filter((other) => other !== id), ...(shown ? [id] : [])];
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
    if (pins && !this.chosen.includes('baseline')) this.setColumn('baseline', true);
  }

  toggle(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id);
    this.#anchor = id;
  }

  /** From the row that was chosen last to this one. */
  extend(id: string): void {
    const { order } = this;
    const from = order.findIndex((run) => run.id === (this.#anchor ?? id));
    const to = order.findIndex((run) => run.id === id);
    for (const run of order.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)) this.selected.add(run.id);
  }

  selectAll(all: boolean): void {
    this.selected.clear();
    if (all) for (const { id } of this.order) this.selected.add(id);
  }
}
