import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageServices } from '../storage/api.ts';
import { itemsNamed, openForWriting, profileOf, temporaryFolder } from '../storage/testing.ts';
import type { Workspace } from '../storage/workspace.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { Interactions } from './interactions.ts';
import { loadView } from './load-view.ts';
import { interactionsFrom, recipeOf } from './testing.ts';
import { viewService } from './view-service.ts';

let dispose = () => {};
let workspace: Workspace;
/** The real repositories, called in this thread: awaiting what is not a promise changes nothing. */
let storage: RemoteServices<StorageServices>;
let reads: string[];

beforeEach(() => {
  const temporary = temporaryFolder();
  dispose = temporary.dispose;
  workspace = openForWriting(temporary.folder);
  reads = [];
  const { datasets } = workspace.services;
  const counted: StorageServices = {
    ...workspace.services,
    datasets: {
      ...datasets,
      interactions: (id, part) => {
        reads.push(part);
        return datasets.interactions(id, part);
      },
    },
  };
  storage = counted as unknown as RemoteServices<StorageServices>;
});
afterEach(() => {
  workspace.close();
  dispose();
});

const ratings = interactionsFrom(
  Array.from({ length: 200 }, (_, k) => ({
    user: k % 20,
    item: (k * 7 + Math.floor(k / 20)) % 30,
    value: 1 + (k % 5),
    time: k,
  })),
  20,
  30,
);

function store(name: string, given?: { test: Interactions }): string {
  const { datasets } = workspace.services;
  const id = datasets.begin({ name, source: `${name}.csv` });
  datasets.appendUsers(
    id,
    Array.from({ length: 20 }, (_, user) => `u${user}`),
  );
  datasets.appendItems(id, itemsNamed(...Array.from({ length: 30 }, (_, item) => `i${item}`)));
  datasets.appendInteractions(id, 'all', 0, ratings);
  if (given) datasets.appendInteractions(id, 'test', 0, given.test);
  const sets = given ? { validation: 0, test: given.test.items.length, candidateUsers: 0 } : null;
  datasets.complete(id, { ...profileOf(20, 30, ratings.items.length), given: sets });
  return id;
}

describe('views of a stored dataset', () => {
  test('what is previewed is created, and loads as it was created', async () => {
    const datasetId = store('films');
    const views = viewService(storage);
    const recipe = recipeOf('per-user:0.8,0.1,0.1', { where: 'value >= 2', minPerUser: 3 });
    const { sample, ...counts } = await views.preview({ dataset: 'films', ...recipe });
    expect(sample.users.length).toBeGreaterThan(5);
    for (const { user } of sample.users) expect(user).toMatch(/^u\d+$/);
    const summary = await views.create({ dataset: 'films', ...recipe });
    expect(summary).toMatchObject({ ...counts, datasetId, datasetName: 'films', recipe });
    expect(summary.name).toBe('2 and up, 3 per user, per user 80/10/10');
    expect(summary.filtered).toHaveLength(2);

    const view = await loadView(storage, summary.id);
    expect(view).toMatchObject({ id: summary.id, datasetId, hash: summary.hash, userCount: summary.users });
    expect(view.train.items).toHaveLength(summary.train);
    expect(view.test.items).toHaveLength(summary.test);
    expect((await loadView(storage, summary.id)).hash).toBe(view.hash);
  });

  test('a name of the user and the same recipe on the same data elsewhere: the same hash', async () => {
    store('films');
    store('copy');
    const views = viewService(storage);
    const recipe = recipeOf('random:0.8,0.1,0.1');
    const first = await views.create({ dataset: 'films', ...recipe, name: 'mine' });
    const second = await views.create({ dataset: 'copy', ...recipe });
    expect(first.name).toBe('mine');
    expect(second.hash).toBe(first.hash);
    expect((await views.create({ dataset: 'copy', ...recipe, seed: 1 })).hash).not.toBe(first.hash);
  });

  test('previews of one dataset read it once', async () => {
    store('films');
    store('other');
    const views = viewService(storage);
    for (const split of ['random:0.8,0.2', 'leave-last:1', 'none'])
      await views.preview({ dataset: 'films', ...recipeOf(split) });
    expect(reads).toEqual(['all']);
    await views.preview({ dataset: 'other', ...recipeOf('none') });
    expect(reads).toEqual(['all', 'all']);
  });

  test('a preview that nobody waits for any more ends', async () => {
    store('films');
    const cancelled = new SharedArrayBuffer(4);
    new Int32Array(cancelled)[0] = 1;
    await expect(
      viewService(storage).preview({ dataset: 'films', ...recipeOf('none') }, cancelled),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(reads).toEqual([]);
  });

  test('a view gets another name; warnings of an earlier version are told as they were', async () => {
    store('films');
    const view = await viewService(storage).create({ dataset: 'films', ...recipeOf('none') });
    expect(view.warnings).toMatchObject([{ kind: 'no-test', fix: { label: 'Set a tenth of each user aside' } }]);
    expect(await storage.views.rename('all for training', 'mine')).toMatchObject({ id: view.id, name: 'mine' });
    const old = { ...view, warnings: ['Beware.'] } as unknown as typeof view;
    const { id } = await storage.views.create(old);
    expect((await storage.views.get(id)).warnings).toEqual([{ kind: 'note', message: 'Beware.', fix: null }]);
  });

  test('a set of the user’s own', async () => {
    const given = interactionsFrom([{ user: 3, item: 29, value: 4, time: 900 }], 20, 30);
    store('films', { test: given });
    const views = viewService(storage);
    const summary = await views.create({ dataset: 'films', ...recipeOf('given') });
    expect(summary).toMatchObject({ train: 200, validation: 0, test: 1, testUsers: 1, name: 'given sets' });
    const view = await loadView(storage, summary.id);
    expect(view.itemOf[view.test.items[0]]).toBe(29);
    expect(view.candidates).toBeNull();
  });

  test('errors: no such dataset, no such view, no set, nothing left', async () => {
    store('films');
    const views = viewService(storage);
    await expect(views.preview({ dataset: 'flims', ...recipeOf('none') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(loadView(storage, 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(views.preview({ dataset: 'films', ...recipeOf('given') })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const impossible = { dataset: 'films', ...recipeOf('none', { where: 'value > 5' }) };
    expect((await views.preview(impossible)).warnings).toHaveLength(1);
    await expect(views.create(impossible)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { why: 'where value > 5: 200 dropped' },
    });
    expect(await storage.views.list()).toEqual([]);
  });

  test('a view that can no longer be made as it was is refused, not silently renumbered', async () => {
    store('films');
    const good = await viewService(storage).create({ dataset: 'films', ...recipeOf('none') });
    const bad = await storage.views.create({ ...good, name: 'bad', hash: '0'.repeat(64) });
    await expect(loadView(storage, bad.id)).rejects.toMatchObject({ code: 'BAD_DATA' });
  });

  test('a recipe stored before a field existed gets its default', async () => {
    store('films');
    const good = await viewService(storage).create({ dataset: 'films', ...recipeOf('none') });
    const recipe = { filters: {}, split: { kind: 'none' }, seed: 42 } as unknown as typeof good.recipe;
    const old = await storage.views.create({ ...good, name: 'old', recipe });
    expect((await loadView(storage, old.id)).hash).toBe(good.hash);
  });

  test('loading stops when it is told to', async () => {
    store('films');
    const { id } = await viewService(storage).create({ dataset: 'films', ...recipeOf('none') });
    await expect(loadView(storage, id, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
