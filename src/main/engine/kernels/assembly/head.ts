// What a step minimises: the tile's sum of losses, and its slope by each score. Formulas: compute/losses.ts.
import { sigmoid, softplus } from './functions';
import { Op, Tile, view } from './tile';

const BINARY: i32 = 1; // kinds: 0 squared error, 1 binary cross-entropy, 2 BPR
const PAIRWISE: i32 = 2;

/** Four scores, a row each. */
// @ts-ignore: decorator
@inline
function scores4(at: usize, pitch: usize, rows: i32): v128 {
  let v = v128.load_zero<f32>(at);
  if (rows > 1) v = v128.load_lane<f32>(at + pitch, v, 1);
  if (rows > 2) v = v128.load_lane<f32>(at + 2 * pitch, v, 2);
  if (rows > 3) v = v128.load_lane<f32>(at + 3 * pitch, v, 3);
  return v;
}
// @ts-ignore: decorator
@inline
function store4(at: usize, pitch: usize, rows: i32, v: v128): void {
  v128.store_lane<f32>(at, v, 0);
  if (rows > 1) v128.store_lane<f32>(at + pitch, v, 1);
  if (rows > 2) v128.store_lane<f32>(at + 2 * pitch, v, 2);
  if (rows > 3) v128.store_lane<f32>(at + 3 * pitch, v, 3);
}
// @ts-ignore: decorator
@inline
function sum64(v: v128): f64 {
  const s = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** x: scores, dx: their slopes. */
export function lossForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), dx = view(tile, op.dx, op.dxSpace, op.dxPitch);
  const scale = f32x4.splat(tile.scale), kind = op.kind, pitch = op.xPitch, dPitch = op.dxPitch;
  const rows = kind == PAIRWISE ? tile.rows >> 1 : tile.rows;
  const negative = <usize>rows * pitch, dNegative = <usize>rows * dPitch;
  const lanes = i32x4(0, 1, 2, 3), one = f32x4.splat(1);
  let targets = tile.targets, weights = tile.weights, loss: f64 = 0;
  for (let r = 0; r < rows; r += 4) {
    const left = rows - r, on = i32x4.lt_s(lanes, i32x4.splat(left)), z = scores4(x, pitch, left);
    let value: v128, g: v128;
    if (kind == PAIRWISE) {
      const d = f32x4.sub(scores4(x + negative, pitch, left), z);
      value = softplus(d);
      g = f32x4.mul(scale, sigmoid(d));
      store4(dx + dNegative, dPitch, left, g);
      g = f32x4.neg(g);
    } else {
      const y = scores4(targets, 4, left), w = weights ? scores4(weights, 4, left) : one;
      const weight = f32x4.mul(scale, w);
      if (kind == BINARY) {
        value = f32x4.mul(w, f32x4.sub(softplus(z), f32x4.mul(y, z)));
        g = f32x4.mul(weight, f32x4.sub(sigmoid(z), y));
      } else {
        const e = f32x4.sub(z, y);
        value = f32x4.mul(w, f32x4.mul(e, e));
        g = f32x4.mul(f32x4.add(weight, weight), e);
      }
      targets += 16;
      if (weights) weights += 16;
    }
    store4(dx, dPitch, left, g);
    loss += sum64(v128.and(value, on));
    x += pitch << 2;
    dx += dPitch << 2;
  }
  tile.loss += loss;
}

/** Scores to the tile's output, one f32 a row. */
export function scoresOut(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch);
  for (let r: usize = 0; r < <usize>tile.rows; r++) {
    store<f32>(tile.out + (r << 2), load<f32>(x));
    x += op.xPitch;
  }
}
