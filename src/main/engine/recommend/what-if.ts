import { setImmediate } from 'node:timers/promises';
import type { Explanation, WhatIf } from '../../../shared/contract/browse.ts';
import { dot } from '../models/factor-model.ts';
import type { Card, Catalogue } from './catalogue.ts';
import { unknown, type OpenRuns } from './open-runs.ts';
import type { GivenHistory, Recommender } from './recommender.ts';

interface Changes {
  run: string;
  user: string;
  drop: string[];
  add: string[];
}
type WhatIfInput = Changes & { k: number; includeSeen: boolean };
type ExplainInput = Changes & { item: string };

/** Items of a history that are left out one at a time, each for a fold-in of the whole rest; after so many seconds, few. */
const MOST_TRIED = 40;
const LEAST_TRIED = 8;
const TRYING_TIME = 0.25;
const MOST_NAMED = 5;
/** Parts must give the score to so many parts of it, or they are not told. */
const TOLERANCE = 1e-4;

/** What a list owes to the history behind it. Original ids in and out. */
export class WhatIfs {
  readonly #runs: OpenRuns;

  constructor(runs: OpenRuns) {
    this.#runs = runs;
  }

  /**
   * The list for a history without some items and with others. A user that the run does not know has an empty history.
   * @throws RecsmithError BAD_INPUT where the model cannot fold in
   */
  whatIf(input: WhatIfInput): Promise<WhatIf> {
    const begin = performance.now();
    return this.#runs.with(input.run, async ({ catalogue, recommender }) => {
      const user = await catalogue.user(input.user);
      const known = user !== null && recommender.knows(user);
      const { now, before, added } = await histories(catalogue, known ? user : null, input);
      const options = { k: input.k, includeSeen: input.includeSeen };
      const rows = await recommender.exclusively(() => ({
        now: masked(recommender, now, input.includeSeen),
        before: masked(recommender, before, input.includeSeen),
      }));
      const none = new Uint32Array(0);
      const list = recommender.listOfRow(rows.now.slice(), none, options);
      const former = recommender.listOfRow(rows.before.slice(), none, options);
      const left = former.items.filter((item) => !list.items.includes(item));
      const cards = await catalogue.cards([...list.items, ...left, ...added]);
      const take = (from: number, count: number) => cards.slice(from, from + count);
      return {
        items: take(0, list.items.length).map((card, n) => ({
          ...card,
          score: list.scores[n],
          rank: n + 1,
          heldOut: user === null ? null : catalogue.heldOut(user, list.items[n]),
          before: known ? rankIn(rows.before, list.items[n]) : null,
        })),
        gone: take(list.items.length, left.length).map((card, n) => ({
          ...card,
          before: former.items.indexOf(left[n]) + 1,
          now: rankIn(rows.now, left[n]),
        })),
        added: take(list.items.length + left.length, added.length),
        addedValue: recommender.model.predict ? catalogue.bestValue : null,
        length: now.items.length,
        candidates: rows.now.reduce((count, score) => count + (Number.isNaN(score) ? 0 : 1), 0),
        agreement: known ? await agreement(recommender, user, former.items, options) : null,
        seconds: (performance.now() - begin) / 1000,
      };
    });
  }

  /**
   * What makes the score of an item. For the user as trained; for a changed history, and for held-out users, as folded
   * in. @throws RecsmithError NOT_FOUND for an item or a user that the run does not know
   */
  explain(input: ExplainInput): Promise<Explanation> {
    const begin = performance.now();
    return this.#runs.with(input.run, async ({ catalogue, recommender }, run) => {
      const [user, item] = await Promise.all([catalogue.user(input.user), catalogue.item(input.item)]);
      if (item === null) throw unknown('item', input.item, run);
      if (user === null) throw unknown('user', input.user, run);
      const changed = input.drop.length + input.add.length > 0;
      const { now } = await histories(catalogue, recommender.knows(user) ? user : null, input);
      const score = (changed ? recommender.foldIn(now) : recommender.row(user))[item];
      const { tried, changes } = await leftOut(recommender, now, item);
      const named = changes.filter(({ change }) => change > 0).slice(0, MOST_NAMED);
      const cards: Card[] = await catalogue.cards(named.map((each) => each.item));
      return {
        score: Number.isNaN(score) ? null : recommender.shown(score),
        parts: partsOf(recommender, score, item),
        without: named.map(({ change }, n) => ({ ...cards[n], change })),
        tried,
        of: now.items.length,
        seconds: (performance.now() - begin) / 1000,
      };
    });
  }
}

/** The history as it is and as it would be, each item once, ascending; an added item counts with the best value. */
async function histories(
  catalogue: Catalogue,
  user: number | null,
  { drop, add }: Changes,
): Promise<{ before: GivenHistory; now: GivenHistory; added: Uint32Array }> {
  const before: GivenHistory =
    user === null
      ? { items: new Uint32Array(0), values: catalogue.bestValue === null ? null : new Float32Array(0) }
      : catalogue.known(user);
  const [dropped, wanted] = await Promise.all([catalogue.items(drop), catalogue.items(add)]);
  const without = new Set(dropped);
  const rows = Array.from(before.items, (item, n) => ({ item, value: before.values?.[n] ?? 0 }));
  const kept = rows.filter(({ item }) => !without.has(item));
  const has = new Set(kept.map(({ item }) => item));
  const added = wanted.filter((item) => !has.has(item));
  const all = [...kept, ...Array.from(added, (item) => ({ item, value: catalogue.bestValue ?? 0 }))];
  all.sort((a, b) => a.item - b.item);
  return {
    before,
    now: {
      items: Uint32Array.from(all, ({ item }) => item),
      values: before.values ? Float32Array.from(all, ({ value }) => value) : null,
    },
    added,
  };
}

/** Scores by folding in; what the history has gets NaN: it is no candidate. */
function masked(recommender: Recommender, history: GivenHistory, includeSeen: boolean): Float32Array {
  const row = recommender.foldIn(history);
  if (!includeSeen) for (const item of history.items) row[item] = NaN;
  return row;
}

/** 1-based among all candidates, equal scores by index as in lists; null for what is no candidate. */
function rankIn(row: Float32Array, item: number): number | null {
  const score = row[item];
  if (Number.isNaN(score)) return null;
  let rank = 1;
  for (let other = 0; other < row.length; other++)
    if (row[other] > score || (row[other] === score && other < item)) rank++;
  return rank;
}

/** How many of the list that the run gives for a user are in the list by folding the same history in. */
async function agreement(
  recommender: Recommender,
  user: number,
  folded: Uint32Array,
  options: { k: number; includeSeen: boolean },
): Promise<{ shared: number; of: number }> {
  const [{ items }] = await recommender.lists(Uint32Array.of(user), options);
  return { shared: items.filter((item) => folded.includes(item)).length, of: items.length };
}

/**
 * A score that is a sum (definition.ts, `Factors`) falls into what the item has for everybody, offset and item bias, and
 * what the user adds. Where the run shows something else than that sum, there are no parts.
 */
function partsOf(recommender: Recommender, score: number, item: number): Explanation['parts'] {
  const { factors } = recommender.model;
  if (!factors || !Number.isFinite(score)) return null;
  if (Math.abs(recommender.shown(score) - score) > TOLERANCE * Math.max(1, Math.abs(score))) return null;
  const everyone = factors.offset + (factors.itemBias?.[item] ?? 0);
  return { everyone, person: score - everyone };
}

/**
 * How much lower the score of an item gets when single items of the history are left out, largest first. Other questions
 * come in between.
 */
async function leftOut(
  recommender: Recommender,
  history: GivenHistory,
  item: number,
): Promise<{ tried: number; changes: { item: number; change: number }[] }> {
  if (recommender.whatIf !== 'list' || history.items.length === 0) return { tried: 0, changes: [] };
  const { factors } = recommender.model;
  const begin = performance.now();
  const places = Array.from(history.items, (_, place) => place);
  if (factors) {
    const near = places.map((place) => dot(factors.items, history.items[place], factors.items, item));
    places.sort((a, b) => near[b] - near[a]);
  }
  const full = recommender.shown(recommender.foldIn(history)[item]);
  const changes: { item: number; change: number }[] = [];
  for (const place of places.slice(0, MOST_TRIED)) {
    if (changes.length >= LEAST_TRIED && performance.now() - begin > 1000 * TRYING_TIME) break;
    await setImmediate();
    const keep = (_: number, at: number) => at !== place;
    const rest = { items: history.items.filter(keep), values: history.values?.filter(keep) ?? null };
    changes.push({ item: history.items[place], change: full - recommender.shown(recommender.foldIn(rest)[item]) });
  }
  return { tried: changes.length, changes: changes.sort((a, b) => b.change - a.change || a.item - b.item) };
}
