import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { sharedF32, sharedU32, type Histories } from '../datasets/interactions.ts';
import { numberByStrata } from '../datasets/numbering.ts';
import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Random } from '../random.ts';
import { learningRateAt, planOf } from '../training/schedule.ts';
import { TableStore } from '../training/store.ts';
import type { FittedModel, ModelDefinition, Tables } from './definition.ts';

/** Views and training contexts for tests and benches of models and kernels: no storage, no validation, no checkpoint. */

/** Columns of equal length, with indices from 0. */
export interface Rows {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly values?: ArrayLike<number>;
}

export interface ViewOptions {
  readonly userCount: number;
  readonly itemCount: number;
  readonly train: Rows;
  readonly validation?: Rows;
  readonly test?: Rows;
  readonly parts?: number;
}

const NOTHING: Rows = { users: [], items: [] };

function histories(rows: Rows, userTo: Uint32Array, itemTo: Uint32Array): Histories {
  const count = rows.users.length;
  const start = sharedU32(userTo.length + 1);
  const order = Array.from({ length: count }, (_, k) => k).sort(
    (a, b) => userTo[rows.users[a]] - userTo[rows.users[b]] || itemTo[rows.items[a]] - itemTo[rows.items[b]],
  );
  const items = sharedU32(count);
  const values = rows.values ? sharedF32(count) : null;
  order.forEach((row, k) => {
    start[userTo[rows.users[row]] + 1]++;
    items[k] = itemTo[rows.items[row]];
    if (values) values[k] = rows.values![row];
  });
  for (let user = 0; user < userTo.length; user++) start[user + 1] += start[user];
  return { start, items, values, times: null };
}

export function viewOf({
  userCount,
  itemCount,
  train,
  validation = NOTHING,
  test = NOTHING,
  parts = 4,
}: ViewOptions): View {
  const count = (indices: ArrayLike<number>, length: number) => {
    const counts = new Uint32Array(length);
    for (let k = 0; k < indices.length; k++) counts[indices[k]]++;
    return counts;
  };
  const every = (length: number) => new Uint8Array(length).fill(1);
  const users = numberByStrata(count(train.users, userCount), every(userCount), parts);
  const items = numberByStrata(count(train.items, itemCount), every(itemCount), parts);
  const part = (rows: Rows) => histories(rows, users.to, items.to);
  const values = train.values ? Array.from(train.values) : null;
  return {
    id: 'view',
    datasetId: 'dataset',
    userCount,
    itemCount,
    userOf: users.of,
    itemOf: items.of,
    train: part(train),
    validation: part(validation),
    test: part(test),
    foldIn: part(NOTHING),
    candidates: null,
    strata: { parts, userStart: users.start, itemStart: items.start },
    valueRange: values?.length
      ? [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
      : null,
    hash: '',
    split: 'given',
  };
}

export interface Fit {
  readonly model: FittedModel;
  readonly tables: Tables;
  readonly losses: readonly number[];
  /** Interactions per second of each epoch. */
  readonly rates: readonly number[];
}

export interface FitOptions {
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** After each epoch (1-based) of the last stage: the model as it stands. */
  readonly after?: (epoch: number, model: FittedModel) => Promise<void>;
}

/** Trains with the given values, all of them. Tables stay allocated in `kernels`. */
export async function fitModel(
  definition: ModelDefinition,
  view: View,
  kernels: Kernels,
  values: ParameterValues,
  { seed = 42, signal = new AbortController().signal, after }: FitOptions = {},
): Promise<Fit> {
  const store = new TableStore(kernels);
  const losses: number[] = [];
  const rates: number[] = [];
  const size = { users: view.userCount, items: view.itemCount, interactions: view.train.items.length };
  const staged = definition.stages?.({ size, values, view }).reduce((sum, { epochs }) => sum + epochs, 0);
  const plan = planOf(values, false, staged);
  const model = await definition.fit(
    {
      view,
      store,
      kernels,
      signal,
      seed,
      epochsDone: 0,
      backend: 'auto',
      frozen: [],
      log: () => undefined,
      random: (stream) => new Random(seed, stream),
      async *epochs(options) {
        for (let number = 1; number <= plan.epochs; number++) {
          let loss = NaN;
          let examples = 0;
          const began = performance.now();
          yield {
            number,
            learningRate: learningRateAt(plan, number),
            report: (result) => ({ loss, examples } = result),
            progress: () => undefined,
          };
          rates.push((examples / (performance.now() - began)) * 1000);
          if (!Number.isFinite(loss)) throw new RecsmithError('INTERNAL', `epoch ${number}: loss ${loss}`);
          losses.push(loss);
          // A real loop writes, validates and reports here.
          await Promise.resolve();
          if (after && number > (options.before ?? 0)) await after(number, options.snapshot());
        }
      },
    },
    values,
  );
  return { model, tables: store.tables, losses, rates };
}
