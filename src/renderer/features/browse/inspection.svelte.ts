import type { Explanation, Similar } from '../../../shared/contract/browse.ts';
import type { ItemCard } from '../../../shared/contract/common.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import type { BrowseState } from './browse.svelte.ts';

const NEAREST = 10;

/** The item that is looked at: what resembles it, and what makes its score. */
export class Inspection {
  item = $state<string | null>(null);
  similar = $state.raw<Similar | null>(null);
  /** Why there are no similar items: the run offers none, or the item is unknown to it. */
  similarProblem = $state.raw<Problem | null>(null);
  explanation = $state.raw<Explanation | null>(null);
  pending = $state(false);
  readonly #app: Application;
  readonly #browse: BrowseState;
  #asking: AbortController | null = null;

  constructor(app: Application, browse: BrowseState) {
    this.#app = app;
    this.#browse = browse;
  }

  /** What is known of the item from what is on the screen already. */
  readonly card: ItemCard | undefined = $derived.by(() => {
    const { item } = this;
    const lists = this.#browse.columns.flatMap(({ lists: each }) => (each ? [...each.items, ...each.history] : []));
    const { result } = this.#browse.changes;
    const changed = result ? [...result.items, ...result.gone, ...result.added] : [];
    const near = this.similar ? [this.similar.item, ...this.similar.items] : [];
    return [...lists, ...changed, ...near].find((each) => each.item === item);
  });

  async open(item: string): Promise<void> {
    const { user, changes, run, settings } = this.#browse;
    this.item = item;
    this.#browse.remember();
    this.#asking?.abort();
    const controller = new AbortController();
    this.#asking = controller;
    const { signal } = controller;
    const { client } = this.#app;
    this.pending = true;
    const about = { run: run.id, item };
    const change = { drop: [...changes.drop], add: [...changes.add] };
    const similar = client.browse.similar({ ...about, k: NEAREST, index: settings.index }, { signal });
    const explained = user === null ? null : client.browse.explain({ ...about, user, ...change }, { signal });
    const [near, why] = await Promise.allSettled([similar, explained]);
    if (signal.aborted) return;
    this.pending = false;
    this.similar = near.status === 'fulfilled' ? near.value : null;
    this.similarProblem = near.status === 'rejected' && !isAbort(near.reason) ? problemOf(near.reason) : null;
    // A user that the run does not know has no score to explain; the list says so.
    this.explanation = why.status === 'fulfilled' ? why.value : null;
  }

  /** With the index or without. */
  async search(index: 'exact' | 'hnsw'): Promise<void> {
    await this.#browse.set({ index });
    if (this.item !== null) await this.open(this.item);
  }

  close(): void {
    this.#asking?.abort();
    this.item = null;
    this.similar = null;
    this.similarProblem = null;
    this.explanation = null;
    this.pending = false;
  }
}
