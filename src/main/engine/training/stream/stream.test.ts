import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stream } from '../../../../shared/contract/runs.ts';
import type { ParameterValues } from '../../../../shared/parameters.ts';
import { declare } from '../../compute/declare.ts';
import { chooseExecutor, openExecutor } from '../../compute/executors.ts';
import { sharedF64 } from '../../datasets/interactions.ts';
import type { View } from '../../datasets/view.ts';
import { Kernels } from '../../kernels/kernels.ts';
import { defineNetworkModel } from '../../models/network-model.ts';
import { batchesFrom, optimizerFrom, scheduleFrom } from '../../models/stages.ts';
import { Random } from '../../random.ts';
import { viewOf } from '../../models/testing.ts';
import { findLearningRate, suggestions } from '../find-learning-rate.ts';
import { TableStore } from '../store.ts';
import { eventsOf } from './events.ts';
import { EventLearner } from './learner.ts';
import { HitRate, movingAverage } from './moving-average.ts';
import { streamEvents } from './stream.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1, here: true });
});
afterAll(() => kernels.close());

/** cf_step's network: a dot product of users and items, plain steps. */
const product = defineNetworkModel({
  ...{ id: 'product', title: 'Product', paper: '', summary: '', family: 'factors', about: '', data: '' },
  ...{ needs: [], offers: ['ranking'], monitor: 'ndcg@10', metrics: [], parameters: {} },
  stages({ size, values }) {
    const { learningRate } = { learningRate: 0.1, ...(values as ParameterValues) };
    const net = declare('pairs', size);
    const initial = { kind: 'normal', mean: 0, deviation: 0.1 } as const;
    const score = net.dot(
      net.embedding('users', 'user', 8, { initial }),
      net.embedding('items', 'item', 8, { initial }),
    );
    return [
      {
        name: 'training',
        network: net.minimise(score, { kind: 'binary-cross-entropy', reduction: 'sum' }),
        epochs: 3,
        batches: batchesFrom('implicit', {}, { batchSize: 20, negatives: 3 }),
        optimizer: optimizerFrom({}, { kind: 'sgd' }),
        schedule: scheduleFrom({}, { learningRate: learningRate, momentum: 0 }),
      },
    ];
  },
});

/** Users of two groups; half-way through time both groups change what they choose. */
function turning(): View {
  const random = new Random(4, 'turning');
  const [userCount, itemCount, perUser] = [60, 80, 24];
  const train = { users: [] as number[], items: [] as number[] };
  const times: number[] = [];
  for (let user = 0; user < userCount; user++) {
    const taken = new Set<number>();
    while (taken.size < perUser) {
      const late = taken.size >= perUser / 3;
      const item = 40 * (late ? 1 : 0) + 20 * (user % 2) + random.below(20);
      if (taken.has(item)) continue;
      taken.add(item);
      train.users.push(user);
      train.items.push(item);
      times.push(taken.size + user / 100);
    }
  }
  const view = viewOf({ userCount, itemCount, train });
  // A user's times, in the order of the view's rows.
  const timeOf = new Map(train.users.map((user, k) => [`${user} ${train.items[k]}`, times[k]]));
  const ordered = sharedF64(times.length);
  for (let user = 0; user < userCount; user++)
    for (let row = view.train.start[user]; row < view.train.start[user + 1]; row++)
      ordered[row] = timeOf.get(`${view.userOf[user]} ${view.itemOf[view.train.items[row]]}`)!;
  return { ...view, train: { ...view.train, times: ordered } };
}

async function run(
  parameters: ParameterValues = {},
  batch = 1,
  view = turning(),
  definition = product,
): Promise<Stream> {
  const mark = kernels.mark();
  const { stream } = await streamEvents({
    ...{ definition, parameters, view, kernels, seed: 1, backend: 'auto' as const },
    signal: new AbortController().signal,
    options: { bootstrap: 0.3, batch, window: 200, k: 10 },
    observer: { record: () => undefined, save: () => Promise.resolve(), progress: () => undefined },
    report: () => Promise.resolve(),
  });
  kernels.release(mark);
  return stream;
}

test('events come in the order of time, the bootstrap is the first of them', () => {
  const view = turning();
  const { users, items, bootstrap, before } = eventsOf(view, 0.3);
  expect(bootstrap).toBe(Math.round(0.3 * 60 * 24));
  const timeOf = (k: number) => {
    for (let row = view.train.start[users[k]]; ; row++)
      if (view.train.items[row] === items[k]) return view.train.times![row];
  };
  for (let k = 1; k < users.length; k++) expect(timeOf(k)).toBeGreaterThanOrEqual(timeOf(k - 1));
  const first = Array.from(users.subarray(0, bootstrap), (user, k) => `${user} ${items[k]}`);
  const kept = Array.from({ length: view.userCount }, (_, user) =>
    [...before.train.items.subarray(before.train.start[user], before.train.start[user + 1])].map((i) => `${user} ${i}`),
  );
  expect(kept.flat().sort()).toEqual(first.sort());
  expect(() => eventsOf({ ...view, train: { ...view.train, times: null } }, 0.3)).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT' }),
  );
});

test.each([1, 7])(
  'what changes is followed, %i at a time: better than the bootstrap and than popularity',
  async (batch) => {
    const stream = await run({}, batch);
    expect(stream.events + stream.skipped).toBe(60 * 24 - stream.bootstrapEvents);
    expect(stream.skipped).toBe(0);
    const { learned, frozen, popularity } = stream.lastQuarter!;
    expect(learned).toBeGreaterThan(frozen + 0.1);
    expect(learned).toBeGreaterThan(popularity);
    expect(stream.points.length).toBeGreaterThan(100);
    expect(stream.points.at(-1)!.event).toBeLessThanOrEqual(stream.events);
    const again = await run({}, batch);
    expect(again.points).toEqual(stream.points);
  },
);

test('negatives are items that a user does not have by now; who has all of them is not learned from any more', async () => {
  const before = viewOf({ userCount: 2, itemCount: 5, train: { users: [0, 0, 0, 1], items: [0, 1, 2, 0] } });
  const [stage] = product.stages!({ size: { users: 2, items: 5, interactions: 4 }, values: {}, view: before });
  const user = before.userOf.indexOf(0);
  const [fourth, fifth] = [3, 4].map((item) => before.itemOf.indexOf(item));
  const executor = await openExecutor(await chooseExecutor([stage.network], 'auto'));
  const mark = kernels.mark();
  const store = new TableStore(kernels, null);
  for (const { name, rows, columns } of stage.network.tables) store.table(name, rows, columns, () => undefined);
  const learner = await EventLearner.open({ kernels, store, seed: 1 }, executor, stage, { before, step: 0, batch: 1 });
  const learn = async (item: number) => [
    ...new Set((await learner.learn(Uint32Array.of(user), Uint32Array.of(item), null)).items),
  ];
  expect((await learn(fourth)).sort()).toEqual([fourth, fifth].sort());
  expect(await learn(fifth)).toEqual([]);
  await learner.close();
  kernels.release(mark);
});

test('a rate that is far too high stops with the step and advice', async () => {
  await expect(run({ learningRate: 1e30 })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/diverged.*step \d+/) as string,
    details: { parameter: 'learningRate', next: expect.stringContaining('smaller') as string },
  });
});

test('the share of hits in the window is the moving average', () => {
  const random = new Random(2, 'hits');
  const hits = Array.from({ length: 60 }, () => random.below(2));
  const rate = new HitRate(60, 10);
  const recent = hits.map((hit) => {
    rate.add(hit === 1);
    return rate.recent;
  });
  expect(recent.slice(9)).toEqual(movingAverage(hits, 10));
  expect(rate.lastQuarter).toBe(hits.slice(45).reduce((sum, hit) => sum + hit, 0) / 15);
});

test('the finder goes up to where the loss explodes, suggests a rate below, and leaves the memory as it was', async () => {
  const mark = kernels.mark();
  const found = await findLearningRate({
    ...{ definition: product, parameters: {}, view: turning(), kernels, seed: 1, backend: 'auto' as const },
    ...{ from: 1e-4, to: 1e4, steps: 100 },
  });
  kernels.release(mark);
  expect(found.points.length).toBeGreaterThan(20);
  expect(found.points.length).toBeLessThan(100);
  expect(found.stopped).toMatch(/times its best|no number/);
  expect(found.suggestion).toBeGreaterThan(1e-3);
  expect(found.suggestion).toBeLessThan(found.points.at(-1)!.learningRate);
  const ratios = found.points.slice(1).map(({ learningRate }, k) => learningRate / found.points[k].learningRate);
  for (const ratio of ratios) expect(ratio).toBeCloseTo(1e8 ** 0.01, 9);
});

test('nothing is suggested where the loss never falls', () => {
  const points = Array.from({ length: 30 }, (_, k) => ({
    learningRate: 10 ** (k / 10),
    loss: 1,
    smoothed: 1 + k / 100,
  }));
  expect(suggestions(points)).toEqual({ suggestion: null, tenthOfMinimum: null });
});
