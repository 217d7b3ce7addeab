import type { Segment, SegmentId, SegmentPlace } from '../../../shared/contract/browse.ts';
import { SEGMENTS } from '../../../shared/contract/browse.ts';
import { csvLine } from '../../../shared/csv.ts';
import type { Catalogue } from './catalogue.ts';
import type { FittedRun } from './fitted.ts';
import type { OpenRuns } from './open-runs.ts';
import type { Recommender } from './recommender.ts';

/** Users whose lists are made with one turn of the kernels: other questions come in between. */
const BATCH = 1000;
/** Users times items up to which `found` and `missed` are counted without being asked for: about a second. */
const COUNTED_AT_ONCE = 1e9;
/** A taste shows from so many items on. */
const TELLING = 5;

/** Best rank of anything held out, for the users who have such a hit among the first k. */
type Hits = ReadonlyMap<number, number>;

/** What was made for one model, by id and length of list; dropped with it. */
interface Made {
  readonly users: Map<string, Promise<Uint32Array>>;
  readonly hits: Map<number, Promise<Hits>>;
}

/** Groups of the users that a run knows, each in an order that makes sense for it. Original ids out. */
export class Segments {
  readonly #runs: OpenRuns;
  readonly #made = new WeakMap<FittedRun, Made>();

  constructor(runs: OpenRuns) {
    this.#runs = runs;
  }

  /** All of them; `users` null: not counted yet, for it would take a list for each of very many users. */
  list(input: { run: string; k: number }): Promise<Segment[]> {
    return this.#runs.with(input.run, async (fitted) => {
      const { view } = fitted.catalogue;
      const cheap = view.userCount * view.itemCount <= COUNTED_AT_ONCE;
      const segments: Segment[] = [];
      for (const id of SEGMENTS) {
        const known = this.#madeOf(fitted).hits.has(input.k);
        if (needsLists(id) && !cheap && !known) segments.push({ id, users: null, from: null, to: null });
        else segments.push(summary(id, await this.#users(fitted, id, input.k), fitted.catalogue));
      }
      return segments;
    });
  }

  /** A user's place, or the user at a place; by neither, the first. */
  place(input: {
    run: string;
    segment: SegmentId;
    k: number;
    user?: string | undefined;
    place?: number | undefined;
  }): Promise<SegmentPlace> {
    return this.#runs.with(input.run, async (fitted) => {
      const { catalogue } = fitted;
      const users = await this.#users(fitted, input.segment, input.k);
      let place = Math.min(input.place ?? 0, users.length - 1);
      if (input.user !== undefined) place = users.indexOf((await catalogue.user(input.user)) ?? -1);
      const near = [place - 1, place, place + 1].map((at) => (place >= 0 ? users.at(at) : undefined));
      if (place === 0) near[0] = undefined; // at(-1) is the last one
      const wanted = near.filter((user) => user !== undefined);
      const ids = new Map((await catalogue.userIds(wanted)).map((id, n) => [wanted[n], id]));
      const [previous, user, next] = near.map((at) => (at === undefined ? null : (ids.get(at) ?? null)));
      return { total: users.length, place: place >= 0 ? place : null, user, previous, next };
    });
  }

  /** Lists of some users of a segment as lines of CSV; the first page begins with the names of the columns. */
  lists(input: {
    run: string;
    segment: SegmentId;
    k: number;
    segmentK: number;
    includeSeen: boolean;
    guard: boolean;
    offset: number;
    limit: number;
  }): Promise<{ csv: string; users: number; total: number }> {
    return this.#runs.with(input.run, async (fitted) => {
      const { catalogue, recommender } = fitted;
      const all = await this.#users(fitted, input.segment, input.segmentK);
      const users = all.slice(input.offset, input.offset + input.limit);
      const [ids, lists] = await Promise.all([catalogue.userIds(users), recommender.lists(users, input)]);
      const cards = await catalogue.cards(lists.flatMap(({ items }) => Array.from(items)));
      const lines = input.offset === 0 ? [csvLine(LIST_COLUMNS)] : [];
      let card = 0;
      lists.forEach(({ items, scores }, n) =>
        items.forEach((item, rank) => {
          const { item: id, title, popularity } = cards[card++];
          const heldOut = catalogue.heldOut(users[n], item);
          lines.push(csvLine([ids[n], rank + 1, id, title, scores[rank], popularity, heldOut], input.guard));
        }),
      );
      return { csv: lines.map((line) => `${line}\r\n`).join(''), users: users.length, total: all.length };
    });
  }

  #madeOf(fitted: FittedRun): Made {
    let made = this.#made.get(fitted);
    if (!made) this.#made.set(fitted, (made = { users: new Map(), hits: new Map() }));
    return made;
  }

  /** View users. */
  #users(fitted: FittedRun, id: SegmentId, k: number): Promise<Uint32Array> {
    const { users, hits } = this.#madeOf(fitted);
    const found = () => once(hits, k, () => firstHits(fitted, k));
    return once(users, needsLists(id) ? `${id} ${k}` : id, () => usersOf(id, fitted, found));
  }
}

/** A failure is not kept. */
function once<K, V>(kept: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  let value = kept.get(key);
  if (!value) {
    kept.set(key, (value = make()));
    value.catch(() => kept.delete(key));
  }
  return value;
}

const LIST_COLUMNS = ['user', 'rank', 'item', 'title', 'score', 'popularity', 'held_out'];

const needsLists = (id: SegmentId): boolean => id === 'found' || id === 'missed';

interface Source {
  readonly catalogue: Catalogue;
  readonly recommender: Recommender;
}

/** In the order of the dataset. */
const knownUsers = ({ catalogue: { view }, recommender }: Source): Uint32Array =>
  Uint32Array.from({ length: view.userCount }, (_, user) => user)
    .filter((user) => recommender.knows(user))
    .sort((a, b) => view.userOf[a] - view.userOf[b]);

/**
 * The users of a segment, among those that the run knows:
 * all: in the order of the dataset. most-active, fewest: the tenth with the longest and the shortest histories, longest
 * and shortest first; middle: the tenth around the median. held-out-users: those that training never saw, whose history
 * is folded in. found: something that was held out stands among the first k, best rank first; missed: something was held
 * out and nothing of it stands there, most held-out items first. niche: of those with five items or more, the tenth
 * whose items are the least popular on average, least popular first. A tenth is rounded up; what is equal goes by the
 * order of the dataset.
 */
export async function usersOf(id: SegmentId, source: Source, hits: () => Promise<Hits>): Promise<Uint32Array> {
  const { catalogue } = source;
  const { view } = catalogue;
  const known = knownUsers(source);
  /** Ascending by a key; the sort is stable, so that equal ones keep the dataset's order. */
  const by = (users: Uint32Array, key: (user: number) => number): Uint32Array => {
    const keys = new Map(Array.from(users, (user) => [user, key(user)]));
    return users.slice().sort((a, b) => keys.get(a)! - keys.get(b)!);
  };
  const tenth = Math.ceil(known.length / 10);
  switch (id) {
    case 'all':
      return known;
    case 'most-active':
      return by(known, (user) => -catalogue.knownLength(user)).slice(0, tenth);
    case 'fewest':
      return by(known, (user) => catalogue.knownLength(user)).slice(0, tenth);
    case 'middle': {
      const from = Math.floor((known.length - tenth) / 2);
      return by(known, (user) => catalogue.knownLength(user)).slice(from, from + tenth);
    }
    case 'held-out-users':
      return known.filter((user) => view.foldIn.start[user + 1] > view.foldIn.start[user]);
    case 'niche': {
      const telling = known.filter((user) => catalogue.knownLength(user) >= TELLING);
      return by(telling, (user) => meanPopularity(catalogue, user)).slice(0, Math.ceil(telling.length / 10));
    }
    case 'found':
    case 'missed': {
      const tested = known.filter((user) => catalogue.heldOutLength(user) > 0);
      const ranks = await hits();
      return id === 'found'
        ? by(
            tested.filter((user) => ranks.has(user)),
            (user) => ranks.get(user)!,
          )
        : by(
            tested.filter((user) => !ranks.has(user)),
            (user) => -catalogue.heldOutLength(user),
          );
    }
  }
}

function meanPopularity(catalogue: Catalogue, user: number): number {
  const { items } = catalogue.known(user);
  return items.reduce((sum, item) => sum + catalogue.popularity(item), 0) / items.length;
}

export async function firstHits(source: Source, k: number): Promise<Hits> {
  const { catalogue, recommender } = source;
  const users = knownUsers(source).filter((user) => catalogue.heldOutLength(user) > 0);
  const ranks = new Map<number, number>();
  for (let from = 0; from < users.length; from += BATCH) {
    const batch = users.subarray(from, from + BATCH);
    const lists = await recommender.lists(batch, { k, includeSeen: false });
    lists.forEach(({ items }, n) => {
      const rank = items.findIndex((item) => catalogue.heldOut(batch[n], item) !== null);
      if (rank >= 0) ranks.set(batch[n], rank + 1);
    });
  }
  return ranks;
}

function summary(id: SegmentId, users: Uint32Array, catalogue: Catalogue): Segment {
  let [from, to]: [number | null, number | null] = [null, null];
  for (const user of users) {
    const length = catalogue.knownLength(user);
    from = Math.min(from ?? length, length);
    to = Math.max(to ?? length, length);
  }
  return { id, users: users.length, from, to };
}
