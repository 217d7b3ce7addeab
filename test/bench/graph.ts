// Speed of a step on the backends of `graph`: node test/bench/graph.ts. The first figure of a case is TensorFlow.js on
// WebAssembly as it comes, with only its missing kernels added in JavaScript; then with our kernels; then TensorFlow,
// where RECSMITH_TENSORFLOW names one (`--only tensorflow`: nothing else). Median of the steps after one warm-up; compare within one run.
import { loadTensorFlowJs } from '../../src/main/engine/compute/backends/open.ts';
import { mendKernels } from '../../src/main/engine/compute/backends/kernels.ts';
import { installWasmKernels, wasmOperations } from '../../src/main/engine/compute/backends/wasm-kernels.ts';
import { declare } from '../../src/main/engine/compute/declare.ts';
import {
  slotsOf,
  type Batches,
  type NetworkTables,
  type NetworkTrainer,
  type OptimizerSettings,
} from '../../src/main/engine/compute/executor.ts';
import { GraphNetwork } from '../../src/main/engine/compute/graph/core.ts';
import { graphNative } from '../../src/main/engine/compute/graph/native.ts';
import { commonOperations } from '../../src/main/engine/compute/graph/operations.ts';
import type { Network } from '../../src/main/engine/compute/network.ts';
import { plain } from '../../src/main/engine/compute/plain.ts';
import type { Matrix } from '../../src/main/engine/kernels/matrix.ts';
import { Random } from '../../src/main/engine/random.ts';

const initial = { kind: 'normal', mean: 0, deviation: 0.05 } as const;
const random = new Random(1, 'bench');
const adam: OptimizerSettings = {
  ...{ kind: 'adam', beta2: 0.999, epsilon: 1e-8, initialAccumulator: 0, withMomentum: false, dense: false },
  ...{ l2: {}, decay: {}, normPenalty: {} },
};
interface Case {
  readonly name: string;
  readonly network: Network;
  readonly batch: Batches;
  readonly itemCount: number;
  readonly examples: number;
  readonly steps: number;
}

function pairs(
  name: string,
  count: number,
  steps: number,
  loss: 'bpr' | 'binary-cross-entropy',
  net: () => Network,
): Case {
  const pick = (below: number) => Uint32Array.from({ length: count }, () => random.below(below));
  const bpr = loss === 'bpr';
  return {
    ...{ name, network: net(), itemCount: 3706, examples: count, steps },
    batch: {
      ...{ kind: 'pairs', starts: Uint32Array.of(0, count), users: pick(6040), items: pick(3706), weights: null },
      negatives: bpr ? pick(3706) : null,
      targets: bpr ? null : Float32Array.from({ length: count }, () => random.below(2)),
    },
  };
}

function autoencoder(): Case {
  const size = { users: 500, items: 10_000 };
  const net = declare('rows', size);
  const hidden = net.activation(
    'curve',
    net.bag('items-in', 'user', 200, { initial, normalise: true, noise: 0.5 }),
    'tanh',
  );
  const network = net.minimise(net.itemScores('items-out', hidden, { initial }), {
    kind: 'multinomial',
    reduction: 'mean',
  });
  const start = Uint32Array.from({ length: size.users + 1 }, (_, user) => 160 * user);
  const items = Uint32Array.from({ length: 160 * size.users }, (_, k) => (k % 160) * 62 + random.below(62));
  const rows = { start, items, values: null };
  return {
    ...{ name: 'autoencoder 500 x 10,000, 200 hidden', network, itemCount: size.items, examples: size.users, steps: 3 },
    batch: {
      kind: 'rows',
      users: Uint32Array.from({ length: 500 }, (_, k) => k),
      input: rows,
      items: null,
      target: rows,
    },
  };
}

const size = { users: 6040, items: 3706 };
const cases: Case[] = [
  autoencoder(),
  pairs('NeuMF 128-64-32-16, batch 4096', 4096, 6, 'binary-cross-entropy', () => {
    const net = declare('pairs', size);
    const [gmfUser, gmfItem] = (['user', 'item'] as const).map((of) => net.embedding(`gmf ${of}`, of, 64, { initial }));
    let deep = net.concat(
      net.embedding('mlp user', 'user', 64, { initial }),
      net.embedding('mlp item', 'item', 64, { initial }),
    );
    for (const units of [128, 64, 32, 16]) deep = net.dense(`hidden ${units}`, deep, units, { activation: 'relu' });
    const score = net.dense('out', net.concat(net.multiply(gmfUser, gmfItem), deep), 1);
    return net.minimise(score, { kind: 'binary-cross-entropy', reduction: 'mean' });
  }),
  pairs('ConvNCF 64 x 64, RecBole’s layers, batch 256', 256, 2, 'bpr', () => {
    const net = declare('pairs', size);
    let map = net.outer(net.embedding('user', 'user', 64, { initial }), net.embedding('item', 'item', 64, { initial }));
    for (const [k, kernel] of [4, 4, 2, 2].entries())
      map = net.convolution(`convolution ${k}`, map, { channels: 32, kernel, stride: kernel, activation: 'relu' });
    return net.minimise(net.dense('out', net.sumPool(map), 1), { kind: 'bpr', reduction: 'sum' });
  }),
];

function tablesFor(network: Network): NetworkTables {
  const all = new Map<string, Matrix>();
  for (const { name, rows, columns } of network.tables)
    for (const each of [name, ...slotsOf(adam).map((slot) => `${name}/${slot}`)]) {
      const data = new Float32Array(rows * columns);
      if (each === name) new Random(2, name).normal(data, 0.05);
      all.set(each, { rows, columns, stride: columns, data });
    }
  return { table: (name) => all.get(name)!, slot: (name, suffix) => all.get(`${name}/${suffix}`)! };
}

async function measure(
  each: Case,
  where: string,
  open: (options: ReturnType<typeof optionsOf>) => Promise<Pick<NetworkTrainer, 'run'>> | Pick<NetworkTrainer, 'run'>,
): Promise<void> {
  const trainer = await open(optionsOf(each));
  const times: number[] = [];
  for (let step = 1; step <= each.steps + 1; step++) {
    const start = performance.now();
    await trainer.run(each.batch, [{ step, learningRate: 0.001, momentum: 0.9, klWeight: 0 }]);
    if (step > 1) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const value = times[Math.floor(times.length / 2)];
  const name = `${each.name}: ${where}`;
  console.log(JSON.stringify({ name, value: Number(value.toFixed(1)), unit: 'ms a step' }));
  console.log(JSON.stringify({ name, value: Math.round((1000 * each.examples) / value), unit: 'examples/s' }));
}
const optionsOf = ({ network, itemCount }: Case) => ({
  ...{ network, itemCount, tables: tablesFor(network), optimizer: adam, seed: 1 },
});

const tf = await loadTensorFlowJs();
await import('@tensorflow/tfjs-backend-wasm');
await tf.setBackend('wasm');
mendKernels(tf, 'wasm', false);
const portable = process.argv.includes('tensorflow') ? [] : cases;
for (const each of portable)
  await measure(each, 'WebAssembly, stock', (options) => new GraphNetwork(tf, commonOperations(tf), options));
installWasmKernels(tf);
for (const each of portable)
  await measure(
    each,
    'WebAssembly, our kernels',
    (options) => new GraphNetwork(tf, wasmOperations(tf, commonOperations(tf)), options),
  );
if (process.env['RECSMITH_TENSORFLOW'] === undefined)
  console.error('TensorFlow is left out: RECSMITH_TENSORFLOW names none.');
else {
  const native = graphNative({ device: 'tensorflow', threads: 2, keep: true }, plain);
  for (const each of cases)
    await measure(each, 'TensorFlow', (options) =>
      native.trainer({ ...options, kernels: { threads: 2 } as never, limits: { examples: 0, entries: 0 } }),
    );
  await native.close?.();
}
