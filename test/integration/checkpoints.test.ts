import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointExports } from '../../src/main/engine/checkpoints/export.ts';
import { contentMetadata, contentTensors, readContent } from '../../src/main/engine/checkpoints/file.ts';
import { loadJob } from '../../src/main/engine/jobs/load.ts';
import type { StorageHandle } from '../../src/main/engine/storage/client.ts';
import { readSafetensors, writeSafetensors } from '../../src/main/engine/training/safetensors.ts';
import {
  checkpointHash,
  jobContext,
  open,
  plantedInteractions,
  removeFolder,
  storeDataset,
  storeRun,
  storeView,
  temporaryFolder,
  train,
  type Storage,
} from './training-workspace.ts';

// A run that was stopped half-way, as a file, in a workspace with the same data and in one without.
let folder: string;
let handles: StorageHandle[];
let [home, twin, away]: Storage[] = [];
let file: string;

const [USERS, ITEMS, EPOCHS] = [120, 60, 12];
const PARAMETERS = { factors: 6, epochs: EPOCHS, patience: 0, keepBest: true, validateEvery: 2, checkpointEvery: 1 };
const load = (storage: Storage, path: string) =>
  loadJob.run({ file: { path, name: 'run.safetensors' } }, jobContext(storage).job);

beforeAll(async () => {
  folder = temporaryFolder();
  handles = await Promise.all(['home', 'twin', 'away'].map((name) => open(join(folder, name))));
  [home, twin, away] = handles.map(({ services }) => services);
  file = join(folder, 'run.safetensors');
  const interactions = plantedInteractions(USERS, ITEMS, 12);
  for (const storage of [home, twin]) await storeDataset(storage, interactions);
  const [dataset] = await home.datasets.list();
  const view = await storeView(home, dataset.id, [0.8, 0.1, 0.1]);
  const run = await storeRun(home, view, 'biased-mf', PARAMETERS);
  const abort = new AbortController();
  const stopped = train(home, run.id, {
    signal: abort.signal,
    // Rows of the history come late, in one piece; progress is told between two epochs.
    onReport: ({ stage, done }) => {
      if (stage === 'Training' && done >= 3) abort.abort();
    },
  });
  await expect(stopped).rejects.toThrow();
  await checkpointExports(home).toFile({ run: run.id, path: file });
}, 60_000);

afterAll(async () => {
  for (const handle of handles) await handle.close();
  removeFolder(folder);
});

test('resumed on another machine it ends with the bytes that it would have had at home', async () => {
  const [run] = await home.runs.list();
  const loaded = await load(twin, file);
  expect(loaded).toMatchObject({ data: 'found', resumable: true, users: USERS, notes: [] });
  const there = await twin.runs.get(loaded.runId);
  expect(there).toMatchObject({
    state: 'cancelled',
    resumable: true,
    epochsDone: run.epochsDone,
    epochsPlanned: EPOCHS,
  });
  expect(run.epochsDone).toBeLessThan(EPOCHS);
  expect(there.history.length).toBe(run.epochsDone);
  expect(await checkpointHash(twin, there.id)).toBe(await checkpointHash(home, run.id));
  await train(home, run.id);
  await train(twin, there.id);
  expect((await twin.runs.get(there.id)).epochsDone).toBe(EPOCHS);
  expect(await checkpointHash(twin, there.id)).toBe(await checkpointHash(home, run.id));
});

test('without its data it cannot be resumed, and says so', async () => {
  const loaded = await load(away, file);
  expect(loaded).toMatchObject({ data: 'ids', resumable: false });
  expect(loaded.notes.join()).toContain('cannot be trained to its end');
  expect(await away.runs.get(loaded.runId)).toMatchObject({ state: 'done', resumable: false, loaded: { data: 'ids' } });
  const [dataset] = await away.datasets.list();
  expect(dataset).toMatchObject({
    name: 'planted (ids)',
    source: 'loaded from checkpoint',
    users: USERS,
    interactions: 0,
  });
});

test('a file with tables of other sizes than its ids is refused and leaves nothing', async () => {
  const before = [await twin.runs.list(), await twin.datasets.list(), await twin.views.list(), await twin.trash.list()];
  const content = readContent(readSafetensors(readFileSync(file)));
  const broken = join(folder, 'broken.safetensors');
  for (const change of [
    // One item fewer in one table; a table that is gone; ids of strangers with tables of another size.
    { tables: content.tables.map((table) => (table.name === 'items' ? { ...table, shape: [ITEMS - 1, 6] } : table)) },
    { tables: content.tables.filter(({ name }) => name !== 'itemBias') },
    {
      userIds: content.userIds.map((id) => `stranger ${id}`),
      tables: content.tables.map((table) => (table.name === 'users' ? { ...table, shape: [USERS - 1, 6] } : table)),
    },
    { description: { ...content.description, parameters: { factors: -3 } } },
  ]) {
    const changed = { ...content, ...change };
    const pieces = Array.from(writeSafetensors(contentTensors(changed), contentMetadata(changed)), (chunk) =>
      chunk.slice(),
    );
    writeFileSync(broken, Buffer.concat(pieces));
    await expect(load(twin, broken)).rejects.toMatchObject({ code: 'BAD_DATA' });
    const after = [
      await twin.runs.list(),
      await twin.datasets.list(),
      await twin.views.list(),
      await twin.trash.list(),
    ];
    expect(after).toEqual(before);
  }
});
