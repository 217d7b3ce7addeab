// Bags: sums of table rows addressed by a user's history, and the way back from the users to a row.
import { fma } from './common';
import { draw16 } from './functions';
import { StepRule } from './optimizer';
import { RowOperation, RowPlan } from './row-plan';

/** Below this a history's length counts as 1 over it, so that an empty one stays 0 (layers/bag.ts). */
const LEAST_LENGTH: f64 = 1e-12;

/** What each entry of user r counts: its value, over the length of the row, then dropped or scaled up. */
function weigh(op: RowOperation, plan: RowPlan, from: i32, to: i32, words: usize): void {
  const values = op.values, weights = op.weights;
  let length: f64 = 1;
  if (op.normalise) {
    let squares: f64 = 0;
    if (values) for (let k = from; k < to; k++) squares += <f64>load<f32>(values + (<usize>k << 2)) * <f64>load<f32>(values + (<usize>k << 2));
    else squares = <f64>(to - from);
    length = Math.max(LEAST_LENGTH, Math.sqrt(squares));
  }
  const step = changetype<StepRule>(plan.rule).number, least = plan.training ? op.least : 0, one: f32 = <f32>(1 / length) * (least ? op.scale : 1);
  for (let k = from; k < to; k++) {
    if (least) {
      if (k == from || (k & 15) == 0) draw16(plan.seed, op.stream, step, <u32>(k & ~15) >> 2, words);
      if (load<u32>(words + (<usize>(k & 15) << 2)) < least) {
        store<f32>(weights + (<usize>k << 2), 0);
        continue;
      }
    }
    const value: f32 = values ? load<f32>(values + (<usize>k << 2)) : 1;
    store<f32>(weights + (<usize>k << 2), value * one);
  }
}

/** out += w0 row0 + w1 row1 + w2 row2 + w3 row3 */
// @ts-ignore: decorator
@inline function add4(out: usize, bytes: usize, p0: usize, p1: usize, p2: usize, p3: usize, w0: f32, w1: f32, w2: f32, w3: f32): void {
  const a = f32x4.splat(w0), b = f32x4.splat(w1), c = f32x4.splat(w2), d = f32x4.splat(w3);
  for (let f: usize = 0; f < bytes; f += 16)
    v128.store(out + f, fma(a, v128.load(p0 + f), fma(b, v128.load(p1 + f), fma(c, v128.load(p2 + f), fma(d, v128.load(p3 + f), v128.load(out + f))))));
}

/** The rows of users [u, u + m). words: 64 bytes of scratch. */
export function bagForward(op: RowOperation, plan: RowPlan, u: i32, m: i32, words: usize): void {
  const bytes = op.row, table = op.table, tableRow = op.tableRow, entries = op.entries, weights = op.weights;
  for (let r = u; r < u + m; r++) {
    const out = op.value + <usize>r * bytes;
    if (op.bias) memory.copy(out, op.bias, bytes);
    else memory.fill(out, 0, bytes);
    if (r >= plan.users) continue;
    const from = load<i32>(op.start + (<usize>r << 2)), to = load<i32>(op.start + (<usize>r << 2), 4);
    weigh(op, plan, from, to, words);
    let held = 0, p0: usize = 0, p1: usize = 0, p2: usize = 0, w0: f32 = 0, w1: f32 = 0, w2: f32 = 0;
    for (let k = from; k < to; k++) {
      const w = load<f32>(weights + (<usize>k << 2));
      if (w == 0) continue;
      const p = table + <usize>load<u32>(entries + (<usize>k << 2)) * tableRow;
      if (held == 0) {
        p0 = p;
        w0 = w;
      } else if (held == 1) {
        p1 = p;
        w1 = w;
      } else if (held == 2) {
        p2 = p;
        w2 = w;
      } else add4(out, bytes, p0, p1, p2, p, w0, w1, w2, w);
      held = (held + 1) & 3;
    }
    if (held) add4(out, bytes, p0, held > 1 ? p1 : p0, held > 2 ? p2 : p0, p0, w0, held > 1 ? w1 : 0, held > 2 ? w2 : 0, 0);
  }
}

/** Chains the entries of the batch by table row, in order, and lists the rows met. Returns how many. */
export function chain(op: RowOperation, users: i32, list: usize): i32 {
  const head = op.head, next = op.next, owners = op.owners, entries = op.entries;
  let count = 0;
  for (let r = users - 1; r >= 0; r--)
    for (let k = load<i32>(op.start + (<usize>r << 2), 4) - 1, from = load<i32>(op.start + (<usize>r << 2)); k >= from; k--) {
      const row = load<u32>(entries + (<usize>k << 2)), at = head + (<usize>row << 2), old = load<i32>(at);
      store<i32>(next + (<usize>k << 2), old);
      store<u32>(owners + (<usize>k << 2), <u32>r);
      store<i32>(at, k);
      if (old >= 0) continue;
      store<u32>(list + (<usize>count << 2), row);
      count++;
    }
  return count;
}

/** Adds to `out` what the users that kept the row give it, and takes the chain apart. Returns whether one did. */
export function bagBackward(op: RowOperation, row: u32, out: usize): bool {
  const at = op.head + (<usize>row << 2), bytes = op.row, next = op.next, owners = op.owners, weights = op.weights, slope = op.slope;
  let held = 0, any = false, p0: usize = 0, p1: usize = 0, p2: usize = 0, w0: f32 = 0, w1: f32 = 0, w2: f32 = 0;
  for (let k = load<i32>(at); k >= 0; k = load<i32>(next + (<usize>k << 2))) {
    const w = load<f32>(weights + (<usize>k << 2));
    if (w == 0) continue;
    any = true;
    const p = slope + <usize>load<u32>(owners + (<usize>k << 2)) * bytes;
    if (held == 0) {
      p0 = p;
      w0 = w;
    } else if (held == 1) {
      p1 = p;
      w1 = w;
    } else if (held == 2) {
      p2 = p;
      w2 = w;
    } else add4(out, bytes, p0, p1, p2, p, w0, w1, w2, w);
    held = (held + 1) & 3;
  }
  if (held) add4(out, bytes, p0, held > 1 ? p1 : p0, held > 2 ? p2 : p0, p0, w0, held > 1 ? w1 : 0, held > 2 ? w2 : 0, 0);
  store<i32>(at, -1);
  return any;
}
