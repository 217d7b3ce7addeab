import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { withDefaults, type ParameterValues } from '../../src/shared/parameters.ts';
import { sharedF64 } from '../../src/main/engine/datasets/interactions.ts';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import { simpleCf } from '../../src/main/engine/models/simple-cf.ts';
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

// Without SET (JSON) the preset for streams.
const preset = simpleCf.presets!.find(({ id }) => id === 'events')!.parameters;
const chosen = process.env.SET ? (JSON.parse(process.env.SET) as ParameterValues) : preset;

const kernels = await Kernels.open({ threads: 1, here: true });
const view = viewByTime();
const begin = performance.now();
let cpuBootstrap = process.cpuUsage();
const { stream } = await streamEvents({
  ...{
    definition: simpleCf,
    parameters: withDefaults(simpleCf.parameters, chosen),
    view,
    kernels,
    seed: 42,
    backend: 'auto' as const,
  },
  signal: new AbortController().signal,
  options: { bootstrap: given('BOOTSTRAP', 0.2), batch: given('BATCH', 1), window: 5000, k: 10 },
  observer: {
    record({ epoch, loss }) {
      console.log(`bootstrap epoch ${epoch}: loss ${loss.toFixed(4)}`);
      cpuBootstrap = process.cpuUsage();
    },
    save: () => Promise.resolve(),
    progress: () => undefined,
  },
  report: () => Promise.resolve(),
});
const { points: _points, ...figures } = stream;
console.log(`${view.userCount} users, ${view.itemCount} items, ${rows.length} events`);
const { user, system } = process.cpuUsage(cpuBootstrap);
const cpu = (user + system) / 1e6;
console.log(JSON.stringify(figures, null, 1), `${((performance.now() - begin) / 1000).toFixed(1)} s`);
const all = figures.events + figures.skipped;
console.log(
  `${(all / cpu).toFixed(0)} events per second of CPU time, ${(figures.events / cpu).toFixed(0)} tested ones`,
);
await kernels.close();
