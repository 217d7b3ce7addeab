import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadView } from '../../src/main/engine/datasets/load-view.ts';
import { viewService } from '../../src/main/engine/datasets/view-service.ts';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { Indexes } from '../../src/main/engine/neighbours/indexes.ts';
import { AllScores } from '../../src/main/engine/recommend/all-scores.ts';
import { Browse } from '../../src/main/engine/recommend/browse.ts';
import { NeighbourSearch } from '../../src/main/engine/recommend/neighbour-search.ts';
import { OpenRuns } from '../../src/main/engine/recommend/open-runs.ts';
import { Recommender } from '../../src/main/engine/recommend/recommender.ts';
import { Segments } from '../../src/main/engine/recommend/segments.ts';
import { WhatIfs } from '../../src/main/engine/recommend/what-if.ts';
import type { StorageHandle } from '../../src/main/engine/storage/client.ts';
import type { SegmentId } from '../../src/shared/contract/browse.ts';
import type { RunSummary } from '../../src/shared/contract/runs.ts';
import {
  open,
  plantedInteractions,
  removeFolder,
  storeDataset,
  storeRun,
  storeView,
  temporaryFolder,
  train,
} from './training-workspace.ts';

/** Segments, changed histories and what makes a score, over a real workspace; the answers are held against the view. */

const USERS = 120;
const ITEMS = 80;
const K = 10;

let folder: string;
let handle: StorageHandle;
let runs: OpenRuns;
let browse: Browse;
let segments: Segments;
let whatIfs: WhatIfs;
let view: View;
let heldView: View;
let rating: RunSummary;
let ranking: RunSummary;
let popularity: RunSummary;
let heldOut: RunSummary;

beforeAll(async () => {
  folder = temporaryFolder();
  handle = await open(folder);
  const storage = handle.services;
  const dataset = await storeDataset(storage, plantedInteractions(USERS, ITEMS, 16));
  const stored = await storeView(storage, dataset, [0.7, 0.1, 0.2]);
  const held = await viewService(storage).create({
    dataset,
    filters: { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null },
    split: { kind: 'users', validation: 10, test: 20, foldIn: 0.8 },
    seed: 1,
  });
  [view, heldView] = await Promise.all([loadView(storage, stored.id), loadView(storage, held.id)]);
  const ratings = { factors: 8, epochs: 30, learningRate: 0.05, initialDeviation: 0.1 };
  rating = await storeRun(storage, stored, 'biased-mf', ratings);
  ranking = await storeRun(storage, stored, 'bpr-mf', { factors: 8, epochs: 20 });
  popularity = await storeRun(storage, stored, 'popularity', {});
  heldOut = await storeRun(storage, held, 'biased-mf', { ...ratings, range: [0.5, 5.5] });
  for (const { id } of [rating, ranking, popularity, heldOut]) await train(storage, id);
  runs = new OpenRuns(storage);
  browse = new Browse(storage, runs, new NeighbourSearch(storage, runs, new Indexes('')));
  segments = new Segments(runs);
  whatIfs = new WhatIfs(runs);
}, 120_000);

afterAll(async () => {
  for (const { id } of [rating, ranking, popularity, heldOut]) runs.forget(id);
  await handle.close();
  removeFolder(folder);
});

type Part = 'train' | 'validation' | 'test' | 'foldIn';
const rows = (of: View, part: Part, user: number): number[] =>
  Array.from(of[part].items.subarray(of[part].start[user], of[part].start[user + 1]));
/** View index of an original id. */
const userAt = (id: string, of = view): number => of.userOf.indexOf(Number(id.slice(1)));
const idOf = (item: number, of = view): string => `i${of.itemOf[item]}`;

async function usersIn(segment: SegmentId, run = rating): Promise<string[]> {
  const users: string[] = [];
  let at = await segments.place({ run: run.id, segment, k: K });
  while (at.user !== null) {
    users.push(at.user);
    if (at.next === null) break;
    at = await segments.place({ run: run.id, segment, k: K, user: at.next });
  }
  expect(users.length).toBe(at.total);
  return users;
}

const recommend = (run: RunSummary, user: string, includeSeen = false) =>
  browse.recommend({ run: run.id, user, k: K, includeSeen });
const change = (run: RunSummary, user: string, drop: string[] = [], add: string[] = [], includeSeen = false) =>
  whatIfs.whatIf({ run: run.id, user, drop, add, k: K, includeSeen });

describe('segments', () => {
  const length = (user: string) => rows(view, 'train', userAt(user)).length;

  test('all users that the run knows, in the order of the dataset', async () => {
    const known = Array.from({ length: USERS }, (_, user) => `u${user}`).filter((user) => length(user) > 0);
    expect(await usersIn('all')).toEqual(known);
  });

  test('tenths by length of history', async () => {
    const all = await usersIn('all');
    const [most, middle, fewest] = [await usersIn('most-active'), await usersIn('middle'), await usersIn('fewest')];
    for (const tenth of [most, middle, fewest]) expect(tenth.length).toBe(Math.ceil(all.length / 10));
    const lengths = (users: string[]) => users.map(length);
    expect(lengths(most)).toEqual(
      lengths(all)
        .sort((a, b) => b - a)
        .slice(0, most.length),
    );
    expect(lengths(fewest)).toEqual(
      lengths(all)
        .sort((a, b) => a - b)
        .slice(0, fewest.length),
    );
    const sorted = lengths(all).sort((a, b) => a - b);
    expect(lengths(middle)).toContain(sorted[Math.floor(sorted.length / 2)]);
  });

  test('found and missed divide the users with held-out items by what their lists show', async () => {
    const [found, missed] = [await usersIn('found'), await usersIn('missed')];
    const tested = Array.from({ length: USERS }, (_, user) => `u${user}`).filter(
      (user) => rows(view, 'test', userAt(user)).length + rows(view, 'validation', userAt(user)).length > 0,
    );
    expect([...found, ...missed].sort()).toEqual(tested.sort());
    expect(found.length).toBeGreaterThan(10);
    expect(missed.length).toBeGreaterThan(2);
    const best: number[] = [];
    for (const user of found) {
      const rank = (await recommend(rating, user)).items.find((item) => item.heldOut !== null)?.rank;
      expect(rank, user).toBeDefined();
      best.push(rank!);
    }
    expect(best).toEqual([...best].sort((a, b) => a - b));
    for (const user of missed)
      expect((await recommend(rating, user)).items.every((item) => item.heldOut === null)).toBe(true);
    // A longer list finds more.
    const longer = await segments.place({ run: rating.id, segment: 'found', k: 40 });
    expect(longer.total).toBeGreaterThan(found.length);
  });

  test('fans of niche items have the least popular ones', async () => {
    const popular = new Map<number, number>();
    for (const item of view.train.items) popular.set(item, (popular.get(item) ?? 0) + 1);
    const mean = (user: string) => {
      const items = rows(view, 'train', userAt(user));
      return items.reduce((sum, item) => sum + popular.get(item)!, 0) / items.length;
    };
    const niche = await usersIn('niche');
    const others = (await usersIn('all')).filter((user) => length(user) >= 5 && !niche.includes(user));
    expect(niche.length).toBe(Math.ceil((niche.length + others.length) / 10));
    expect(Math.max(...niche.map(mean))).toBeLessThanOrEqual(Math.min(...others.map(mean)));
    expect(niche.map(mean)).toEqual(niche.map(mean).sort((a, b) => a - b));
  });

  test('held-out users are those that training never saw', async () => {
    expect(await usersIn('held-out-users')).toEqual([]);
    const found = await usersIn('held-out-users', heldOut);
    expect(found.length).toBe(30);
    for (const user of found) expect(rows(heldView, 'train', userAt(user, heldView))).toEqual([]);
  });

  test('are counted with the span of their histories', async () => {
    const list = await segments.list({ run: rating.id, k: K });
    for (const { id, users, from, to } of list) {
      const members = await usersIn(id);
      expect(users, id).toBe(members.length);
      const lengths = members.map(length);
      expect([from, to], id).toEqual(members.length > 0 ? [Math.min(...lengths), Math.max(...lengths)] : [null, null]);
    }
  });

  test('a user who is not there has no place; a place too far is the last', async () => {
    const outside = (await usersIn('fewest'))[0];
    const none = { place: null, user: null, previous: null, next: null };
    expect(await segments.place({ run: rating.id, segment: 'most-active', k: K, user: outside })).toMatchObject(none);
    expect(await segments.place({ run: rating.id, segment: 'all', k: K, user: 'nobody' })).toMatchObject(none);
    const last = await segments.place({ run: rating.id, segment: 'all', k: K, place: 10_000 });
    expect(last).toMatchObject({ place: last.total - 1, next: null });
    expect(last.previous).not.toBeNull();
  });

  test('a first look goes to a user with a hit', async () => {
    for (let n = 0; n < 3; n++) {
      const { user } = await browse.anyUser({ run: rating.id, hit: true, k: K });
      expect((await recommend(rating, user)).items.some((item) => item.heldOut !== null)).toBe(true);
    }
  });
});

describe('lists of a segment as CSV', () => {
  test('page by page, the header once, the same lists as one by one', async () => {
    const users = await usersIn('most-active', ranking);
    let csv = '';
    let written = 0;
    for (let offset = 0; ; offset += 5) {
      const page = await segments.lists({
        ...{ run: ranking.id, segment: 'most-active', k: 3, segmentK: K },
        ...{ includeSeen: false, guard: true, offset, limit: 5 },
      });
      expect(page.total).toBe(users.length);
      csv += page.csv;
      written += page.users;
      if (written >= page.total) break;
    }
    const lines = csv.split('\r\n');
    expect(lines.shift()).toBe('user,rank,item,title,score,popularity,held_out');
    expect(lines.pop()).toBe('');
    const expected: string[] = [];
    for (const user of users)
      for (const each of (await recommend(ranking, user)).items.slice(0, 3))
        expected.push([user, each.rank, each.item, '', each.score, each.popularity, each.heldOut ?? ''].join(','));
    expect(lines).toEqual(expected);
  });
});

describe('a changed history', () => {
  test('unchanged, it gives the list of a held-out user exactly', async () => {
    for (const user of (await usersIn('held-out-users', heldOut)).slice(0, 8)) {
      const [known, folded] = [await recommend(heldOut, user), await change(heldOut, user)];
      expect(folded.agreement).toEqual({ shared: K, of: K });
      expect(folded.gone).toEqual([]);
      expect(folded.items.map(({ before, ...item }) => ({ ...item, moved: before! - item.rank }))).toEqual(
        known.items.map((item) => ({ ...item, moved: 0 })),
      );
      expect(folded.candidates).toBe(known.candidates);
    }
  });

  test('unchanged, it says how far it is from the list of a trained user', async () => {
    for (const run of [rating, ranking]) {
      let shared = 0;
      for (const user of ['u1', 'u2', 'u3', 'u4', 'u5', 'u6']) {
        const [known, folded] = [await recommend(run, user), await change(run, user)];
        expect(folded.items.every(({ before, rank }) => before === rank)).toBe(true);
        const ids = folded.items.map(({ item }) => item);
        const both = known.items.filter(({ item }) => ids.includes(item)).length;
        expect(folded.agreement).toEqual({ shared: both, of: K });
        shared += both / K / 6;
      }
      // Folding in finds the taste that training found, not the very numbers.
      expect(shared, run.model).toBeGreaterThan(0.6);
    }
  });

  test.each(['bpr-mf', 'biased-mf'])('%s: a dropped item can be recommended, an added one no longer', async (model) => {
    const run = model === 'bpr-mf' ? ranking : rating;
    const user = 'u7';
    const trained = rows(view, 'train', userAt(user)).map((item) => idOf(item));
    const base = await change(run, user);
    const added = base.items[0].item;
    const folded = await change(run, user, [trained[0]], [added, 'unknown', trained[1]]);
    expect(folded.length).toBe(trained.length);
    expect(folded.added.map(({ item }) => item)).toEqual([added]);
    expect(folded.addedValue).toBe(model === 'biased-mf' ? 5 : null);
    expect(folded.items.map(({ item }) => item)).not.toContain(added);
    expect(folded.gone.find(({ item }) => item === added)).toMatchObject({ before: 1, now: null });
    expect(folded.candidates).toBe(ITEMS - trained.length);
    // Every former place is told: in the list or among those that left it.
    const places = [...folded.items.filter(({ before }) => before !== null && before <= K), ...folded.gone];
    expect(places.map(({ before }) => before).sort((a, b) => a! - b!)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const each of folded.items)
      if (each.before !== null && each.before <= K) expect(base.items[each.before - 1].item).toBe(each.item);
    // Dropped items come back only as candidates without a former rank.
    const all = await whatIfs.whatIf({
      ...{ run: run.id, user, drop: [trained[0]], add: [], k: ITEMS, includeSeen: false },
    });
    expect(all.items.find(({ item }) => item === trained[0])?.before).toBeNull();
    // Taken back, it is as it was.
    expect((await change(run, user)).items).toEqual(base.items);
  });

  test('popularity shows everybody the same: only what is left out changes', async () => {
    const user = 'u7';
    const [first] = rows(view, 'train', userAt(user)).map((item) => idOf(item));
    const base = await recommend(popularity, user, true);
    const folded = await change(popularity, user, [first], [], true);
    expect(folded.items.map(({ item }) => item)).toEqual(base.items.map(({ item }) => item));
    expect(base.whatIf).toBe('seen');
    expect((await recommend(ranking, user)).whatIf).toBe('list');
  });

  test('somebody unknown is known by what is added', async () => {
    const add = Array.from({ length: 8 }, (_, n) => `i${4 * n + 2}`); // the third taste
    const folded = await change(rating, 'nobody', [], add);
    expect(folded).toMatchObject({ agreement: null, length: 8, gone: expect.any(Array) as unknown });
    expect(folded.items.filter(({ item }) => Number(item.slice(1)) % 4 === 2).length).toBeGreaterThanOrEqual(7);
    expect(folded.items.every(({ before }) => before === null)).toBe(true);
  });

  test('a model that cannot fold in says so', async () => {
    const kernels = await Kernels.open({ threads: 1 });
    const recommender = new Recommender(kernels, view, { scoreUsers: (_users, out) => void out.fill(0) });
    expect(recommender.whatIf).toBe('none');
    expect(() => recommender.foldIn({ items: Uint32Array.of(1), values: null })).toThrow('its training only');
    await kernels.close();
  });
});

describe('what makes a score', () => {
  test.each(['bpr-mf', 'biased-mf', 'popularity'])('%s: the parts add up to the score in the list', async (model) => {
    const run = [ranking, rating, popularity].find((each) => each.model === model)!;
    for (const user of ['u3', 'u8'])
      for (const { item, score } of (await recommend(run, user)).items.slice(0, 3)) {
        const told = await whatIfs.explain({ run: run.id, user, item, drop: [], add: [] });
        expect(told.score!).toBeCloseTo(score, 4);
        expect(told.parts!.everyone + told.parts!.person).toBeCloseTo(score, 4);
        if (model === 'popularity') expect(told).toMatchObject({ parts: { person: 0 }, without: [], tried: 0 });
      }
  });

  test('a run whose sums pass through a range tells no parts', async () => {
    const [user] = await usersIn('held-out-users', heldOut);
    const { items } = await recommend(heldOut, user);
    const told = await whatIfs.explain({ run: heldOut.id, user, item: items[0].item, drop: [], add: [] });
    expect(told.parts).toBeNull();
    expect(told.score!).toBeCloseTo(items[0].score, 4);
    expect(told.score!).toBeLessThan(5.5);
  });

  test('what an item of the history brings is what the score loses without it', async () => {
    const user = 'u9';
    const { item } = (await change(ranking, user)).items[0];
    const told = await whatIfs.explain({ run: ranking.id, user, item, drop: [], add: [] });
    expect(told.tried).toBe(told.of);
    expect(told.without.length).toBeGreaterThan(0);
    const changes = told.without.map((each) => each.change);
    expect(changes).toEqual([...changes].sort((a, b) => b - a));
    const scoreIn = async (drop: string[]) => {
      const all = await whatIfs.whatIf({ run: ranking.id, user, drop, add: [], k: ITEMS, includeSeen: true });
      return all.items.find((each) => each.item === item)!.score;
    };
    const full = await scoreIn([]);
    for (const each of told.without) expect(full - (await scoreIn([each.item]))).toBeCloseTo(each.change, 5);
  });

  test('an item that the run does not know is refused', async () => {
    await expect(
      whatIfs.explain({ run: rating.id, user: 'u1', item: 'nothing', drop: [], add: [] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('predictions', () => {
  const pairsOf = (user: string): [string, string][] => Array.from({ length: ITEMS }, (_, item) => [user, `i${item}`]);

  test('of held-out users are those of their lists: folded in, never from factors that nobody trained', async () => {
    for (const user of (await usersIn('held-out-users', heldOut)).slice(0, 5)) {
      expect(rows(heldView, 'train', userAt(user, heldView))).toEqual([]);
      const { items } = await browse.recommend({ run: heldOut.id, user, k: ITEMS, includeSeen: true });
      const predictions = await browse.predict({ run: heldOut.id, pairs: pairsOf(user) });
      const by = new Map(pairsOf(user).map(([, item], n) => [item, predictions[n]]));
      expect(items.length).toBeGreaterThan(20);
      for (const { item, score } of items) expect(by.get(item)).toBeCloseTo(score, 5);
      // Beside somebody whose factors were trained, in one call.
      const [trained] = await usersIn('all', heldOut);
      const mixed = await browse.predict({
        run: heldOut.id,
        pairs: [
          [user, items[0].item],
          [trained, items[0].item],
          ['nobody', items[0].item],
        ],
      });
      expect(mixed[0]).toBeCloseTo(items[0].score, 5);
      expect(mixed[1]).not.toBeNull();
      expect(mixed[2]).toBeNull();
    }
  });
});

describe('scores of all items', () => {
  const page = (run: RunSummary, who: { user?: string; history?: string[] }, more = {}) =>
    new AllScores(runs).page({ run: run.id, ...who, maskSeen: false, offset: 0, limit: 1000, ...more });

  test('in the order of the dataset, what the user has beside them, pages that join', async () => {
    const whole = await page(rating, { user: 'u9' });
    expect(whole).toMatchObject({ known: true, total: view.itemCount });
    const numbers = whole.items.map((item) => Number(item.slice(1)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    const has = rows(view, 'train', userAt('u9')).map((item) => idOf(item));
    expect(whole.items.filter((_, n) => whole.input[n] !== null).sort()).toEqual([...has].sort());
    const predictions = await browse.predict({
      run: rating.id,
      pairs: whole.items.map((item): [string, string] => ['u9', item]),
    });
    whole.scores.forEach((score, n) => expect(score).toBeCloseTo(predictions[n]!, 5));
    const halves = await Promise.all([
      page(rating, { user: 'u9' }, { limit: 10 }),
      page(rating, { user: 'u9' }, { offset: 10 }),
    ]);
    expect(halves.flatMap(({ scores }) => scores)).toEqual(whole.scores);
  });

  test('masked, exactly the history has none: not at the tail either', async () => {
    const masked = await page(rating, { user: 'u9' }, { maskSeen: true });
    masked.scores.forEach((score, n) => expect(score === null).toBe(masked.input[n] !== null));
    const all = await browse.recommend({ run: rating.id, user: 'u9', k: ITEMS, includeSeen: false });
    const has = new Set(rows(view, 'train', userAt('u9')).map((item) => idOf(item)));
    expect(all.items.length).toBe(view.itemCount - has.size);
    expect(all.items.some(({ item }) => has.has(item))).toBe(false);
  });

  test('for a history alone, and for nobody', async () => {
    const found = await page(ranking, { history: ['i1', 'i4'] }, { maskSeen: true });
    expect(found.known).toBe(true);
    expect(found.items.filter((_, n) => found.scores[n] === null).sort()).toEqual(['i1', 'i4']);
    const none = await page(ranking, { user: 'nobody' });
    expect(none.known).toBe(false);
    expect(none.scores.every((score) => score === null)).toBe(true);
    expect(() => page(ranking, {})).toThrow(/name one of them/);
  });
});
