import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parameterProblem, parameterProblems, withDefaults, type ParameterValues } from '../../../shared/parameters.ts';
import { chooseExecutor } from '../compute/executors.ts';
import type { View } from '../datasets/view.ts';
import { evaluate } from '../evaluation/evaluator.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { FittedModel, ModelDefinition, Tables } from './definition.ts';
import { planted } from './planted.ts';
import { modelById, models } from './registry.ts';
import { fitModel, viewOf, type Fit, type Rows } from './testing.ts';

// What every model of networks must do. A new one only adds its line to `BANDS`.

const networks = models.filter((model) => model.stages !== undefined);

const RATINGS = 'it predicts ratings';

/**
 * Two-sided bands on the planted data, for settings that train in a second or two; what is left out is the default.
 * `why`: the low bound is not compared with popularity (ndcg@10 .0995).
 */
const BANDS: Record<string, { metric: string; low: number; high: number; settings: ParameterValues; why?: string }> = {
  'embedding-dot-bias': { metric: 'rmse', low: 0.2, high: 0.4, settings: { factors: 16 }, why: RATINGS },
  'embedding-dot': { metric: 'rmse', low: 0.15, high: 0.35, settings: { factors: 16, epochs: 20 }, why: RATINGS },
  'simple-cf': {
    metric: 'rmse',
    low: 0.5,
    high: 0.8,
    settings: { factors: 16, batchSize: 64, epochs: 30 },
    why: RATINGS,
  },
  'recoder-mf': {
    metric: 'ndcg@10',
    low: 0.21,
    high: 0.29,
    settings: { factors: 16, batchSize: 30, learningRate: 0.01, epochs: 20 },
  },
  neumf: { metric: 'ndcg@10', low: 0.21, high: 0.31, settings: { epochs: 10, batchSize: 512, learningRate: 0.005 } },
  gmf: { metric: 'ndcg@10', low: 0.26, high: 0.36, settings: { epochs: 10, batchSize: 512, learningRate: 0.005 } },
  mlp: { metric: 'ndcg@10', low: 0.23, high: 0.33, settings: { epochs: 10, batchSize: 512, learningRate: 0.005 } },
  dmf: {
    metric: 'ndcg@10',
    low: 0.26,
    high: 0.36,
    settings: { userLayers: [32, 16], itemLayers: [32, 16], epochs: 10, batchSize: 512, learningRate: 0.003 },
  },
  'embedding-nn': {
    metric: 'rmse',
    low: 0.55,
    high: 0.85,
    settings: { userFactors: 16, itemFactors: 16, layers: [30, 30], epochs: 5, batchSize: 512, learningRate: 0.01 },
    why: RATINGS,
  },
  'embedding-net': {
    metric: 'rmse',
    low: 0.75,
    high: 0.95,
    settings: { factors: 16, epochs: 20, batchSize: 128, learningRate: 0.005 },
    why: RATINGS,
  },
  convncf: {
    metric: 'ndcg@10',
    low: 0.2,
    high: 0.3,
    settings: {
      factors: 16,
      channels: [8, 8],
      kernels: [4, 4],
      strides: [4, 4],
      epochs: 3,
      pretrainEpochs: 20,
      pretrainLearningRate: 0.02,
      batchSize: 512,
      learningRate: 0.005,
      embeddingNorm: 0,
      weightNorm: 0,
    },
  },
  'mult-vae': {
    metric: 'ndcg@10',
    low: 0.25,
    high: 0.34,
    settings: { layers: [64, 16], epochs: 30, batchSize: 50, learningRate: 0.005, klSteps: 200 },
  },
  'mult-dae': {
    metric: 'ndcg@10',
    low: 0.22,
    high: 0.31,
    settings: { layers: [32], epochs: 30, batchSize: 50, learningRate: 0.005 },
  },
  'dynamic-autoencoder': {
    metric: 'ndcg@10',
    low: 0.22,
    high: 0.31,
    settings: { layers: [32], epochs: 30, batchSize: 50, learningRate: 0.005 },
  },
};

let kernels: Kernels;
const threads = new Map<number, Kernels>();
beforeAll(async () => {
  for (const count of [1, 2]) threads.set(count, await Kernels.open({ threads: count }));
  kernels = threads.get(2)!;
});
afterAll(async () => {
  for (const pool of threads.values()) await pool.close();
});

const quick = (model: ModelDefinition, settings: ParameterValues = {}): ParameterValues =>
  withDefaults(model.parameters, {
    ...model.presets!.find(({ id }) => id === 'quick')!.parameters,
    ...('epochs' in model.parameters && { epochs: 2 }),
    ...(model.parameters.pretrainEpochs && { pretrainEpochs: 1 }),
    ...settings,
  });

function scores(model: FittedModel, view: View): Float32Array {
  const out = new Float32Array(view.userCount * view.itemCount);
  model.scoreUsers(
    Uint32Array.from({ length: view.userCount }, (_, user) => user),
    out,
  );
  return out;
}
const same = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
const bytes = (tables: Tables) =>
  Buffer.concat([...tables.names].sort().map((name) => Buffer.from(tables.matrix(name).data.slice().buffer)));

/** 40 users, 30 items, 12 of them each. */
function small(): View {
  const train: { users: number[]; items: number[]; values: number[] } = { users: [], items: [], values: [] };
  for (let user = 0; user < 40; user++)
    for (let k = 0; k < 12; k++) {
      train.users.push(user);
      train.items.push((user * 7 + k * k) % 30);
      train.values.push(1 + ((user + k) % 5));
    }
  return viewOf({ userCount: 40, itemCount: 30, train, parts: 2 });
}

describe.each(networks.map((model) => [model.id, model] as const))('%s', (id, model) => {
  test('texts, defaults and presets', () => {
    expect(model.about.match(/[.!?](?=\s|$)/g)?.length, model.about).toBe(2);
    for (const text of [model.summary, model.data]) expect(text).toMatch(/\.$/);
    expect(['factors', 'network', 'autoencoder']).toContain(model.family);
    for (const [name, parameter] of Object.entries(model.parameters)) {
      expect(parameterProblem(name, parameter, parameter.default)).toBeNull();
      expect(parameter.label, name).not.toBe('');
      expect(parameter.help, name).toMatch(/\.$/);
    }
    expect(model.presets!.map((preset) => preset.id)).toContain('quick');
    for (const { parameters, help, label } of model.presets!) {
      expect(parameterProblems(model.parameters, parameters)).toEqual([]);
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
      // A preset fits together, too.
      const values = withDefaults(model.parameters, parameters);
      const stages = model.stages!({ size: { users: 50, items: 60, interactions: 900 }, values, view: null });
      expect(stages.reduce((sum, { epochs }) => sum + epochs, 0)).toBeGreaterThan(0);
    }
  });

  test('restored from its tables it is the model that was fitted; another seed gives another', async () => {
    const view = small();
    const values = quick(model);
    const { model: fitted, tables } = await fitModel(model, view, kernels, values);
    const ours = scores(fitted, view);
    expect(ours.every(Number.isFinite)).toBe(true);
    const restored = await model.restore(tables, values, view, kernels);
    expect(same(scores(restored, view), ours)).toBe(true);
    expect(restored.foldIn === undefined).toBe(fitted.foldIn === undefined);
    expect(fitted.foldIn !== undefined).toBe(model.offers.includes('fold-in'));
    expect(fitted.predict !== undefined).toBe(model.offers.includes('ratings'));
    expect(fitted.factors !== undefined).toBe(model.offers.includes('factors'));
    const other = await fitModel(model, view, kernels, values, { seed: 43 });
    expect(same(scores(other.model, view), ours)).toBe(false);
  });

  test('the same seed gives the same bytes, for 1 and 2 threads', async () => {
    const view = small();
    const fits: Fit[] = [];
    for (const on of threads.values()) fits.push(await fitModel(model, view, on, quick(model)));
    expect(bytes(fits[1].tables).equals(bytes(fits[0].tables))).toBe(true);
  });

  test('users, items and histories that training never saw have plain scores', async () => {
    // User 3 and item 4 occur in no training row.
    const train: Rows = { users: [0, 0, 1, 1, 2, 2], items: [0, 1, 1, 2, 2, 3], values: [5, 4, 4, 3, 1, 2] };
    const view = viewOf({ userCount: 4, itemCount: 5, train, parts: 1 });
    const values = quick(model, { ...(model.parameters.batchSize && { batchSize: 4 }) });
    const { model: fitted, tables } = await fitModel(model, view, kernels, values);
    expect(scores(fitted, view).every(Number.isFinite)).toBe(true);
    // Nothing random is said of the user: its row of factors, where it has one, still is 0.
    const user = view.userOf.indexOf(3);
    for (const name of tables.names.filter((each) => /(^|\/)users$/.test(each))) {
      const { data, stride, columns } = tables.matrix(name);
      expect(
        [...data.subarray(user * stride, user * stride + columns)].every((value) => value === 0),
        name,
      ).toBe(true);
    }
  });

  const foldsIn = model.offers.includes('fold-in') && model.family === 'autoencoder' ? test : undefined;
  foldsIn?.('a folded-in history gets what the trained user with this history gets', async () => {
    const view = small();
    const { model: fitted } = await fitModel(model, view, kernels, quick(model));
    const out = new Float32Array(view.itemCount);
    const [from, to] = [view.train.start[5], view.train.start[6]];
    fitted.foldIn!({ items: view.train.items.slice(from, to), values: view.train.values!.slice(from, to) }, out);
    const trained = scores(fitted, view).subarray(5 * view.itemCount, 6 * view.itemCount);
    out.forEach((score, item) => expect(score).toBeCloseTo(trained[item], 5));
  });

  test('runs on our kernels by default', async () => {
    const size = { users: 40, items: 30, interactions: 480 };
    const stages = model.stages!({ size, values: withDefaults(model.parameters, {}), view: null });
    const { executor, reason } = await chooseExecutor(
      stages.map(({ network }) => network),
      'auto',
    );
    expect(executor, reason).toBe('fused');
  });

  test('accuracy on planted data lies in its band', async () => {
    const view = planted();
    const { metric, low, high, settings, why } = BANDS[id];
    const measure = async (of: FittedModel, name: string) => {
      const options = { kernels, view, model: of, on: 'test', candidates: 'all', metrics: [name] } as const;
      return (await evaluate(options)).metrics[name].mean;
    };
    const { model: fitted } = await fitModel(model, view, kernels, withDefaults(model.parameters, settings));
    const value = await measure(fitted, metric);
    expect(value).toBeGreaterThan(low);
    expect(value).toBeLessThan(high);
    if (why === undefined) {
      const popularity = await fitModel(modelById('popularity'), view, kernels, {});
      expect(low).toBeGreaterThan(await measure(popularity.model, metric));
    }
  });
});

test('every model of networks has its band', () => {
  expect(Object.keys(BANDS).sort()).toEqual(networks.map(({ id }) => id).sort());
});
