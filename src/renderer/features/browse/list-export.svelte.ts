import { toast } from 'svelte-sonner';
import type { SegmentId } from '../../../shared/contract/browse.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';
import { save } from '../../ui/save.ts';

/** Places of lists that come with one answer; between two of them it can be cancelled. */
const PLACES = 5000;

export interface ListsWanted {
  readonly run: string;
  readonly segment: SegmentId;
  readonly k: number;
  readonly segmentK: number;
  readonly includeSeen: boolean;
  readonly guard: boolean;
}

interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly rate: number | null; // users a second
  readonly secondsLeft: number | null;
}

/** Lists of many users on their way into a file. Goes on while other screens are shown. */
export class ListExport {
  progress = $state.raw<Progress | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #app: Application;
  #controller: AbortController | null = null;

  constructor(app: Application) {
    this.#app = app;
  }

  async start(wanted: ListsWanted, name: string): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    const limit = Math.max(1, Math.min(1000, Math.floor(PLACES / wanted.k)));
    const began = performance.now();
    // With a byte order mark for spreadsheets; a file for machines is plain.
    const parts: string[] = wanted.guard ? ['\ufeff'] : [];
    this.problem = null;
    this.progress = { done: 0, total: null, rate: null, secondsLeft: null };
    try {
      for (let done = 0; ;) {
        const page = await this.#app.client.browse.lists({ ...wanted, offset: done, limit }, { signal });
        signal.throwIfAborted();
        parts.push(page.csv);
        done += page.users;
        const rate = (1000 * done) / (performance.now() - began);
        this.progress = { done, total: page.total, rate, secondsLeft: (page.total - done) / rate };
        if (done >= page.total || page.users === 0) break;
      }
      const { total } = this.progress;
      save(new Blob(parts, { type: 'text/csv;charset=utf-8' }), name);
      toast(text.browse.save.done(total ?? 0, name));
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.problem = problemOf(error);
    }
    if (this.#controller === controller) this.#controller = this.progress = null;
  }

  cancel(): void {
    this.#controller?.abort();
    this.#controller = this.progress = null;
  }
}

const exports = new WeakMap<Application, ListExport>();

/** One per window: it outlives the screen that began it. */
export function listExport(app: Application): ListExport {
  let found = exports.get(app);
  if (!found) exports.set(app, (found = new ListExport(app)));
  return found;
}
