import Activity from '@lucide/svelte/icons/activity';
import * as v from 'valibot';
import type { ModelInfo } from '../../../shared/contract/models.ts';
import { isAbort } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import { href } from '../../state/address.ts';
import type { Application } from '../../state/application.svelte.ts';
import { Latest } from '../../state/latest.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { actEntry, entryMaker, type Deed, type Entry, type Kind } from './entries.ts';
import { match, searchable, words, type Match, type Searchable } from './rank.ts';

/** Lines drawn per heading: what lies beyond is found by typing on. */
const SHOWN: Readonly<Record<Kind, number>> = { act: 8, dataset: 6, view: 6, run: 8, user: 5, item: 5 };
const RECENT = 6;
const KINDS: readonly Kind[] = ['act', 'dataset', 'view', 'run', 'user', 'item'];

interface Prepared {
  readonly entry: Entry;
  readonly label: Searchable;
  readonly beside: Searchable;
}
export interface Line {
  readonly entry: Entry;
  readonly ranges: Match['ranges'];
}
export interface Group {
  readonly kind: Kind | 'recent';
  readonly lines: readonly Line[];
  /** Found but not drawn. */
  readonly hidden: number;
}

const prepare = (entry: Entry): Prepared => ({
  entry,
  label: searchable(entry.label),
  beside: searchable(entry.also),
});

/** The best of each kind, best first; slips of the pen count only where nothing matches as typed. */
export function rank(prepared: readonly Prepared[], query: readonly string[]): Group[] {
  const found = prepared.flatMap(({ entry, label, beside }) => {
    const hit = match(query, label, beside);
    return hit ? [{ entry, ...hit }] : [];
  });
  const exact = found.filter(({ weak }) => !weak);
  const counted = exact.length > 0 ? exact : found;
  return KINDS.flatMap((kind) => {
    const all = counted.filter(({ entry }) => entry.kind === kind).sort((a, b) => b.score - a.score);
    return all.length === 0
      ? []
      : [{ kind, lines: all.slice(0, SHOWN[kind]), hidden: Math.max(0, all.length - SHOWN[kind]) }];
  });
}

/** What the palette finds for what is typed, which line is chosen, and what was used last. */
export class PaletteState {
  query = $state('');
  /** The entry whose deeds are shown instead of the list. */
  more = $state.raw<Entry | null>(null);
  searching = $state(false);
  /** The engine could not be asked for users and items. */
  unsearched = $state(false);
  #active = $state(0);
  #things = $state.raw<readonly Entry[]>([]);
  #models = $state.raw<readonly ModelInfo[]>([]);
  readonly #app: Application;
  readonly #search = new Latest(120);
  readonly #recent: Remembered<string[]>;

  // Prepared once per change of the workspace, not per letter.
  readonly #acts: readonly Prepared[] = $derived.by(() => {
    const { actions, focus, router } = this.#app;
    const t = text.actions;
    const { view } = focus;
    const trainings = (view ? this.#models : []).map((model) => ({
      id: `train.${model.id}`,
      label: t.train(model.title),
      also: model.id,
      group: t.trainOn(view?.name ?? ''),
      icon: Activity,
      run: () => router.go(href(['train'], { view: view?.id, model: model.id })),
    }));
    const offered = actions.all.filter(({ id }) => id !== 'window.find');
    return [...offered, ...trainings].map((action) => prepare(actEntry(action)));
  });
  readonly #stored: readonly Prepared[] = $derived.by(() => {
    const { workspace } = this.#app;
    const make = entryMaker(this.#app);
    return [
      ...workspace.datasets.map(make.dataset),
      ...workspace.views.map(make.view),
      ...workspace.runs.map(make.run),
    ].map(prepare);
  });

  readonly groups: readonly Group[] = $derived.by(() => {
    const typed = words(this.query);
    if (typed.length === 0) return this.#atRest();
    const known = rank([...this.#acts, ...this.#stored], typed);
    // What the engine found matches by its own rules; here it is only drawn.
    const things = (['user', 'item'] as const).flatMap((kind) => {
      const lines = this.#things
        .filter((entry) => entry.kind === kind)
        .map((entry) => ({ entry, ranges: match(typed, searchable(entry.label))?.ranges ?? [] }));
      return lines.length === 0 ? [] : [{ kind, lines, hidden: 0 }];
    });
    return [...known, ...things];
  });
  readonly lines: readonly Line[] = $derived(this.groups.flatMap((group) => group.lines));
  readonly deeds: readonly Deed[] = $derived(this.more?.deeds ?? []);
  readonly #size = $derived(this.more ? this.more.deeds.length : this.lines.length);
  /** The chosen line, or deed; the first unless an arrow moved it. */
  readonly active = $derived(Math.min(this.#active, Math.max(0, this.#size - 1)));

  constructor(app: Application) {
    this.#app = app;
    this.#recent = new Remembered(app.workspace, 'window.palette.recent', v.array(v.string()), []);
  }

  /** Asks which models there are, so that each can be trained from here. */
  async start(): Promise<void> {
    try {
      this.#models = await this.#app.client.models.list();
    } catch {
      // The place for training says what is wrong; here its lines are missing.
    }
  }

  type(query: string): void {
    this.query = query;
    this.#active = 0;
    this.more = null;
    this.#ask(query.trim());
  }

  move(step: number): void {
    if (this.#size > 0) this.#active = (this.active + step + this.#size) % this.#size;
  }

  point(index: number): void {
    this.#active = index;
  }

  /** Shows what else can be done with the chosen line. */
  expand(): void {
    const line = this.lines.at(this.active);
    if (this.more || !line) return;
    this.more = line.entry;
    this.#active = 0;
  }

  /** Back to the list, to the line it came from. */
  collapse(): void {
    const at = this.lines.findIndex(({ entry }) => entry.id === this.more?.id);
    this.more = null;
    this.#active = Math.max(0, at);
  }

  /** @returns what Enter does now: the chosen deed, or the usual one of the chosen line. */
  take(): Deed | null {
    const entry = this.more ?? this.lines.at(this.active)?.entry;
    if (!entry) return null;
    // Users and items belong to one dataset; the recent ones must be found again in any.
    if (entry.kind !== 'user' && entry.kind !== 'item')
      this.#recent.value = [entry.id, ...this.#recent.value.filter((id) => id !== entry.id)].slice(0, RECENT);
    return entry.deeds[this.more ? this.active : 0] ?? null;
  }

  stop(): void {
    this.#search.cancel();
  }

  /** Nothing typed yet: what was used last, then everything that can be done. */
  #atRest(): Group[] {
    // Nothing but what is drawn is prepared: the palette must be there at once.
    const find = (list: readonly Prepared[], id: string) => list.find(({ entry }) => entry.id === id);
    const recent = this.#recent.value.flatMap(
      (id) => find(id.startsWith('act ') ? this.#acts : this.#stored, id) ?? [],
    );
    const plain = ({ entry }: Prepared): Line => ({ entry, ranges: [] });
    const acts = this.#acts.filter((act) => !recent.includes(act));
    return [
      ...(recent.length > 0 ? [{ kind: 'recent' as const, lines: recent.map(plain), hidden: 0 }] : []),
      { kind: 'act', lines: acts.map(plain), hidden: 0 },
    ];
  }

  #ask(query: string): void {
    const { client, focus, workspace } = this.#app;
    const { dataset, view } = focus;
    this.unsearched = false;
    if (query === '' || !dataset) {
      this.#search.cancel();
      this.searching = false;
      this.#things = [];
      return;
    }
    this.searching = true;
    const question = { dataset: dataset.id, text: query, limit: SHOWN.user };
    this.#search.ask(
      (signal) =>
        Promise.all([
          client.datasets.searchUsers(question, { signal }),
          client.datasets.searchItems(question, { signal }),
        ]),
      ([{ users }, { items }]) => {
        const make = entryMaker(this.#app);
        const done = workspace.runs.filter((run) => run.state === 'done' && run.datasetId === dataset.id);
        const run = done.find(({ viewId, model }) => viewId === view?.id && model !== 'popularity') ?? done.at(0);
        this.searching = false;
        this.#things = [
          ...users.map(({ user, interactions }) => make.user(user, interactions, run, dataset.id)),
          ...items.map((item) => make.item(item, run, dataset.id)),
        ];
      },
      (error) => {
        this.searching = false;
        this.unsearched = !isAbort(error);
      },
    );
  }
}
