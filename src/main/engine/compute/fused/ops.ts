import type { LayerNode } from '../network.ts';

/*
 * What a network becomes on the fused executor: a list of operations on tiles of examples. The kernels read them as
 * records of 48 words (`Op`, kernels/assembly/tile.ts).
 */

/** Numbers of the operations (kernels/assembly/program.ts). */
export const CODES = {
  embedding: 0,
  bag: 1,
  copy: 2,
  multiply: 3,
  dot: 4,
  cosine: 5,
  outer: 6,
  dense: 7,
  convolution: 8,
  pool: 9,
  activation: 10,
  dropout: 11,
  norm: 12,
  loss: 13,
  scores: 14,
  join: 15,
} as const;

/** Rows of values: in a thread's scratch (`at` an offset) or in a buffer with a row per row of the step (an address). */
export interface TileView {
  readonly at: number;
  readonly space: 'scratch' | 'batch';
  readonly pitch: number; // bytes between rows
}

/** What the backward pass does to an input's slope. */
export type SlopeMode = 'none' | 'store' | 'add';

/** A table where the kernels find it. */
export interface PlacedTable {
  readonly at: number;
  readonly pitch: number; // bytes between rows
  /** Byte offset in a shard's gradients; -1: not trained that way. */
  readonly gradient: number;
  /** The transpose, if some operation needs one: [columns x rows]. */
  readonly turned: { readonly at: number; readonly pitch: number };
}

/** One operation; the fields are those of `Op`, and what is left out is 0. */
export interface TileOp {
  readonly code: keyof typeof CODES;
  readonly kind?: number;
  readonly x?: TileView;
  readonly y?: TileView;
  readonly z?: TileView;
  readonly dx?: TileView | null;
  readonly dy?: TileView | null;
  readonly dz?: TileView | null;
  readonly t?: TileView | null;
  readonly xMode?: SlopeMode;
  readonly zMode?: SlopeMode;
  readonly width?: number;
  readonly units?: number;
  readonly table?: Pick<PlacedTable, 'at' | 'pitch' | 'gradient'> | null;
  readonly turned?: { readonly at: number; readonly pitch: number };
  readonly bias?: Pick<PlacedTable, 'at' | 'gradient'> | null;
  /** p0 to p7, u32. */
  readonly whole?: readonly number[];
  /** f0 to f3. */
  readonly real?: readonly number[];
}

export interface TileInput {
  readonly view: TileView;
  readonly slope: TileView | null;
  readonly mode: SlopeMode;
  readonly width: number;
  readonly shape: readonly number[];
}

/** What a layer is given to emit its operations. */
export interface TilePlace {
  readonly node: LayerNode;
  readonly inputs: readonly TileInput[];
  readonly out: { readonly view: TileView; readonly slope: TileView | null };
  readonly training: boolean;
  /** Of the layer's random stream. */
  readonly stream: number;
  readonly table: (position: number) => PlacedTable;
  /** For an operation's own use: so many floats a row, kept from forward to backward. */
  readonly keep: (floats: number) => TileView;
  /** The offset of scratch for `floats` values for every row of a tile; not kept. */
  readonly scratch: (floats: number) => number;
  /** Likewise for `floats` values in all. */
  readonly perThread: (floats: number) => number;
  /** Where the slopes of looked-up rows go; null: nowhere. */
  readonly lookUpSlope: TileView | null;
  /** Of `bag`: the histories in kernel memory. */
  readonly histories: (of: 'user' | 'item') => { start: number; items: number; values: number };
  /** Of a layer that couples the batch: `bytes` per shard. */
  readonly perShard: (bytes: number) => number;
  /** Whether an input's piece of a concatenation is written by the layer before it. */
  readonly inPlace: (position: number) => boolean;
}

export interface TileLayer {
  /** Operations in order of evaluation; the backward pass runs them from the last to the first. */
  readonly emit: (place: TilePlace) => readonly TileOp[];
}

export const OP_WORDS = 48;
const MODES: Record<SlopeMode, number> = { none: 0, store: 1, add: 2 };

/** The operations as the kernels read them: [OP_WORDS x operations]. */
export function encode(ops: readonly TileOp[]): Uint32Array {
  const words = new Uint32Array(OP_WORDS * ops.length);
  const reals = new Float32Array(words.buffer);
  const whole = new Int32Array(words.buffer);
  ops.forEach((op, k) => {
    let at = OP_WORDS * k;
    const put = (value: number) => (words[at++] = value);
    put(CODES[op.code]);
    put(op.kind ?? 0);
    put(MODES[op.xMode ?? 'none']);
    put(MODES[op.zMode ?? 'none']);
    for (const view of [op.x, op.y, op.z, op.dx, op.dy, op.dz, op.t]) {
      put(view?.at ?? 0);
      put(view?.space === 'batch' ? 1 : 0);
      put(view?.pitch ?? 0);
    }
    put(op.width ?? 0);
    put(op.units ?? 0);
    put(op.table?.at ?? 0);
    put(op.table?.pitch ?? 0);
    whole[at++] = op.table?.gradient ?? -1;
    put(op.turned?.at ?? 0);
    put(op.turned?.pitch ?? 0);
    put(op.bias?.at ?? 0);
    whole[at++] = op.bias?.gradient ?? -1;
    for (let p = 0; p < 8; p++) put(op.whole?.[p] ?? 0);
    for (let f = 0; f < 4; f++) reals[at++] = op.real?.[f] ?? 0;
  });
  return words;
}

/** Words of a random draw below it drop. */
export const dropBelow = (rate: number): number => Math.min(0xffffffff, Math.ceil(rate * 4294967296));
