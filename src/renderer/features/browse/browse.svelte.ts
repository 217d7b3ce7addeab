import type * as v from 'valibot';
import type { Recommendations, Similar } from '../../../shared/contract/browse.ts';
import type { FoundItem, FoundUser } from '../../../shared/contract/datasets.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';

const K = 10;

/** A user's history beside what a run recommends, and what resembles the chosen item. */
export class BrowseState {
  user = $state<string | null>(null);
  item = $state<string | null>(null);
  includeSeen = $state(false);
  lists = $state.raw<Recommendations | null>(null);
  similar = $state.raw<Similar | null>(null);
  /** Why there are no similar items: the run offers none, or the item is unknown to it. */
  similarProblem = $state.raw<Problem | null>(null);
  problem = $state.raw<Problem | null>(null);
  users = $state.raw<readonly v.InferOutput<typeof FoundUser>[]>([]);
  items = $state.raw<readonly FoundItem[]>([]);

  readonly run: RunSummary;
  readonly #app: Application;
  readonly #search = new Latest(150);
  #lists: AbortController | null = null;
  #similar: AbortController | null = null;

  constructor(app: Application, run: RunSummary) {
    this.#app = app;
    this.run = run;
  }

  /** Opens at the given user and item; without a user, at anyone. */
  async start(user: string | null, item: string | null): Promise<void> {
    if (user === null) await this.anyone();
    else await this.show(user, item);
  }

  async anyone(): Promise<void> {
    try {
      const { user } = await this.#app.client.browse.anyUser({ run: this.run.id });
      await this.show(user, null);
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async show(user: string, item: string | null): Promise<void> {
    this.user = user;
    this.#remember();
    await this.#recommend();
    const first = item ?? this.lists?.items.at(0)?.item ?? null;
    if (first !== null) await this.inspect(first);
  }

  async seen(included: boolean): Promise<void> {
    this.includeSeen = included;
    await this.#recommend();
  }

  /** Looks for items that resemble this one. */
  async inspect(item: string): Promise<void> {
    this.item = item;
    this.#remember();
    this.#similar?.abort();
    const controller = new AbortController();
    this.#similar = controller;
    try {
      const { signal } = controller;
      const similar = await this.#app.client.browse.similar({ run: this.run.id, item, k: K }, { signal });
      if (signal.aborted) return;
      this.similar = similar;
      this.similarProblem = null;
    } catch (error) {
      if (controller.signal.aborted || isAbort(error)) return;
      this.similar = null;
      this.similarProblem = problemOf(error);
    }
  }

  /** Users and items that match what was typed. */
  search(typed: string): void {
    const { client } = this.#app;
    const query = { dataset: this.run.datasetId, text: typed, limit: 6 };
    if (typed.trim() === '') {
      this.#search.cancel();
      this.users = this.items = [];
      return;
    }
    this.#search.ask(
      (signal) =>
        Promise.all([client.datasets.searchUsers(query, { signal }), client.datasets.searchItems(query, { signal })]),
      ([users, items]) => {
        this.users = users.users;
        this.items = items.items;
      },
      (error) => (this.problem = problemOf(error)),
    );
  }

  stop(): void {
    this.#search.cancel();
    this.#lists?.abort();
    this.#similar?.abort();
  }

  async #recommend(): Promise<void> {
    if (this.user === null) return;
    this.#lists?.abort();
    const controller = new AbortController();
    this.#lists = controller;
    try {
      const { signal } = controller;
      const lists = await this.#app.client.browse.recommend(
        { run: this.run.id, user: this.user, k: K, includeSeen: this.includeSeen },
        { signal },
      );
      if (signal.aborted) return;
      this.lists = lists;
      this.problem = null;
    } catch (error) {
      if (controller.signal.aborted || isAbort(error)) return;
      this.lists = null;
      this.problem = problemOf(error);
    }
  }

  #remember(): void {
    this.#app.router.refine({ run: this.run.id, user: this.user, item: this.item });
  }
}
