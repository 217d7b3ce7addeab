import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Histories } from '../datasets/interactions.ts';
import type { View } from '../datasets/view.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { scoreRow } from '../kernels/reference/rank.ts';
import type { FittedModel } from '../models/definition.ts';
import { Random } from '../random.ts';
import { popularityBaseline, verdict } from './baseline.ts';
import { parseCandidates, sampleUnseen, type Candidates } from './candidates.ts';
import { evaluate, type EvaluateOptions } from './evaluator.ts';

const USERS = 60;
const ITEMS = 90;
const METRICS = ['ndcg@10', 'recall@5', 'map@10', 'mrr@10', 'hit@1', 'precision@3', 'auc'];

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 2 });
});
afterAll(() => kernels.close());

type Part = 'train' | 'validation' | 'test' | 'foldIn' | 'none';

/** Every pair falls into at most one part. `held`: the last users have fold-in rows instead of training rows. */
function makeView(held = 0, values = false): View {
  const random = new Random(3, 'view');
  const parts: Record<Part, number[][]> = { train: [], validation: [], test: [], foldIn: [], none: [] };
  for (const part of Object.keys(parts) as Part[]) parts[part] = Array.from({ length: USERS }, () => []);
  for (let u = 0; u < USERS; u++)
    for (let i = 0; i < ITEMS; i++) {
      const p = random.uniform() + (i % 7) / 20;
      const known: Part = u >= USERS - held ? 'foldIn' : 'train';
      // Users 0, 5, 10... have no test items.
      const part = p < 0.15 ? known : p < 0.2 ? 'validation' : p < 0.3 && u % 5 > 0 ? 'test' : 'none';
      parts[part][u].push(i);
    }
  const histories = (rows: number[][]): Histories => ({
    start: Uint32Array.from([0, ...rows.map((_, u) => rows.slice(0, u + 1).flat().length)]),
    items: Uint32Array.from(rows.flat()),
    values: values ? Float32Array.from(rows.flat(), (item, n) => 1 + ((item + n) % 5)) : null,
    times: null,
  });
  return {
    ...{ id: 'view', datasetId: 'dataset', userCount: USERS, itemCount: ITEMS, hash: '', split: 'given' },
    userOf: Uint32Array.from({ length: USERS }, (_, u) => u),
    itemOf: Uint32Array.from({ length: ITEMS }, (_, i) => i),
    train: histories(parts.train),
    validation: histories(parts.validation),
    test: histories(parts.test),
    foldIn: histories(parts.foldIn),
    candidates: null,
    strata: { parts: 1, userStart: Uint32Array.of(0, USERS), itemStart: Uint32Array.of(0, ITEMS) },
    valueRange: values ? [1, 5] : null,
  };
}

const rowOf = (histories: Pick<Histories, 'start' | 'items'>, user: number) =>
  Array.from(histories.items.subarray(histories.start[user], histories.start[user + 1]));

/** Small whole numbers, so that scores are exact and often tied. */
function makeModel(): FittedModel {
  const random = new Random(9, 'model');
  const table = (rows: number): Matrix => {
    const matrix = kernels.matrix(rows, 6);
    for (let r = 0; r < rows; r++) for (let f = 0; f < 6; f++) matrix.data[r * 8 + f] = random.below(5) - 2;
    return matrix;
  };
  const factors = {
    ...{ users: table(USERS), items: table(ITEMS), userBias: null, offset: 0 },
    itemBias: Float32Array.from({ length: ITEMS }, () => random.below(3)),
  };
  return {
    factors,
    scoreUsers(users, out) {
      users.forEach((user, b) => scoreRow(factors, user, out.subarray(b * ITEMS, (b + 1) * ITEMS)));
    },
  };
}

/** The definition of the protocol, by lists: sort the candidates, relevant ones last among equals. */
function naive(view: View, score: (user: number) => Float32Array, on: 'test' | 'validation', users: number[]) {
  const columns: Record<string, number[]> = { 'ndcg@10': [], 'recall@5': [], 'hit@1': [], auc: [] };
  for (const user of users) {
    const row = score(user);
    const relevant = new Set(rowOf(view[on], user));
    const known = [view.train, view.foldIn, ...(on === 'test' ? [view.validation] : [])];
    const hidden = new Set(known.flatMap((part) => rowOf(part, user)));
    const list = Array.from(row.keys())
      .filter((item) => !hidden.has(item))
      .sort((a, b) => row[b] - row[a] || Number(relevant.has(a)) - Number(relevant.has(b)));
    const hits = list.map((item) => relevant.has(item));
    const gain = (flags: boolean[]) => flags.reduce((sum, hit, i) => sum + (hit ? 1 / Math.log2(i + 2) : 0), 0);
    const ideal = gain(Array.from({ length: Math.min(10, relevant.size) }, () => true));
    columns['ndcg@10'].push(gain(hits.slice(0, 10)) / ideal);
    columns['recall@5'].push(hits.slice(0, 5).filter(Boolean).length / relevant.size);
    columns['hit@1'].push(hits[0] ? 1 : 0);
    let right = 0;
    hits.forEach((hit, at) => (right += hit ? hits.slice(at).filter((other) => !other).length : 0));
    columns.auc.push(right / (relevant.size * hits.filter((hit) => !hit).length));
  }
  return columns;
}

const run = (options: Partial<EvaluateOptions> & Pick<EvaluateOptions, 'view' | 'model'>) =>
  evaluate({ kernels, on: 'test', candidates: 'all', metrics: METRICS, ...options });

describe.each(['test', 'validation'] as const)('on %s', (on) => {
  test('equals the definition, with factors by kernels and without by rows', async () => {
    const view = makeView();
    const mark = kernels.mark();
    const model = makeModel();
    const before = kernels.bytesInUse;
    const byKernel = await run({ view, model, on });
    const byRows = await run({ view, model: { scoreUsers: model.scoreUsers.bind(model) }, on });
    expect(kernels.bytesInUse).toBe(before);

    const users = Array.from({ length: USERS }, (_, u) => u).filter((u) => rowOf(view[on], u).length > 0);
    expect(Array.from(byKernel.users)).toEqual(users);
    expect(byKernel.protocol).toMatchObject({ part: on, users: users.length, usersWithoutItems: USERS - users.length });
    const score = (user: number) => {
      const row = new Float32Array(ITEMS);
      scoreRow(model.factors!, user, row);
      return row;
    };
    for (const [name, values] of Object.entries(naive(view, score, on, users))) {
      expect(Array.from(byKernel.perUser[name], (value) => value.toFixed(6))).toEqual(
        values.map((value) => value.toFixed(6)),
      );
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      const half = 1.959964 * Math.sqrt(variance / values.length);
      expect(byKernel.metrics[name].mean).toBeCloseTo(mean, 6);
      expect(byKernel.metrics[name].low).toBeCloseTo(mean - half, 5);
      expect(byKernel.metrics[name].high).toBeCloseTo(mean + half, 5);
      expect(byKernel.metrics[name].users).toBe(users.length);
    }
    expect(byRows.perUser).toEqual(byKernel.perUser);
    kernels.release(mark);
  });
});

test('the sentence says what was done', async () => {
  const view = makeView();
  const mark = kernels.mark();
  const { protocol } = await run({ view, model: makeModel() });
  expect(protocol).toMatchObject({
    ...{ candidates: 'all', candidateItems: ITEMS, masked: 'train and validation', ties: 'against the relevant item' },
    ...{ k: [1, 3, 5, 10], ratings: null },
  });
  expect(protocol.sentence).toBe(
    "Each user's test items are searched among all 90 items, without those the user has in train and validation. " +
      'Among equal scores a relevant item counts as last. ' +
      `Figures are means over ${protocol.users} users, with 95 % intervals; split given. ` +
      `${protocol.usersWithoutItems} users without test items are not counted.`,
  );
  kernels.release(mark);
});

describe('held-out users', () => {
  test('are folded in where the model can', async () => {
    const view = makeView(8);
    const mark = kernels.mark();
    const base = makeModel();
    const seen: number[][] = [];
    // The score of an item is its number, unless the history has it.
    const model: FittedModel = {
      ...base,
      foldIn(history, out) {
        seen.push(Array.from(history.items));
        out.forEach((_, item) => (out[item] = item));
      },
    };
    const result = await run({ view, model });
    const held = Array.from(result.users).filter((user) => user >= USERS - 8);
    expect(seen).toEqual(held.map((user) => rowOf(view.foldIn, user)));
    const expected = naive(view, () => Float32Array.from({ length: ITEMS }, (_, item) => item), 'test', held);
    held.forEach((user, n) =>
      expect(result.perUser['ndcg@10'][result.users.indexOf(user)]).toBeCloseTo(expected['ndcg@10'][n], 6),
    );
    expect(result.protocol.masked).toBe('train, validation and fold-in');
    expect(result.protocol.sentence).toContain(`${held.length} users are known by a folded-in part`);
    kernels.release(mark);
  });

  test('are counted and not averaged where it cannot', async () => {
    const view = makeView(8);
    const mark = kernels.mark();
    const result = await run({ view, model: makeModel() });
    const held = Array.from(result.users).filter((user) => user >= USERS - 8);
    for (const user of held) expect(result.perUser['ndcg@10'][result.users.indexOf(user)]).toBeNaN();
    expect(result.metrics['ndcg@10'].users).toBe(result.users.length - held.length);
    expect(Number.isFinite(result.metrics['ndcg@10'].mean)).toBe(true);
    expect(result.protocol.sentence).toContain(`${held.length} held-out users could not be scored`);
    kernels.release(mark);
  });

  test('popularity ranks them all the same', async () => {
    const result = await popularityBaseline({
      ...{ kernels, view: makeView(8), on: 'test', candidates: 'all', metrics: ['ndcg@10', 'rmse'] },
    });
    expect(Object.keys(result!.metrics)).toEqual(['ndcg@10']);
    expect(result!.metrics['ndcg@10'].users).toBe(result!.users.length);
  });

  test('and nobody else: an error that says why', async () => {
    const mark = kernels.mark();
    await expect(run({ view: makeView(USERS), model: makeModel() })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { why: expect.stringContaining('held out') as string },
    });
    kernels.release(mark);
  });
});

describe('candidates', () => {
  const others = (view: View, user: number) =>
    new Set([view.train, view.validation, view.test, view.foldIn].flatMap((part) => rowOf(part, user)));

  test('sampled ones are distinct, never known to the user, and depend on seed and user alone', () => {
    const view = makeView();
    const rows = Uint32Array.of(3, 7, 11);
    const known = (users: Uint32Array) => {
      const lists = Array.from(users, (user) => [...others(view, user)].sort((a, b) => a - b));
      return {
        start: Uint32Array.from([0, ...lists.map((_, b) => lists.slice(0, b + 1).flat().length)]),
        items: Uint32Array.from(lists.flat()),
      };
    };
    for (const count of [1, 20, 60, 1000]) {
      const drawn = sampleUnseen(rows, known(rows), ITEMS, count, 5);
      rows.forEach((user, b) => {
        const own = rowOf(drawn, b);
        expect(own.length).toBe(Math.min(count, ITEMS - others(view, user).size));
        expect(new Set(own).size).toBe(own.length);
        expect(own.some((item) => others(view, user).has(item))).toBe(false);
      });
      const alone = sampleUnseen(rows.subarray(1, 2), known(rows.subarray(1, 2)), ITEMS, count, 5);
      expect(rowOf(alone, 0)).toEqual(rowOf(drawn, 1));
    }
    const [one, other] = [5, 6].map((seed) => rowOf(sampleUnseen(rows, known(rows), ITEMS, 20, seed), 0));
    expect(one).not.toEqual(other);
  });

  test.each<Candidates>([{ sampled: 20, seed: 1 }, { sampled: 1000, seed: 1 }, 'given'])(
    '%j: by kernels as by rows, and as the definition',
    async (candidates) => {
      const base = makeView();
      const listed = Array.from({ length: USERS }, (_, user) =>
        user % 3 === 0 ? [] : [user % 7, 20, 40 + (user % 30)],
      );
      const view: View = {
        ...base,
        candidates: {
          start: Uint32Array.from([0, ...listed.map((_, user) => listed.slice(0, user + 1).flat().length)]),
          items: Uint32Array.from(listed.flat()),
        },
      };
      const mark = kernels.mark();
      const model = makeModel();
      const byKernel = await run({ view, model, candidates });
      const byRows = await run({ view, model: { scoreUsers: model.scoreUsers.bind(model) }, candidates });
      expect(byRows.perUser).toEqual(byKernel.perUser);
      expect(await run({ view, model, candidates }).then(({ perUser }) => perUser)).toEqual(byKernel.perUser);
      if (candidates === 'given') {
        expect(byKernel.protocol).toMatchObject({ candidates: 'given', candidateItems: 3, masked: 'nothing' });
        const row = new Float32Array(ITEMS);
        byKernel.users.forEach((user, n) => {
          const value = byKernel.perUser['hit@1'][n];
          if (user % 3 === 0) {
            expect(value).toBeNaN();
            return;
          }
          scoreRow(model.factors!, user, row);
          const relevant = rowOf(view.test, user);
          const best = Math.max(...relevant.map((item) => row[item]));
          const wrong = listed[user].filter((item) => !relevant.includes(item) && row[item] >= best);
          expect(value).toBe(wrong.length === 0 ? 1 : 0);
        });
      } else if (candidates !== 'all' && candidates.sampled === 1000) {
        // Everything the user has nowhere: AUC is that of all items without the known ones.
        const all = await run({ view, model });
        const mean = (of: typeof all) => of.metrics.auc.mean;
        expect(mean(byKernel)).toBeCloseTo(mean(all), 6);
      }
      kernels.release(mark);
    },
  );

  test('text forms', () => {
    expect(parseCandidates('sampled:99', 4)).toEqual({ sampled: 99, seed: 4 });
    expect(parseCandidates('all', 4)).toBe('all');
    expect(() => parseCandidates('sampled:0', 4)).toThrow(/candidates/);
  });

  test('given ones that are not there', async () => {
    const mark = kernels.mark();
    const call = run({ view: makeView(), model: makeModel(), candidates: 'given' });
    await expect(call).rejects.toMatchObject({ code: 'BAD_INPUT' });
    kernels.release(mark);
  });
});

describe('predicted ratings', () => {
  const predicting = (rate: (user: number, item: number) => number): FittedModel => ({
    scoreUsers: () => undefined,
    predict(users, items, out) {
      users.forEach((user, n) => (out[n] = rate(user, items[n])));
    },
  });

  test('RMSE and MAE over interactions, clipped to the training range, unknown ones counted', async () => {
    const whole = makeView(0, true);
    // Item 7 loses its training rows, so that nothing is known of it.
    const keep = Array.from(whole.train.items.keys()).filter((n) => whole.train.items[n] !== 7);
    const view: View = {
      ...whole,
      train: {
        start: whole.train.start.map((end) => keep.filter((n) => n < end).length),
        items: Uint32Array.from(keep, (n) => whole.train.items[n]),
        values: Float32Array.from(keep, (n) => whole.train.values![n]),
        times: null,
      },
    };
    const rate = (user: number, item: number) => ((user * item) % 9) - 1; // -1..7
    const result = await run({ view, model: predicting(rate), metrics: ['rmse', 'mae'] });
    const errors: number[] = [];
    for (let user = 0; user < USERS; user++)
      rowOf(view.test, user).forEach((item, n) => {
        const actual = view.test.values![view.test.start[user] + n];
        errors.push(Math.min(5, Math.max(1, rate(user, item))) - actual);
      });
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(result.metrics.rmse.mean).toBeCloseTo(Math.sqrt(mean(errors.map((e) => e * e))), 10);
    expect(result.metrics.mae.mean).toBeCloseTo(mean(errors.map(Math.abs)), 10);
    expect(result.metrics.rmse.low).toBeLessThan(result.metrics.rmse.mean);
    expect(result.metrics.rmse.high).toBeGreaterThan(result.metrics.rmse.mean);
    const trained = new Set(view.train.items);
    const unknown = Array.from(view.test.items).filter((item) => !trained.has(item)).length;
    expect(Array.from(view.test.items).some((item) => item === 7)).toBe(true);
    expect(unknown).toBeGreaterThan(0);
    expect(result.protocol.ratings).toEqual({ predictions: errors.length, unknown, clippedTo: [1, 5] });
    expect(result.perUser.rmse.length).toBe(result.users.length);
    expect(result.protocol.sentence).toContain(`over ${errors.length} predicted ratings, clipped to 1 to 5`);
  });

  test('perfect predictions have no error', async () => {
    const view = makeView(0, true);
    const actual = (user: number, item: number) =>
      view.test.values![view.test.start[user] + rowOf(view.test, user).indexOf(item)];
    const { metrics } = await run({ view, model: predicting(actual), metrics: ['rmse', 'mae'] });
    expect(metrics.rmse).toMatchObject({ mean: 0, low: 0, high: 0 });
    expect(metrics.mae.mean).toBe(0);
  });

  test('are refused from a model that only ranks', async () => {
    const mark = kernels.mark();
    const call = run({ view: makeView(0, true), model: makeModel(), metrics: ['rmse', 'ndcg@10'] });
    await expect(call).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('rmse') as string });
    const implicit = run({ view: makeView(), model: predicting(() => 3), metrics: ['mae'] });
    await expect(implicit).rejects.toThrow(/no values/);
    kernels.release(mark);
  });
});

test('a part without rows is refused', async () => {
  const view = makeView();
  const nothing: Histories = {
    start: new Uint32Array(USERS + 1),
    items: new Uint32Array(0),
    values: null,
    times: null,
  };
  const mark = kernels.mark();
  const call = run({ view: { ...view, test: nothing, split: 'none' }, model: makeModel() });
  await expect(call).rejects.toThrow('The view has no test part.');
  kernels.release(mark);
});

test('progress is told and an abort is heard', async () => {
  const view = makeView();
  const mark = kernels.mark();
  const told: number[] = [];
  const { users } = await run({ view, model: makeModel(), report: (done) => told.push(done) });
  expect(told.at(-1)).toBe(users.length);
  const abort = new AbortController();
  abort.abort();
  const before = kernels.bytesInUse;
  await expect(run({ view, model: makeModel(), signal: abort.signal })).rejects.toThrow('aborted');
  expect(kernels.bytesInUse).toBeGreaterThanOrEqual(before);
  kernels.release(mark);
});

describe('verdict', () => {
  const value = (mean: number, half = 0.01) => ({ mean, users: 100, low: mean - half, high: mean + half });
  test.each([
    [0.238, 0.118, true, 'Better than popularity: NDCG@10 .2380, popularity .1180.'],
    [0.1, 0.118, false, 'Worse than popularity: NDCG@10 .1000, popularity .1180.'],
    [
      ...([0.12, 0.118, true] as const),
      'Better than popularity: NDCG@10 .1200, popularity .1180. The difference is within the uncertainty of the figure.',
    ],
    [0.118, 0.118, false, 'Equal to popularity: NDCG@10 .1180, popularity .1180.'],
  ])('%d against %d', (own, popularity, beatsPopularity, sentence) => {
    expect(verdict({ 'ndcg@10': value(own) }, { 'ndcg@10': value(popularity) }, 'ndcg@10')).toEqual({
      ...{ beatsPopularity, metric: 'ndcg@10', sentence },
    });
  });
  test('a model watched by its error is judged as a ranking', () => {
    const metrics = { rmse: value(0.84), 'recall@20': value(0.05), 'ndcg@10': value(0.09) };
    const found = verdict(metrics, { 'ndcg@10': value(0.15), 'recall@20': value(0.1) }, 'rmse');
    expect(found).toMatchObject({ metric: 'ndcg@10', beatsPopularity: false });
    expect(found!.sentence).toContain('Worse than popularity as a ranking: NDCG@10 .0900, popularity .1500.');
    expect(found!.sentence).toContain('RMSE .8400');
    expect(verdict({ rmse: value(0.84) }, { 'ndcg@10': value(0.15) }, 'rmse')).toBeNull();
  });
});
