import { toast } from 'svelte-sonner';
import type * as v from 'valibot';
import {
  DUPLICATES,
  type Columns,
  type Format,
  type ImportInput,
  type ItemColumns,
  type Preview,
} from '../../../shared/contract/imports.ts';
import type { ImportResult } from '../../../shared/contract/datasets.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';
import { href } from '../../state/address.ts';
import { Latest } from '../../state/latest.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { Mappings, mappingKey, withMapping, type Mapping } from './mapping.ts';
import { columnsOf, itemColumnsOf, withItemRole, withoutEnding, withRole } from './roles.ts';
import type { ItemRole, NamedColumn, Role } from './roles.ts';
import { stoppedBy, type Stopped } from './stopped.ts';

export type Duplicates = (typeof DUPLICATES)[number];

/** A file that the engine holds, by handle and as the person calls it. */
export interface Source {
  readonly handle: string;
  readonly name: string;
}

/** Files beside the interactions. */
export const EXTRAS = ['items', 'test', 'validation', 'candidates'] as const;
export type Extra = (typeof EXTRAS)[number];
export type Extras = Partial<Record<Extra, Source>>;

/** The form over a file that is about to be imported. Nothing is stored before `start`. */
export class ImportState {
  file = $state.raw<Source>({ handle: '', name: '' });
  extras = $state.raw<Extras>({});
  name = $state('');
  format = $state.raw<Format>({});
  columns = $state.raw<Columns>({});
  itemColumns = $state.raw<ItemColumns>({});
  duplicates = $state<Duplicates>('last');
  /** Rows that may be rejected: per cent of all, or a number. */
  limit = $state(1);
  limitUnit = $state<'percent' | 'rows'>('percent');

  preview = $state.raw<Preview | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The import that was stopped for its bad rows, until the form is changed. */
  stopped = $state.raw<Stopped | null>(null);
  /** True while the preview on screen is older than the form. */
  stale = $state(false);
  /** The roles and format were taken from the last import of such a file. */
  asLastTime = $state(false);
  jobId = $state<string | null>(null);
  starting = $state(false);

  readonly #app: Application;
  readonly #latest = new Latest(120);
  readonly #memory: Remembered<Mappings>;
  /** Of the files as they were guessed: under these keys they are remembered. */
  #key: string | null = null;
  #itemsKey: string | null = null;
  /** The guess was asked for: memory stays silent. */
  #guessed = false;

  /** @param duplicates a policy to start with, as an address names it */
  constructor(app: Application, file: Source, extras: Extras, duplicates: string | null = null) {
    this.#app = app;
    this.#memory = new Remembered(app.workspace, 'window.import.mappings', Mappings, {});
    this.file = file;
    this.extras = extras;
    this.name = withoutEnding(file.name);
    this.duplicates = DUPLICATES.find((policy) => policy === duplicates) ?? 'last';
  }

  get job(): Job | undefined {
    return this.jobId === null ? undefined : this.#app.workspace.jobs.get(this.jobId);
  }

  get importing(): boolean {
    return this.starting || this.jobId !== null;
  }

  /** Anything of the format is the person's and not detected. */
  readonly formatChanged: boolean = $derived(Object.values(this.format).some((value) => value !== undefined));

  get input(): v.InferInput<typeof ImportInput> {
    const { items, test, validation, candidates } = this.extras;
    return {
      file: this.file.handle,
      name: this.name.trim() || undefined,
      format: this.format,
      columns: this.columns,
      duplicates: this.duplicates,
      maxRejects: this.limitUnit === 'rows' ? { rows: this.limit } : { share: this.limit / 100 },
      items: items && { file: items.handle, columns: this.itemColumns },
      test: test?.handle,
      validation: validation?.handle,
      candidates: candidates?.handle,
    };
  }

  /** Asks for a preview of the form as it stands. */
  refresh(): void {
    this.stale = true;
    this.stopped = null;
    this.#latest.ask(
      (signal) => this.#app.client.imports.preview(this.input, { signal }),
      (preview) => {
        this.problem = null;
        if (this.#remember(preview)) {
          this.refresh();
          return;
        }
        this.preview = preview;
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
    // Columns are named by their headers, or by position: with other headers or separators no name holds.
    if ('header' in change || 'delimiter' in change || 'encoding' in change) this.columns = {};
    this.refresh();
  }

  detectFormat(): void {
    this.format = {};
    this.columns = {};
    this.refresh();
  }

  setRole(column: NamedColumn, role: Role): void {
    if (!this.preview) return;
    this.columns = withRole(this.preview, column, role);
    this.refresh();
  }

  setItemRole(column: NamedColumn, role: ItemRole): void {
    if (!this.preview?.items) return;
    this.itemColumns = withItemRole(this.preview.items, column, role);
    this.refresh();
  }

  setExtra(extra: Extra, source: Source | null): void {
    const { [extra]: _, ...others } = this.extras;
    this.extras = source ? { ...others, [extra]: source } : others;
    if (extra === 'items') {
      this.itemColumns = {};
      this.#itemsKey = null;
    }
    this.#app.router.refine({ [extra]: source?.handle ?? null, [`${extra}Name`]: source?.name ?? null });
    this.refresh();
  }

  /** Everything as the file itself suggests it, whatever was decided last time. */
  backToGuess(): void {
    this.#guessed = true;
    this.asLastTime = false;
    this.format = {};
    this.columns = {};
    this.itemColumns = {};
    this.duplicates = 'last';
    this.refresh();
  }

  /** As many bad rows as there are, and once more. */
  async allowAll(): Promise<void> {
    this.limitUnit = 'percent';
    this.limit = 100;
    await this.start();
  }

  /** Imports and, when that ends well, opens the dataset. */
  async start(): Promise<void> {
    if (this.importing) return;
    const { client, router, workspace } = this.#app;
    this.problem = null;
    this.stopped = null;
    this.starting = true;
    try {
      const { jobId } = await client.imports.start(this.input);
      this.jobId = jobId;
      this.starting = false;
      const result = await workspace.result<ImportResult>(jobId);
      this.#keep();
      const place = href(['data', result.dataset.id]);
      // Whoever went elsewhere meanwhile is told, not moved.
      if (router.path.at(0) === 'import') router.go(place);
      else
        toast(text.imports.doneElsewhere(result.dataset.name, result.dataset.interactions, result.rejected), {
          action: { label: text.imports.open, onClick: () => router.go(place) },
        });
    } catch (error) {
      this.stopped = stoppedBy(error);
      if (!this.stopped) this.problem = isAbort(error) ? this.#interruption() : problemOf(error);
    } finally {
      this.jobId = null;
      this.starting = false;
    }
  }

  async cancel(): Promise<void> {
    if (this.jobId !== null) await this.#app.client.jobs.cancel({ jobId: this.jobId });
  }

  stop(): void {
    this.#latest.cancel();
  }

  /** A cancel is the person's own; an engine that ended under an import is not. */
  #interruption(): Problem | null {
    if (this.job?.state !== 'interrupted') return null;
    return { ...{ code: 'ENGINE_STOPPED', where: null, why: null }, ...text.imports.interrupted };
  }

  /** Takes over what was decided about such files last time. @returns whether the form changed by it. */
  #remember(preview: Preview): boolean {
    let changed = false;
    if (this.#key === null) {
      this.#key = mappingKey('interactions', preview);
      const mapping = this.#guessed ? undefined : this.#memory.value[this.#key];
      const untouched = !this.formatChanged && Object.keys(this.columns).length === 0;
      if (mapping && untouched) {
        this.format = mapping.format ?? {};
        this.columns = mapping.columns ?? {};
        if (this.duplicates === 'last') this.duplicates = mapping.duplicates ?? 'last';
        this.asLastTime = changed = true;
      }
    }
    if (preview.items && this.#itemsKey === null) {
      this.#itemsKey = mappingKey('items', preview.items);
      const columns = this.#guessed ? undefined : this.#memory.value[this.#itemsKey]?.itemColumns;
      if (columns && Object.keys(this.itemColumns).length === 0) {
        this.itemColumns = columns;
        this.asLastTime = changed = true;
      }
    }
    return changed;
  }

  /** Remembers what the person decided; what was left as guessed is guessed again. */
  #keep(): void {
    const { preview } = this;
    if (!preview) return;
    const at = Date.now();
    let all = this.#memory.value;
    if (this.#key !== null) {
      const decided = this.formatChanged || Object.keys(this.columns).length > 0 || this.duplicates !== 'last';
      const mapping: Mapping = {
        ...(Object.keys(this.columns).length > 0 && { columns: columnsOf(preview) }),
        ...(this.formatChanged && { format: this.format }),
        ...(this.duplicates !== 'last' && { duplicates: this.duplicates }),
        at,
      };
      all = withMapping(all, this.#key, decided ? mapping : null);
    }
    if (this.#itemsKey !== null && preview.items) {
      const decided = Object.keys(this.itemColumns).length > 0;
      all = withMapping(all, this.#itemsKey, decided ? { itemColumns: itemColumnsOf(preview.items), at } : null);
    }
    if (JSON.stringify(all) !== JSON.stringify(this.#memory.value)) this.#memory.value = all;
  }
}

const current = new WeakMap<Application, ImportState>();

/** The form of a file, the same one when a person comes back to it. */
export function importOf(
  app: Application,
  file: Source,
  extras: Extras,
  duplicates: string | null = null,
): ImportState {
  const known = current.get(app);
  if (known?.file.handle === file.handle) return known;
  known?.stop();
  const fresh = new ImportState(app, file, extras, duplicates);
  current.set(app, fresh);
  return fresh;
}
