// Speed of networks over rows on the fused executor, in users per second of training, and the memory of a large one.
// `node test/bench/autoencoders.ts [NAME ...]` runs the named ones alone: ml-1m, generated, mult-vae, memory.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declare } from '../../src/main/engine/compute/declare.ts';
import {
  slotsOf,
  type NetworkTables,
  type OptimizerSettings,
  type RowBatch,
} from '../../src/main/engine/compute/executor.ts';
import { rowsTrainer } from '../../src/main/engine/compute/fused/rows.ts';
import type { Network } from '../../src/main/engine/compute/network.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { Random } from '../../src/main/engine/random.ts';
import { dataFolder } from './data.ts';

const THREADS = Number(process.env.THREADS ?? 2);

interface Histories {
  readonly users: number;
  readonly items: number;
  readonly start: Uint32Array;
  readonly entries: Uint32Array;
}

/** Long-tailed popularity and histories of about `mean` items. */
function generated(users: number, items: number, mean: number): Histories {
  const random = new Random(5, 'histories');
  const start = new Uint32Array(users + 1);
  const lists: number[] = [];
  for (let user = 0; user < users; user++) {
    const count = 1 + Math.floor(-Math.log(1 - random.uniform()) * mean);
    const mine = new Set<number>();
    for (let k = 0; k < count; k++) mine.add(Math.floor(items * random.uniform() ** 3));
    for (const item of [...mine].sort((a, b) => a - b)) lists.push(item);
    start[user + 1] = lists.length;
  }
  return { users, items, start, entries: Uint32Array.from(lists) };
}

/** Ratings of 3 and above of MovieLens 1M, four of five at random; without the data, generated ones of that shape. */
function movieLens(): Histories {
  const file = join(dataFolder, 'ml-1m/ratings-notime.csv');
  if (dataFolder === '' || !existsSync(file)) return generated(6040, 3706, 110);
  const random = new Random(6, 'part');
  const items = new Map<number, number>();
  const users = new Map<number, number[]>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [user, item, value] = line.split(',').map(Number);
    if (!items.has(item)) items.set(item, items.size);
    if (!users.has(user)) users.set(user, []);
    if (value >= 3 && random.uniform() < 0.8) users.get(user)!.push(items.get(item)!);
  }
  const lists = [...users.values()].map((list) => list.sort((a, b) => a - b));
  const start = new Uint32Array(lists.length + 1);
  lists.forEach((list, k) => (start[k + 1] = start[k] + list.length));
  return { users: lists.length, items: items.size, start, entries: Uint32Array.from(lists.flat()) };
}

/** Batches of an epoch in random order; with `sampling` the item set of a batch is what its users have. */
function* batchesOf(
  { users, items, start, entries }: Histories,
  size: number,
  sampling: boolean,
  epoch: number,
): Generator<RowBatch> {
  const order = new Random(9, 'order', epoch).shuffle(Uint32Array.from({ length: users }, (_, k) => k));
  const position = new Int32Array(items);
  for (let from = 0; from + size <= users; from += size) {
    const picked = order.subarray(from, from + size);
    const offsets = new Uint32Array(size + 1);
    picked.forEach((user, k) => (offsets[k + 1] = offsets[k] + start[user + 1] - start[user]));
    const history = new Uint32Array(offsets[size]);
    picked.forEach((user, k) => history.set(entries.subarray(start[user], start[user + 1]), offsets[k]));
    const input = { start: offsets, items: history, values: null };
    if (!sampling) {
      yield { kind: 'rows', users: picked, input, items: null, target: input };
      continue;
    }
    position.fill(0);
    for (const item of history) position[item] = 1;
    let count = 0;
    for (let item = 0; item < items; item++) if (position[item]) position[item] = ++count;
    const set = new Uint32Array(count);
    for (let item = 0; item < items; item++) if (position[item]) set[position[item] - 1] = item;
    const target = { ...input, items: history.map((item) => position[item] - 1) };
    yield { kind: 'rows', users: picked, input, items: set, target };
  }
}

const initial = { kind: 'constant', value: 0 } as const;

function autoencoder(size: Histories): Network {
  const net = declare('rows', size);
  const hidden = net.bag('items in', 'user', 200, { initial, normalise: true, noise: 0.5, biasInitial: initial });
  const scores = net.itemScores('items out', net.activation('hidden', hidden, 'tanh'), { initial });
  return net.minimise(scores, { kind: 'multinomial', reduction: 'mean' });
}

function multVae(size: Histories): Network {
  const net = declare('rows', size);
  const bag = net.bag('items in', 'user', 600, { initial, normalise: true, noise: 0.5, biasInitial: initial });
  const hidden = net.activation('hidden', bag, 'tanh');
  const draw = net.gaussian('code', net.dense('mean', hidden, 200), net.dense('variance', hidden, 200));
  const back = net.dense('back', draw, 600, { activation: 'tanh' });
  return net.minimise(net.itemScores('items out', back, { initial }), { kind: 'multinomial', reduction: 'mean' });
}

const adam: OptimizerSettings = {
  ...{ kind: 'adam', beta2: 0.999, epsilon: 1e-8, initialAccumulator: 0, withMomentum: false, dense: false },
  ...{ l2: {}, decay: {}, normPenalty: {} },
};

function tablesOf(kernels: Kernels, network: Network): NetworkTables {
  const tables = new Map(
    network.tables.flatMap(({ name, rows, columns }) =>
      [name, ...slotsOf(adam).map((suffix) => `${name}/${suffix}`)].map(
        (key) => [key, kernels.matrix(rows, columns)] as const,
      ),
    ),
  );
  const random = new Random(3, 'tables');
  for (const { name, rows, columns } of network.tables)
    if (columns > 1 && rows > 1)
      for (let row = 0; row < rows; row++) {
        const { data, stride } = tables.get(name)!;
        for (let f = 0; f < columns; f++)
          data[row * stride + f] = (random.uniform() * 2 - 1) * Math.sqrt(6 / (rows + columns));
      }
  return { table: (name) => tables.get(name)!, slot: (name, suffix) => tables.get(`${name}/${suffix}`)! };
}

interface Options {
  readonly size: number;
  readonly sampling: boolean;
  readonly epochs: number;
  /** Most steps of an epoch. */
  readonly steps?: number;
}

/** Users per second of the best epoch but the first, by the clock and by processor time; the share of making batches. */
async function measure(data: Histories, network: Network, { size, sampling, epochs, steps = Infinity }: Options) {
  const kernels = await Kernels.open({ threads: THREADS });
  const tables = tablesOf(kernels, network);
  let entries = 0;
  const lengths = Array.from({ length: data.users }, (_, k) => data.start[k + 1] - data.start[k]).sort((a, b) => b - a);
  for (const length of lengths.slice(0, size)) entries += length;
  const trainer = rowsTrainer({
    ...{
      kernels,
      network,
      tables,
      optimizer: adam,
      seed: 1,
      itemCount: data.items,
      limits: { examples: size, entries },
    },
  });
  let [step, best, idle, making, whole, width] = [0, 0, 0, 0, 0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let [users, taken] = [0, 0];
    const began = performance.now();
    const before = process.cpuUsage();
    let from = began;
    for (const batch of batchesOf(data, size, sampling, epoch)) {
      if (taken++ >= steps) break;
      making += performance.now() - from;
      width = batch.items?.length ?? data.items;
      const outcome = await trainer.run(batch, [{ step: ++step, learningRate: 1e-3, momentum: 0.9, klWeight: 0.2 }]);
      if (outcome.bad) throw new Error(`Step ${outcome.bad.step} lost ${outcome.bad.loss}.`);
      users += size;
      from = performance.now();
    }
    whole += performance.now() - began;
    const used = process.cpuUsage(before);
    if (epoch > 0 || epochs === 1) idle = Math.max(idle, (1e6 * THREADS * users) / (used.user + used.system));
    if (epoch > 0 || epochs === 1) best = Math.max(best, (1000 * users) / (performance.now() - began));
  }
  await kernels.close();
  return { speed: best, idle, making: making / whole, width };
}

const report = (name: string, value: number, unit: string, bar?: string) =>
  console.log(JSON.stringify({ name, value, unit, ...(bar ? { bar } : {}) }));

/** By the clock, and by the processor time of all threads: what the clock would say if nothing else ran. */
function reportSpeed(name: string, { speed, idle, making }: Awaited<ReturnType<typeof measure>>, bar?: string): void {
  report(name, speed, 'users/s', bar);
  report(`${name}: by processor time`, idle, 'users/s', bar);
  report(`${name}: making batches`, 100 * making, '%');
}

const wanted = process.argv.slice(2);
const chosen = (name: string) => wanted.length === 0 || wanted.includes(name);

// The first, so that the peak is its own.
if (chosen('memory')) {
  const data = generated(200_000, 100_000, 20);
  reportSpeed(
    'autoencoder 200, 200,000 x 100,000, sampling',
    await measure(data, autoencoder(data), { size: 500, sampling: true, epochs: 1, steps: 40 }),
  );
  report('peak memory of the process', process.resourceUsage().maxRSS / 1e6, 'GB', '4');
}
if (chosen('ml-1m')) {
  const data = movieLens();
  const options = { size: 500, sampling: false, epochs: 3 };
  reportSpeed('autoencoder 200, ML-1M, batch 500', await measure(data, autoencoder(data), options), '14000');
}
if (chosen('generated')) {
  const data = generated(30_000, 41_000, 22);
  const sampled = await measure(data, autoencoder(data), { size: 500, sampling: true, epochs: 1, steps: 30 });
  reportSpeed(`autoencoder 200, 30,000 x 41,000, sampling (${sampled.width} items)`, sampled, '5500');
  const all = await measure(data, autoencoder(data), { size: 500, sampling: false, epochs: 1, steps: 8 });
  reportSpeed('autoencoder 200, 30,000 x 41,000, all items', all);
  report('sampling against all items, by processor time', sampled.idle / all.idle, 'times', '4');
}
if (chosen('mult-vae')) {
  const data = movieLens();
  const options = { size: 500, sampling: false, epochs: 1, steps: 12 };
  reportSpeed('Mult-VAE [600, 200], ML-1M, batch 500', await measure(data, multVae(data), options), '6000');
}
