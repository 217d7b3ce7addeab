// A tile: up to 64 examples on which a program's operations run, forward and backward, on one thread. Activations lie
// in the thread's scratch, or (views of the space BATCH) in buffers that have a row per row of the step.

/** One operation of a program. Written by compute/fused/ops.ts in this order, four bytes each. */
@unmanaged
export class Op {
  code: i32;
  kind: i32;
  xMode: i32; // what the backward pass does to the slope of x: 0 nothing, 1 store, 2 add
  zMode: i32;
  // Views: address or offset, space, bytes between rows.
  x: usize;
  xSpace: i32;
  xPitch: usize;
  y: usize;
  ySpace: i32;
  yPitch: usize;
  z: usize;
  zSpace: i32;
  zPitch: usize;
  dx: usize;
  dxSpace: i32;
  dxPitch: usize;
  dy: usize;
  dySpace: i32;
  dyPitch: usize;
  dz: usize;
  dzSpace: i32;
  dzPitch: usize;
  t: usize; // what the operation keeps for itself, from forward to backward
  tSpace: i32;
  tPitch: usize;
  width: i32; // values of x in a row
  units: i32; // values of y in a row
  // Tables: address, bytes between rows, offset in a shard's gradients (-1: not trained).
  table: usize;
  tablePitch: usize;
  tableGradient: i32;
  turned: usize; // the table transposed
  turnedPitch: usize;
  bias: usize; // 0: none
  biasGradient: i32;
  // The rest is each operation's own.
  p0: u32;
  p1: u32;
  p2: u32;
  p3: u32;
  p4: u32;
  p5: u32;
  p6: u32;
  p7: u32;
  f0: f32;
  f1: f32;
  f2: f32;
  f3: f32;
}
export const OP_BYTES: usize = 192; // 46 words and two of padding; ops.ts has the same number

/** What the operations need to know; one per thread, filled by the step kernel. */
@unmanaged
export class Tile {
  scratch: usize;
  row: i32; // first row, of the step's rows
  rows: i32;
  users: usize; // u32, of the tile's first row
  items: usize;
  stepRows: i32; // of the whole step
  pairs: i32; // > 0: rows are pairs, tile by tile the positives and then their negatives; this many in the step
  seed: u32;
  number: u32; // of the step, 1-based
  gradients: usize; // of the shard
  training: i32;
  bagUsers: usize; // u32 per row of the step + 1: first entry in the step of each row's history; the tile's first row
  bagItems: usize;
  mask: usize; // scratch for one row of a dropout mask
  targets: usize; // f32, of the tile's first row
  weights: usize; // f32, likewise; 0: all 1
  scale: f32; // 1 / what the loss is divided by
  out: usize; // f32, where scores go
  loss: f64; // sum over the tile's examples
}
// It takes the first 128 bytes of a thread's scratch (`TILE_BYTES`, compute/fused/compile.ts).

export const BATCH: i32 = 1;

// @ts-ignore: decorator
@inline
export function view(tile: Tile, at: usize, space: i32, pitch: usize): usize {
  return space == BATCH ? at + <usize>tile.row * pitch : tile.scratch + at;
}

/** Which row of the step, as the layers count them: where there are negatives, they follow all positives. */
// @ts-ignore: decorator
@inline
export function logicalRow(tile: Tile, row: i32): i32 {
  if (!tile.pairs) return tile.row + row;
  const first = tile.row >> 1, half = tile.rows >> 1;
  return row < half ? first + row : tile.pairs + first + row - half;
}

// @ts-ignore: decorator
@inline
export function up4(n: i32): i32 {
  return (n + 3) & ~3;
}
// @ts-ignore: decorator
@inline
export function up8(n: i32): i32 {
  return (n + 7) & ~7;
}

/** Copies exactly `width` floats. */
// @ts-ignore: decorator
@inline
export function copyRow(to: usize, from: usize, width: i32): void {
  const bytes = <usize>width << 2, whole = bytes & ~15;
  let f: usize = 0;
  for (; f < whole; f += 16) v128.store(to + f, v128.load(from + f));
  for (; f < bytes; f += 4) store<f32>(to + f, load<f32>(from + f));
}

/** Adds exactly `width` floats. */
// @ts-ignore: decorator
@inline
export function addRow(to: usize, from: usize, width: i32): void {
  const bytes = <usize>width << 2, whole = bytes & ~15;
  let f: usize = 0;
  for (; f < whole; f += 16) v128.store(to + f, f32x4.add(v128.load(to + f), v128.load(from + f)));
  for (; f < bytes; f += 4) store<f32>(to + f, load<f32>(to + f) + load<f32>(from + f));
}
