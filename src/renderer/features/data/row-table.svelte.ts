import type * as v from 'valibot';
import type { DatasetProfile } from '../../../shared/contract/datasets.ts';
import type { rows as contract } from '../../../shared/contract/rows.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import { fromDateField } from '../../messages/format.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import type { Application } from '../../state/application.svelte.ts';
import { NO_LAYOUT, TableLayout, type Sort } from '../../ui/table/columns.ts';
import { PagedRows } from '../../ui/table/paged-rows.svelte.ts';
import { save } from '../../ui/save.ts';
import { columnsOf, interactionCells, itemCells, usualSort, userCells, type Cells, type TableId } from './row-cells.ts';

/** What the address says of the filter; the same names there and here. */
export const FILTERS = ['q', 'user', 'item', 'min', 'max', 'from', 'to', 'fewest', 'most'] as const;
export type FilterName = (typeof FILTERS)[number];

type Input<M extends keyof typeof contract> = v.InferInput<NonNullable<(typeof contract)[M]['~orpc']['inputSchema']>>;

/** Rows of a part of a saved file: quick enough for a progress that moves, large enough to be few. */
const PART = 20_000;

/** One table of a dataset: the question (filter from the address, sort as remembered), its rows, its file. */
export class RowTable {
  readonly table: TableId;
  readonly columns;
  readonly rows = new PagedRows<Cells>();
  /** Rows written of a file under way; null: none. */
  saved = $state<number | null>(null);
  saveProblem = $state.raw<Problem | null>(null);
  readonly #app: Application;
  readonly #dataset: DatasetProfile;
  readonly #layout: Remembered<TableLayout>;
  #saving: AbortController | null = null;

  constructor(app: Application, dataset: DatasetProfile, table: TableId) {
    this.#app = app;
    this.#dataset = dataset;
    this.table = table;
    this.columns = columnsOf(table, dataset);
    this.#layout = new Remembered(app.workspace, `window.dataset.${table}`, TableLayout, NO_LAYOUT);
  }

  get layout(): TableLayout {
    return this.#layout.value;
  }
  set layout(layout: TableLayout) {
    this.#layout.value = layout;
  }

  /** Remembered from another dataset it may name a column that this one lacks. */
  get sort(): Sort {
    const { sort } = this.layout;
    return sort && this.columns.some(({ id, sortable }) => id === sort.column && sortable)
      ? sort
      : usualSort(this.table);
  }

  param(name: FilterName): string {
    return this.#app.router.params.get(name) ?? '';
  }

  refine(changes: Partial<Record<FilterName, string | null>>): void {
    this.#app.router.refine(changes);
  }

  clear(): void {
    this.refine(Object.fromEntries(FILTERS.map((name) => [name, null])));
  }

  get filtered(): boolean {
    return FILTERS.some((name) => this.param(name) !== '');
  }

  /** Filter and sort as the contract has them; read by whoever asks anew when they change. */
  readonly question = $derived.by(() => {
    const number = (name: FilterName) => {
      const value = Number(this.param(name).replace(',', '.'));
      return this.param(name) === '' || !Number.isFinite(value) ? null : value;
    };
    const whole = (name: FilterName) => (number(name) === null ? null : Math.max(0, Math.round(number(name)!)));
    const last = fromDateField(this.param('to'));
    const { hasValues, hasTime } = this.#dataset;
    return {
      dataset: this.#dataset.id,
      sort: this.sort,
      interactions: {
        text: this.param('q'),
        user: this.param('user') || null,
        item: this.param('item') || null,
        min: hasValues ? number('min') : null,
        max: hasValues ? number('max') : null,
        from: hasTime ? fromDateField(this.param('from')) : null,
        // The last day is part of the period; the contract's end is not.
        to: hasTime && last !== null ? last + 86_400 : null,
      },
      counted: { text: this.param('q'), fewest: whole('fewest'), most: whole('most') },
    };
  });

  ask(question: typeof this.question): void {
    const { client } = this.#app;
    const { dataset, sort, interactions, counted } = question;
    this.rows.ask(async (offset, limit, signal) => {
      switch (this.table) {
        case 'interactions': {
          const input = { dataset, filter: interactions, sort, offset, limit } as Input<'interactions'>;
          const page = await client.rows.interactions(input, { signal });
          return { ...page, rows: page.rows.map(interactionCells) };
        }
        case 'users': {
          const input = { dataset, filter: counted, sort, offset, limit } as Input<'users'>;
          const page = await client.rows.users(input, { signal });
          return { ...page, rows: page.rows.map(userCells) };
        }
        case 'items': {
          const input = { dataset, filter: counted, sort, offset, limit } as Input<'items'>;
          const page = await client.rows.items(input, { signal });
          return { ...page, rows: page.rows.map(itemCells) };
        }
      }
    });
  }

  get problem(): Problem | null {
    return this.rows.error === null ? this.saveProblem : problemOf(this.rows.error);
  }

  /** Writes all rows of the question into a file, part by part. */
  async saveCsv(name: string): Promise<void> {
    const { table } = this;
    const { dataset, sort, interactions, counted } = this.question;
    const total = this.rows.total ?? 0;
    const controller = new AbortController();
    this.#saving = controller;
    this.saveProblem = null;
    this.saved = 0;
    const filter = table === 'interactions' ? interactions : counted;
    // With a byte order mark: spreadsheets take a file without one for the system's old encoding.
    const parts: BlobPart[] = ['\ufeff'];
    try {
      for (let offset = 0; offset === 0 || offset < total; offset += PART) {
        const input = { table, dataset, filter, sort, offset, limit: PART } as Input<'csv'>;
        parts.push(await this.#app.client.rows.csv(input, { signal: controller.signal }));
        this.saved = Math.min(total, offset + PART);
      }
      if (!controller.signal.aborted) save(new Blob(parts, { type: 'text/csv;charset=utf-8' }), `${name}-${table}.csv`);
    } catch (error) {
      if (!controller.signal.aborted && !isAbort(error)) this.saveProblem = problemOf(error);
    } finally {
      this.saved = null;
    }
  }

  cancelSave(): void {
    this.#saving?.abort();
  }

  stop(): void {
    this.cancelSave();
    this.rows.stop();
  }
}
