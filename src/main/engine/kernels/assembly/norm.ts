// Batch normalisation. In training the threads meet twice: forward when every shard has added up its columns, backward
// when every shard has summed its slopes (as gradients of scale and shift).
import { fma } from './common';
import { product } from './elementwise';
import { addColumns } from './gemm';
import { Op, Tile, up8, view } from './tile';

// Fields: width; f0 momentum, f1 epsilon; p0 f32 scale, p1 f32 shift, p2 f32 running mean, p3 f32 running variance;
// p4 offset in scratch of [mean][1 / deviation][two rows for the backward pass], each up8(width) f32; p5 per shard two
// rows of f64, sums and sums of squares; tableGradient and biasGradient: of scale and shift.

// @ts-ignore: decorator
@inline
function rowBytes(op: Op): usize {
  return <usize>up8(op.width) << 2;
}

/** Adds the tile's columns and their squares to the shard's. */
export function normSums(op: Op, tile: Tile, shard: i32): void {
  const bytes = rowBytes(op), sums = <usize>op.p5 + <usize>shard * (bytes << 2), squares = sums + (bytes << 1);
  const x = view(tile, op.x, op.xSpace, op.xPitch);
  for (let f: usize = 0; f < bytes; f += 8) {
    let s = v128.load(sums + (f << 1)), q = v128.load(squares + (f << 1)), at = x + f;
    for (let r = 0; r < tile.rows; r++) {
      const v = f64x2.promote_low_f32x4(v128.load64_zero(at));
      s = f64x2.add(s, v);
      q = f64x2.add(q, f64x2.mul(v, v));
      at += op.xPitch;
    }
    v128.store(sums + (f << 1), s);
    v128.store(squares + (f << 1), q);
  }
}

/** Mean and 1 / deviation to the thread's scratch, of the batch or the running ones; shards are summed in order. */
export function normOpen(op: Op, tile: Tile, shards: i32, ofBatch: bool, running: bool): void {
  const bytes = rowBytes(op), mean = tile.scratch + <usize>op.p4, inverse = mean + bytes;
  for (let f: usize = 0, k = 0; k < op.width; f += 4, k++) {
    let m: f64 = load<f32>(<usize>op.p2 + f), v: f64 = load<f32>(<usize>op.p3 + f);
    if (ofBatch) {
      const count = <f64>tile.stepRows;
      let s: f64 = 0, q: f64 = 0, at = <usize>op.p5 + (f << 1);
      for (let shard = 0; shard < shards; shard++) {
        s += load<f64>(at);
        q += load<f64>(at + (bytes << 1));
        at += bytes << 2;
      }
      m = s / count;
      v = max<f64>(0, q / count - m * m);
      if (running) {
        const oldMean: f64 = load<f32>(<usize>op.p2 + f), old: f64 = load<f32>(<usize>op.p3 + f);
        store<f32>(<usize>op.p2 + f, <f32>(oldMean + op.f0 * (m - oldMean)));
        store<f32>(<usize>op.p3 + f, <f32>(old + op.f0 * ((v * count) / (count - 1) - old)));
      }
    }
    store<f32>(mean + f, <f32>m);
    store<f32>(inverse + f, <f32>(1 / Math.sqrt(v + op.f1)));
  }
}

/** y = (x - mean) / deviation scale + shift. */
export function normForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), y = view(tile, op.y, op.ySpace, op.yPitch);
  const bytes = rowBytes(op), mean = tile.scratch + <usize>op.p4, inverse = mean + bytes, scale = <usize>op.p0, shift = <usize>op.p1;
  for (let r = 0; r < tile.rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + f), v128.load(mean + f)), v128.load(inverse + f));
      v128.store(y + f, fma(normal, v128.load(scale + f), v128.load(shift + f)));
    }
    x += op.xPitch;
    y += op.yPitch;
  }
}

/** The shard's gradients of scale and shift, which the slope of x needs as well, over the whole batch. */
export function normSlopes(op: Op, tile: Tile): void {
  const bytes = rowBytes(op), mean = tile.scratch + <usize>op.p4, inverse = mean + bytes;
  const dy = view(tile, op.dy, op.dySpace, op.dyPitch), x = view(tile, op.x, op.xSpace, op.xPitch);
  const toScale = tile.gradients + <usize>op.tableGradient;
  addColumns(dy, op.dyPitch, tile.rows, op.width, tile.gradients + <usize>op.biasGradient);
  for (let f: usize = 0; f < bytes; f += 16) {
    const m = v128.load(mean + f), i = v128.load(inverse + f);
    let s = v128.load(toScale + f), at = x + f, slope = dy + f;
    for (let r = 0; r < tile.rows; r++) {
      s = fma(v128.load(slope), f32x4.mul(f32x4.sub(v128.load(at), m), i), s);
      at += op.xPitch;
      slope += op.dyPitch;
    }
    v128.store(toScale + f, s);
  }
}

/** Sums of slopes and of slopes times normal values over all shards, over the rows, to the thread's scratch. */
export function normMeet(op: Op, tile: Tile, gradients: usize, shardBytes: usize, shards: i32): void {
  const bytes = rowBytes(op), sums = tile.scratch + <usize>op.p4 + (bytes << 1), products = sums + bytes;
  const share = f32x4.splat(1 / <f32>tile.stepRows);
  for (let f: usize = 0; f < bytes; f += 16) {
    let s = f32x4.splat(0), p = s, at = gradients + f;
    for (let shard = 0; shard < shards; shard++) {
      s = f32x4.add(s, v128.load(at + <usize>op.biasGradient));
      p = f32x4.add(p, v128.load(at + <usize>op.tableGradient));
      at += shardBytes;
    }
    v128.store(sums + f, f32x4.mul(s, share));
    v128.store(products + f, f32x4.mul(p, share));
  }
}

/** dx (+)= scale / deviation (dy - mean of dy - normal times mean of dy normal); without `ofBatch` no means. */
export function normBackward(op: Op, tile: Tile, ofBatch: bool): void {
  if (!op.xMode) return;
  const bytes = rowBytes(op), mean = tile.scratch + <usize>op.p4, inverse = mean + bytes;
  const sums = inverse + bytes, products = sums + bytes, scale = <usize>op.p0;
  let x = view(tile, op.x, op.xSpace, op.xPitch), dx = view(tile, op.dx, op.dxSpace, op.dxPitch);
  let dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  for (let r = 0; r < tile.rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16) {
      const i = v128.load(inverse + f);
      let g = v128.load(dy + f);
      if (ofBatch) {
        const normal = f32x4.mul(f32x4.sub(v128.load(x + f), v128.load(mean + f)), i);
        g = f32x4.sub(f32x4.sub(g, v128.load(sums + f)), f32x4.mul(normal, v128.load(products + f)));
      }
      product(op.xMode, dx + f, g, f32x4.mul(v128.load(scale + f), i));
    }
    x += op.xPitch;
    dx += op.dxPitch;
    dy += op.dyPitch;
  }
}
