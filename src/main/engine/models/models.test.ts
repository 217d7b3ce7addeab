import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parameterProblem, withDefaults, type ParameterValues } from '../../../shared/parameters.ts';
import { evaluate } from '../evaluation/evaluator.ts';
import type { View } from '../datasets/view.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { FittedModel, ModelDefinition, Tables } from './definition.ts';
import { planted } from './planted.ts';
import { modelById, models as all } from './registry.ts';
import { fitModel, viewOf, type Rows } from './testing.ts';

// What every model with kernels of its own must do; those of networks are held by network-models.test.ts. A new model only
// adds its line to `BANDS`.
const models = all.filter((model) => !model.stages);

let kernels: Kernels;
const threads = new Map<number, Kernels>();
beforeAll(async () => {
  for (const count of [1, 2, 4]) threads.set(count, await Kernels.open({ threads: count }));
  kernels = threads.get(2)!;
});
afterAll(async () => {
  for (const pool of threads.values()) await pool.close();
});

/** The model's defaults, and these where it has such parameters. */
function valuesOf(model: ModelDefinition, wanted: ParameterValues): ParameterValues {
  const known = Object.entries(wanted).filter(([name]) => name in model.parameters);
  return withDefaults(model.parameters, Object.fromEntries(known));
}

/** Popularity shows everybody the same: it has no pattern to find and nothing random. */
const ranks = (model: ModelDefinition) => model.id !== 'popularity';

/** User u has every second item, from item u % 2 on, but one; the others too where the model needs values, as disliked. */
function checkerboard(needsValues: boolean): { view: View; missing: (user: number) => number } {
  const size = 24;
  const missing = (user: number) => (2 * Math.floor(user / 2) + (user % 2)) % size;
  const train = { users: [] as number[], items: [] as number[], values: [] as number[] };
  for (let user = 0; user < size; user++) {
    for (let item = 0; item < size; item++) {
      const likes = item % 2 === user % 2;
      if (item === missing(user) || (!likes && (!needsValues || (item + 3 * user) % 5 === 0))) continue;
      train.users.push(user);
      train.items.push(item);
      train.values.push(likes ? 5 : 1);
    }
  }
  // One part, as a view of this size has. Two would be the two colours, and all negatives come from the item's own part.
  return { view: viewOf({ userCount: size, itemCount: size, train, parts: 1 }), missing };
}

/** Uniform negatives: the hardest of several would be the very item that is missing. */
const SMALL = { factors: 2, epochs: 200, learningRate: 0.08, initialDeviation: 0.1, candidates: 1 };
const QUICK = { factors: 9, epochs: 6, initialDeviation: 0.1, candidates: 3 };

const allUsers = (view: View) => Uint32Array.from({ length: view.userCount }, (_, user) => user);
function scores(model: FittedModel, view: View, users = allUsers(view)): Float32Array {
  const out = new Float32Array(users.length * view.itemCount);
  model.scoreUsers(users, out);
  return out;
}
const bytes = (tables: Tables) =>
  Buffer.concat(
    [...tables.names].sort().map((name) => {
      let data: Float32Array;
      try {
        ({ data } = tables.matrix(name));
      } catch {
        data = tables.vector(name);
      }
      return Buffer.from(data.slice().buffer);
    }),
  );
const same = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

const best = (row: Float32Array, allowed: (item: number) => boolean) => {
  let found = -1;
  row.forEach((score, item) => {
    if (allowed(item) && (found < 0 || score > row[found])) found = item;
  });
  return found;
};

/** Two-sided bands on the planted data, 16 factors, defaults otherwise. `why`: the low bound is not above popularity. */
const BANDS: Record<string, { metric: string; low: number; high: number; why?: string }> = {
  popularity: { metric: 'ndcg@10', low: 0.09, high: 0.11, why: 'it is the yardstick itself' },
  'biased-mf': {
    metric: 'rmse',
    low: 0.55,
    high: 0.7,
    why: 'it predicts ratings; biases alone are held above the band',
  },
  'bpr-mf': { metric: 'ndcg@10', low: 0.17, high: 0.23 },
};

describe.each(models.map((model) => [model.id, model] as const))('%s', (id, model) => {
  const fit = (view: View, wanted: ParameterValues, options: { seed?: number; on?: Kernels } = {}) =>
    fitModel(model, view, options.on ?? kernels, valuesOf(model, wanted), options);

  const pattern = ranks(model) ? test : undefined;
  pattern?.('checkerboard: the one item that the pattern lacks comes first', async () => {
    const { view, missing } = checkerboard(model.needs.includes('values'));
    const { model: fitted } = await fit(view, SMALL);
    const out = scores(fitted, view);
    let right = 0;
    for (let user = 0; user < view.userCount; user++) {
      const known = new Set(view.train.items.subarray(view.train.start[user], view.train.start[user + 1]));
      const row = out.subarray(user * view.itemCount, (user + 1) * view.itemCount);
      if (view.itemOf[best(row, (item) => !known.has(item))] === missing(view.userOf[user])) right++;
    }
    expect(right).toBe(view.userCount);
  });

  test('one user alone gets the same scores as among others', async () => {
    const view = planted();
    const { model: fitted } = await fit(view, QUICK);
    const all = scores(fitted, view);
    for (const user of [0, 17, view.userCount - 1])
      expect(
        same(scores(fitted, view, Uint32Array.of(user)), all.slice(user * view.itemCount, (user + 1) * view.itemCount)),
      ).toBe(true);
    expect(
      same(scores(fitted, view, Uint32Array.of(5, 5)).slice(view.itemCount), scores(fitted, view, Uint32Array.of(5))),
    ).toBe(true);
  });

  test('restored from its tables it is the model that was fitted', async () => {
    const view = planted();
    const values = valuesOf(model, QUICK);
    const { model: fitted, tables } = await fitModel(model, view, kernels, values);
    const restored = await model.restore(tables, values, view, kernels);
    expect(same(scores(restored, view), scores(fitted, view))).toBe(true);
    expect(restored.predict === undefined).toBe(fitted.predict === undefined);
    expect(restored.foldIn === undefined).toBe(fitted.foldIn === undefined);
  });

  test('the same seed gives the same bytes, for 1, 2 and 4 threads; another seed gives others', async () => {
    const view = planted();
    const { tables } = await fit(view, QUICK);
    for (const on of threads.values())
      expect(bytes((await fit(view, QUICK, { on })).tables).equals(bytes(tables))).toBe(true);
    const other = bytes((await fit(view, QUICK, { seed: 43 })).tables);
    expect(other.equals(bytes(tables))).toBe(!ranks(model));
  });

  test('users, items and histories that training never saw have plain scores', async () => {
    // User 3 and item 4 occur in no training row.
    const train: Rows = { users: [0, 0, 1, 1, 2, 2], items: [0, 1, 1, 2, 2, 3], values: [5, 4, 4, 3, 1, 2] };
    const view = viewOf({ userCount: 4, itemCount: 5, train, parts: 2 });
    const { model: fitted } = await fit(view, QUICK);
    const out = scores(fitted, view);
    expect(out.every(Number.isFinite)).toBe(true);
    const user = view.userOf.indexOf(3);
    const item = view.itemOf.indexOf(4);
    const { itemBias, offset } = fitted.factors!;
    const row = out.subarray(user * view.itemCount, (user + 1) * view.itemCount);
    // Nothing is known of the user: the order is that of the biases.
    row.forEach((score, k) => expect(score).toBeCloseTo(offset + (itemBias?.[k] ?? 0), 5));
    // Nobody chose the item: nothing lifts it.
    expect(itemBias![item]).toBeLessThanOrEqual(0);
    const empty = new Float32Array(view.itemCount);
    fitted.foldIn?.({ items: new Uint32Array(0), values: new Float32Array(0) }, empty);
    if (fitted.foldIn) expect(same(empty, row.slice())).toBe(true);
  });

  test('a view without training rows gives finite scores', async () => {
    const view = viewOf({ userCount: 2, itemCount: 3, train: { users: [], items: [], values: [] }, parts: 1 });
    const { model: fitted } = await fit(view, QUICK);
    expect(scores(fitted, view).every(Number.isFinite)).toBe(true);
  });

  const foldsIn = model.offers.includes('fold-in') ? test : undefined;
  foldsIn?.('a folded-in history comes close to the trained user', async () => {
    const view = planted();
    const { model: fitted } = await fit(view, { factors: 16, epochs: 30 });
    const folded: FittedModel = {
      scoreUsers(users, out) {
        users.forEach((user, row) => {
          const [from, to] = [view.train.start[user], view.train.start[user + 1]];
          const history = { items: view.train.items.slice(from, to), values: view.train.values!.slice(from, to) };
          fitted.foldIn!(history, out.subarray(row * view.itemCount, (row + 1) * view.itemCount));
        });
      },
    };
    const ndcg = async (of: FittedModel) => {
      const options = { kernels, view, model: of, on: 'test', candidates: 'all', metrics: ['ndcg@10'] } as const;
      return (await evaluate(options)).metrics['ndcg@10'].mean;
    };
    const [trained, infolded] = [await ndcg(fitted), await ndcg(folded)];
    expect(infolded).toBeGreaterThan(0.85 * trained);
    expect(infolded).toBeLessThan(1.25 * trained);
  });

  test('accuracy on planted data lies in its band', async () => {
    const view = planted();
    const { metric, low, high, why } = BANDS[id];
    const measure = async (of: FittedModel, name: string) => {
      const options = { kernels, view, model: of, on: 'test', candidates: 'all', metrics: [name] } as const;
      return (await evaluate(options)).metrics[name].mean;
    };
    const value = await measure((await fit(view, { factors: 16 })).model, metric);
    expect(value).toBeGreaterThan(low);
    expect(value).toBeLessThan(high);
    if (why === undefined) {
      const popularity = await fitModel(modelById('popularity'), view, kernels, {});
      expect(low).toBeGreaterThan(await measure(popularity.model, metric));
    }
  });

  test('declared memory is what training takes', async () => {
    // A view numbered as real ones are: this size has one part.
    const view = viewOf({
      userCount: 500,
      itemCount: 400,
      train: { users: [1, 2], items: [3, 4], values: [1, 2] },
      parts: 1,
    });
    const values = valuesOf(model, { factors: 20, epochs: 1 });
    const mark = kernels.mark();
    await fitModel(model, view, kernels, values);
    const taken = kernels.bytesInUse - mark;
    kernels.release(mark);
    const size = { users: 500, items: 400, interactions: 2 };
    const declared = model.memory(size, values as never).reduce((sum, { bytes: part }) => sum + part, 0);
    expect(declared).toBeGreaterThan(0.8 * taken);
    expect(declared).toBeLessThan(1.25 * taken + 16 * 400); // marks are declared for the most threads there can be
    expect(model.operations(size, values as never)).toBeGreaterThan(0);
  });

  test('parameters: defaults are allowed, texts are there, shared names keep their kind', () => {
    expect(model.title).not.toBe('');
    expect(model.summary).toMatch(/\.$/);
    for (const [name, parameter] of Object.entries(model.parameters)) {
      expect(parameterProblem(name, parameter, parameter.default)).toBeNull();
      expect(parameter.label, name).not.toBe('');
      expect(parameter.help, name).toMatch(/\.$/);
    }
    const kinds = {
      factors: 'integer',
      epochs: 'integer',
      learningRate: 'number',
      schedule: 'choice',
      candidates: 'integer',
    };
    for (const [name, kind] of Object.entries(kinds))
      if (name in model.parameters) expect(model.parameters[name].kind, name).toBe(kind);
  });
});

test('biased-mf: what biases alone reach lies above the band', async () => {
  const view = planted();
  const model = modelById('biased-mf');
  const fitted = (await fitModel(model, view, kernels, valuesOf(model, { l2: 10 }))).model;
  const options = { kernels, view, model: fitted, on: 'test', candidates: 'all', metrics: ['rmse'] } as const;
  const { mean } = (await evaluate(options)).metrics.rmse;
  expect(mean).toBeGreaterThan(1.2 * BANDS['biased-mf'].high);
});

test('ids are distinct, and an unknown one is refused by name', () => {
  expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  expect(() => modelById('als')).toThrow('There is no model als.');
  expect(Object.keys(BANDS).sort()).toEqual(models.map(({ id }) => id).sort());
});
