import type { Kernels } from '../../kernels/kernels.ts';
import type { Matrix } from '../../kernels/matrix.ts';
import { Random } from '../../random.ts';
import { declare } from '../declare.ts';
import {
  slotsOf,
  type NetworkTables,
  type NetworkTrainer,
  type OptimizerKind,
  type OptimizerSettings,
  type RowBatch,
  type Rows,
  type StepOutcome,
  type TrainerOptions,
} from '../executor.ts';
import type { ActivationId, Loss, Network } from '../network.ts';
import { plain } from '../plain.ts';
import { rowsTrainer } from './rows.ts';

/** What tests of networks over rows are made of: small networks, batches and tables, and the comparison with `plain`. */

export interface Shape {
  readonly users?: number;
  readonly items?: number;
  readonly hidden?: readonly number[];
  readonly activation?: ActivationId;
  readonly loss?: Loss;
  readonly tied?: boolean;
  readonly noise?: number;
  readonly dropout?: number;
  readonly gaussian?: boolean;
  /** A user embedding instead of a bag. */
  readonly embedding?: boolean;
  readonly bias?: boolean;
}

const initial = { kind: 'normal', mean: 0, deviation: 0.3 } as const;

export function rowNetwork(shape: Shape): Network {
  const { users = 9, items = 70, hidden = [10], activation = 'tanh', noise = 0, dropout = 0 } = shape;
  const net = declare('rows', { users, items });
  const [first, ...rest] = hidden;
  let at = shape.embedding
    ? net.embedding('users', 'user', first, { initial })
    : net.bag('in', 'user', first, { initial, normalise: true, noise, biasInitial: initial });
  at = net.activation('first', at, activation);
  rest.forEach((width, k) => (at = net.dense(`hidden ${k}`, at, width, { activation, biasInitial: initial })));
  if (shape.gaussian) {
    const mean = net.dense('mean', at, 6);
    const variance = net.dense('variance', at, 6);
    at = net.gaussian('noise', mean, variance);
  }
  at = net.dropout('dropout', at, dropout);
  if (shape.tied)
    [...hidden].reverse().forEach((_, k) => {
      const layer = hidden.length - 1 - k;
      if (layer === 0) return;
      at = net.dense(`back ${layer}`, at, hidden[layer - 1], { activation, tiedTo: `hidden ${layer - 1}/weight` });
    });
  const tiedTo = shape.tied && !shape.embedding ? { tiedTo: 'in' } : {};
  const biasInitial = shape.bias === false ? null : initial;
  const loss = shape.loss ?? { kind: 'multinomial', reduction: 'mean' };
  return net.minimise(net.itemScores('out', at, { initial, biasInitial, ...tiedTo }), loss);
}

/** Ascending positions without repetition. */
function some(random: Random, count: number, below: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, below)) chosen.add(random.below(below));
  return [...chosen].sort((a, b) => a - b);
}

export function rowsOf(lists: readonly (readonly number[])[], values: Float32Array | null = null): Rows {
  const start = new Uint32Array(lists.length + 1);
  lists.forEach((list, k) => (start[k + 1] = start[k] + list.length));
  return { start, items: Uint32Array.from(lists.flat()), values };
}

interface BatchOptions {
  readonly users?: number;
  readonly items?: number;
  /** Size of the item set; null: all. */
  readonly set?: number | null;
  readonly seed?: number;
  readonly values?: boolean;
}

/** User 0 has nothing, user 1 everything. */
export function rowBatch({ users = 9, items = 70, set = null, seed = 1, values = false }: BatchOptions): RowBatch {
  const random = new Random(seed, 'batch');
  const itemSet = set === null ? null : Uint32Array.from(some(random, set, items));
  const width = itemSet?.length ?? items;
  const lists = (below: number) =>
    Array.from({ length: users }, (_, user) =>
      user === 0 ? [] : some(random, user === 1 ? below : 1 + random.below(7), below),
    );
  const rows = (below: number) => {
    const plainRows = rowsOf(lists(below));
    const weights = Float32Array.from(plainRows.items, () => 0.5 + 2 * random.uniform());
    return values ? { ...plainRows, values: weights } : plainRows;
  };
  return {
    kind: 'rows',
    users: Uint32Array.from({ length: users }, (_, k) => users - 1 - k),
    ...{ input: rows(items), items: itemSet, target: rows(width) },
  };
}

export function optimizer(kind: OptimizerKind, more: Partial<OptimizerSettings> = {}): OptimizerSettings {
  return {
    ...{ kind, beta2: 0.99, epsilon: 1e-8, initialAccumulator: 0.1, withMomentum: false, dense: false },
    ...{ l2: {}, decay: {}, normPenalty: {} },
    ...more,
  };
}

/** Tables with seeded values, the same at every call, and the optimiser's slots. */
export function seededTables(kernels: Kernels, network: Network, settings: OptimizerSettings): NetworkTables {
  const tables = new Map<string, Matrix>();
  const random = new Random(7, 'tables');
  for (const { name, rows, columns } of network.tables) {
    const matrix = kernels.matrix(rows, columns);
    for (let row = 0; row < rows; row++)
      matrix.data.set(random.normal(new Float32Array(columns), 0.3), row * matrix.stride);
    tables.set(name, matrix);
    for (const suffix of slotsOf(settings)) {
      const slot = kernels.matrix(rows, columns);
      if (settings.kind === 'adagrad')
        for (let row = 0; row < rows; row++)
          slot.data.fill(settings.initialAccumulator, row * slot.stride, row * slot.stride + columns);
      tables.set(`${name}/${suffix}`, slot);
    }
  }
  return { table: (name) => tables.get(name)!, slot: (name, suffix) => tables.get(`${name}/${suffix}`)! };
}

export interface Case {
  readonly network: Network;
  readonly batches: readonly RowBatch[];
  readonly optimizer: OptimizerSettings;
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly klWeight?: number;
}

interface Trained {
  readonly outcomes: readonly StepOutcome[];
  readonly tables: NetworkTables;
}

async function train(
  kernels: Kernels,
  { network, batches, optimizer: settings, learningRate = 0.05, momentum = 0.9, klWeight = 0 }: Case,
  open: (options: TrainerOptions) => NetworkTrainer | Promise<NetworkTrainer>,
): Promise<Trained> {
  const tables = seededTables(kernels, network, settings);
  const itemCount = tables.table(network.nodes[network.output].tables[0]).rows;
  const examples = Math.max(...batches.map(({ users }) => users.length));
  const entries = Math.max(...batches.map(({ input, target }) => Math.max(input.items.length, target.items.length)));
  const trainer = await open({
    ...{ kernels, network, tables, optimizer: settings, seed: 11, itemCount, limits: { examples, entries } },
  });
  const outcomes: StepOutcome[] = [];
  for (const [index, batch] of batches.entries())
    outcomes.push(await trainer.run(batch, [{ step: index + 1, learningRate, momentum, klWeight }]));
  await trainer.close();
  return { outcomes, tables };
}

export const trainPlain = (kernels: Kernels, of: Case): Promise<Trained> =>
  train(kernels, of, (options) => plain.trainer(options));
export const trainFused = (kernels: Kernels, of: Case): Promise<Trained> => train(kernels, of, rowsTrainer);

function apart(a: number, b: number): number {
  const difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
  return Number.isFinite(difference) ? difference : Infinity;
}

/** The largest difference of any value of tables and slots, padding included, and of losses and norms; relative above 1. */
export function difference(network: Network, settings: OptimizerSettings, a: Trained, b: Trained) {
  let most = 0;
  const compare = (x: Matrix, y: Matrix) => {
    for (let k = 0; k < x.data.length; k++) most = Math.max(most, apart(x.data[k], y.data[k]));
  };
  for (const { name } of network.tables) {
    compare(a.tables.table(name), b.tables.table(name));
    for (const suffix of slotsOf(settings)) compare(a.tables.slot(name, suffix), b.tables.slot(name, suffix));
  }
  let figures = 0;
  a.outcomes.forEach((outcome, k) => {
    const other = b.outcomes[k];
    figures = Math.max(figures, apart(outcome.loss, other.loss), apart(outcome.gradientNorm, other.gradientNorm));
  });
  return { tables: most, figures };
}
