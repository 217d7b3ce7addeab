import type * as v from 'valibot';
import {
  DUPLICATES,
  type Columns,
  type Format,
  type ImportInput,
  type ItemColumns,
  type Preview,
  type ROLES,
  type ITEM_ROLES,
} from '../../../shared/contract/imports.ts';
import type { ImportResult } from '../../../shared/contract/datasets.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import { href } from '../../state/address.ts';

export type Role = (typeof ROLES)[number];
export type ItemRole = (typeof ITEM_ROLES)[number];
export type Duplicates = (typeof DUPLICATES)[number];

interface NamedColumn {
  readonly name: string;
  readonly position: number;
}

interface File {
  readonly handle: string;
  readonly name: string;
}

/** The form over a file that is about to be imported. Nothing is stored before `start`. */
export class ImportState {
  readonly file: File;
  name = $state('');
  format = $state.raw<Format>({});
  columns = $state.raw<Columns>({});
  duplicates = $state<Duplicates>('last');
  /** Share of rows that may be rejected, in per cent. */
  maxRejects = $state(1);
  items = $state.raw<(File & { columns: ItemColumns }) | null>(null);

  preview = $state.raw<Preview | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** True while the preview on screen is older than the form. */
  stale = $state(false);
  jobId = $state<string | null>(null);

  readonly #app: Application;
  readonly #latest = new Latest(150);

  /** @param duplicates a policy to start with, as an address names it */
  constructor(app: Application, file: File, items: File | null, duplicates: string | null = null) {
    this.#app = app;
    this.file = file;
    this.name = withoutEnding(file.name);
    if (items) this.items = { ...items, columns: {} };
    this.duplicates = DUPLICATES.find((policy) => policy === duplicates) ?? 'last';
  }

  get job(): Job | undefined {
    return this.jobId === null ? undefined : this.#app.workspace.jobs.get(this.jobId);
  }

  get input(): v.InferInput<typeof ImportInput> {
    return {
      file: this.file.handle,
      name: this.name.trim() || undefined,
      format: this.format,
      columns: this.columns,
      duplicates: this.duplicates,
      maxRejects: { share: this.maxRejects / 100 },
      items: this.items ? { file: this.items.handle, columns: this.items.columns } : undefined,
    };
  }

  /** Asks for a preview of the form as it stands. */
  refresh(): void {
    this.stale = true;
    const { input } = this;
    this.#latest.ask(
      (signal) => this.#app.client.imports.preview(input, { signal }),
      (preview) => {
        this.preview = preview;
        this.problem = null;
        this.stale = false;
      },
      (error) => {
        this.problem = problemOf(error);
        this.stale = false;
      },
    );
  }

  setFormat(change: Partial<Format>): void {
    this.format = { ...this.format, ...change };
    this.refresh();
  }

  /** Gives a column a role; a column that had that role takes over the role that this one gives up. */
  setRole(column: NamedColumn, role: Role): void {
    if (!this.preview) return;
    this.columns = withRole(this.preview, column, role);
    this.refresh();
  }

  setItemRole(column: NamedColumn, role: ItemRole): void {
    if (!this.preview?.items || !this.items) return;
    this.items = { ...this.items, columns: withItemRole(this.preview.items, column, role) };
    this.refresh();
  }

  setItems(items: File | null): void {
    this.items = items ? { ...items, columns: {} } : null;
    this.refresh();
  }

  /** Imports and, when that ends well, opens the dataset. */
  async start(): Promise<void> {
    const { client, router, workspace } = this.#app;
    this.problem = null;
    try {
      const { jobId } = await client.imports.start(this.input);
      this.jobId = jobId;
      const { dataset } = await workspace.result<ImportResult>(jobId);
      router.go(href(['data', dataset.id]));
    } catch (error) {
      if (!isAbort(error)) this.problem = problemOf(error);
    } finally {
      this.jobId = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.jobId !== null) await this.#app.client.jobs.cancel({ jobId: this.jobId });
  }

  stop(): void {
    this.#latest.cancel();
  }
}

/** How the contract names a column: by its header, or by its position where there is none. */
const reference = (column: NamedColumn, header: boolean): string => (header ? column.name : String(column.position));

export function withRole(preview: Pick<Preview, 'columns' | 'format'>, column: NamedColumn, role: Role): Columns {
  const given = preview.columns.find(({ position }) => position === column.position)?.role ?? 'ignore';
  const columns: Columns = { value: null, time: null };
  for (const each of preview.columns) {
    const next = each.position === column.position ? role : each.role === role ? given : each.role;
    if (next !== 'ignore') columns[next] = reference(each, preview.format.header);
  }
  return columns;
}

export function withItemRole(
  items: Pick<NonNullable<Preview['items']>, 'columns' | 'format'>,
  column: NamedColumn,
  role: ItemRole,
): ItemColumns {
  const given = items.columns.find(({ position }) => position === column.position)?.role ?? 'ignore';
  const columns: ItemColumns = { title: null, attributes: {} };
  for (const each of items.columns) {
    const single = role === 'id' || role === 'title';
    const next = each.position === column.position ? role : single && each.role === role ? given : each.role;
    const name = reference(each, items.format.header);
    if (next === 'attribute') columns.attributes = { ...columns.attributes, [each.name]: name };
    else if (next !== 'ignore') columns[next] = name;
  }
  return columns;
}

export const withoutEnding = (name: string): string =>
  name.replace(/\.gz$/i, '').replace(/\.[a-z0-9]{1,5}$/i, '') || name;
