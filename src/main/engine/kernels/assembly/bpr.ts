// Matrix factorisation by Bayesian personalised ranking, stochastic gradient descent.
//
//   d = (bi + p . qi) - (bj + p . qj)     i an item of the user, j one that the user has not
//   loss = -log sigmoid(d)                g = learningRate sigmoid(-d)
//   p += g (qi - qj) - learningRate userL2 p
//   qi += g p - learningRate positiveL2 qi        qj -= g p + learningRate negativeL2 qj        bi, bj alike
//
// j is the best-scored of `candidates` items drawn uniformly from the block's own item part, without those the user
// has there; so a block writes nothing outside its two parts, and the order of mf.ts holds: same bits for any number
// of threads. Draws depend on (epoch's seed, block) alone. A user's items are taken four at a time.
import { addProgress, barrier, dot4, exp, fma, gather, lane0, lane1, lane2, lane3, log1p, scatter, stopped, sum } from './common';

/** Written by kernels/bpr.ts in this order, four bytes each. */
@unmanaged
class BprPlan {
  users: usize; // rows of `rowBytes`
  items: usize;
  itemBias: usize;
  ids: usize; // u32 items, ordered; 16 readable bytes after the last
  offsets: usize; // u32 per (user part, item part, user): where the run starts; one more closes the last
  userStart: usize; // u32 per part + 1
  itemStart: usize;
  parts: u32;
  rowBytes: usize; // a multiple of 32
  threads: i32;
  epoch: u32;
  seed: u32; // of the epoch
  candidates: i32;
  claims: usize; // i32 per round, zeroed
  losses: usize; // two f64 per block: sum of losses, number of pairs
  spare: usize; // per thread a zeroed row and 32 bytes
  marks: usize; // per thread `markBytes` zeroed bytes, one per item
  markBytes: usize;
  learningRate: f32;
  userL2: f32;
  positiveL2: f32;
  negativeL2: f32;
  biasL2: f32;
}

const DRAWS: i32 = 64; // rejected in a row before the nearest free item is taken

/** One item of first..first + count - 1 without a mark (there is one), and in the upper half the generator's next state. */
// @ts-ignore: decorator
@inline
function draw(state: u32, marks: usize, first: u32, count: u32): u64 {
  let item: u32 = 0, draws = 0;
  do {
    // xorshift32, Marsaglia 2003; then multiply and shift into the range, Lemire 2019.
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    item = first + <u32>((<u64>state * <u64>count) >> 32);
  } while (load<u8>(marks + item) && ++draws < DRAWS);
  while (load<u8>(marks + item)) item = item + 1 < first + count ? item + 1 : first;
  return (<u64>state << 32) | <u64>item;
}

function block(plan: BprPlan, userPart: u32, itemPart: u32, worker: i32): void {
  const rowBytes = plan.rowBytes, userTable = plan.users, candidates = plan.candidates;
  const first = load<u32>(plan.userStart + (<usize>userPart << 2)), end = load<u32>(plan.userStart + (<usize>userPart << 2), 4);
  const firstItem = load<u32>(plan.itemStart + (<usize>itemPart << 2)), itemCount = load<u32>(plan.itemStart + (<usize>itemPart << 2), 4) - firstItem;
  const index = userPart * plan.parts + itemPart;
  let run = plan.offsets + (<usize>(plan.parts * first + itemPart * (end - first)) << 2);
  const start = load<u32>(run), ids = plan.ids;

  // Finaliser of MurmurHash3: neighbouring blocks get unrelated states; xorshift needs one that is not 0.
  let state = plan.seed ^ ((index + 1) * 0x9e3779b1);
  state = (state ^ (state >> 16)) * 0x85ebca6b;
  state = (state ^ (state >> 13)) * 0xc2b2ae35;
  state = (state ^ (state >> 16)) | 1;

  const lanes = i32x4(0, 1, 2, 3), one = f32x4.splat(1), zero = f32x4.splat(0);
  const itemTable = i32x4.splat(<i32>plan.items), biasTable = i32x4.splat(<i32>plan.itemBias), rowSize = i32x4.splat(<i32>rowBytes);
  const spare = plan.spare + <usize>worker * (rowBytes + 32), spareRow = i32x4.splat(<i32>spare), spareBias = i32x4.splat(<i32>(spare + rowBytes));
  const marks = plan.marks + <usize>worker * plan.markBytes;

  const learningRate = plan.learningRate, rate = f32x4.splat(learningRate);
  const k1: f32 = 1 - learningRate * plan.userL2, k2 = k1 * k1, k3 = k2 * k1, k4 = k2 * k2;
  const keepPositive = f32x4.splat(1 - learningRate * plan.positiveL2), keepNegative = f32x4.splat(1 - learningRate * plan.negativeL2);
  const keepBias = f32x4.splat(1 - learningRate * plan.biasL2);

  let loss: f64 = 0, pairs: u32 = 0;
  for (let u = first; u < end; u++, run += 4) {
    const x0 = ids + (<usize>load<u32>(run) << 2), x1 = ids + (<usize>load<u32>(run, 4) << 2), count = <u32>((x1 - x0) >> 2);
    if (count == 0 || count == itemCount) continue; // nothing to prefer, or nothing to prefer it to
    const p = userTable + <usize>u * rowBytes;
    let runLoss = zero;
    pairs += count;
    for (let x = x0; x < x1; x += 4) store<u8>(marks + <usize>load<u32>(x), 1);
    for (let x = x0; x < x1; x += 16) {
      const n = <i32>((x1 - x) >> 2), on = i32x4.lt_s(lanes, i32x4.splat(n)), id = v128.load(x);
      const rows = v128.bitselect(i32x4.add(itemTable, i32x4.mul(id, rowSize)), spareRow, on);
      const biases = v128.bitselect(i32x4.add(biasTable, i32x4.shl(id, 2)), spareBias, on);
      const q0 = <usize>i32x4.extract_lane(rows, 0), q1 = <usize>i32x4.extract_lane(rows, 1);
      const q2 = <usize>i32x4.extract_lane(rows, 2), q3 = <usize>i32x4.extract_lane(rows, 3);
      const bi = gather(biases), score = f32x4.add(bi, dot4(p, q0, q1, q2, q3, rowBytes));

      let rival = f32x4.splat(-3e38), rivalRows = spareRow, rivalBiases = spareBias, bj = zero;
      for (let t = 0; t < candidates; t++) {
        const d0 = draw(state, marks, firstItem, itemCount), d1 = draw(<u32>(d0 >> 32), marks, firstItem, itemCount);
        const d2 = draw(<u32>(d1 >> 32), marks, firstItem, itemCount), d3 = draw(<u32>(d2 >> 32), marks, firstItem, itemCount);
        state = <u32>(d3 >> 32);
        const c0 = i64x2.replace_lane(i64x2.splat(d0), 1, d1), c1 = i64x2.replace_lane(i64x2.splat(d2), 1, d3);
        const c = v128.shuffle<i32>(c0, c1, 0, 2, 4, 6);
        const cRows = i32x4.add(itemTable, i32x4.mul(c, rowSize)), cBiases = i32x4.add(biasTable, i32x4.shl(c, 2)), b = gather(cBiases);
        const r0 = <usize>i32x4.extract_lane(cRows, 0), r1 = <usize>i32x4.extract_lane(cRows, 1);
        const r2 = <usize>i32x4.extract_lane(cRows, 2), r3 = <usize>i32x4.extract_lane(cRows, 3);
        const s = f32x4.add(b, dot4(p, r0, r1, r2, r3, rowBytes)), better = f32x4.gt(s, rival);
        rival = v128.bitselect(s, rival, better);
        bj = v128.bitselect(b, bj, better);
        rivalRows = v128.bitselect(cRows, rivalRows, better);
        rivalBiases = v128.bitselect(cBiases, rivalBiases, better);
      }
      rivalRows = v128.bitselect(rivalRows, spareRow, on);
      rivalBiases = v128.bitselect(rivalBiases, spareBias, on);
      const n0 = <usize>i32x4.extract_lane(rivalRows, 0), n1 = <usize>i32x4.extract_lane(rivalRows, 1);
      const n2 = <usize>i32x4.extract_lane(rivalRows, 2), n3 = <usize>i32x4.extract_lane(rivalRows, 3);

      // sigmoid(-d) and -log sigmoid(d) from exp(-|d|): finite for every d.
      const d = f32x4.sub(score, rival), e = exp(f32x4.neg(f32x4.abs(d)));
      const share = f32x4.div(v128.bitselect(e, one, f32x4.ge(d, zero)), f32x4.add(one, e));
      const g = v128.and(f32x4.mul(rate, share), on);
      runLoss = f32x4.add(runLoss, v128.and(f32x4.add(f32x4.max(f32x4.neg(d), zero), log1p(e)), on));
      scatter(biases, fma(keepBias, bi, g));
      scatter(rivalBiases, f32x4.sub(f32x4.mul(keepBias, bj), g));
      const g0 = lane0(g), g1 = lane1(g), g2 = lane2(g), g3 = lane3(g);
      const keepUser = f32x4.splat(n >= 4 ? k4 : n == 3 ? k3 : n == 2 ? k2 : k1);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        // Lane after lane: two lanes may have drawn the same item.
        const v = v128.load(p + at);
        let s = f32x4.mul(v, keepUser), w = v128.load(q0 + at), z = v128.load(n0 + at), h = f32x4.mul(g0, v);
        s = fma(g0, f32x4.sub(w, z), s);
        v128.store(q0 + at, fma(w, keepPositive, h));
        v128.store(n0 + at, f32x4.sub(f32x4.mul(z, keepNegative), h));
        w = v128.load(q1 + at);
        z = v128.load(n1 + at);
        h = f32x4.mul(g1, v);
        s = fma(g1, f32x4.sub(w, z), s);
        v128.store(q1 + at, fma(w, keepPositive, h));
        v128.store(n1 + at, f32x4.sub(f32x4.mul(z, keepNegative), h));
        w = v128.load(q2 + at);
        z = v128.load(n2 + at);
        h = f32x4.mul(g2, v);
        s = fma(g2, f32x4.sub(w, z), s);
        v128.store(q2 + at, fma(w, keepPositive, h));
        v128.store(n2 + at, f32x4.sub(f32x4.mul(z, keepNegative), h));
        w = v128.load(q3 + at);
        z = v128.load(n3 + at);
        h = f32x4.mul(g3, v);
        s = fma(g3, f32x4.sub(w, z), s);
        v128.store(q3 + at, fma(w, keepPositive, h));
        v128.store(n3 + at, f32x4.sub(f32x4.mul(z, keepNegative), h));
        v128.store(p + at, s);
      }
    }
    for (let x = x0; x < x1; x += 4) store<u8>(marks + <usize>load<u32>(x), 0);
    loss += <f64>sum(runLoss);
  }
  store<f64>(plan.losses + (<usize>index << 4), loss);
  store<f64>(plan.losses + (<usize>index << 4), <f64>pairs, 8);
  addProgress(<i32>(load<u32>(run) - start));
}

/** One epoch: `parts` rounds; in each, threads claim user parts until none is left, then meet. */
export function bprEpoch(plan: BprPlan, worker: i32): i32 {
  const parts = plan.parts;
  for (let round: u32 = 0; round < parts; round++) {
    for (;;) {
      const a = <u32>atomic.add<i32>(plan.claims + (<usize>round << 2), 1);
      if (a >= parts) break;
      if (stopped()) continue;
      block(plan, a, (a + round + plan.epoch) % parts, worker);
    }
    barrier(plan.threads);
  }
  return 0;
}
