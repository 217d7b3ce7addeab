import { RecsmithError } from '../../../shared/errors.ts';
import { streamNumber } from '../random.ts';
import type {
  Batches,
  Executor,
  NetworkTables,
  OptimizerSettings,
  PairBatches,
  RowBatch,
  Rows,
  ScorerOptions,
  StepSettings,
  TrainerOptions,
} from './executor.ts';
import type { PlainPass } from './layers/layer.ts';
import { layers } from './layers/registry.ts';
import { bayesianPersonalisedRanking, binaryCrossEntropy, divisor, multinomial, squaredError } from './losses.ts';
import { tableNamed, type Network } from './network.ts';
import { updateTable } from './optimizers.ts';

/*
 * The reference executor: every formula once, in doubles, without speed. Tests compare the others with it; no run
 * uses it.
 */

/** What a pass works on: one step's examples, positives first where there are negatives. */
interface Examples {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  readonly input: Rows | null;
  readonly itemSet: Uint32Array;
  readonly lookUp: (of: 'user' | 'item') => Rows;
}

interface Mode {
  readonly training: boolean;
  readonly seed: number;
  readonly step: number;
  readonly klWeight: number;
  readonly scale: number;
}

/** One forward pass, and on demand the backward pass that belongs to it. */
class Pass {
  readonly outputs: Float64Array[] = [];
  readonly gradients = new Map<string, Float64Array>();
  readonly touched = new Map<string, Set<number>>();
  extraLoss = 0;
  readonly #network: Network;
  readonly #passes: PlainPass[] = [];
  readonly #slopes: Float64Array[] = [];

  constructor(network: Network, tables: Pick<NetworkTables, 'table'>, examples: Examples, mode: Mode) {
    this.#network = network;
    const batch = examples.users.length;
    for (const node of network.nodes) {
      const pass: PlainPass = {
        ...{ node, batch, training: mode.training, klWeight: mode.klWeight, scale: mode.scale },
        inputs: node.inputs.map((index) => this.outputs[index]),
        inputShapes: node.inputs.map((index) => network.nodes[index].shape),
        slopes: node.inputs.map((index) => this.#slopes[index]),
        table: (position) => tables.table(node.tables[position]),
        gradient: (position) => this.#gradient(node.tables[position], tables),
        touch: (position, row) => {
          const name = node.tables[position];
          if (!this.touched.has(name)) this.touched.set(name, new Set());
          this.touched.get(name)!.add(row);
        },
        ...{ users: examples.users, items: examples.items, lookUp: examples.lookUp, itemSet: examples.itemSet },
        random: { seed: mode.seed, stream: streamNumber(node.name), step: mode.step },
        addLoss: (sum) => (this.extraLoss += sum),
        kept: new Map(),
      };
      this.#passes.push(pass);
      const out = layers[node.layer].plain.forward(pass);
      this.outputs.push(out);
      this.#slopes.push(new Float64Array(out.length));
    }
  }

  #gradient(name: string, tables: Pick<NetworkTables, 'table'>): Float64Array {
    let gradient = this.gradients.get(name);
    if (!gradient) this.gradients.set(name, (gradient = new Float64Array(tables.table(name).data.length)));
    return gradient;
  }

  get scores(): Float64Array {
    return this.outputs[this.#network.output];
  }

  backward(slope: Float64Array): void {
    this.#slopes[this.#network.output].set(slope);
    for (let index = this.#network.output; index >= 0; index--) {
      const { layer } = this.#network.nodes[index];
      layers[layer].plain.backward(this.#passes[index], this.outputs[index], this.#slopes[index]);
    }
  }
}

/** The rows of `histories` for each of `indices`, one after the other. */
export function pickRows({ start, items, values }: Rows, indices: Uint32Array): Rows {
  const picked = Uint32Array.from(indices, (index) => start[index + 1] - start[index]);
  const offsets = new Uint32Array(indices.length + 1);
  picked.forEach((length, k) => (offsets[k + 1] = offsets[k] + length));
  const out = new Uint32Array(offsets[indices.length]);
  const outValues = values ? new Float32Array(out.length) : null;
  indices.forEach((index, k) => {
    out.set(items.subarray(start[index], start[index + 1]), offsets[k]);
    outValues?.set(values!.subarray(start[index], start[index + 1]), offsets[k]);
  });
  return { start: offsets, items: out, values: outValues };
}

const everything = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, index) => index);

function pairExamples(users: Uint32Array, items: Uint32Array, histories: TrainerOptions['histories']): Examples {
  return {
    ...{ users, items, input: null, itemSet: new Uint32Array(0) },
    lookUp: (of) => pickRows(histories![of], of === 'user' ? users : items),
  };
}

function rowExamples(users: Uint32Array, input: Rows | null, itemSet: Uint32Array): Examples {
  return { ...{ users, items: new Uint32Array(0), input, itemSet }, lookUp: () => input! };
}

const concatenated = (a: Uint32Array, b: Uint32Array): Uint32Array => Uint32Array.from([...a, ...b]);

/** Loss of one step and its gradients. */
export function plainStep(
  { network, tables, seed, itemCount, histories }: TrainerOptions,
  batches: Batches,
  index: number,
  { step, klWeight }: StepSettings,
): { pass: Pass; loss: number; examples: number } {
  if (batches.kind === 'rows') return rowStep(network, tables, seed, itemCount, batches, step, klWeight);
  const [from, to] = [batches.starts[index], batches.starts[index + 1]];
  const count = to - from;
  const part = (values: Uint32Array) => values.subarray(from, to);
  const pairwise = network.loss.kind === 'bpr';
  const users = pairwise ? concatenated(part(batches.users), part(batches.users)) : part(batches.users);
  const items = pairwise ? concatenated(part(batches.items), part(batches.negatives!)) : part(batches.items);
  const scale = 1 / divisor(network.loss, count, 1);
  const mode = { training: true, seed, step, klWeight, scale };
  const pass = new Pass(network, tables, pairExamples(users, items, histories), mode);
  const slope = new Float64Array(pass.scores.length);
  let loss = 0;
  for (let k = 0; k < count; k++) {
    const point = pointLoss(network, pass.scores, k, count, from, batches);
    loss += point.loss;
    slope[k] = scale * point.slope;
    if (pairwise) slope[count + k] = -slope[k];
  }
  pass.backward(slope);
  return { pass, loss: loss + pass.extraLoss, examples: count };
}

function pointLoss(
  { loss }: Network,
  scores: Float64Array,
  k: number,
  count: number,
  from: number,
  { targets, weights }: PairBatches,
) {
  const weight = weights ? weights[from + k] : 1;
  switch (loss.kind) {
    case 'squared-error':
      return squaredError(scores[k], targets![from + k], weight);
    case 'binary-cross-entropy':
      return binaryCrossEntropy(scores[k], targets![from + k], weight);
    case 'bpr':
      return bayesianPersonalisedRanking(scores[k], scores[count + k]);
    default:
      throw new RecsmithError('INTERNAL', `The loss ${loss.kind} is not one of pairs.`);
  }
}

function rowStep(
  network: Network,
  tables: NetworkTables,
  seed: number,
  itemCount: number,
  { users, input, items, target }: RowBatch,
  step: number,
  klWeight: number,
) {
  const itemSet = items ?? everything(itemCount);
  const width = itemSet.length;
  const scale = 1 / divisor(network.loss, users.length, width);
  const mode = { training: true, seed, step, klWeight, scale };
  const pass = new Pass(network, tables, rowExamples(users, input, itemSet), mode);
  const slope = new Float64Array(pass.scores.length);
  let loss = 0;
  for (let b = 0; b < users.length; b++) {
    const wanted = new Map<number, number>();
    for (let k = target.start[b]; k < target.start[b + 1]; k++)
      wanted.set(target.items[k], target.values ? target.values[k] : 1);
    const scores = pass.scores.subarray(b * width, (b + 1) * width);
    const slopes = slope.subarray(b * width, (b + 1) * width);
    if (network.loss.kind === 'multinomial') {
      loss += multinomial(scores, wanted, slopes, scale);
      continue;
    }
    for (let j = 0; j < width; j++) {
      const value = wanted.get(j) ?? 0;
      const point =
        network.loss.kind === 'squared-error'
          ? squaredError(scores[j], value, value > 0 ? 1 + network.loss.confidence : 1)
          : binaryCrossEntropy(scores[j], value, 1);
      loss += point.loss;
      slopes[j] = scale * point.slope;
    }
  }
  pass.backward(slope);
  return { pass, loss: loss + pass.extraLoss, examples: users.length };
}

function apply(
  { network, tables }: TrainerOptions,
  optimizer: OptimizerSettings,
  { gradients, touched }: Pass,
  step: StepSettings,
): void {
  for (const spec of network.tables) {
    if (spec.frozen || spec.group === 'state') continue;
    const sparse = spec.of !== null && !optimizer.dense && !optimizer.normPenalty[spec.group];
    const table = tables.table(spec.name);
    updateTable({
      ...{ optimizer, spec, table, step },
      slot: (suffix) => tables.slot(spec.name, suffix),
      gradient: gradients.get(spec.name) ?? new Float64Array(table.data.length),
      rows: sparse ? [...(touched.get(spec.name) ?? [])] : null,
    });
  }
}

function scoresOf(network: Network, tables: ScorerOptions['tables'], examples: Examples): Float64Array {
  return new Pass(network, tables, examples, { training: false, seed: 0, step: 0, klWeight: 0, scale: 1 }).scores;
}

export const plain: Executor = {
  id: 'plain',
  refusal: ({ loss }) => (loss.kind === 'custom' ? 'A loss of a plug-in runs in TensorFlow.js operations only.' : null),
  trainer: (options) =>
    Promise.resolve({
      async run(batches, steps, signal) {
        let [loss, examples, gradientNorm] = [0, 0, 0];
        for (const [index, step] of steps.entries()) {
          signal?.throwIfAborted();
          const result = plainStep(options, batches, index, step);
          loss += result.loss;
          examples += result.examples;
          if (!Number.isFinite(result.loss))
            return { loss, examples, gradientNorm, bad: { step: step.step, loss: result.loss / result.examples } };
          let squares = 0;
          for (const [name, gradient] of result.pass.gradients)
            if (!tableNamed(options.network, name).frozen) for (const g of gradient) squares += g * g;
          gradientNorm = Math.sqrt(squares);
          apply(options, options.optimizer, result.pass, step);
          await Promise.resolve();
        }
        return { loss: loss / Math.max(1, examples), examples, gradientNorm, bad: null };
      },
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }),
  scorer: ({ network, tables, itemCount, histories }) => {
    const scoreAll = (users: Uint32Array, input: Rows | null, out: Float32Array) => {
      const all = everything(itemCount);
      if (network.kind === 'rows') {
        out.set(scoresOf(network, tables, rowExamples(users, input, all)));
        return;
      }
      users.forEach((user, b) => {
        const repeated = new Uint32Array(itemCount).fill(user);
        out.set(scoresOf(network, tables, pairExamples(repeated, all, histories)), b * itemCount);
      });
    };
    return Promise.resolve({
      scorePairs: (users, items, out) => out.set(scoresOf(network, tables, pairExamples(users, items, histories))),
      scoreAll,
      scoreMany(users, input, out) {
        scoreAll(users, input, out);
        return Promise.resolve();
      },
      close: () => undefined,
    });
  },
};
