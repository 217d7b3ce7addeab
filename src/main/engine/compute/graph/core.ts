import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Matrix } from '../../kernels/matrix.ts';
import { streamNumber } from '../../random.ts';
import type { Tf } from '../backends/backends.ts';
import type {
  Batches,
  NetworkTables,
  OptimizerSettings,
  Rows,
  StepOutcome,
  StepSettings,
  TrainerOptions,
} from '../executor.ts';
import type { GraphExamples, GraphOperations, GraphPass } from '../layers/layer.ts';
import { layers } from '../layers/registry.ts';
import { divisor } from '../losses.ts';
import { sizeOf, tableNamed, type Network, type TableSpec } from '../network.ts';
import {
  everything,
  examplesOf,
  pairExamples,
  rowExamples,
  RowPlanner,
  type Examples,
  type NeededRows,
} from './examples.ts';
import { pairLoss, rowLoss, type CustomLoss } from './losses.ts';
import { updateRows } from './update.ts';

export interface GraphOptions extends Pick<TrainerOptions, 'network' | 'itemCount' | 'histories' | 'seed'> {
  readonly tables: Pick<NetworkTables, 'table'> & Partial<NetworkTables>;
  readonly optimizer: OptimizerSettings | null; // null: only scores
  /** For the loss `custom`. */
  readonly custom?: CustomLoss | null;
  /** Tables that live on the device and are updated there; the others live in this thread's memory. */
  readonly device?: DeviceTables | null;
}

/** Whole tables with a state of the optimiser of their own, on the device. */
export interface DeviceTables {
  readonly names: ReadonlySet<string>;
  /** The table as it stands, [R x columns]; the caller disposes it before the next `apply`. */
  read(name: string): Tensor2D;
  /** One step of the optimiser with the gradient of the whole table. */
  apply(name: string, gradient: Tensor, step: StepSettings): void;
  /** Tables and moments into this thread's memory. */
  sync(): void;
  dispose(): void;
}

/** Milliseconds after which a run of steps lets others speak: messages, timers, a cancel. */
const SLICE = 40;
/** Most examples of one scoring pass: what lies in memory between layers is bounded by it. */
const SCORE_BATCH = 8192;

interface Mode {
  readonly training: boolean;
  readonly step: number;
  readonly klWeight: number;
}

type Observation = { values: Tensor; use: (values: Float32Array) => void };

/**
 * Runs a network in TensorFlow.js operations on the backend that is current in this thread. Tables stay in this
 * thread's memory: a step uploads the rows that it needs, takes their gradients back and updates just those rows.
 * Between two steps no tensor is left.
 */
export class GraphNetwork {
  readonly #tf: Tf;
  readonly #operations: GraphOperations;
  readonly #options: GraphOptions;
  readonly #network: Network;
  readonly #planner: RowPlanner;
  readonly #allItems: Uint32Array;
  readonly #trained: readonly TableSpec[];

  constructor(tf: Tf, operations: GraphOperations, options: GraphOptions) {
    this.#tf = tf;
    this.#operations = operations;
    this.#options = options;
    this.#network = options.network;
    this.#planner = new RowPlanner(options.network, options.device?.names);
    this.#allItems = everything(options.itemCount);
    this.#trained = options.network.tables.filter(({ frozen, group }) => !frozen && group !== 'state');
  }

  async run(batches: Batches, steps: readonly StepSettings[], signal?: AbortSignal): Promise<StepOutcome> {
    let [loss, examples, gradientNorm] = [0, 0, 0];
    let sliceStart = performance.now();
    for (const [index, step] of steps.entries()) {
      signal?.throwIfAborted();
      const result = this.#step(batches, index, step, index === steps.length - 1);
      loss += result.loss;
      examples += result.examples;
      if (!Number.isFinite(result.loss))
        return { loss, examples, gradientNorm, bad: { step: step.step, loss: result.loss / result.examples } };
      ({ gradientNorm } = result);
      if (performance.now() - sliceStart > SLICE) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceStart = performance.now();
      }
    }
    return { loss: loss / Math.max(1, examples), examples, gradientNorm, bad: null };
  }

  #step(batches: Batches, index: number, step: StepSettings, last: boolean) {
    const tf = this.#tf;
    const { network, histories, device, custom = null } = this.#options;
    const examples = examplesOf(network, batches, index, this.#allItems, histories);
    const count = batches.kind === 'rows' ? batches.users.length : batches.starts[index + 1] - batches.starts[index];
    const scale = 1 / divisor(network.loss, count, examples.itemSet.length);
    const mode = { training: true, step: step.step, klWeight: step.klWeight };
    const contexts = this.#contexts(examples, mode);
    const needed = this.#planner.plan(contexts);
    const observations: Observation[] = [];
    const names = this.#trained.map(({ name }) => name).filter((name) => needed.has(name));

    tf.engine().startScope();
    try {
      const uploaded = new Map(
        [...needed].map(([name, { rows }]) => [
          name,
          device?.names.has(name) ? device.read(name) : this.#upload(name, rows),
        ]),
      );
      const { value, grads } = tf.valueAndGrads((...trained: Tensor[]) => {
        const tables = new Map(uploaded);
        names.forEach((name, k) => tables.set(name, trained[k] as Tensor2D));
        const extra: Tensor[] = [];
        const output = this.#forward(contexts, needed, tables, mode, extra, observations);
        const upload = this.#uploader();
        const sum =
          batches.kind === 'rows'
            ? rowLoss(tf, upload, network.loss, output, batches, custom)
            : pairLoss(
                tf,
                upload,
                network.loss,
                output,
                batches,
                batches.starts[index],
                batches.starts[index + 1],
                custom,
              );
        return tf.mul(
          extra.reduce<Scalar>((total, each) => tf.add(total, each), sum),
          scale,
        );
      })(names.map((name) => uploaded.get(name)!));
      const loss = value.dataSync()[0] / scale;
      if (!Number.isFinite(loss)) return { loss, examples: count, gradientNorm: 0 };
      for (const { values, use } of observations) use(values.dataSync<'float32'>());
      let squares = 0;
      names.forEach((name, k) => {
        if (device?.names.has(name)) {
          if (last) squares += tf.sum(tf.square(grads[k])).dataSync()[0];
          // Nobody else may hold the values, or TensorFlow updates a copy.
          uploaded.get(name)!.dispose();
          device.apply(name, grads[k], step);
          return;
        }
        const gradient = grads[k].dataSync<'float32'>();
        if (last) for (const g of gradient) squares += g * g;
        this.#update(name, gradient, needed.get(name)!.rows, step);
      });
      return { loss, examples: count, gradientNorm: Math.sqrt(squares) };
    } finally {
      for (const { values } of observations) values.dispose();
      tf.engine().endScope();
    }
  }

  #update(name: string, gradient: Float32Array, rows: Uint32Array | null, step: StepSettings): void {
    const { tables, optimizer } = this.#options;
    const spec = tableNamed(this.#network, name);
    const dense = spec.of === null || optimizer!.dense || optimizer!.normPenalty[spec.group];
    const table = tables.table(name);
    const full = dense && rows !== null ? spread(gradient, rows, table) : gradient;
    updateRows({
      ...{ optimizer: optimizer!, spec, step, table, gradient: full },
      slot: (suffix) => tables.slot!(name, suffix),
      rows: dense ? null : rows,
    });
  }

  #contexts(examples: Examples, { training, step }: Mode): GraphExamples[] {
    const { seed } = this.#options;
    return this.#network.nodes.map((node) => ({
      ...{ node, batch: examples.users.length, training, ...examples },
      random: { seed, stream: streamNumber(node.name), step },
      remember: new Map(),
    }));
  }

  #uploader(): GraphPass['upload'] {
    const tf = this.#tf;
    return (values, shape) => tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');
  }

  #forward(
    contexts: readonly GraphExamples[],
    needed: ReadonlyMap<string, NeededRows>,
    tables: ReadonlyMap<string, Tensor2D>,
    { klWeight }: Mode,
    extra: Tensor[],
    observations: Observation[],
  ): Tensor {
    const { tf, ...rest } = { tf: this.#tf, operations: this.#operations, upload: this.#uploader(), klWeight };
    const outputs: Tensor[] = [];
    this.#network.nodes.forEach((node, index) => {
      const context = contexts[index];
      const out = layers[node.layer].graph.forward({
        ...{ ...context, ...rest, tf },
        inputs: node.inputs.map((input) => outputs[input]),
        table: (position) => tables.get(node.tables[position])!,
        places: (position) => needed.get(node.tables[position])!.places.get(`${index}/${position}`) ?? null,
        addLoss: (sum) => extra.push(sum),
        observe: (values, use) => observations.push({ values: tf.keep(values.clone()), use }),
        state: (position) => this.#options.tables.table(node.tables[position]),
      });
      // Layers work on flat examples where they like; the next one finds the declared shape.
      const shape = node.layer === 'item-scores' ? out.shape : [context.batch, ...node.shape];
      outputs.push(sizeOf(out.shape) === sizeOf(shape) && sameShape(out.shape, shape) ? out : tf.reshape(out, shape));
    });
    return outputs[this.#network.output];
  }

  #upload(name: string, rows: Uint32Array | null): Tensor2D {
    const { columns, stride, data, rows: all } = this.#options.tables.table(name);
    const count = rows ? rows.length : all;
    const values = new Float32Array(count * columns);
    if (rows === null && stride === columns) values.set(data.subarray(0, count * columns));
    else
      for (let r = 0; r < count; r++) {
        const from = (rows ? rows[r] : r) * stride;
        for (let f = 0, to = r * columns; f < columns; f++) values[to + f] = data[from + f];
      }
    return this.#tf.tensor2d(values, [count, columns]);
  }

  /** Scores as they would be served: no dropout, running statistics. out: one value per example, or [B x I]. */
  score(users: Uint32Array, items: Uint32Array | null, input: Rows | null, out: Float32Array): void {
    const { histories } = this.#options;
    const examples = items === null ? rowExamples(users, input, this.#allItems) : pairExamples(users, items, histories);
    const mode = { training: false, step: 0, klWeight: 0 };
    const contexts = this.#contexts(examples, mode);
    const needed = this.#planner.plan(contexts);
    const tf = this.#tf;
    const result = tf.tidy(() => {
      const uploaded = new Map([...needed].map(([name, { rows }]) => [name, this.#upload(name, rows)]));
      return this.#forward(contexts, needed, uploaded, mode, [], []).dataSync<'float32'>();
    });
    out.set(result);
  }

  scorePairs(users: Uint32Array, items: Uint32Array, out: Float32Array): void {
    for (let from = 0; from < users.length; from += SCORE_BATCH) {
      const to = Math.min(users.length, from + SCORE_BATCH);
      this.score(users.subarray(from, to), items.subarray(from, to), null, out.subarray(from, to));
    }
  }

  /** Scores of all items, [B x I]. */
  scoreAll(users: Uint32Array, input: Rows | null, out: Float32Array): void {
    const width = this.#allItems.length;
    if (this.#network.kind === 'rows') {
      this.score(users, null, input, out);
      return;
    }
    const repeated = new Uint32Array(width);
    users.forEach((user, b) => {
      this.scorePairs(repeated.fill(user), this.#allItems, out.subarray(b * width, (b + 1) * width));
    });
  }
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, k) => length === b[k]);

/** The gradient of a whole table from that of some of its rows. */
function spread(gradient: Float32Array, rows: Uint32Array, { rows: all, columns }: Matrix): Float32Array {
  const full = new Float32Array(all * columns);
  rows.forEach((row, r) => full.set(gradient.subarray(r * columns, (r + 1) * columns), row * columns));
  return full;
}
