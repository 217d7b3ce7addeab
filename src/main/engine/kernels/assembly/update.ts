// The second phase of a step: sums of gradients and the optimiser. Of weights per shard, of looked-up rows per entry.
import { transpose } from './gemm';
import { Rule, StepRule, optimise, squares } from './optimizer';

/** A table that a program multiplies by or adds. Written by compute/fused/plan.ts, four bytes each. */
@unmanaged
export class WeightTable {
  rule: usize;
  w: usize;
  m: usize;
  v: usize;
  pitch: usize;
  rows: i32;
  columns: i32;
  gradient: usize; // offset in a shard's gradients
  turned: usize; // the transpose, 0: none
  turnedPitch: usize;
  squares: usize; // f64 per part, where the optimiser asks for the table's length; 0: not
  parts: i32;
}

/** Rows of a weight table: one job. */
@unmanaged
export class WeightJob {
  table: usize;
  first: i32;
  end: i32;
}

/** Which entries of a step fall on which row: chains, built by one thread in each step. */
@unmanaged
export class Chains {
  kind: i32; // 0: entry k is row k of the step, by its user; 1: by its item; 2: entries have address and weight
  heads: usize; // i32 per table row: the last entry, -1: none
  next: usize; // i32 per entry
  touched: usize; // u32: rows with entries
  count: usize; // i32
  addresses: usize; // u32 per entry: its gradient
  weights: usize; // f32 per entry
  lookUps: usize; // u32: operations that look up
  lookUpCount: i32;
}

/** A table of looked-up rows. */
@unmanaged
export class RowTable {
  rule: usize;
  w: usize;
  m: usize;
  v: usize;
  pitch: usize;
  rows: i32;
  chains: usize;
  gradient: usize; // a row per row of the step (kinds 0 and 1 of chains)
  all: i32; // 1: every row in every step
  squares: usize; // as of a weight table
  parts: i32;
}

export const ROWS_AT_A_TIME: i32 = 64;
export const PART_ROWS: i32 = 1024; // of a table whose length is asked for; plan.ts has the same number

// @ts-ignore: decorator
@inline
function pullOf(rule: Rule, partials: usize, parts: i32): f32 {
  if (!partials) return 0;
  let total: f64 = 0;
  for (let k = 0; k < parts; k++) total += load<f64>(partials + (<usize>k << 3));
  return total > 0 ? <f32>(<f64>rule.penalty / Math.sqrt(total)) : 0;
}

/** Squares of one part of a table, before the step changes it. */
export function measure(w: usize, pitch: usize, rows: i32, partials: usize, part: i32): void {
  const first = part * PART_ROWS, end = min(rows, first + PART_ROWS);
  store<f64>(partials + (<usize>part << 3), squares(w + <usize>first * pitch, <usize>(end - first) * pitch));
}

/** One job of weights. Returns the sum of squares of the gradient if it is asked for. */
export function updateWeights(job: WeightJob, step: StepRule, gradients: usize, shardBytes: usize, shards: i32, g: usize, asked: bool): f64 {
  const table = changetype<WeightTable>(job.table), rule = changetype<Rule>(table.rule);
  const at = <usize>job.first * table.pitch, bytes = <usize>(job.end - job.first) * table.pitch;
  const from = gradients + table.gradient + at;
  for (let f: usize = 0; f < bytes; f += 32) {
    let a = v128.load(from + f), b = v128.load(from + f, 16), p = from + f;
    for (let shard = 1; shard < shards; shard++) {
      p += shardBytes;
      a = f32x4.add(a, v128.load(p));
      b = f32x4.add(b, v128.load(p, 16));
    }
    v128.store(g + f, a);
    v128.store(g + f, b, 16);
  }
  optimise(rule, step, pullOf(rule, table.squares, table.parts), table.w + at, table.m + at, table.v + at, g, bytes);
  if (table.turned) transpose(table.w, table.pitch, job.first, job.end, table.columns, table.turned, table.turnedPitch);
  return asked ? squares(g, bytes) : 0;
}

/** g = sum of the gradients of one row's entries, the last entry first. */
// @ts-ignore: decorator
@inline
function sumEntries(chains: Chains, gradient: usize, pitch: usize, first: i32, g: usize): void {
  const next = chains.next, weighted = chains.kind == 2, addresses = chains.addresses, weights = chains.weights;
  for (let f: usize = 0; f < pitch; f += 32) {
    let a = f32x4.splat(0), b = a;
    for (let e = first; e >= 0; e = load<i32>(next + (<usize>e << 2))) {
      if (weighted) {
        const p = <usize>load<u32>(addresses + (<usize>e << 2)) + f, weight = v128.load_splat<f32>(weights + (<usize>e << 2));
        a = f32x4.add(a, f32x4.mul(weight, v128.load(p)));
        b = f32x4.add(b, f32x4.mul(weight, v128.load(p, 16)));
      } else {
        const p = gradient + <usize>e * pitch + f;
        a = f32x4.add(a, v128.load(p));
        b = f32x4.add(b, v128.load(p, 16));
      }
    }
    v128.store(g + f, a);
    v128.store(g + f, b, 16);
  }
}

/**
 * Where most rows of a table are in a step, its jobs go over the rows in the order of memory and leave out those without
 * entries: twice as fast as in the order in which the step met them.
 */
// @ts-ignore: decorator
@inline
function inOrder(table: RowTable): bool {
  return table.all != 0 || load<i32>(changetype<Chains>(table.chains).count) > table.rows >> 3;
}

/** Jobs of a table in this step. */
export function rowJobs(table: RowTable): i32 {
  const rows = inOrder(table) ? table.rows : load<i32>(changetype<Chains>(table.chains).count);
  return (rows + ROWS_AT_A_TIME - 1) / ROWS_AT_A_TIME;
}

export function updateRows(table: RowTable, job: i32, step: StepRule, g: usize, asked: bool): f64 {
  const chains = changetype<Chains>(table.chains), rule = changetype<Rule>(table.rule), pitch = table.pitch;
  const all = table.all, ordered = inOrder(table);
  const first = job * ROWS_AT_A_TIME, end = min(first + ROWS_AT_A_TIME, ordered ? table.rows : load<i32>(chains.count));
  const pull = pullOf(rule, table.squares, table.parts);
  let total: f64 = 0;
  for (let k = first; k < end; k++) {
    const row = ordered ? <usize>k : <usize>load<u32>(chains.touched + (<usize>k << 2)), at = row * pitch;
    const last = load<i32>(chains.heads + (row << 2));
    if (last < 0 && !all) continue;
    sumEntries(chains, table.gradient, pitch, last, g);
    optimise(rule, step, pull, table.w + at, table.m + at, table.v + at, g, pitch);
    if (asked) total += squares(g, pitch);
  }
  return total;
}
