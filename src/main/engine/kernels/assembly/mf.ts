// Biased matrix factorisation by stochastic gradient descent.
//
//   z = offset + bu + bi + p . q        prediction = z, or low + span sigmoid(z) where the output has a range
//   e = value - prediction              g = learningRate e d(prediction)/dz
//   p += g q - learningRate l2 p        q, bu, bi alike, all from the values before the step
//
// Interactions are ordered by (user part, item part, user); the blocks of a round share no part, so no row has two
// writers and the result does not depend on the number of threads. A user's items of a block are taken four at a time:
// the user's row is read and written once per four, and each of the four errors is taken against the same user row.
// Leftover lanes work on a spare row with gradient 0: there is no second code path.
import { addProgress, barrier, dot4, exp, fma, gather, lane0, lane1, lane2, lane3, scatter, stopped, sum } from './common';

/** Written by kernels/mf.ts in this order, four bytes each. */
@unmanaged
class MfPlan {
  users: usize; // rows of `rowBytes`
  items: usize;
  userBias: usize;
  itemBias: usize;
  ids: usize; // u32 items, ordered; 16 readable bytes after the last
  values: usize; // f32 likewise
  offsets: usize; // u32 per (user part, item part, user): where the run starts; one more closes the last
  userStart: usize; // u32 per part + 1
  parts: u32;
  rowBytes: usize; // a multiple of 32
  threads: i32;
  epoch: u32;
  claims: usize; // i32 per round, zeroed
  losses: usize; // f64 per block: sum of squared errors
  spare: usize; // per thread a zeroed row and 32 bytes
  learningRate: f32;
  l2: f32;
  biasL2: f32;
  offset: f32;
  low: f32;
  span: f32; // 0: no range
}

function block(plan: MfPlan, userPart: u32, itemPart: u32, worker: i32): f64 {
  const rowBytes = plan.rowBytes, span = plan.span, userTable = plan.users, userBias = plan.userBias;
  const first = load<u32>(plan.userStart + (<usize>userPart << 2)), end = load<u32>(plan.userStart + (<usize>userPart << 2), 4);
  let run = plan.offsets + (<usize>(plan.parts * first + itemPart * (end - first)) << 2);
  const start = load<u32>(run), ids = plan.ids, values = plan.values - ids;

  const lanes = i32x4(0, 1, 2, 3), one = f32x4.splat(1);
  const itemTable = i32x4.splat(<i32>plan.items), biasTable = i32x4.splat(<i32>plan.itemBias), rowSize = i32x4.splat(<i32>rowBytes);
  const spare = plan.spare + <usize>worker * (rowBytes + 32), spareRow = i32x4.splat(<i32>spare), spareBias = i32x4.splat(<i32>(spare + rowBytes));

  const learningRate = plan.learningRate, rate = f32x4.splat(learningRate);
  const k1: f32 = 1 - learningRate * plan.l2, k2 = k1 * k1, k3 = k2 * k1, k4 = k2 * k2, keep = f32x4.splat(k1);
  const c1: f32 = 1 - learningRate * plan.biasL2, c2 = c1 * c1, c3 = c2 * c1, c4 = c2 * c2, keepBias = f32x4.splat(c1);
  const offset = plan.offset, low = f32x4.splat(plan.low), width = f32x4.splat(span);

  let loss: f64 = 0;
  for (let u = first; u < end; u++, run += 4) {
    let x = ids + (<usize>load<u32>(run) << 2), n = <i32>(load<u32>(run, 4) - load<u32>(run));
    if (!n) continue;
    const p = userTable + <usize>u * rowBytes, pb = userBias + (<usize>u << 2);
    let bu = load<f32>(pb), squares = f32x4.splat(0);
    for (; n > 0; n -= 4, x += 16) {
      const on = i32x4.lt_s(lanes, i32x4.splat(n)), id = v128.load(x);
      const rows = v128.bitselect(i32x4.add(itemTable, i32x4.mul(id, rowSize)), spareRow, on);
      const biases = v128.bitselect(i32x4.add(biasTable, i32x4.shl(id, 2)), spareBias, on);
      const q0 = <usize>i32x4.extract_lane(rows, 0), q1 = <usize>i32x4.extract_lane(rows, 1);
      const q2 = <usize>i32x4.extract_lane(rows, 2), q3 = <usize>i32x4.extract_lane(rows, 3);
      const bi = gather(biases), y = v128.load(x + values);
      const z = f32x4.add(f32x4.splat(offset + bu), f32x4.add(bi, dot4(p, q0, q1, q2, q3, rowBytes)));
      let e = f32x4.sub(y, z), g = f32x4.mul(rate, e);
      if (span != 0) {
        const s = f32x4.div(one, f32x4.add(one, exp(f32x4.neg(z))));
        e = f32x4.sub(y, fma(width, s, low));
        g = f32x4.mul(f32x4.mul(rate, e), f32x4.mul(width, f32x4.mul(s, f32x4.sub(one, s))));
      }
      e = v128.and(e, on);
      g = v128.and(g, on);
      squares = fma(e, e, squares);
      bu = (n >= 4 ? c4 : n == 3 ? c3 : n == 2 ? c2 : c1) * bu + sum(g);
      scatter(biases, fma(keepBias, bi, g));
      const g0 = lane0(g), g1 = lane1(g), g2 = lane2(g), g3 = lane3(g);
      const keepUser = f32x4.splat(n >= 4 ? k4 : n == 3 ? k3 : n == 2 ? k2 : k1);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        // All loads first: the compiler cannot know that the rows do not overlap.
        const v = v128.load(p + at), w0 = v128.load(q0 + at), w1 = v128.load(q1 + at), w2 = v128.load(q2 + at), w3 = v128.load(q3 + at);
        v128.store(p + at, fma(g0, w0, fma(g1, w1, fma(g2, w2, fma(g3, w3, f32x4.mul(v, keepUser))))));
        v128.store(q0 + at, fma(g0, v, f32x4.mul(w0, keep)));
        v128.store(q1 + at, fma(g1, v, f32x4.mul(w1, keep)));
        v128.store(q2 + at, fma(g2, v, f32x4.mul(w2, keep)));
        v128.store(q3 + at, fma(g3, v, f32x4.mul(w3, keep)));
      }
    }
    store<f32>(pb, bu);
    loss += <f64>sum(squares);
  }
  addProgress(<i32>(load<u32>(run) - start));
  return loss;
}

/** One epoch: `parts` rounds; in each, threads claim user parts until none is left, then meet. */
export function mfEpoch(plan: MfPlan, worker: i32): i32 {
  const parts = plan.parts;
  for (let round: u32 = 0; round < parts; round++) {
    for (;;) {
      const a = <u32>atomic.add<i32>(plan.claims + (<usize>round << 2), 1);
      if (a >= parts) break;
      if (stopped()) continue;
      const b = (a + round + plan.epoch) % parts;
      store<f64>(plan.losses + (<usize>(a * parts + b) << 3), block(plan, a, b, worker));
    }
    barrier(plan.threads);
  }
  return 0;
}
