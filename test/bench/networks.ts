// How fast the fused executor trains and scores networks of pairs, on sizes of MovieLens 1M. One JSON line per figure.
// `node test/bench/networks.ts neumf` runs what has that in its name. Bars are for 2 idle cores.
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { Random } from '../../src/main/engine/random.ts';
import { declare, type Declaration } from '../../src/main/engine/compute/declare.ts';
import type { OptimizerSettings, PairBatches } from '../../src/main/engine/compute/executor.ts';
import { fused } from '../../src/main/engine/compute/fused.ts';
import { ADAM, testSteps, testTables } from '../../src/main/engine/compute/fused/testing.ts';
import type { Initial, Loss, Network } from '../../src/main/engine/compute/network.ts';

const [wanted = '', threads = '2'] = process.argv.slice(2);
const REPEATS = 7;
const SQUARED: Loss = { kind: 'squared-error', reduction: 'mean', confidence: 0 };
const BINARY: Loss = { kind: 'binary-cross-entropy', reduction: 'mean' };
const BPR: Loss = { kind: 'bpr', reduction: 'sum' };
const small: { initial: Initial } = { initial: { kind: 'normal', mean: 0, deviation: 0.01 } };
const movies1m = { users: 6040, items: 3706 };
const movies100k = { users: 944, items: 1665 };
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

function print(name: string, value: number, unit: string, bar: number): void {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, bar }));
}

type Size = typeof movies1m;
const build = (size: Size, end: (net: Declaration) => number, loss: Loss): Network => {
  const net = declare('pairs', size);
  return net.minimise(end(net), loss);
};

const neumf = (size: Size) =>
  build(
    size,
    (net) => {
      const product = net.multiply(net.embedding('gu', 'user', 64, small), net.embedding('gi', 'item', 64, small));
      let x = net.concat(net.embedding('mu', 'user', 64, small), net.embedding('mi', 'item', 64, small));
      for (const units of [64, 32, 16]) x = net.dense(`hidden ${units}`, x, units, { activation: 'relu' });
      return net.dense('out', net.concat(product, x), 1);
    },
    BINARY,
  );
const gmf = (size: Size) =>
  build(
    size,
    (net) =>
      net.dense('out', net.multiply(net.embedding('u', 'user', 64, small), net.embedding('i', 'item', 64, small)), 1),
    BINARY,
  );
const dotBias = (size: Size) =>
  build(
    size,
    (net) => {
      const dot = net.dot(net.embedding('u', 'user', 64, small), net.embedding('i', 'item', 64, small));
      return net.add(dot, net.embedding('ub', 'user', 1, small), net.embedding('ib', 'item', 1, small));
    },
    SQUARED,
  );
const embeddingNn = (size: Size) =>
  build(
    size,
    (net) => {
      let x = net.concat(net.embedding('u', 'user', 74, small), net.embedding('i', 'item', 102, small));
      for (const [k, units] of [30, 30].entries()) {
        x = net.dense(`hidden ${k}`, x, units, { activation: 'relu' });
        if (k > 0) x = net.batchNorm(`norm ${k}`, x);
      }
      return net.range(net.dense('out', x, 1), [0, 5.5]);
    },
    SQUARED,
  );
const convNcf = (size: Size) =>
  build(
    size,
    (net) => {
      let x = net.outer(net.embedding('u', 'user', 64, small), net.embedding('i', 'item', 64, small));
      for (const [k, kernel] of [4, 4, 2, 2].entries())
        x = net.convolution(`convolution ${k}`, x, { channels: 32, kernel, stride: kernel, activation: 'relu' });
      return net.dense('out', net.dropout('drop', net.sumPool(x), 0.2), 1);
    },
    BPR,
  );

function batchesOf({ loss }: Network, size: Size, batch: number, steps: number): PairBatches {
  const random = new Random(3, 'bench');
  const count = batch * steps;
  const draw = (below: number) => Uint32Array.from({ length: count }, () => random.below(below));
  return {
    ...{ kind: 'pairs', starts: Uint32Array.from({ length: steps + 1 }, (_, k) => k * batch), users: draw(size.users) },
    ...{ items: draw(size.items), negatives: loss.kind === 'bpr' ? draw(size.items) : null, weights: null },
    targets: loss.kind === 'bpr' ? null : Float32Array.from({ length: count }, () => (random.uniform() < 0.2 ? 1 : 0)),
  };
}

interface Training {
  readonly name: string;
  readonly network: (size: Size) => Network;
  readonly size: Size;
  readonly batch: number;
  readonly steps: number;
  readonly bar: number;
  readonly optimizer?: OptimizerSettings;
}
const conv = { ...ADAM, normPenalty: { embedding: 0.1, weight: 0.1 } };
const trainings: Training[] = [
  { name: 'NeuMF 128-64-32-16, batch 4096', network: neumf, size: movies1m, batch: 4096, steps: 60, bar: 900_000 },
  { name: 'NeuMF 128-64-32-16, batch 256', network: neumf, size: movies1m, batch: 256, steps: 900, bar: 800_000 },
  { name: 'GMF 64, batch 4096', network: gmf, size: movies1m, batch: 4096, steps: 100, bar: 4e6 },
  { name: 'dot and biases 64, Adam, batch 8192', network: dotBias, size: movies1m, batch: 8192, steps: 60, bar: 6e6 },
  { name: 'dot and biases 64, Adam, batch 64', network: dotBias, size: movies1m, batch: 64, steps: 1500, bar: 1e6 },
  {
    name: 'EmbeddingNN [30, 30], batch 64',
    network: embeddingNn,
    size: movies100k,
    batch: 64,
    steps: 500,
    bar: 150_000,
  },
  {
    name: 'ConvNCF of RecBole, batch 2048',
    network: convNcf,
    size: movies1m,
    batch: 2048,
    steps: 1,
    bar: 5000,
    optimizer: conv,
  },
];

for (const { name, network, size, batch, steps, bar, optimizer = ADAM } of trainings) {
  if (!name.toLowerCase().includes(wanted.toLowerCase())) continue;
  const kernels = await Kernels.open({ threads: Number(threads) });
  const declared = network(size);
  const tables = testTables(declared, optimizer, kernels, 0.01);
  const trainer = await fused.trainer({
    ...{ kernels, network: declared, tables, optimizer, seed: 1, itemCount: size.items },
    limits: { examples: batch, entries: 0 },
  });
  const batches = batchesOf(declared, size, batch, steps);
  const times: number[] = [];
  const busyTimes: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const [from, busy] = [performance.now(), process.cpuUsage()];
    await trainer.run(batches, testSteps(steps, 1e-3, 0.9, 1 + repeat * steps));
    times.push(performance.now() - from);
    const { user, system } = process.cpuUsage(busy);
    busyTimes.push((user + system) / 1000);
  }
  // On a machine with other work this figure holds still where the others do not.
  const perCore = (batch * steps * 1000) / median(busyTimes);
  console.error(`${name}: ${Math.round(perCore)} per s of processor time`);
  print(`${name}, examples`, (batch * steps * 1000) / median(times), 'per s', bar);
  await kernels.close();
}

const scorings = [
  { name: 'NeuMF, all of 3,123 items', network: neumf, size: { users: 6040, items: 3123 }, users: 256, bar: 1500 },
  { name: 'ConvNCF, all of 1,682 items', network: convNcf, size: { users: 943, items: 1682 }, users: 8, bar: 15 },
];
for (const { name, network, size, users, bar } of scorings) {
  if (!name.toLowerCase().includes(wanted.toLowerCase())) continue;
  const kernels = await Kernels.open({ threads: Number(threads) });
  const declared = network(size);
  const tables = testTables(declared, ADAM, kernels, 0.01);
  const scorer = await fused.scorer({ kernels, network: declared, tables, itemCount: size.items });
  const chosen = Uint32Array.from({ length: users }, (_, k) => k);
  const out = new Float32Array(users * size.items);
  const times: number[] = [];
  const busyTimes: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const [from, busy] = [performance.now(), process.cpuUsage()];
    await scorer.scoreMany(chosen, null, out);
    times.push(performance.now() - from);
    const { user, system } = process.cpuUsage(busy);
    busyTimes.push((user + system) / 1000);
  }
  console.error(`${name}: ${((users * 1000) / median(busyTimes)).toPrecision(4)} per s of processor time`);
  print(`${name}, users`, (users * 1000) / median(times), 'per s', bar);
  await kernels.close();
}
