// Speeds of scoring: top-10 lists, full-ranking evaluation, neighbours, one warm question. Prints one JSON line per
// figure. Best of several, because other work on the machine only ever makes it slower.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { evaluate } from '../../src/main/engine/evaluation/evaluator.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import type { Matrix } from '../../src/main/engine/kernels/matrix.ts';
import { packScorer, topItems, type Lists } from '../../src/main/engine/kernels/rank.ts';
import { factorModel } from '../../src/main/engine/models/factor-model.ts';
import { ExactNeighbours } from '../../src/main/engine/neighbours/exact.ts';
import { HnswIndex, loadHnsw } from '../../src/main/engine/neighbours/hnsw.ts';
import { measureRecall } from '../../src/main/engine/neighbours/indexes.ts';
import { Random } from '../../src/main/engine/random.ts';

const THREADS = 2;
const FACTORS = 64;
const ROUNDS = 7;

const print = (name: string, value: number, unit: string, bar?: string) =>
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, ...(bar !== undefined && { bar }) }));

async function best(work: () => unknown, rounds = ROUNDS): Promise<number> {
  let seconds = Infinity;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    await work();
    seconds = Math.min(seconds, (performance.now() - begin) / 1000);
  }
  return seconds;
}

function randomTable(kernels: Kernels, rows: number, stream: string): Matrix {
  const table = kernels.matrix(rows, FACTORS);
  new Random(1, stream).normal(table.data, 0.3);
  return table;
}

/** `perUser` distinct items for every user. */
function randomLists(users: number, items: number, perUser: number, stream: string): Lists {
  const random = new Random(2, stream);
  const taken = new Int32Array(items).fill(-1);
  const lists = new Uint32Array(users * perUser);
  for (let user = 0, at = 0; user < users; user++) {
    for (let n = 0; n < perUser;) {
      const item = random.below(items);
      if (taken[item] === user) continue;
      taken[item] = user;
      lists[at + n++] = item;
    }
    lists.subarray(at, (at += perUser)).sort();
  }
  return { start: Uint32Array.from({ length: users + 1 }, (_, user) => user * perUser), items: lists };
}

const SHAPES = [
  { name: 'ML-1M', users: 6040, items: 3706, seen: 165, relevant: 17, bar: '>= 80000' },
  { name: 'goodbooks', users: 53424, items: 10000, seen: 112, relevant: 11, bar: '>= 30000' },
];

for (const { name, users, items, seen, relevant, bar } of SHAPES) {
  const kernels = await Kernels.open({ threads: THREADS });
  const factors = { users: randomTable(kernels, users, 'users'), items: randomTable(kernels, items, 'items') };
  const itemBias = new Random(1, 'bias').normal(new Float32Array(items), 0.1);
  const scorer = packScorer(kernels, { ...factors, itemBias });
  const all = Uint32Array.from({ length: users }, (_, user) => user);
  const masked = randomLists(users, items, seen, 'seen');
  const rounds = name === 'ML-1M' ? 15 : 4;
  const seconds = await best(() => topItems(scorer, all, masked, 10), rounds);
  print(`top-10 for all users, ${name} ${users} x ${items}, seen masked`, users / seconds, 'users/s', bar);

  const one = Uint32Array.of(0);
  const own = { start: Uint32Array.of(0, seen), items: masked.items.subarray(0, seen) };
  print(`top-10 for one user, ${name}`, 1e6 * (await best(() => topItems(scorer, one, own, 10), 200)), 'µs');

  const nothing: Lists = { start: new Uint32Array(users + 1), items: new Uint32Array(0) };
  const histories = (lists: Lists) => ({ ...lists, values: null, times: null });
  const view: View = {
    ...{ id: 'bench', datasetId: 'bench', userCount: users, itemCount: items, hash: '', split: 'given' },
    ...{ userOf: all, itemOf: Uint32Array.from({ length: items }, (_, item) => item) },
    ...{ train: histories(masked), validation: histories(nothing), foldIn: histories(nothing) },
    test: histories(randomLists(users, items, relevant, 'test')),
    ...{ candidates: null, valueRange: null },
    strata: { parts: 1, userStart: Uint32Array.of(0, users), itemStart: Uint32Array.of(0, items) },
  };
  const model = factorModel({ factors: { ...factors, itemBias, userBias: null, offset: 0 } });
  const metrics = ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10'];
  const run = () => evaluate({ kernels, view, model, on: 'test', candidates: 'all', metrics });
  await run();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const evaluation = await best(run, rounds);
  const growth = (process.memoryUsage().rss - before) / 1e6;
  const isMain = name === 'ML-1M';
  print(`evaluation, full ranking, 6 metrics, ${name}`, users / evaluation, 'users/s', isMain ? '>= 50000' : undefined);
  print(`memory growth over ${rounds} more evaluations, ${name}`, growth, 'MB', isMain ? '< 50' : undefined);
  const cold = process.memoryUsage().rss;
  print(`memory in all, ${name}`, cold / 1e6, 'MB');
  await kernels.close();
}

// Neighbours: 50,000 x 64 in 1,000 clusters with noise .6, as the recorded peers had them.
{
  const rows = 50_000;
  const kernels = await Kernels.open({ threads: THREADS });
  const table = kernels.matrix(rows, FACTORS);
  const centres = new Random(3, 'centres').normal(new Float32Array(1000 * FACTORS), 1);
  new Random(3, 'noise').normal(table.data, 0.6);
  const random = new Random(3, 'cluster');
  for (let row = 0; row < rows; row++) {
    const centre = random.below(1000) * FACTORS;
    for (let f = 0; f < FACTORS; f++) table.data[row * FACTORS + f] += centres[centre + f];
  }
  const exact = new ExactNeighbours(kernels, table);
  let query = 0;
  const ask = () => exact.search(Uint32Array.of((query = (query + 7919) % rows)), 10);
  const times: number[] = [];
  for (let n = 0; n < 300; n++) times.push(1e3 * (await best(ask, 1)));
  times.sort((a, b) => a - b);
  print('exact neighbours, 50,000 x 64, one query, median', times[150], 'ms', '<= 1');
  print('exact neighbours, 50,000 x 64, one query, 95th percentile', times[285], 'ms');
  const many = Uint32Array.from({ length: 2000 }, (_, n) => n * 25);
  print(
    'exact neighbours, 50,000 x 64, many queries',
    2000 / (await best(() => exact.search(many, 10), 3)),
    'queries/s',
  );

  const { native } = loadHnsw();
  if (native) {
    const vectors = new Float32Array(rows * FACTORS);
    for (let row = 0; row < rows; row++) vectors.set(exact.unitRow(row), row * FACTORS);
    const begin = performance.now();
    const index = HnswIndex.build(native, vectors, FACTORS);
    print('HNSW, 50,000 x 64, build', (performance.now() - begin) / 1000, 's');
    print('HNSW, 50,000 x 64, recall@10', await measureRecall(index, exact), 'share', '>= .99');
    const one = () => {
      for (let n = 0; n < 2000; n++) index.search(exact.unitRow(many[n]), many[n], 10);
    };
    print('HNSW, 50,000 x 64, one thread', 2000 / (await best(one, 3)), 'queries/s');
    const folder = mkdtempSync(join(tmpdir(), 'recsmith-bench-'));
    index.write(join(folder, 'index'));
    const read = await best(() => HnswIndex.read(native, join(folder, 'index'), FACTORS), 3);
    print('HNSW, 50,000 x 64, read from disk', read, 's');
    rmSync(folder, { recursive: true });
  } else console.error('HNSW: hnswlib-node is not installed');
  await kernels.close();
}
