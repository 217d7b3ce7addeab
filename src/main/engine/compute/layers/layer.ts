import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Matrix } from '../../kernels/matrix.ts';
import type { Tf } from '../backends/backends.ts';
import type { Rows } from '../executor.ts';
import type { TileLayer } from '../fused/ops.ts';
import type { LayerId, LayerNode } from '../network.ts';

/**
 * A layer, one file each: what it means in plain code (the reference that everything else is compared with), in
 * TensorFlow.js operations, and as tile kernels.
 */
export interface Layer {
  readonly id: LayerId;
  /** Every example's result depends on the whole batch: the fused executor meets before and after it. */
  readonly couplesBatch?: boolean;
  readonly plain: PlainLayer;
  /** Absent: the fused executor refuses it. */
  readonly tile?: TileLayer;
  readonly graph: GraphLayer;
}

/** Values of a whole batch, in doubles, row-major [B x size]. */
export interface PlainLayer {
  readonly forward: (pass: PlainPass) => Float64Array;
  /** Adds to the gradients of inputs and tables. `out` is what `forward` gave, `slope` the gradient of the loss by it. */
  readonly backward: (pass: PlainPass, out: Float64Array, slope: Float64Array) => void;
}

export interface PlainPass {
  readonly node: LayerNode;
  readonly batch: number; // B
  readonly training: boolean;
  readonly inputs: readonly Float64Array[];
  readonly inputShapes: readonly (readonly number[])[];
  /** Gradients of the inputs; to be added to. */
  readonly slopes: readonly Float64Array[];
  readonly table: (position: number) => Matrix;
  /** Gradient of a table, laid out as its data; to be added to. */
  readonly gradient: (position: number) => Float64Array;
  /** Row `row` of the table gets a gradient in this batch even where it is 0. */
  readonly touch: (position: number, row: number) => void;
  readonly users: Uint32Array; // [B]
  readonly items: Uint32Array; // [B]; empty in `rows` networks
  /** Of a `bag`: the histories of the examples, B rows, already looked up. */
  readonly lookUp: (of: 'user' | 'item') => Rows;
  /** Of `item-scores`: the item set, [J]. */
  readonly itemSet: Uint32Array;
  readonly random: { readonly seed: number; readonly stream: number; readonly step: number };
  readonly klWeight: number;
  /** 1 / what the loss is divided by. */
  readonly scale: number;
  /** Adds to the loss of the batch (a sum over examples). */
  readonly addLoss: (sum: number) => void;
  /** Kept from `forward` to `backward`. */
  readonly kept: Map<string, Float64Array>;
}

/** In TensorFlow.js operations, whose gradients it finds by itself. */
export interface GraphLayer {
  /**
   * Which rows of each table the examples need, in any order and with repetitions; null: the whole table. Without this
   * function all tables are needed whole.
   */
  readonly rows?: (examples: GraphExamples) => readonly (Uint32Array | null)[];
  /** The layer's output, [B, ...shape]. */
  readonly forward: (pass: GraphPass) => Tensor;
}

/** What a layer knows before the tables are there. */
export interface GraphExamples extends Pick<
  PlainPass,
  'node' | 'batch' | 'training' | 'users' | 'items' | 'lookUp' | 'itemSet' | 'random'
> {
  /** Kept from `rows` to `forward`. */
  readonly remember: Map<string, Float32Array | Uint32Array>;
}

export interface GraphPass extends GraphExamples {
  readonly tf: Tf;
  readonly operations: GraphOperations;
  readonly inputs: readonly Tensor[];
  /** The rows of the table that some layer of this pass needs, [R x columns]; state and weights: the whole table. */
  readonly table: (position: number) => Tensor2D;
  /** Where the rows that `rows` returned lie in `table`; null: row r is row r. */
  readonly places: (position: number) => Int32Array | null;
  /** Values computed on the processor, as a tensor of this pass. */
  readonly upload: (values: Float32Array | Int32Array, shape: readonly number[]) => Tensor;
  readonly klWeight: number;
  /** Adds a scalar to the loss of the batch (a sum over examples). */
  readonly addLoss: (sum: Tensor) => void;
  /** Statistics of the batch, read when the step is done: they change no gradient. */
  readonly observe: (values: Tensor, use: (values: Float32Array) => void) => void;
  /** A table on the processor, for what `observe` learned. */
  readonly state: (position: number) => Matrix;
}

/** A sparse matrix of weights: entry k adds weights[k] times row places[k] to the sum of example segments[k] (ascending). */
export interface BagEntries {
  readonly batch: number;
  readonly segments: Int32Array;
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

/** What backends do in ways of their own. All have gradients by their tensors. */
export interface GraphOperations {
  /** rows [R x D] -> [B x D]: the weighted sums; never an array of entries x columns where that can be avoided. */
  readonly bag: (rows: Tensor2D, entries: BagEntries) => Tensor2D;
  /** rows [R x D] -> [N x D]. */
  readonly gather: (rows: Tensor2D, places: Tensor1D) => Tensor2D;
}
