// Loss heads over rows of scores. A row's scores lie in tiles of 64: tile t at z + t tileBytes. Each head replaces the
// scores of items 0 to real - 1 by scale times the slopes of the loss and gives the row's loss. Formulas: losses.ts.
import { exp, fma, log1p, sum } from './common';

/** Kinds as kernels/rows.ts writes them. */
const SQUARED: i32 = 0, BINARY: i32 = 1;

// @ts-ignore: decorator
@inline function place(z: usize, item: u32, tileBytes: usize): usize {
  return z + <usize>(item >> 6) * tileBytes + (<usize>(item & 63) << 2);
}

/** Gives the padding of the last tile one value. */
function pad(z: usize, real: i32, tiles: i32, tileBytes: usize, value: f32): void {
  for (let i = real; i < tiles << 6; i++) store<f32>(place(z, <u32>i, tileBytes), value);
}

/** Targets: positions `ids` and `values` (0: all 1) of `count` items. */
export function rowLoss(
  kind: i32, z: usize, real: i32, tileBytes: usize, ids: usize, values: usize, count: i32, scale: f32, confidence: f32,
): f64 {
  const tiles = (real + 63) >> 6;
  if (kind == SQUARED) return squared(z, real, tiles, tileBytes, ids, values, count, scale, confidence);
  if (kind == BINARY) return binary(z, real, tiles, tileBytes, ids, values, count, scale);
  return multinomial(z, real, tiles, tileBytes, ids, values, count, scale);
}

// @ts-ignore: decorator
@inline function target(values: usize, k: i32): f32 {
  return values ? load<f32>(values + (<usize>k << 2)) : 1;
}

function multinomial(
  z: usize, real: i32, tiles: i32, tileBytes: usize, ids: usize, values: usize, count: i32, scale: f32,
): f64 {
  let mass: f64 = 0, wanted: f64 = 0;
  for (let k = 0; k < count; k++) {
    const value = <f64>target(values, k);
    mass += value;
    wanted += value * <f64>load<f32>(place(z, load<u32>(ids + (<usize>k << 2)), tileBytes));
  }
  pad(z, real, tiles, tileBytes, -3e38);
  let high = f32x4.splat(-3e38);
  for (let t = 0, p = z; t < tiles; t++, p += tileBytes)
    for (let f: usize = 0; f < 256; f += 16) high = f32x4.max(high, v128.load(p + f));
  const best = f32x4.max(high, v128.shuffle<f32>(high, high, 2, 3, 0, 1));
  const top = f32x4.max(best, v128.shuffle<f32>(best, best, 1, 0, 3, 2));
  let total = f32x4.splat(0);
  for (let t = 0, p = z; t < tiles; t++, p += tileBytes) {
    let part = f32x4.splat(0);
    for (let f: usize = 0; f < 256; f += 16) {
      const e = exp(f32x4.sub(v128.load(p + f), top));
      v128.store(p + f, e);
      part = f32x4.add(part, e);
    }
    total = f32x4.add(total, part);
  }
  const whole = <f64>sum(total), share = f32x4.splat(<f32>(mass * <f64>scale / whole));
  for (let t = 0, p = z; t < tiles; t++, p += tileBytes)
    for (let f: usize = 0; f < 256; f += 16) v128.store(p + f, f32x4.mul(share, v128.load(p + f)));
  pad(z, real, tiles, tileBytes, 0);
  for (let k = 0; k < count; k++) {
    const at = place(z, load<u32>(ids + (<usize>k << 2)), tileBytes);
    store<f32>(at, load<f32>(at) - scale * target(values, k));
  }
  return mass * (Math.log(whole) + <f64>f32x4.extract_lane(top, 0)) - wanted;
}

function squared(
  z: usize, real: i32, tiles: i32, tileBytes: usize, ids: usize, values: usize, count: i32, scale: f32, confidence: f32,
): f64 {
  pad(z, real, tiles, tileBytes, 0);
  let loss: f64 = 0;
  // What the targets' items lose beyond a target of 0, before their scores are overwritten.
  for (let k = 0; k < count; k++) {
    const score = <f64>load<f32>(place(z, load<u32>(ids + (<usize>k << 2)), tileBytes)), value = <f64>target(values, k);
    const weight = value > 0 ? 1 + <f64>confidence : 1, error = score - value;
    loss += weight * error * error - score * score;
  }
  const twice = f32x4.splat(2 * scale);
  for (let t = 0, p = z; t < tiles; t++, p += tileBytes) {
    let part = f32x4.splat(0);
    for (let f: usize = 0; f < 256; f += 16) {
      const score = v128.load(p + f);
      part = fma(score, score, part);
      v128.store(p + f, f32x4.mul(twice, score));
    }
    loss += <f64>sum(part);
  }
  for (let k = 0; k < count; k++) {
    const at = place(z, load<u32>(ids + (<usize>k << 2)), tileBytes), value = target(values, k);
    const weight: f32 = value > 0 ? 1 + confidence : 1;
    store<f32>(at, weight * (load<f32>(at) - 2 * scale * value));
  }
  return loss;
}

function binary(
  z: usize, real: i32, tiles: i32, tileBytes: usize, ids: usize, values: usize, count: i32, scale: f32,
): f64 {
  let loss: f64 = 0;
  for (let k = 0; k < count; k++)
    loss -= <f64>target(values, k) * <f64>load<f32>(place(z, load<u32>(ids + (<usize>k << 2)), tileBytes));
  // softplus(-80) is 2e-35.
  pad(z, real, tiles, tileBytes, -80);
  const one = f32x4.splat(1), zero = f32x4.splat(0), by = f32x4.splat(scale);
  for (let t = 0, p = z; t < tiles; t++, p += tileBytes) {
    let part = zero;
    for (let f: usize = 0; f < 256; f += 16) {
      const score = v128.load(p + f), e = exp(f32x4.neg(f32x4.abs(score)));
      part = f32x4.add(part, f32x4.add(f32x4.max(score, zero), log1p(e)));
      const sigmoid = f32x4.div(v128.bitselect(one, e, f32x4.ge(score, zero)), f32x4.add(one, e));
      v128.store(p + f, f32x4.mul(by, sigmoid));
    }
    loss += <f64>sum(part);
  }
  pad(z, real, tiles, tileBytes, 0);
  for (let k = 0; k < count; k++) {
    const at = place(z, load<u32>(ids + (<usize>k << 2)), tileBytes);
    store<f32>(at, load<f32>(at) - scale * target(values, k));
  }
  return loss;
}
