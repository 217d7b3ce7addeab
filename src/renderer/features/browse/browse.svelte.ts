import type * as v from 'valibot';
import type { Recommendations, Segment, SegmentId, SegmentPlace } from '../../../shared/contract/browse.ts';
import type { FoundItem, FoundUser } from '../../../shared/contract/datasets.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { isAbort, problemOf, type Problem } from '../../client/problem.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import { Inspection } from './inspection.svelte.ts';
import { ListCache } from './list-cache.ts';
import { writePlace, type Place } from './place.ts';
import { rememberedSettings, type Settings } from './settings.ts';
import { Changes } from './what-if.svelte.ts';

/** One run's list for the user at hand. While a new one is on its way, the former stays. */
export interface Column {
  readonly run: RunSummary;
  readonly lists: Recommendations | null;
  readonly pending: boolean;
  readonly problem: Problem | null;
}

/** What one or several runs recommend to a user, beside the user's history. */
export class BrowseState {
  user = $state<string | null>(null);
  segment = $state<SegmentId>('all');
  columns = $state.raw<readonly Column[]>([]);
  segments = $state.raw<readonly Segment[]>([]);
  /** Where the user stands in the segment; null while it is not known. */
  place = $state.raw<SegmentPlace | null>(null);
  problem = $state.raw<Problem | null>(null);
  users = $state.raw<readonly v.InferOutput<typeof FoundUser>[]>([]);
  items = $state.raw<readonly FoundItem[]>([]);

  readonly inspection: Inspection;
  readonly changes: Changes;
  readonly #remembered;
  readonly #app: Application;
  readonly #search = new Latest(150);
  readonly #cache = new ListCache();
  #asking: AbortController | null = null;
  #stepping: AbortController | null = null;
  #drawing: AbortController | null = null;

  constructor(app: Application) {
    this.#app = app;
    this.#remembered = rememberedSettings(app.workspace);
    this.inspection = new Inspection(app, this);
    this.changes = new Changes(app, this);
  }

  get settings(): Settings {
    return this.#remembered.value;
  }

  /** The run that leads; there is one as soon as `follow` was called. */
  get run(): RunSummary {
    return this.columns[0].run;
  }
  get lists(): Recommendations | null {
    return this.columns.at(0)?.lists ?? null;
  }

  /** Goes where the address says; does nothing where that is here. `runs`: those of the place, resolved. */
  async follow(place: Place, runs: readonly RunSummary[]): Promise<void> {
    const sameRuns = runs.length === this.columns.length && runs.every((run, n) => run.id === this.columns[n].run.id);
    const moved = place.user !== null && place.user !== this.user;
    if (sameRuns && !moved && place.user !== null && place.segment === this.segment) {
      if (place.item !== null && place.item !== this.inspection.item) await this.inspection.open(place.item);
      return;
    }
    const sameDataset = this.columns.length > 0 && this.run.datasetId === runs[0].datasetId;
    const leads = sameDataset && this.run.id === runs[0].id;
    this.columns = runs.map((run) => {
      const known = sameDataset ? this.columns.find((column) => column.run.id === run.id) : undefined;
      return known ?? { run, lists: null, pending: true, problem: null };
    });
    this.segment = place.segment;
    if (!leads) {
      this.segments = [];
      this.place = null;
      void this.#readSegments();
    }
    const user = place.user ?? (sameDataset ? this.user : null);
    if (user === null) await this.#anyone(true);
    else await this.show(user, place);
  }

  anyone(): Promise<void> {
    return this.#anyone(false);
  }

  /** @param hit rather one for whom a held-out item was found: there is more to see */
  async #anyone(hit: boolean): Promise<void> {
    this.#drawing?.abort();
    const controller = new AbortController();
    this.#drawing = controller;
    const { signal } = controller;
    try {
      const input = { run: this.run.id, hit, k: this.settings.k };
      const { user } = await this.#app.client.browse.anyUser(input, { signal });
      if (!signal.aborted) await this.show(user);
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    }
  }

  /** The user at hand; changes of the history end with the former one unless the address brings them. */
  async show(user: string, at: Partial<Pick<Place, 'item' | 'drop' | 'add'>> = {}): Promise<void> {
    this.#drawing?.abort();
    const other = user !== this.user;
    this.user = user;
    this.problem = null;
    if (other || at.drop || at.add) this.changes.set(at.drop ?? [], at.add ?? []);
    this.remember();
    void this.#stand();
    await this.#recommend();
    if (this.user !== user) return; // overtaken
    const list = this.changes.result?.items ?? this.lists?.items;
    const item =
      at.item ?? (other ? null : this.inspection.item) ?? list?.at(0)?.item ?? this.lists?.history.at(0)?.item;
    if (item !== undefined) await this.inspection.open(item);
    else this.inspection.close();
  }

  /** The next or the previous user of the segment. */
  async step(by: 1 | -1): Promise<void> {
    const { place } = this;
    const user = by === 1 ? place?.next : place?.previous;
    if (user) return this.show(user);
    // Not in the segment: begin at its start.
    if (place?.place === null) await this.choose(this.segment);
  }

  /** Goes to the first user of a segment. */
  async choose(segment: SegmentId): Promise<void> {
    this.segment = segment;
    const place = await this.#askPlace({});
    if (!place) return;
    if (place.user === null) this.remember();
    else await this.show(place.user);
  }

  async set(change: Partial<Settings>): Promise<void> {
    const before = this.#asked();
    const { k } = this.settings;
    this.#remembered.value = { ...this.settings, ...change };
    if (change.k !== undefined && change.k !== k) void this.#readSegments();
    if (this.user === null || this.#asked() === before) return;
    void this.#stand();
    await this.#recommend();
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

  /** Asks again for what failed because nobody answered. */
  retry(): void {
    const failed = [this.problem, ...this.columns.map(({ problem }) => problem)];
    if (!failed.some((problem) => problem?.code === 'ENGINE_STOPPED')) return;
    this.problem = null;
    void this.#readSegments();
    if (this.user === null) void this.#anyone(true);
    else void this.show(this.user, { item: this.inspection.item });
  }

  stop(): void {
    this.#search.cancel();
    this.#asking?.abort();
    this.#stepping?.abort();
    this.#drawing?.abort();
    this.inspection.close();
    this.changes.stop();
  }

  remember(): void {
    const { drop, add } = this.changes;
    const runs = this.columns.map(({ run }) => run.id);
    const { user, segment } = this;
    this.#app.router.refine(writePlace({ runs, user, item: this.inspection.item, segment, drop, add }));
  }

  async #recommend(): Promise<void> {
    const { user } = this;
    if (user === null) return;
    this.#asking?.abort();
    const controller = new AbortController();
    this.#asking = controller;
    const { signal } = controller;
    await Promise.all([
      ...this.columns.map((column) => this.#fill(column.run, user, signal)),
      this.changes.any ? this.changes.ask() : undefined,
    ]);
  }

  async #fill(run: RunSummary, user: string, signal: AbortSignal): Promise<void> {
    const known = this.#cache.get(this.#key(run, user));
    if (known) {
      this.#put(run, { lists: known, pending: false, problem: null });
      return;
    }
    this.#put(run, { pending: true });
    try {
      const lists = await this.#load(run, user, signal);
      if (!signal.aborted) this.#put(run, { lists, pending: false, problem: null });
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#put(run, { lists: null, pending: false, problem: problemOf(error) });
    }
  }

  async #load(run: RunSummary, user: string, signal: AbortSignal): Promise<Recommendations> {
    const key = this.#key(run, user);
    const { k, seen: includeSeen, by, neighbours, scale } = this.settings;
    const input = {
      run: run.id,
      user,
      k,
      includeSeen,
      ...(by === 'likeness' && { similarity: { neighbours, scale } }),
    };
    const lists = await this.#app.client.browse.recommend(input, { signal });
    this.#cache.set(key, lists);
    return lists;
  }

  #key(run: RunSummary, user: string): string {
    return JSON.stringify([run.id, user, this.#asked()]);
  }

  /** Everything that a list depends on beside run and user. */
  #asked(): string {
    const { k, seen, by, neighbours, scale } = this.settings;
    return JSON.stringify([k, seen, by, ...(by === 'likeness' ? [neighbours, scale] : [])]);
  }

  #put(run: RunSummary, change: Partial<Column>): void {
    this.columns = this.columns.map((column) => (column.run.id === run.id ? { ...column, ...change } : column));
  }

  /** Where the user stands in the segment, and the list of who comes next while there is time. */
  async #stand(): Promise<void> {
    if (this.user === null) return;
    const place = await this.#askPlace({ user: this.user });
    const signal = this.#stepping?.signal;
    if (!place?.next || !signal || signal.aborted || this.#cache.get(this.#key(this.run, place.next))) return;
    await this.#load(this.run, place.next, signal).catch(() => undefined); // only ahead of time
  }

  async #askPlace(at: { user?: string }): Promise<SegmentPlace | null> {
    this.#stepping?.abort();
    const controller = new AbortController();
    this.#stepping = controller;
    const { signal } = controller;
    try {
      const input = { run: this.run.id, segment: this.segment, k: this.settings.k, ...at };
      const place = await this.#app.client.browse.segmentPlace(input, { signal });
      if (signal.aborted) return null;
      this.place = place;
      return place;
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
      return null;
    }
  }

  async #readSegments(): Promise<void> {
    const { run } = this;
    try {
      const segments = await this.#app.client.browse.segments({ run: run.id, k: this.settings.k });
      if (this.run.id === run.id) this.segments = segments;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (!isAbort(error)) this.problem = problemOf(error);
  }
}
