// Layers that look rows up: embedding and bag. Their gradients go, row by row of the step, to a buffer of their own (the
// view t), from where the second phase of a step sums them (update.ts).
import { fma } from './common';
import { drawRow } from './elementwise';
import { addColumns } from './gemm';
import { Op, Tile, copyRow, view } from './tile';

/** y = table[index]; kind: 0 the user's, 1 the item's. p0: 1 if y is a piece of a longer row. */
export function embeddingForward(op: Op, tile: Tile): void {
  let y = view(tile, op.y, op.ySpace, op.yPitch), index = op.kind ? tile.items : tile.users;
  const table = op.table, pitch = op.tablePitch, width = op.width;
  for (let r = 0; r < tile.rows; r++) {
    copyRow(y, table + <usize>load<u32>(index) * pitch, width);
    index += 4;
    y += op.yPitch;
  }
}

/** p1: 1 if the slope is not in its buffer already. */
export function lookUpBackward(op: Op, tile: Tile): void {
  if (op.biasGradient >= 0)
    addColumns(view(tile, op.dy, op.dySpace, op.dyPitch), op.dyPitch, tile.rows, op.width, tile.gradients + <usize>op.biasGradient);
  if (!op.p1) return;
  let dy = view(tile, op.dy, op.dySpace, op.dyPitch), t = view(tile, op.t, op.tSpace, op.tPitch);
  for (let r = 0; r < tile.rows; r++) {
    copyRow(t, dy, op.width);
    dy += op.dyPitch;
    t += op.tPitch;
  }
}

// Fields of a bag: kind 0 histories of users, 1 of items; p2 u32 start, p3 u32 entries, p4 f32 values (0: all 1),
// p5 normalise, p6 stream, p7 words below it drop (0: no noise), f0 1 / (1 - noise).
const LEAST_LENGTH: f32 = 1e-12; // an empty history stays 0

/** What every value of a history is multiplied by, before noise. */
export function bagScale(op: Op, first: u32, end: u32): f32 {
  if (!op.p5) return 1;
  if (!op.p4) return 1 / max(LEAST_LENGTH, Mathf.sqrt(<f32>(end - first)));
  let squares: f32 = 0;
  for (let k = first; k < end; k++) {
    const value = load<f32>(<usize>op.p4 + (<usize>k << 2));
    squares += value * value;
  }
  return 1 / max(LEAST_LENGTH, Mathf.sqrt(squares));
}

/** Weight of history entry k, times the scale; `words` addresses its random word where there is noise. */
// @ts-ignore: decorator
@inline
export function bagWeight(op: Op, k: u32, scale: f32, noise: bool, words: usize): f32 {
  const weight = op.p4 ? load<f32>(<usize>op.p4 + (<usize>k << 2)) * scale : scale;
  if (!noise) return weight;
  return load<u32>(words) >= op.p7 ? weight * op.f0 : 0;
}

export const BAG_CHUNK: u32 = 64; // entries whose random words are drawn at a time

/** y = bias + sum over the history of weight x table[entry]. */
export function bagForward(op: Op, tile: Tile): void {
  let y = view(tile, op.y, op.ySpace, op.yPitch);
  const noise = tile.training != 0 && op.p7 != 0, bytes = <usize>op.tablePitch;
  const index = op.kind ? tile.items : tile.users, offsets = op.kind ? tile.bagItems : tile.bagUsers;
  for (let r: usize = 0; r < <usize>tile.rows; r++) {
    const at = <usize>op.p2 + (<usize>load<u32>(index + (r << 2)) << 2), first = load<u32>(at), end = load<u32>(at, 4);
    const scale = bagScale(op, first, end);
    for (let f: usize = 0; f < bytes; f += 16) v128.store(y + f, op.bias ? v128.load(op.bias + f) : f32x4.splat(0));
    for (let from = first; from < end; from += BAG_CHUNK) {
      const to = min(end, from + BAG_CHUNK);
      let words: usize = 0;
      if (noise) words = drawRow(tile, op.p6, load<u32>(offsets + (r << 2)) + from - first, to - from);
      let k = from;
      // Four rows at a time: the sum is read and written once for the four, in the same order.
      for (; k + 4 <= to; k += 4, words += 16) {
        const entry = <usize>op.p3 + (<usize>k << 2);
        const w0 = f32x4.splat(bagWeight(op, k, scale, noise, words)), w1 = f32x4.splat(bagWeight(op, k + 1, scale, noise, words + 4));
        const w2 = f32x4.splat(bagWeight(op, k + 2, scale, noise, words + 8)), w3 = f32x4.splat(bagWeight(op, k + 3, scale, noise, words + 12));
        const r0 = op.table + <usize>load<u32>(entry) * bytes, r1 = op.table + <usize>load<u32>(entry, 4) * bytes;
        const r2 = op.table + <usize>load<u32>(entry, 8) * bytes, r3 = op.table + <usize>load<u32>(entry, 12) * bytes;
        for (let f: usize = 0; f < bytes; f += 16) {
          const s = fma(w1, v128.load(r1 + f), fma(w0, v128.load(r0 + f), v128.load(y + f)));
          v128.store(y + f, fma(w3, v128.load(r3 + f), fma(w2, v128.load(r2 + f), s)));
        }
      }
      for (; k < to; k++, words += 4) {
        const weight = f32x4.splat(bagWeight(op, k, scale, noise, words));
        const row = op.table + <usize>load<u32>(<usize>op.p3 + (<usize>k << 2)) * bytes;
        for (let f: usize = 0; f < bytes; f += 16) v128.store(y + f, fma(weight, v128.load(row + f), v128.load(y + f)));
      }
    }
    y += op.yPitch;
  }
}
