// Functions of four lanes that layers need, absolute error about 1e-7 where values are of order 1, and random words.
import { exp, fma } from './common';

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** 1 - 2 / (e^2x + 1). */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1), two = f32x4.splat(2);
  return f32x4.sub(one, f32x4.div(two, f32x4.add(one, exp(f32x4.mul(two, x)))));
}

/** log(1 + e) for 0 <= e <= 1: 2 atanh(e / (2 + e)) by its series to the thirteenth power. */
// @ts-ignore: decorator
@inline
function log1p(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2))), t = f32x4.mul(s, s);
  let y = fma(t, f32x4.splat(2.0 / 13.0), f32x4.splat(2.0 / 11.0));
  y = fma(t, y, f32x4.splat(2.0 / 9.0));
  y = fma(t, y, f32x4.splat(2.0 / 7.0));
  y = fma(t, y, f32x4.splat(2.0 / 5.0));
  y = fma(t, y, f32x4.splat(2.0 / 3.0));
  y = fma(t, y, f32x4.splat(2));
  return f32x4.mul(s, y);
}

/** log(1 + e^x), finite for every finite x. */
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

// Numbers of `ACTIVATIONS` (compute/network.ts), and after them the layer `range`.
export const NONE: i32 = 0;
export const RELU: i32 = 1;
export const TANH: i32 = 2;
export const SIGMOID: i32 = 3;
export const ELU: i32 = 4;
export const SELU: i32 = 5;
export const SOFTPLUS: i32 = 6;
export const SOFTSIGN: i32 = 7;
export const LEAKY_RELU: i32 = 8;
export const GELU: i32 = 9;
export const SILU: i32 = 10;
export const LOGIT: i32 = 11;
export const RANGE: i32 = 12;

const SELU_ALPHA: f32 = 1.6732632423543772, SELU_SCALE: f32 = 1.0507009873554805;
const LEAK: f32 = 0.01;
const MARGIN: f32 = 1e-6; // of a probability whose logit is taken
const GELU_FACTOR: f32 = 0.7978845608028654, GELU_CUBE: f32 = 0.044715; // sqrt(2 / pi)

// @ts-ignore: decorator
@inline
function select(x: v128, positive: v128, negative: v128): v128 {
  return v128.bitselect(positive, negative, f32x4.gt(x, f32x4.splat(0)));
}

function logit(x: f32): f32 {
  const p = Math.min(1 - <f64>MARGIN, Math.max(<f64>MARGIN, <f64>x));
  return <f32>Math.log(p / (1 - p));
}
function logits(x: v128): v128 {
  return f32x4(
    logit(f32x4.extract_lane(x, 0)), logit(f32x4.extract_lane(x, 1)), logit(f32x4.extract_lane(x, 2)), logit(f32x4.extract_lane(x, 3)),
  );
}

/** Formulas: compute/layers/activation.ts. `low` and `span` are those of a range. */
// @ts-ignore: decorator
@inline
export function activate(kind: i32, x: v128, low: v128, span: v128): v128 {
  const one = f32x4.splat(1);
  switch (kind) {
    case RELU:
      return f32x4.max(x, f32x4.splat(0));
    case TANH:
      return tanh(x);
    case SIGMOID:
      return sigmoid(x);
    case ELU:
      return select(x, x, f32x4.sub(exp(x), one));
    case SELU:
      return f32x4.mul(f32x4.splat(SELU_SCALE), select(x, x, f32x4.mul(f32x4.splat(SELU_ALPHA), f32x4.sub(exp(x), one))));
    case SOFTPLUS:
      return softplus(x);
    case SOFTSIGN:
      return f32x4.div(x, f32x4.add(one, f32x4.abs(x)));
    case LEAKY_RELU:
      return select(x, x, f32x4.mul(f32x4.splat(LEAK), x));
    case GELU: {
      const half = f32x4.mul(f32x4.splat(0.5), x);
      return fma(half, tanh(geluInner(x)), half);
    }
    case SILU:
      return f32x4.mul(x, sigmoid(x));
    case LOGIT:
      return logits(x);
    case RANGE:
      return fma(span, sigmoid(x), low);
    default:
      return x;
  }
}

// @ts-ignore: decorator
@inline
function geluInner(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), f32x4.splat(GELU_FACTOR * GELU_CUBE));
  return f32x4.mul(x, f32x4.add(f32x4.splat(GELU_FACTOR), cube));
}

/** Slope at x where the value is y. Only gelu, silu and logit look at x; elsewhere it may be y. */
// @ts-ignore: decorator
@inline
export function slope(kind: i32, x: v128, y: v128, low: v128, span: v128): v128 {
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  switch (kind) {
    case RELU:
      return v128.and(one, f32x4.gt(y, zero));
    case TANH:
      return f32x4.sub(one, f32x4.mul(y, y));
    case SIGMOID:
      return f32x4.mul(y, f32x4.sub(one, y));
    case ELU:
      return select(y, one, f32x4.add(y, one));
    case SELU:
      return select(y, f32x4.splat(SELU_SCALE), f32x4.add(y, f32x4.splat(SELU_SCALE * SELU_ALPHA)));
    case SOFTPLUS:
      return f32x4.sub(one, exp(f32x4.neg(y)));
    case SOFTSIGN: {
      const rest = f32x4.sub(one, f32x4.abs(y));
      return f32x4.mul(rest, rest);
    }
    case LEAKY_RELU:
      return select(y, one, f32x4.splat(LEAK));
    case GELU: {
      const t = tanh(geluInner(x)), half = f32x4.splat(0.5);
      const inner = fma(f32x4.mul(x, x), f32x4.splat(3 * GELU_FACTOR * GELU_CUBE), f32x4.splat(GELU_FACTOR));
      const bend = f32x4.mul(f32x4.mul(x, inner), f32x4.sub(one, f32x4.mul(t, t)));
      return f32x4.mul(half, f32x4.add(f32x4.add(one, t), bend));
    }
    case SILU: {
      const s = sigmoid(x);
      return fma(y, f32x4.sub(one, s), s);
    }
    case LOGIT: {
      const inside = v128.and(f32x4.gt(x, f32x4.splat(MARGIN)), f32x4.lt(x, f32x4.splat(1 - MARGIN)));
      return v128.and(inside, f32x4.div(one, f32x4.mul(x, f32x4.sub(one, x))));
    }
    case RANGE: {
      // s (1 - s) span, with s span = y - low.
      const part = f32x4.sub(y, low);
      return f32x4.mul(part, f32x4.sub(one, f32x4.div(part, span)));
    }
    default:
      return one;
  }
}

/** PCG4D of engine/random.ts on four neighbouring counters: 64 bytes at `out`, word after word of each counter. */
export function draw16(seed: u32, stream: u32, step: u32, counter: u32, out: usize): void {
  const factor = i32x4.splat(1664525), more = i32x4.splat(1013904223);
  let x = i32x4.add(i32x4.mul(i32x4.splat(seed), factor), more);
  let y = i32x4.add(i32x4.mul(i32x4.splat(stream), factor), more);
  let z = i32x4.add(i32x4.mul(i32x4.splat(step), factor), more);
  let w = i32x4.add(i32x4.mul(i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3)), factor), more);
  x = i32x4.add(x, i32x4.mul(y, w));
  y = i32x4.add(y, i32x4.mul(z, x));
  z = i32x4.add(z, i32x4.mul(x, y));
  w = i32x4.add(w, i32x4.mul(y, z));
  x = v128.xor(x, i32x4.shr_u(x, 16));
  y = v128.xor(y, i32x4.shr_u(y, 16));
  z = v128.xor(z, i32x4.shr_u(z, 16));
  w = v128.xor(w, i32x4.shr_u(w, 16));
  x = i32x4.add(x, i32x4.mul(y, w));
  y = i32x4.add(y, i32x4.mul(z, x));
  z = i32x4.add(z, i32x4.mul(x, y));
  w = i32x4.add(w, i32x4.mul(y, z));
  const xy0 = v128.shuffle<i32>(x, y, 0, 4, 1, 5), xy1 = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
  const zw0 = v128.shuffle<i32>(z, w, 0, 4, 1, 5), zw1 = v128.shuffle<i32>(z, w, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i32>(xy0, zw0, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<i32>(xy0, zw0, 2, 3, 6, 7), 16);
  v128.store(out, v128.shuffle<i32>(xy1, zw1, 0, 1, 4, 5), 32);
  v128.store(out, v128.shuffle<i32>(xy1, zw1, 2, 3, 6, 7), 48);
}
