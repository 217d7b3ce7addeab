// Steps of a network of pairs. Two phases a step, more where layers couple the batch:
//   1  threads claim shards of the batch, go forward and backward in tiles, and sum the gradients of weights per shard;
//   2  threads claim pieces of tables, sum their gradients in a fixed order and update them in place.
// Tiles, shards and pieces do not depend on the threads, so the result does not either.
import { addProgress, barrier, stopped } from './common';
import { chain } from './chains';
import { normMeet, normOpen, normSlopes, normSums } from './norm';
import { StepRule } from './optimizer';
import { backward, forward } from './program';
import { OP_BYTES, Op, Tile } from './tile';
import { Chains, RowTable, WeightJob, measure, rowJobs, updateRows, updateWeights } from './update';

/** Written by compute/fused/pairs.ts in this order, four bytes each. */
@unmanaged
class PairsPlan {
  program: usize;
  segments: usize; // i32 per segment + 1: its first operation; a segment but the first begins with a batch normalisation
  segmentCount: i32;
  tileRows: i32;
  mostShards: i32;
  threads: i32;
  scratch: usize;
  scratchBytes: usize; // per thread
  sumAt: usize; // offset in scratch: gradients of one job
  maskAt: usize; // offset in scratch
  steps: usize; // StepRule
  stepCount: i32;
  starts: usize; // u32 per step + 1: first row
  pairwise: i32;
  users: usize; // u32 per row
  items: usize;
  targets: usize; // f32 per row
  weights: usize; // likewise, or 0
  bagUsers: usize; // u32 per row, or 0
  bagItems: usize;
  seed: u32;
  mean: i32; // 1: the loss is divided by the examples
  gradients: usize;
  shardBytes: usize;
  losses: usize; // f64 per step
  shardLosses: usize; // f64 per shard
  claims: usize; // i32 per step and phase, zeroed
  phases: i32;
  chains: usize; // Chains, one after the other
  chainCount: i32;
  weightJobs: usize; // WeightJob, likewise
  weightJobCount: i32;
  rowTables: usize; // RowTable, likewise
  rowTableCount: i32;
  measured: usize; // Measured, likewise
  measuredCount: i32;
  halt: usize; // i32: not 0 = no further step
  done: usize; // i32: steps done
  norms: usize; // f64 per job: squares of gradients in the last step, zeroed
}

/** A part of a table whose length the optimiser needs: a job of the first phase. Likewise. */
@unmanaged
class Measured {
  w: usize;
  pitch: usize;
  rows: i32;
  partials: usize;
  part: i32;
}

const CHAINS_BYTES: usize = 36, JOB_BYTES: usize = 12, ROW_TABLE_BYTES: usize = 44, MEASURED_BYTES: usize = 20, STEP_BYTES: usize = 24;

// @ts-ignore: decorator
@inline
function claim(plan: PairsPlan, step: i32, phase: i32): i32 {
  return atomic.add<i32>(plan.claims + (<usize>(step * plan.phases + phase) << 2), 1);
}

// @ts-ignore: decorator
@inline
function segment(plan: PairsPlan, k: i32): i32 {
  return load<i32>(plan.segments + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline
function opAt(plan: PairsPlan, k: i32): Op {
  return changetype<Op>(plan.program + <usize>k * OP_BYTES);
}

/** Rows first to first + rows - 1 of the step that starts at `start`. */
// @ts-ignore: decorator
@inline
function place(tile: Tile, plan: PairsPlan, start: i32, first: i32, rows: i32): void {
  const at = <usize>(start + first) << 2;
  tile.row = first;
  tile.rows = rows;
  tile.users = plan.users + at;
  tile.items = plan.items + at;
  tile.targets = plan.targets + at;
  if (plan.weights) tile.weights = plan.weights + at;
  if (plan.bagUsers) tile.bagUsers = plan.bagUsers + at;
  if (plan.bagItems) tile.bagItems = plan.bagItems + at;
}

/** Forward in segment k for one shard, and in the last segment backward too. */
function shardForward(plan: PairsPlan, tile: Tile, start: i32, k: i32, shard: i32, shardRows: i32): void {
  const first = shard * shardRows, end = min(tile.stepRows, first + shardRows), last = k + 1 == plan.segmentCount;
  const from = segment(plan, k), to = segment(plan, k + 1);
  if (k == 0) {
    memory.fill(tile.gradients, 0, plan.shardBytes);
    store<f64>(plan.shardLosses + (<usize>shard << 3), 0);
  }
  if (!last) {
    const op = opAt(plan, to), bytes = (<usize>((op.width + 7) & ~7)) << 4;
    memory.fill(<usize>op.p5 + <usize>shard * bytes, 0, bytes);
  }
  for (let row = first; row < end && !stopped(); row += plan.tileRows) {
    place(tile, plan, start, row, min(plan.tileRows, end - row));
    tile.loss = 0;
    forward(plan.program, from, to, tile);
    if (last) {
      backward(plan.program, k ? from + 1 : from, to, tile);
      if (k) normSlopes(opAt(plan, from), tile);
      const at = plan.shardLosses + (<usize>shard << 3);
      store<f64>(at, load<f64>(at) + tile.loss);
    } else normSums(opAt(plan, to), tile, shard);
  }
}

/** Backward: the slopes of x of the normalisation that follows segment k, then the segment. */
function shardBackward(plan: PairsPlan, tile: Tile, start: i32, k: i32, shard: i32, shardRows: i32): void {
  const first = shard * shardRows, end = min(tile.stepRows, first + shardRows), from = segment(plan, k), to = segment(plan, k + 1);
  for (let row = first; row < end && !stopped(); row += plan.tileRows) {
    place(tile, plan, start, row, min(plan.tileRows, end - row));
    backward(plan.program, k ? from + 1 : from, to + 1, tile);
    if (k) normSlopes(opAt(plan, from), tile);
  }
}

// @ts-ignore: decorator
@inline
function meet(plan: PairsPlan): void {
  if (plan.threads > 1) barrier(plan.threads);
}

/** The loss of the step, whether to go on. */
function finish(plan: PairsPlan, step: i32, examples: i32, shards: i32): void {
  let loss: f64 = 0;
  for (let shard = 0; shard < shards; shard++) loss += load<f64>(plan.shardLosses + (<usize>shard << 3));
  store<f64>(plan.losses + (<usize>step << 3), loss);
  store<i32>(plan.done, step + 1);
  if (stopped() || !isFinite(loss)) store<i32>(plan.halt, 1);
  addProgress(examples);
}

/** The second phase. */
function update(plan: PairsPlan, tile: Tile, step: i32, examples: i32, shards: i32): void {
  const rule = changetype<StepRule>(plan.steps + <usize>step * STEP_BYTES), g = tile.scratch + plan.sumAt;
  const asked = step + 1 == plan.stepCount, weightJobs = plan.weightJobCount;
  for (;;) {
    const job = claim(plan, step, plan.phases - 1);
    let left = job - 1, squares: f64 = 0;
    if (job == 0) {
      finish(plan, step, examples, shards);
      continue;
    }
    if (left < weightJobs)
      squares = updateWeights(
        changetype<WeightJob>(plan.weightJobs + <usize>left * JOB_BYTES), rule, plan.gradients, plan.shardBytes, shards, g, asked,
      );
    else {
      left -= weightJobs;
      let k = 0;
      for (; k < plan.rowTableCount; k++) {
        const table = changetype<RowTable>(plan.rowTables + <usize>k * ROW_TABLE_BYTES), jobs = rowJobs(table);
        if (left < jobs) {
          squares = updateRows(table, left, rule, g, asked);
          break;
        }
        left -= jobs;
      }
      if (k == plan.rowTableCount) return;
    }
    if (asked) store<f64>(plan.norms + (<usize>job << 3), squares);
  }
}

function takeStep(plan: PairsPlan, tile: Tile, step: i32, worker: i32): void {
  const start = load<i32>(plan.starts + (<usize>step << 2)), rows = load<i32>(plan.starts + (<usize>step << 2), 4) - start;
  const rule = changetype<StepRule>(plan.steps + <usize>step * STEP_BYTES), tileRows = plan.tileRows;
  const tiles = (rows + tileRows - 1) / tileRows, shardTiles = max(1, (tiles + plan.mostShards - 1) / plan.mostShards);
  const shardRows = shardTiles * tileRows, shards = max(1, (tiles + shardTiles - 1) / shardTiles);
  const examples = plan.pairwise ? rows >> 1 : rows;
  tile.stepRows = rows;
  tile.pairs = plan.pairwise ? examples : 0;
  tile.number = rule.number;
  tile.scale = plan.mean ? 1 / <f32>examples : 1;
  const others = plan.chainCount + plan.measuredCount, segments = plan.segmentCount;
  let phase = 0;
  for (let k = 0; k < segments; k++, phase++) {
    if (k) {
      meet(plan);
      normOpen(opAt(plan, segment(plan, k)), tile, shards, rows > 1, false);
    }
    for (const extra = k ? 0 : others; ; ) {
      const job = claim(plan, step, phase);
      if (job >= extra + shards) break;
      if (job < extra) {
        if (job < plan.chainCount) {
          place(tile, plan, start, 0, rows);
          chain(changetype<Chains>(plan.chains + <usize>job * CHAINS_BYTES), tile);
        } else {
          const part = changetype<Measured>(plan.measured + <usize>(job - plan.chainCount) * MEASURED_BYTES);
          measure(part.w, part.pitch, part.rows, part.partials, part.part);
        }
        continue;
      }
      tile.gradients = plan.gradients + <usize>(job - extra) * plan.shardBytes;
      shardForward(plan, tile, start, k, job - extra, shardRows);
    }
  }
  for (let k = segments - 2; k >= 0; k--, phase++) {
    meet(plan);
    normMeet(opAt(plan, segment(plan, k + 1)), tile, plan.gradients, plan.shardBytes, shards);
    for (;;) {
      const shard = claim(plan, step, phase);
      if (shard >= shards) break;
      tile.gradients = plan.gradients + <usize>shard * plan.shardBytes;
      shardBackward(plan, tile, start, k, shard, shardRows);
    }
  }
  meet(plan);
  if (worker == 0 && rows > 1)
    for (let k = 1; k < segments; k++) normOpen(opAt(plan, segment(plan, k)), tile, shards, true, true);
  update(plan, tile, step, examples, shards);
  meet(plan);
}

/** All steps of the plan, or fewer: see `done`. Threads from the plan's number on have nothing to do. */
export function pairsTrain(plan: PairsPlan, worker: i32): i32 {
  if (worker >= plan.threads) return 0;
  const scratch = plan.scratch + <usize>worker * plan.scratchBytes, tile = changetype<Tile>(scratch);
  tile.scratch = scratch;
  tile.mask = scratch + plan.maskAt;
  tile.seed = plan.seed;
  tile.training = 1;
  tile.weights = 0;
  for (let step = 0; step < plan.stepCount && !load<i32>(plan.halt); step++) takeStep(plan, tile, step, worker);
  return 0;
}
