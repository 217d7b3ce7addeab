import type { Matrix } from '../../kernels/matrix.ts';
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
