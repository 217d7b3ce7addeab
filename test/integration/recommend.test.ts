import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedF64, type Interactions } from '../../src/main/engine/datasets/interactions.ts';
import { loadView } from '../../src/main/engine/datasets/load-view.ts';
import { profileOf } from '../../src/main/engine/datasets/profile.ts';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { loadHnsw } from '../../src/main/engine/neighbours/hnsw.ts';
import { workerEntry } from '../../src/main/engine/paths.ts';
import type { QueryServices } from '../../src/main/engine/recommend/thread.ts';
import type { StorageHandle } from '../../src/main/engine/storage/client.ts';
import { connect, type RemoteServices } from '../../src/main/engine/threads/remote.ts';
import type { RunSummary } from '../../src/shared/contract/runs.ts';
import type { ViewSummary } from '../../src/shared/contract/views.ts';
import {
  open,
  plantedInteractions,
  removeFolder,
  storeRun,
  storeView,
  temporaryFolder,
  train,
  type Storage,
} from './training-workspace.ts';

/** The real query thread over a real workspace: original ids in, original ids and titles out. */

const USERS = 120;
const ITEMS = 80;
const hnsw = loadHnsw();

let folder: string;
let handle: StorageHandle;
let storage: Storage;
let worker: Worker;
let browse: RemoteServices<QueryServices>['browse'];
let view: View;
let stored: ViewSummary;
let run: RunSummary;
let popularity: RunSummary;

/** Ids with spaces and zeros in front, titles for all but the last item, times that fall within each history. */
async function storeTitled(interactions: Interactions): Promise<string> {
  const { datasets } = storage;
  const times = sharedF64(interactions.items.length).map((_, row) => 1e9 + ((row * 7919) % 1000));
  const timed = { ...interactions, times };
  const items = Array.from({ length: ITEMS }, (_, item) => ({
    id: itemId(item),
    title: item === ITEMS - 1 ? null : `Film ${item}`,
    attributes: { genre: `genre ${item % 4}` },
  }));
  const id = await datasets.begin({ name: 'films', source: 'planted' });
  await datasets.appendUsers(
    id,
    Array.from({ length: USERS }, (_, user) => userId(user)),
  );
  await datasets.appendItems(id, items);
  await datasets.appendInteractions(id, 'all', 0, timed);
  await datasets.complete(
    id,
    profileOf({
      ...{ id, name: 'films', createdAt: 1, source: 'planted', duplicates: 0, rejected: 0, given: null },
      contentHash: createHash('sha256').update(new Uint8Array(interactions.items)).digest('hex'),
      interactions: timed,
      items,
    }),
  );
  return id;
}
const userId = (user: number): string => `user ${String(user).padStart(4, '0')}`;
const itemId = (item: number): string => `00${item}`;

const rows = ({ start, items }: View['train'], user: number): number[] =>
  Array.from(items.subarray(start[user], start[user + 1]));
/** Dataset number of an original item id. */
const itemOf = (id: string): number => Number(id);
const viewUser = (user: number): number => view.userOf.indexOf(user);
const itemIds = (items: number[]): string[] => items.map((item) => itemId(view.itemOf[item])).sort();

function startThread(): void {
  const port = handle.port();
  worker = new Worker(workerEntry, {
    workerData: { role: 'query', storage: port, workspace: folder },
    transferList: [port],
  });
  browse = connect<QueryServices>(worker).services.browse;
}

beforeAll(async () => {
  folder = temporaryFolder();
  handle = await open(folder);
  storage = handle.services;
  const dataset = await storeTitled(plantedInteractions(USERS, ITEMS, 16));
  stored = await storeView(storage, dataset, [0.7, 0.1, 0.2]);
  view = await loadView(storage, stored.id);
  run = await storeRun(storage, stored, 'biased-mf', {
    factors: 8,
    epochs: 30,
    learningRate: 0.05,
    initialDeviation: 0.1,
  });
  popularity = await storeRun(storage, stored, 'popularity', {});
  await train(storage, run.id);
  await train(storage, popularity.id);
  startThread();
});

afterAll(async () => {
  await worker.terminate();
  await handle.close();
  removeFolder(folder);
});

describe('recommend', () => {
  test('top-N with history, titles, parts and ranks', async () => {
    const answer = await browse.recommend({ run: run.name, user: userId(5), k: 10, includeSeen: false });
    expect(answer).toMatchObject({ user: userId(5), known: true, seenExcluded: true });
    const user = viewUser(5);

    const times = answer.history.map(({ time }) => time!);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const [part, histories] of Object.entries({ train: view.train, validation: view.validation, test: view.test }))
      expect(
        answer.history
          .filter((entry) => entry.part === part)
          .map(({ item }) => item)
          .sort(),
      ).toEqual(itemIds(rows(histories, user)));
    expect(answer.history.length).toBe(16);
    for (const entry of answer.history)
      expect(entry.title).toBe(itemOf(entry.item) === ITEMS - 1 ? null : `Film ${itemOf(entry.item)}`);

    expect(answer.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const scores = answer.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const trained = new Set(itemIds(rows(view.train, user)));
    expect(answer.candidates).toBe(ITEMS - trained.size);
    for (const item of answer.items) {
      expect(trained.has(item.item)).toBe(false);
      const index = Array.from(view.itemOf).indexOf(itemOf(item.item));
      const held = (['test', 'validation'] as const).find((part) => rows(view[part], user).includes(index)) ?? null;
      expect(item.heldOut).toBe(held);
      expect(item.popularity).toBe(Array.from(view.train.items).filter((other) => other === index).length);
    }
    // Users like the items of their own taste: the planted structure must show.
    expect(answer.items.filter(({ item }) => itemOf(item) % 4 === 5 % 4).length).toBeGreaterThanOrEqual(8);
  });

  test('seen items on request; a list ends where the items end', async () => {
    const all = await browse.recommend({ run: run.id, user: userId(5), k: 1000, includeSeen: true });
    expect(all.items.length).toBe(ITEMS);
    expect(new Set(all.items.map(({ item }) => item)).size).toBe(ITEMS);
    const unseen = await browse.recommend({ run: run.id, user: userId(5), k: 1000, includeSeen: false });
    expect(unseen.items.length).toBe(ITEMS - rows(view.train, viewUser(5)).length);
    const seen = new Set(itemIds(rows(view.train, viewUser(5))));
    expect(unseen.items.map(({ item }) => item)).toEqual(
      all.items.map(({ item }) => item).filter((item) => !seen.has(item)),
    );
  });

  test('popularity: counts, then the order of the view', async () => {
    const { items } = await browse.recommend({ run: popularity.id, user: userId(0), k: 20, includeSeen: true });
    const counts = new Array<number>(ITEMS).fill(0);
    for (const item of view.train.items) counts[item]++;
    const expected = counts
      .map((count, item) => ({ count, item }))
      .sort((a, b) => b.count - a.count || a.item - b.item)
      .slice(0, 20);
    expect(items.map(({ item, score }) => ({ item, score }))).toEqual(
      expected.map(({ count, item }) => ({ item: itemId(view.itemOf[item]), score: count })),
    );
  });

  test('an unknown user gets known: false and no items', async () => {
    const answer = await browse.recommend({ run: run.id, user: 'nobody', k: 10, includeSeen: false });
    expect(answer).toMatchObject({ user: 'nobody', known: false, items: [], history: [], candidates: 0 });
  });

  test('many users at once: the same lists, in the order asked for', async () => {
    const users = ['nobody', ...Array.from({ length: USERS }, (_, user) => userId(USERS - 1 - user)), userId(3)];
    const many = await browse.recommendMany({ run: run.id, users, k: 7, includeSeen: false });
    expect(many.map(({ user }) => user)).toEqual(users);
    expect(many[0]).toEqual({ user: 'nobody', known: false, items: [] });
    for (const n of [1, 17, 60, 121]) {
      const alone = await browse.recommend({ run: run.id, user: users[n], k: 7, includeSeen: false });
      expect(many[n].items).toEqual(alone.items.map(({ item, title, score, rank }) => ({ item, title, score, rank })));
    }
  });

  test('a run that does not exist, and one without a model', async () => {
    const ask = (ref: string) => browse.recommend({ run: ref, user: userId(0), k: 3, includeSeen: false });
    await expect(ask('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const untrained = await storeRun(storage, stored, 'popularity', {});
    await expect(ask(untrained.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a run that was trained again is answered from its newest checkpoint', async () => {
    const again = await storeRun(storage, stored, 'biased-mf', { factors: 4, epochs: 12, keepBest: false });
    const abort = new AbortController();
    const stopped = train(storage, again.id, {
      signal: abort.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) abort.abort();
      },
    });
    await expect(stopped).rejects.toThrow();
    const ask = () => browse.predict({ run: again.id, pairs: [[userId(1), itemId(1)]] });
    const [before] = await ask();
    expect(before).not.toBeNull();
    await train(storage, again.id);
    const [after] = await ask();
    expect(after).not.toBe(before);
  });
});

test('predict: ratings of pairs, null where an id is unknown', async () => {
  const pairs: [string, string][] = [
    [userId(5), itemId(5)],
    ['nobody', itemId(5)],
    [userId(5), 'nothing'],
    [userId(5), itemId(6)],
    [userId(6), itemId(6)],
  ];
  const found = await browse.predict({ run: run.id, pairs });
  expect(found.map((value) => value === null)).toEqual([false, true, true, false, false]);
  // Own taste is rated 4 or 5, the others 1 to 3.
  expect(found[0]!).toBeGreaterThan(found[3]!);
  const { items } = await browse.recommend({ run: run.id, user: userId(5), k: 3, includeSeen: true });
  const same = await browse.predict({ run: run.id, pairs: items.map(({ item }) => [userId(5), item]) });
  expect(same).toEqual(items.map(({ score }) => score));
  // A model that only ranks says its score, pairs in any order and repeated.
  const counts = await browse.predict({ run: popularity.id, pairs: [pairs[4], pairs[0], pairs[4]] });
  expect(counts[0]).toBe(counts[2]);
  expect(counts.every((count) => Number.isInteger(count))).toBe(true);
});

describe('similar', () => {
  test('items of one taste are alike, by exact search', async () => {
    const answer = await browse.similar({ run: run.id, item: itemId(8), k: 10, index: 'auto' });
    expect(answer).toMatchObject({
      index: 'exact',
      exact: true,
      recall: null,
      item: { item: itemId(8), title: 'Film 8' },
    });
    expect(answer.items.length).toBe(10);
    expect(answer.items.some(({ item }) => item === itemId(8))).toBe(false);
    const similarities = answer.items.map(({ similarity }) => similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    expect(similarities.every((value) => value >= -1 && value <= 1)).toBe(true);
    expect(answer.items.filter(({ item }) => itemOf(item) % 4 === 0).length).toBeGreaterThanOrEqual(7);
  });

  test('users likewise', async () => {
    const { users } = await browse.similarUsers({ run: run.id, user: userId(9), k: 8 });
    expect(users.length).toBe(8);
    expect(users.map(({ user }) => user)).not.toContain(userId(9));
    const own = users.filter(({ user }) => Number(user.slice(5)) % 4 === 1);
    expect(own.length).toBeGreaterThanOrEqual(6);
    for (const { user, interactions } of users)
      expect(interactions).toBe(rows(view.train, viewUser(Number(user.slice(5)))).length);
  });

  test('a model without factors and an unknown item are refused', async () => {
    await expect(browse.similar({ run: popularity.id, item: itemId(1), k: 3, index: 'auto' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(browse.similar({ run: run.id, item: '8', k: 3, index: 'auto' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.skipIf(!hnsw.native)('by index: built, stored, read again, rebuilt when stale or damaged', async () => {
    const ask = () => browse.similar({ run: run.id, item: itemId(8), k: 5, index: 'hnsw' });
    const exact = await browse.similar({ run: run.id, item: itemId(8), k: 5, index: 'exact' });
    const first = await ask();
    expect(first).toMatchObject({ index: 'hnsw', exact: false, recall: 1 });
    expect(first.items.map(({ item }) => item)).toEqual(exact.items.map(({ item }) => item));
    const indexes = join(folder, 'indexes');
    expect(readdirSync(indexes).sort()).toEqual([`${run.id}.hnsw`, `${run.id}.json`]);

    // Another thread reads what lies there: the recall it tells is the one in the note.
    const note = join(indexes, `${run.id}.json`);
    const told = { ...(JSON.parse(readFileSync(note, 'utf8')) as object), recall: 0.5 };
    writeFileSync(note, JSON.stringify(told));
    await worker.terminate();
    startThread();
    expect((await ask()).recall).toBe(0.5);

    for (const spoil of [
      () => writeFileSync(join(indexes, `${run.id}.hnsw`), 'not an index'),
      () => writeFileSync(note, JSON.stringify({ ...told, checkpoint: 'older' })),
      () => writeFileSync(note, '{'),
    ]) {
      spoil();
      await worker.terminate();
      startThread();
      expect(await ask()).toMatchObject({ recall: 1, items: first.items });
    }
  });

  test.skipIf(hnsw.native)('by index where the library is absent: refused with the reason', async () => {
    await expect(browse.similar({ run: run.id, item: itemId(8), k: 5, index: 'hnsw' })).rejects.toMatchObject({
      code: 'REFUSED',
    });
    expect(existsSync(join(folder, 'indexes'))).toBe(false);
  });
});

test('any user is one that the model knows', async () => {
  for (let n = 0; n < 5; n++) {
    const { user } = await browse.anyUser({ run: run.id, hit: false, k: 10 });
    expect((await browse.recommend({ run: run.id, user, k: 1, includeSeen: false })).known).toBe(true);
  }
});

test('held-out users are folded in', async () => {
  const { viewService } = await import('../../src/main/engine/datasets/view-service.ts');
  const held = await viewService(storage).create({
    dataset: stored.datasetId,
    filters: { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null },
    split: { kind: 'users', validation: 10, test: 20, foldIn: 0.8 },
    seed: 1,
  });
  const other = await storeRun(storage, held, 'biased-mf', {
    factors: 8,
    epochs: 30,
    learningRate: 0.05,
    initialDeviation: 0.1,
  });
  await train(storage, other.id);
  const heldView = await loadView(storage, held.id);
  const user = Array.from({ length: USERS }, (_, index) => index).find(
    (index) => rows(heldView.foldIn, index).length > 0,
  )!;
  const id = userId(heldView.userOf[user]);
  const answer = await browse.recommend({ run: other.id, user: id, k: 10, includeSeen: false });
  expect(answer.known).toBe(true);
  const known = new Set(rows(heldView.foldIn, user).map((item) => itemId(heldView.itemOf[item])));
  expect(answer.items.some(({ item }) => known.has(item))).toBe(false);
  expect(answer.candidates).toBe(heldView.itemCount - known.size);
  const taste = heldView.userOf[user] % 4;
  expect(answer.items.filter(({ item }) => itemOf(item) % 4 === taste).length).toBeGreaterThanOrEqual(6);
  const [list] = await browse.recommendMany({ run: other.id, users: [id], k: 10, includeSeen: false });
  expect(list.items.map(({ item }) => item)).toEqual(answer.items.map(({ item }) => item));
});
