import type { WhatIf } from '../../../shared/contract/browse.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import type { BrowseState } from './browse.svelte.ts';

interface Both {
  readonly drop: readonly string[];
  readonly add: readonly string[];
}
const NONE: Both = { drop: [], add: [] };

/** Items that are taken out of a history and put in, to see what the list would be. */
export class Changes {
  #now = $state.raw<Both>(NONE);
  #past = $state.raw<readonly Both[]>([]);
  result = $state.raw<WhatIf | null>(null);
  pending = $state(false);
  problem = $state.raw<Problem | null>(null);
  readonly #app: Application;
  readonly #browse: BrowseState;
  #asking: AbortController | null = null;

  constructor(app: Application, browse: BrowseState) {
    this.#app = app;
    this.#browse = browse;
  }

  get drop(): readonly string[] {
    return this.#now.drop;
  }
  get add(): readonly string[] {
    return this.#now.add;
  }
  get any(): boolean {
    return this.drop.length + this.add.length > 0;
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  /** Out of the history; what had been added is simply not added any more. */
  without(item: string): void {
    if (this.add.includes(item)) this.#change({ drop: this.drop, add: this.add.filter((each) => each !== item) });
    else if (!this.drop.includes(item)) this.#change({ drop: [...this.drop, item], add: this.add });
  }

  /** Into the history; what had been dropped is put back. */
  with(item: string): void {
    if (this.drop.includes(item)) this.#change({ drop: this.drop.filter((each) => each !== item), add: this.add });
    else if (!this.add.includes(item)) this.#change({ drop: this.drop, add: [...this.add, item] });
  }

  undo(): void {
    const former = this.#past.at(-1);
    if (!former) return;
    this.#past = this.#past.slice(0, -1);
    this.#now = former;
    this.#changed();
  }

  reset(): void {
    if (this.any) this.#change(NONE);
  }

  /** For another user: nothing to undo. Does not ask. */
  set(drop: readonly string[], add: readonly string[]): void {
    this.#asking?.abort();
    this.#now = { drop, add };
    this.#past = [];
    this.result = null;
    this.problem = null;
    this.pending = false;
  }

  async ask(): Promise<void> {
    this.#asking?.abort();
    const { user, run, settings } = this.#browse;
    if (!this.any || user === null) {
      this.result = null;
      this.problem = null;
      this.pending = false;
      return;
    }
    const controller = new AbortController();
    this.#asking = controller;
    const { signal } = controller;
    this.pending = true;
    try {
      const { k, seen } = settings;
      const input = { run: run.id, user, drop: [...this.drop], add: [...this.add], k, includeSeen: seen };
      const result = await this.#app.client.browse.whatIf(input, { signal });
      if (signal.aborted) return;
      this.result = result;
      this.problem = null;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.result = null;
      this.problem = problemOf(error);
    }
    this.pending = false;
  }

  stop(): void {
    this.#asking?.abort();
  }

  #change(next: Both): void {
    this.#past = [...this.#past, this.#now];
    this.#now = next;
    this.#changed();
  }

  #changed(): void {
    this.#browse.remember();
    void this.ask();
    const { item } = this.#browse.inspection;
    if (item !== null) void this.#browse.inspection.open(item);
  }
}
