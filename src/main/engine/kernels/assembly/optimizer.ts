// One step of an optimiser on a piece of a table, in place; the formulas are those of `OptimizerSettings`
// (compute/executor.ts), with Adam's two corrections drawn into its rate and epsilon:
//   (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e) = (sqrt(1 - b2^t) / (1 - b1^t)) m / (sqrt(v) + e sqrt(1 - b2^t))
import { fma } from './common';

/** Written by compute/fused/rules.ts, four bytes each: what holds for a table in all steps. */
@unmanaged
export class Rule {
  kind: i32; // 0 sgd, 1 momentum, 2 adam, 3 adagrad, 4 rmsprop, 5 rmsprop with momentum
  beta2: f32;
  epsilon: f32;
  l2: f32;
  decay: f32;
  penalty: f32; // times w over the Euclidean length of the whole table
}

/** Likewise: what holds for all tables in one step. */
@unmanaged
export class StepRule {
  rate: f32;
  beta1: f32;
  adamRate: f32; // rate sqrt(1 - beta2^t) / (1 - beta1^t)
  adamEpsilon: f32; // epsilon sqrt(1 - beta2^t)
  klWeight: f32;
  number: u32; // 1-based, of the random streams
}

/**
 * w, m, v, g: addresses of `bytes` (a multiple of 16) of table, slots and gradient; slots that the kind lacks are not
 * touched. pull: penalty / length of the table, or 0. Where w, m, v and g are 0, as in padding, they stay 0.
 */
export function optimise(rule: Rule, step: StepRule, pull: f32, w: usize, m: usize, v: usize, g: usize, bytes: usize): void {
  const rate = f32x4.splat(step.rate), keep = f32x4.splat(1 - step.rate * rule.decay), own = f32x4.splat(rule.l2 + pull);
  const beta1 = f32x4.splat(step.beta1), epsilon = f32x4.splat(rule.epsilon), kind = rule.kind;
  if (kind == 2) {
    const gain1 = f32x4.splat(1 - step.beta1), gain2 = f32x4.splat(1 - rule.beta2);
    const adamRate = f32x4.splat(step.adamRate), adamEpsilon = f32x4.splat(step.adamEpsilon);
    for (let f: usize = 0; f < bytes; f += 16) {
      const x = v128.load(w + f), d = fma(own, x, v128.load(g + f)), m0 = v128.load(m + f), v0 = v128.load(v + f);
      const m1 = fma(gain1, f32x4.sub(d, m0), m0), v1 = fma(gain2, f32x4.sub(f32x4.mul(d, d), v0), v0);
      v128.store(m + f, m1);
      v128.store(v + f, v1);
      const move = f32x4.div(f32x4.mul(adamRate, m1), f32x4.add(f32x4.sqrt(v1), adamEpsilon));
      v128.store(w + f, f32x4.sub(f32x4.mul(x, keep), move));
    }
  } else if (kind == 0) {
    for (let f: usize = 0; f < bytes; f += 16) {
      const x = v128.load(w + f), d = fma(own, x, v128.load(g + f));
      v128.store(w + f, f32x4.sub(f32x4.mul(x, keep), f32x4.mul(rate, d)));
    }
  } else if (kind == 1) {
    for (let f: usize = 0; f < bytes; f += 16) {
      const x = v128.load(w + f), d = fma(own, x, v128.load(g + f)), m1 = fma(beta1, v128.load(m + f), d);
      v128.store(m + f, m1);
      v128.store(w + f, f32x4.sub(f32x4.mul(x, keep), f32x4.mul(rate, m1)));
    }
  } else if (kind == 3) {
    for (let f: usize = 0; f < bytes; f += 16) {
      const x = v128.load(w + f), d = fma(own, x, v128.load(g + f)), v1 = fma(d, d, v128.load(v + f));
      v128.store(v + f, v1);
      const move = f32x4.div(f32x4.mul(rate, d), f32x4.add(f32x4.sqrt(v1), epsilon));
      v128.store(w + f, f32x4.sub(f32x4.mul(x, keep), move));
    }
  } else {
    const beta2 = f32x4.splat(rule.beta2), gain2 = f32x4.splat(1 - rule.beta2);
    for (let f: usize = 0; f < bytes; f += 16) {
      const x = v128.load(w + f), d = fma(own, x, v128.load(g + f));
      const v1 = fma(beta2, v128.load(v + f), f32x4.mul(gain2, f32x4.mul(d, d)));
      v128.store(v + f, v1);
      let move = f32x4.div(d, f32x4.add(f32x4.sqrt(v1), epsilon));
      if (kind == 5) {
        move = fma(beta1, v128.load(m + f), move);
        v128.store(m + f, move);
      }
      v128.store(w + f, f32x4.sub(f32x4.mul(x, keep), f32x4.mul(rate, move)));
    }
  }
}

/** Sum of squares of `bytes`, a multiple of 32: sixteen bytes at a time in single precision would lose small tables' digits. */
export function squares(at: usize, bytes: usize): f64 {
  let a = f64x2.splat(0), b = a;
  for (let f: usize = 0; f < bytes; f += 16) {
    const x = v128.load(at + f), low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
  }
  const s = f64x2.add(a, b);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}
