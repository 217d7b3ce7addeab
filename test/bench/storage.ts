// How fast datasets are stored and read back, through the storage thread as the engine does it.
// Prints one JSON line per figure. Best of several: other work on the machine only ever makes it slower.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetProfile } from '../../src/shared/contract/datasets.ts';
import { sharedF32, sharedF64, sharedU32, type Interactions } from '../../src/main/engine/datasets/interactions.ts';
import { Random } from '../../src/main/engine/random.ts';
import { openStorage, type StorageHandle } from '../../src/main/engine/storage/client.ts';

const READS = 12;
const CHUNK_USERS = 4096;

const print = (name: string, value: number, unit: string, bar?: number) =>
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, ...(bar !== undefined && { bar }) }));

/** Interactions with a long-tailed activity, about `interactions` in all. */
function generate(userCount: number, itemCount: number, interactions: number): Interactions {
  const random = new Random(42, 'bench');
  const weights = Float64Array.from({ length: userCount }, () => Math.exp(-2 * Math.log(1 - 0.98 * random.uniform())));
  const scale = interactions / weights.reduce((sum, weight) => sum + weight, 0);
  const start = sharedU32(userCount + 1);
  for (let user = 0; user < userCount; user++)
    start[user + 1] = start[user] + Math.max(1, Math.round(weights[user] * scale));
  const n = start[userCount];
  const [items, values, times, rows] = [sharedU32(n), sharedF32(n), sharedF64(n), sharedU32(n)];
  for (let i = 0; i < n; i++) {
    items[i] = random.below(itemCount);
    values[i] = 1 + (i % 5);
    times[i] = 1e9 + i;
    rows[i] = i;
  }
  return { userCount, itemCount, start, items, values, times, rows };
}

async function store({ services }: StorageHandle, name: string, data: Interactions): Promise<string> {
  const { datasets } = services;
  const id = await datasets.begin({ name, source: 'bench' });
  const ids = Array.from({ length: data.userCount }, (_, user) => `user-${user}`);
  for (let from = 0; from < ids.length; from += 50_000) await datasets.appendUsers(id, ids.slice(from, from + 50_000));
  const items = Array.from({ length: data.itemCount }, (_, item) => ({
    id: `item-${item}`,
    title: `The ${item}th film of the ${item % 97} masters`,
    attributes: { genre: `genre ${item % 19}` },
  }));
  for (let from = 0; from < items.length; from += 10_000)
    await datasets.appendItems(id, items.slice(from, from + 10_000));
  for (let user = 0; user < data.userCount; user += CHUNK_USERS) {
    const start = data.start.subarray(user, user + CHUNK_USERS + 1);
    await datasets.appendInteractions(id, 'all', user, { ...data, start });
  }
  const profile: DatasetProfile = {
    ...{ id, name, createdAt: 0, source: 'bench', contentHash: '', duplicates: 0, rejected: 0, given: null },
    ...{ users: data.userCount, items: data.itemCount, interactions: data.items.length },
    ...{ hasValues: true, hasTime: true, hasTitles: true, density: 0, values: null, times: null },
    ...{ userActivity: [], itemPopularity: [], medianPerUser: 0, medianPerItem: 0, coldUsers: 0, coldItems: 0 },
    ...{ topItems: [], warnings: [] },
    ...{ singleUsers: 0, singleItems: 0, userShare: [], itemShare: [], attributes: [], imported: null },
  };
  await datasets.complete(id, profile);
  return id;
}

const best = (times: number[]): number => Math.min(...times);
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const folder = mkdtempSync(join(tmpdir(), 'recsmith-bench-'));
const storage = await openStorage({ workspace: folder, readOnly: false, door: 'bench' });
try {
  for (const [label, users, items, interactions] of [
    ['ML-1M size', 6040, 3706, 1_000_209],
    ['10 M rows, 200,000 users', 200_000, 50_000, 10_000_000],
  ] as const) {
    const data = generate(users, items, interactions);
    const millions = data.items.length / 1e6;
    let id = '';
    const writing = await seconds(async () => (id = await store(storage, label, data)));
    print(`store ${label}`, millions / writing, 'M interactions/s');
    const { datasets } = storage.services;
    const reading: number[] = [];
    for (let i = 0; i < READS; i++) reading.push(await seconds(() => datasets.interactions(id, 'all')));
    print(`read ${label}`, millions / best(reading), 'M interactions/s', 20);
    const histories = await seconds(async () => {
      for (let i = 0; i < 2000; i++) await datasets.history(id, (i * 7919) % users);
    });
    print(`one history, ${label}`, (histories / 2000) * 1e6, 'µs');
    const searches = await seconds(async () => {
      for (let i = 0; i < 50; i++) await datasets.searchItems(id, `film ${i} mas`, 0, 20);
    });
    print(`search of items, ${label}`, (searches / 50) * 1e3, 'ms');
  }
} finally {
  await storage.close();
  rmSync(folder, { recursive: true });
}
