import { randomInt } from 'node:crypto';
import type { BySimilarity, Recommendations, Similar } from '../../../shared/contract/browse.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { PluginReference } from '../plugins/registry.ts';
import { listsByPlugin } from './by-plugin.ts';
import type { FittedRun } from './fitted.ts';
import type { NeighbourSearch } from './neighbour-search.ts';
import { unknown, type OpenRuns } from './open-runs.ts';
import type { GivenHistory, List, ListOptions } from './recommender.ts';
import { listBySimilarity } from './similarity.ts';

/** A first look is dull without a history; so many draws are made for a user that has one. */
const DRAWS = 20;
const TELLING = 5;
const HIT_DRAWS = 64;

interface ListSettings {
  run: string;
  k: number;
  includeSeen: boolean;
  only?: string[] | undefined;
  similarity?: BySimilarity | undefined;
  /** A recommender of the user's own. */
  plugin?: PluginReference | null;
}
type Way = Pick<ListSettings, 'similarity' | 'plugin'>;
type RecommendInput = ListSettings & { user?: string | undefined; history?: string[] | undefined };
type RecommendManyInput = ListSettings & { users: string[] };

interface ManyLists {
  user: string;
  known: boolean;
  items: { item: string; title: string | null; score: number; rank: number }[];
}

/** The answers behind `browse` of the contract that concern one run, original ids in and out. */
export class Browse {
  readonly #storage: RemoteServices<StorageServices>;
  readonly #runs: OpenRuns;
  readonly #search: NeighbourSearch;

  constructor(storage: RemoteServices<StorageServices>, runs: OpenRuns, search: NeighbourSearch) {
    this.#storage = storage;
    this.#runs = runs;
    this.#search = search;
  }

  /**
   * One list with the history beside it. A user that the dataset, the view or the training does not know gets
   * `known: false` and no items; whatever history the view has is told all the same. Held-out users are folded in.
   */
  recommend(input: RecommendInput): Promise<Recommendations> {
    const begin = performance.now();
    if ((input.user === undefined) === (input.history === undefined))
      throw new RecsmithError('BAD_INPUT', 'A list is made for a user or for a history: name one of them.', {
        where: 'user, history',
      });
    return this.#runs.with(input.run, async (fitted, run) => {
      const { catalogue, recommender } = fitted;
      const answer = {
        ...{ user: input.user ?? null, known: false, history: [], items: [], candidates: 0 },
        seenExcluded: !input.includeSeen && run.loaded?.data !== 'ids',
        trainingUsers: catalogue.trainingUsers,
        whatIf: recommender.whatIf,
      };
      const options = { ...input, only: input.only && (await catalogue.items(input.only)) };
      const user = input.user === undefined ? null : await catalogue.user(input.user);
      let history: Recommendations['history'];
      let list: List;
      if (input.history !== undefined) {
        const items = await catalogue.items(input.history);
        if (items.length === 0) throw unknown('item', input.history.join(', '), run);
        const values = catalogue.bestValue === null ? null : new Float32Array(items.length).fill(catalogue.bestValue);
        const cards = await catalogue.cards(items);
        history = cards.map((card) => ({ ...card, value: null, time: null, part: 'train' as const }));
        list = await this.#ofHistory(fitted, { items, values }, options);
      } else {
        if (user === null) return { ...answer, seconds: since(begin) };
        history = await catalogue.history(user);
        if (!this.#knows(fitted, user, input)) return { ...answer, history, seconds: since(begin) };
        [list] = await this.#lists(fitted, Uint32Array.of(user), options);
      }
      const cards = await catalogue.cards(list.items);
      const items = cards.map((card, n) => ({
        ...card,
        score: list.scores[n],
        rank: n + 1,
        heldOut: user === null ? null : catalogue.heldOut(user, list.items[n]),
      }));
      return { ...answer, known: true, history, items, candidates: list.candidates, seconds: since(begin) };
    });
  }

  recommendMany(input: RecommendManyInput): Promise<ManyLists[]> {
    return this.#runs.with(input.run, async (fitted, run) => {
      const { catalogue } = fitted;
      const indices = await this.#storage.datasets.userIndices(run.datasetId, input.users);
      const users = indices.map((index) => catalogue.userAt(index));
      const known = users.map((user) => user !== null && this.#knows(fitted, user, input));
      const rows = Uint32Array.from(users.filter((user, n): user is number => user !== null && known[n]));
      const only = input.only && (await catalogue.items(input.only));
      const lists = await this.#lists(fitted, rows, { ...input, only });
      const cards = await catalogue.cards(lists.flatMap((list) => Array.from(list.items)));
      let next = 0;
      let card = 0;
      return input.users.map((user, n) => {
        if (!known[n]) return { user, known: false, items: [] };
        const { scores } = lists[next++];
        const items = Array.from(scores, (score, place) => {
          const { item, title } = cards[card++];
          return { item, title, score, rank: place + 1 };
        });
        return { user, known: true, items };
      });
    });
  }

  /** By similarity a history is all it takes. */
  #knows({ catalogue, recommender }: FittedRun, user: number, { similarity }: ListSettings): boolean {
    return similarity ? catalogue.known(user).items.length > 0 : recommender.knows(user);
  }

  #lists(fitted: FittedRun, users: Uint32Array, options: ListOptions & Way): Promise<List[]> {
    const { similarity, plugin } = options;
    if (plugin) {
      const asked = Array.from(users, (user) => ({
        row: fitted.recommender.row(user),
        history: fitted.catalogue.known(user).items,
      }));
      return listsByPlugin(plugin, fitted, asked, options);
    }
    if (!similarity) return fitted.recommender.lists(users, options);
    const histories = Array.from(users, (user) => fitted.catalogue.known(user).items);
    return Promise.all(histories.map((items) => listBySimilarity(this.#search, fitted, items, similarity, options)));
  }

  async #ofHistory(fitted: FittedRun, history: GivenHistory, options: ListOptions & Way): Promise<List> {
    const { similarity, plugin } = options;
    if (plugin) {
      const asked = { row: fitted.recommender.foldIn(history), history: history.items };
      return (await listsByPlugin(plugin, fitted, [asked], options))[0];
    }
    return similarity
      ? listBySimilarity(this.#search, fitted, history.items, similarity, options)
      : fitted.recommender.listOfHistory(history, options);
  }

  /** Ratings where the model predicts them (not clipped), its scores elsewhere; null for ids that the view lacks. */
  predict(input: { run: string; pairs: [string, string][] }): Promise<(number | null)[]> {
    return this.#runs.with(input.run, async ({ catalogue, recommender }, run) => {
      const place = (ids: string[]) => new Map([...new Set(ids)].map((id, n) => [id, n]));
      const userPlaces = place(input.pairs.map(([user]) => user));
      const itemPlaces = place(input.pairs.map(([, item]) => item));
      const [userIndices, itemIndices] = await Promise.all([
        this.#storage.datasets.userIndices(run.datasetId, [...userPlaces.keys()]),
        this.#storage.datasets.itemIndices(run.datasetId, [...itemPlaces.keys()]),
      ]);
      const users: number[] = [];
      const items: number[] = [];
      const places: number[] = [];
      input.pairs.forEach(([userId, itemId], n) => {
        const user = catalogue.userAt(userIndices[userPlaces.get(userId)!]);
        const item = catalogue.itemAt(itemIndices[itemPlaces.get(itemId)!]);
        if (user === null || item === null) return;
        users.push(user);
        items.push(item);
        places.push(n);
      });
      const scores = await recommender.scores(Uint32Array.from(users), Uint32Array.from(items));
      const answers = new Array<number | null>(input.pairs.length).fill(null);
      places.forEach((n, at) => (answers[n] = Number.isFinite(scores[at]) ? scores[at] : null));
      return answers;
    });
  }

  /**
   * Items by cosine of factors. `auto` searches exactly up to 100,000 items; above, it takes the index as soon as there
   * is one (the first question starts building it). `hnsw` waits for the index.
   */
  similar(input: { run: string; item: string; k: number; index: 'auto' | 'exact' | 'hnsw' }): Promise<Similar> {
    const begin = performance.now();
    return this.#runs.with(input.run, async (fitted, run) => {
      const { catalogue } = fitted;
      const item = await catalogue.item(input.item);
      if (item === null) throw unknown('item', input.item, run);
      const question = { of: 'items', measure: 'cosine', normalise: false, query: item } as const;
      const [{ found, index }, [card]] = await Promise.all([
        this.#search.find(fitted, { ...question, k: input.k, index: input.index }),
        catalogue.cards([item]),
      ]);
      const cards = await catalogue.cards(found.map(({ row }) => row));
      return {
        item: card,
        items: cards.map((other, n) => ({ ...other, similarity: found[n].cosine })),
        index: index ? 'hnsw' : 'exact',
        exact: !index,
        recall: index ? index.recall : null,
        seconds: since(begin),
      };
    });
  }

  similarUsers(input: { run: string; user: string; k: number }): Promise<{
    users: { user: string; similarity: number; interactions: number }[];
  }> {
    return this.#runs.with(input.run, async (fitted, run) => {
      const { catalogue } = fitted;
      const user = await catalogue.user(input.user);
      if (user === null) throw unknown('user', input.user, run);
      const [found] = await this.#search.nearestRows(fitted, 'users', Uint32Array.of(user), input.k);
      const ids = await catalogue.userIds(found.map(({ row }) => row));
      const { start } = catalogue.view.train;
      return {
        users: found.map(({ row, similarity }, n) => ({
          user: ids[n],
          similarity,
          interactions: start[row + 1] - start[row],
        })),
      };
    });
  }

  /**
   * A user drawn at random that the model knows, rather one with a history of some length; with `hit` rather one for
   * whom something that was held out stands among the first k, so that a first look shows all there is to see.
   */
  async anyUser(input: { run: string; hit: boolean; k: number }): Promise<{ user: string }> {
    return this.#runs.with(input.run, async ({ catalogue, recommender }, run) => {
      const { userCount } = catalogue.view;
      let best = -1;
      const telling: number[] = [];
      const draws = input.hit ? HIT_DRAWS : DRAWS;
      for (let draw = 0; draw < draws && userCount > 0; draw++) {
        const user = randomInt(userCount);
        if (!recommender.knows(user)) continue;
        const length = catalogue.knownLength(user);
        if (best < 0 || length > catalogue.knownLength(best)) best = user;
        if (length >= TELLING) telling.push(user);
        if (!input.hit && telling.length > 0) break;
      }
      for (let user = 0; best < 0 && user < userCount; user++) if (recommender.knows(user)) best = user;
      if (best < 0) throw new RecsmithError('NOT_FOUND', `The view of run "${run.name}" has no user to look at.`);
      let chosen = telling.at(0) ?? best;
      if (input.hit && telling.length > 0) {
        const lists = await recommender.lists(Uint32Array.from(telling), { k: input.k, includeSeen: false });
        const hits = lists.map(({ items }, n) => items.filter((item) => catalogue.heldOut(telling[n], item)).length);
        chosen = telling[hits.indexOf(Math.max(...hits))];
      }
      const [user] = await catalogue.userIds([chosen]);
      return { user };
    });
  }

  /** Drops a view or a run from memory: it was deleted or has changed. */
  forget(id: string): void {
    this.#runs.forget(id);
    this.#search.indexes.forget(id);
  }
}

const since = (begin: number): number => (performance.now() - begin) / 1000;
