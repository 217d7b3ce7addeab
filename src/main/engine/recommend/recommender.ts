import type { Histories } from '../datasets/interactions.ts';
import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { joinLists, packScorer, scoreListed, topItems, type Lists, type Scorer } from '../kernels/rank.ts';
import { topOfRow } from '../kernels/reference/rank.ts';
import type { FittedModel } from '../models/definition.ts';
import { RecsmithError } from '../../../shared/errors.ts';

/** A list for one user, best first. View indices. */
export interface List {
  readonly items: Uint32Array;
  /** What the model says: a rating where it predicts ratings, its score elsewhere. Falls along the list. */
  readonly scores: Float32Array | Float64Array;
  /** Items that were ranked. */
  readonly candidates: number;
}

export interface ListOptions {
  readonly k: number;
  /** Also items that the user has in train or in the folded-in history. */
  readonly includeSeen: boolean;
  /** Rank nothing but these view items; absent: all. */
  readonly only?: Uint32Array | undefined;
}

/** What a user has, as a model folds it in. View items, each once. */
export interface GivenHistory {
  readonly items: Uint32Array;
  readonly values: Float32Array | null;
}

const has = (histories: Pick<Histories, 'start'>, user: number): boolean =>
  histories.start[user + 1] > histories.start[user];

/**
 * Masking, order, ties and top-N over the scores of a fitted model, once for all models. Order: score descending, then
 * view index of the item ascending. Items that the model has no score for are left out, so a list may be shorter than k.
 */
export class Recommender {
  readonly view: View;
  readonly model: FittedModel;
  readonly #kernels: Kernels;
  readonly #scorer: Scorer | null;
  readonly #userRows: Uint32Array | null;
  /** One kernel call at a time: the memory of a call is taken from and given back to one stack. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * `kernels` holds the model's tables; packing takes about the size of the item table once more.
   * @param userRows [U], training rows where the view does not have them: of a run without its data
   */
  constructor(kernels: Kernels, view: View, model: FittedModel, userRows: Uint32Array | null = null) {
    this.#userRows = userRows;
    this.#kernels = kernels;
    this.view = view;
    this.model = model;
    this.#scorer = model.factors ? packScorer(kernels, model.factors) : null;
  }

  /** Whether the model knows anything of the user: training rows, or a history to fold in. */
  knows(user: number): boolean {
    if (this.#userRows) return this.#userRows[user] > 0 && this.#hasUserTables;
    return has(this.view.train, user) || this.#foldsIn(user) || (this.#sameForAll && has(this.view.foldIn, user));
  }

  /** Does `work` when nothing else uses the kernels of this model. */
  exclusively<T>(work: () => Promise<T> | T): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Lists for users that the model knows, [B]. */
  lists(users: Uint32Array, options: ListOptions): Promise<List[]> {
    return this.exclusively(async () => {
      const lists: List[] = new Array<List>(users.length);
      const byKernel: number[] = [];
      for (let b = 0; b < users.length; b++) {
        if (this.#scorer && !options.only && !this.#foldsIn(users[b])) byKernel.push(b);
        else {
          const seen = this.#seen(Uint32Array.of(users[b]), options.includeSeen).items;
          lists[b] = this.listOfRow(this.row(users[b]), seen, options);
        }
      }
      if (this.#scorer && byKernel.length > 0) {
        const rows = Uint32Array.from(byKernel, (b) => users[b]);
        const found = await this.#listsByKernel(this.#scorer, rows, options);
        byKernel.forEach((b, n) => (lists[b] = found[n]));
      }
      return lists;
    });
  }

  /** A list for somebody known by a history alone. @throws RecsmithError BAD_INPUT where the model cannot fold in */
  listOfHistory(history: GivenHistory, options: ListOptions): Promise<List> {
    return this.exclusively(() => {
      const row = this.foldIn(history);
      return this.listOfRow(row, options.includeSeen ? new Uint32Array(0) : history.items, options);
    });
  }

  /** What another history can change. */
  get whatIf(): 'list' | 'seen' | 'none' {
    if (this.#sameForAll) return 'seen';
    return this.model.foldIn ? 'list' : 'none';
  }

  /** Raw scores of all items for a history, [I]. Uses no kernel. @throws RecsmithError BAD_INPUT as `listOfHistory` */
  foldIn(history: GivenHistory): Float32Array {
    const row = new Float32Array(this.view.itemCount);
    // What is the same for all needs no history.
    if (this.#sameForAll) this.model.scoreUsers(Uint32Array.of(0), row);
    else if (this.model.foldIn) this.model.foldIn(history, row);
    else
      throw new RecsmithError('BAD_INPUT', 'This model knows users of its training only.', {
        why: 'It cannot fold in a history.',
        next: 'Name a user, or take a run of a model that offers fold-in.',
      });
    return row;
  }

  /** A raw score in the unit of `List.scores`. */
  shown(score: number): number {
    return this.model.toValue ? this.model.toValue(score) : score;
  }

  /**
   * What the model says about pairs, [N], in the unit of `List.scores`; NaN where it says nothing. Held-out users are
   * folded in where the model can: their own factors were never trained. Users that the model does not know get NaN.
   */
  scores(users: Uint32Array, items: Uint32Array): Promise<Float32Array> {
    return this.exclusively(async () => {
      const out = new Float32Array(users.length).fill(NaN);
      const { model } = this;
      if (model.predict) {
        const places = Uint32Array.from(users.keys()).filter((n) => this.knows(users[n]) && !this.#foldsIn(users[n]));
        const predicted = new Float32Array(places.length);
        model.predict(
          places.map((n) => users[n]),
          places.map((n) => items[n]),
          predicted,
        );
        places.forEach((n, at) => (out[n] = predicted[at]));
      }
      // Users one after the other, each with its items ascending, as kernels want them.
      const order = Uint32Array.from(users.keys())
        .filter((n) => this.knows(users[n]) && (!model.predict || this.#foldsIn(users[n])))
        .sort((a, b) => users[a] - users[b] || items[a] - items[b]);
      for (let from = 0; from < order.length;) {
        const user = users[order[from]];
        let to = from;
        while (to < order.length && users[order[to]] === user) to++;
        const own = order.subarray(from, to);
        const scores = await this.#scoresOf(
          user,
          Uint32Array.from(own, (n) => items[n]),
        );
        own.forEach((n, at) => (out[n] = this.#foldsIn(user) ? this.shown(scores[at]) : scores[at]));
        from = to;
      }
      return out;
    });
  }

  /** Items ascending, repeats allowed. */
  async #scoresOf(user: number, items: Uint32Array): Promise<Float32Array> {
    if (!this.#scorer || this.#foldsIn(user)) {
      const row = this.row(user);
      return Float32Array.from(items, (item) => row[item]);
    }
    const distinct = items.filter((item, at) => at === 0 || item !== items[at - 1]);
    const listed = { start: Uint32Array.of(0, distinct.length), items: distinct };
    const scores = await scoreListed(this.#scorer, Uint32Array.of(user), listed);
    const shift = this.#shift(user);
    let at = 0;
    return Float32Array.from(items, (item) => {
      while (distinct[at] < item) at++;
      return scores[at] + shift;
    });
  }

  /** A model that makes users of their histories knows nobody without them. */
  get #hasUserTables(): boolean {
    return this.model.factors !== undefined || this.model.foldIn === undefined;
  }

  get #sameForAll(): boolean {
    return this.model.factors?.items.columns === 0;
  }

  #foldsIn(user: number): boolean {
    return !this.#sameForAll && this.model.foldIn !== undefined && has(this.view.foldIn, user);
  }

  /** The part of a score that all items of a user share. */
  #shift(user: number): number {
    const { offset, userBias } = this.model.factors!;
    return offset + (userBias ? userBias[user] : 0);
  }

  #seen(users: Uint32Array, includeSeen: boolean): Lists {
    return includeSeen
      ? { start: new Uint32Array(users.length + 1), items: new Uint32Array(0) }
      : joinLists(users, [this.view.train, this.view.foldIn]);
  }

  async #listsByKernel(scorer: Scorer, rows: Uint32Array, { k, includeSeen }: ListOptions): Promise<List[]> {
    const masked = this.#seen(rows, includeSeen);
    const top = await topItems(scorer, rows, masked, k);
    return Array.from(rows, (user, b) => {
      const from = b * top.k;
      const items = top.items.subarray(from, from + top.counts[b]);
      const scores = top.scores.subarray(from, from + top.counts[b]);
      if (this.model.predict) this.model.predict(new Uint32Array(items.length).fill(user), items, scores);
      else for (let n = 0, shift = this.#shift(user); n < scores.length; n++) scores[n] += shift;
      return { items, scores, candidates: this.view.itemCount - (masked.start[b + 1] - masked.start[b]) };
    });
  }

  /** Raw scores of all items, [I]: folded in where the user is held out. Uses no kernel. */
  row(user: number): Float32Array {
    const row = new Float32Array(this.view.itemCount);
    if (this.#foldsIn(user)) {
      const { start, items, values } = this.view.foldIn;
      const [from, to] = [start[user], start[user + 1]];
      this.model.foldIn!({ items: items.subarray(from, to), values: values ? values.subarray(from, to) : null }, row);
    } else this.model.scoreUsers(Uint32Array.of(user), row);
    return row;
  }

  /** The best of a row of scores, which it takes over. raw: as `scoreUsers` gives them, else as they are shown. */
  listOfRow(row: Float32Array, seen: Uint32Array, { k, only }: ListOptions, raw = true): List {
    for (const item of seen) row[item] = NaN;
    if (only) {
      const kept = Float32Array.from(only, (item) => row[item]);
      row.fill(NaN);
      only.forEach((item, n) => (row[item] = kept[n]));
    }
    const { items, scores } = topOfRow(row, k);
    return {
      items: Uint32Array.from(items),
      scores: Float32Array.from(scores, (score) => (raw ? this.shown(score) : score)),
      candidates: only ? only.length : this.view.itemCount - seen.length,
    };
  }

  /** Bytes of kernel memory, model included. */
  get bytes(): number {
    return this.#kernels.bytesInUse;
  }
}
