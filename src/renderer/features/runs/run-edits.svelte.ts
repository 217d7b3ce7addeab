import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { Application } from '../../state/application.svelte.ts';
import { annotate, type Annotation } from './annotate.ts';

export type Editable = 'name' | 'notes' | 'tags';

/** Which cell of the table is being written in: at most one. */
export class RunEdits {
  #open = $state.raw<{ readonly id: string; readonly what: Editable } | null>(null);
  readonly #app: Application;

  constructor(app: Application) {
    this.#app = app;
  }

  is(run: RunSummary, what: Editable): boolean {
    return this.#open?.id === run.id && this.#open.what === what;
  }

  /** Nothing can be written in a workspace that is open for reading. */
  get possible(): boolean {
    return this.#app.workspace.status?.writable !== false;
  }

  open(run: RunSummary, what: Editable): void {
    if (this.possible) this.#open = { id: run.id, what };
  }

  close(): void {
    this.#open = null;
  }

  save(run: RunSummary, change: Annotation): void {
    this.close();
    if (change.name === '') return;
    void annotate(this.#app, run, change);
  }
}
