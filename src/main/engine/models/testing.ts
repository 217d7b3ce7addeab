import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { sharedF32, sharedU32, type Histories } from '../datasets/interactions.ts';
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

/** Deals rows to parts by falling count, each to the lightest; of equals to the one with fewer rows. */
function deal(counts: Uint32Array, parts: number): { of: Uint32Array; start: Uint32Array } {
  const load = new Float64Array(parts);
  const members: number[][] = Array.from({ length: parts }, () => []);
  const order = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
  for (const row of order) {
    let lightest = 0;
    for (let part = 1; part < parts; part++)
      if (
        load[part] < load[lightest] ||
        (load[part] === load[lightest] && members[part].length < members[lightest].length)
      )
        lightest = part;
    load[lightest] += counts[row];
    members[lightest].push(row);
  }
  const start = new Uint32Array(parts + 1);
  members.forEach((list, part) => (start[part + 1] = start[part] + list.length));
  return { of: Uint32Array.from(members.flat()), start };
}

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

const inverse = (of: Uint32Array): Uint32Array => {
  const to = new Uint32Array(of.length);
  of.forEach((from, index) => (to[from] = index));
  return to;
};

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
  const users = deal(count(train.users, userCount), parts);
  const items = deal(count(train.items, itemCount), parts);
  const userTo = inverse(users.of);
  const itemTo = inverse(items.of);
  const values = train.values ? Array.from(train.values) : null;
  return {
    id: 'view',
    datasetId: 'dataset',
    userCount,
    itemCount,
    userOf: users.of,
    itemOf: items.of,
    train: histories(train, userTo, itemTo),
    validation: histories(validation, userTo, itemTo),
    test: histories(test, userTo, itemTo),
    foldIn: histories(NOTHING, userTo, itemTo),
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

/** Trains with the given values, all of them. Tables stay allocated in `kernels`. */
export async function fitModel(
  definition: ModelDefinition,
  view: View,
  kernels: Kernels,
  values: ParameterValues,
  { seed = 42, signal = new AbortController().signal }: { seed?: number; signal?: AbortSignal } = {},
): Promise<Fit> {
  const store = new TableStore(kernels);
  const losses: number[] = [];
  const rates: number[] = [];
  const plan = planOf(values, false);
  const model = await definition.fit(
    {
      view,
      store,
      kernels,
      signal,
      seed,
      random: (stream) => new Random(seed, stream),
      async *epochs() {
        for (let number = 1; number <= plan.epochs; number++) {
          let loss = NaN;
          let examples = 0;
          const began = performance.now();
          yield {
            number,
            learningRate: learningRateAt(plan, number),
            report: (result) => ({ loss, examples } = result),
          };
          rates.push((examples / (performance.now() - began)) * 1000);
          if (!Number.isFinite(loss)) throw new RecsmithError('INTERNAL', `epoch ${number}: loss ${loss}`);
          losses.push(loss);
          // A real loop writes, validates and reports here.
          await Promise.resolve();
        }
      },
    },
    values,
  );
  return { model, tables: store.tables, losses, rates };
}
