import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ParameterValues } from '../../src/shared/parameters.ts';
import { declare } from '../../src/main/engine/compute/declare.ts';
import { sharedF64 } from '../../src/main/engine/datasets/interactions.ts';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { defineNetworkModel } from '../../src/main/engine/models/network-model.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from '../../src/main/engine/models/stages.ts';
import { viewOf } from '../../src/main/engine/models/testing.ts';
import { streamEvents } from '../../src/main/engine/training/stream/stream.ts';

// Incremental learning on MovieTweetings by time: node test/bench/stream.ts [FILE of user::item::rating::time]

const file = process.argv[2] ?? 'resources/samples/movietweetings/ratings.dat.gz';
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const bytes = readFileSync(file);
const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n');
const least = given('LEAST', 0);
const rows = lines.map((line) => line.split('::').map(Number)).filter(([, , value]) => value >= least);

function viewByTime(): View {
  const index = (column: number) =>
    new Map([...new Set(rows.map((row) => row[column]))].map((id, k) => [id, k] as const));
  const [users, items] = [index(0), index(1)];
  const train = {
    users: rows.map((row) => users.get(row[0])!),
    items: rows.map((row) => items.get(row[1])!),
    values: rows.map((row) => row[2]),
  };
  const view = viewOf({ userCount: users.size, itemCount: items.size, train });
  const timeOf = new Map(rows.map((row, k) => [`${train.users[k]} ${train.items[k]}`, row[3]]));
  const times = sharedF64(rows.length);
  for (let user = 0; user < view.userCount; user++)
    for (let row = view.train.start[user]; row < view.train.start[user + 1]; row++)
      times[row] = timeOf.get(`${view.userOf[user]} ${view.itemOf[view.train.items[row]]}`)!;
  return { ...view, train: { ...view.train, times } };
}

/** The network of cf_step, 128 factors, with drawn negatives. */
const simple = defineNetworkModel({
  ...{ id: 'simple', title: 'Simple', paper: '', summary: '', family: 'factors', about: '', data: '' },
  ...{ needs: [], offers: ['ranking'], monitor: 'ndcg@10', metrics: [], parameters: {} },
  stages({ size }) {
    const net = declare('pairs', size);
    const initial = { kind: 'normal', mean: 0, deviation: given('DEVIATION', 0.1) } as const;
    const [users, items] = (['user', 'item'] as const).map((of) => net.embedding(`${of}s`, of, 128, { initial }));
    const values: ParameterValues = {};
    const kind = process.env.KIND === 'pairwise' ? 'pairwise' : 'implicit';
    return [
      {
        name: 'training',
        network: net.minimise(net.dot(users, items), {
          kind: kind === 'pairwise' ? 'bpr' : 'binary-cross-entropy',
          reduction: 'sum',
        }),
        epochs: given('EPOCHS', 10),
        batches: batchesFrom(kind, values, { batchSize: 512, negatives: given('NEGATIVES', 4) }),
        optimizer: optimizerFrom(values, { kind: 'sgd', l2: { embedding: given('L2', 0) } }),
        schedule: scheduleFrom(values, { learningRate: given('RATE', 0.06), momentum: 0 }),
      },
    ];
  },
});

const kernels = await Kernels.open({ threads: 1, here: true });
const view = viewByTime();
const begin = performance.now();
const { stream } = await streamEvents({
  ...{ definition: simple, parameters: {}, view, kernels, seed: 42, backend: 'auto' as const },
  signal: new AbortController().signal,
  options: { bootstrap: given('BOOTSTRAP', 0.2), batch: given('BATCH', 1), window: 5000, k: 10 },
  observer: {
    record: ({ epoch, loss }) => console.log(`bootstrap epoch ${epoch}: loss ${loss.toFixed(4)}`),
    save: () => Promise.resolve(),
    progress: () => undefined,
  },
  report: () => Promise.resolve(),
});
const { points: _points, ...figures } = stream;
console.log(`${view.userCount} users, ${view.itemCount} items, ${rows.length} events`);
console.log(JSON.stringify(figures, null, 1), `${((performance.now() - begin) / 1000).toFixed(1)} s`);
await kernels.close();
