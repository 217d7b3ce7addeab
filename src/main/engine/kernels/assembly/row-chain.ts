// The operations between what goes in and the scores, forward and backward, for the users of a tile. The backward pass
// adds to the slopes of what went in; they start at 0. Users beyond the batch up to a multiple of 4 take part with slopes 0.
import { exp } from './common';
import { activateRows, slopeRows } from './elementwise';
import { draw16 } from './functions';
import { gemm } from './gemm';
import { StepRule } from './optimizer';
import { bagForward } from './row-bag';
import { ACTIVATION, ADD, BAG, DROPOUT, GAUSSIAN, LINEAR, RowOperation, RowPlan } from './row-plan';
import { dotRows } from './row-products';

// @ts-ignore: decorator
@inline function operation(at: usize): RowOperation {
  return changetype<RowOperation>(at);
}

/** Operations in order for users [u, u + m); adds to the losses of those users. words: 64 bytes. */
export function chainForward(plan: RowPlan, u: i32, m: i32, words: usize): void {
  for (let k = 0; k < plan.operationCount; k++) {
    const op = operation(plan.operations + <usize>k * offsetof<RowOperation>());
    const y = op.value + <usize>u * op.row, first = operation(op.first);
    if (op.kind == BAG) {
      bagForward(op, plan, u, m, words);
      continue;
    }
    const x = first.value + <usize>u * first.row;
    if (op.kind == LINEAR) {
      if (op.transposed) dotRows(x, first.row, m, op.table, op.tableRow, plan.identity, op.columns, first.row, op.bias, 4, y, op.row, false);
      else gemm(x, first.row, 4, op.table, op.tableRow, y, op.row, m, <i32>(op.row >> 2), first.columns, false, op.bias, false, 0, 0);
      if (op.transposed) clearPadding(y, op, m);
    } else if (op.kind == ACTIVATION) activateRows(op.activation, x, first.row, y, op.row, m, op.columns, 0, 1);
    else if (op.kind == DROPOUT) {
      if (plan.training) dropout(op, plan, u, m, x, y, false, words);
      else memory.copy(y, x, <usize>m * op.row);
    } else if (op.kind == GAUSSIAN) {
      if (plan.training) draw(op, plan, u, min(m, plan.users - u), words);
      else memory.copy(y, x, <usize>m * op.row);
    } else if (op.kind == ADD) {
      memory.copy(y, x, <usize>m * op.row);
      addTo(y, operation(op.second).value + <usize>u * op.row, <usize>m * op.row);
    }
  }
}

export function chainBackward(plan: RowPlan, u: i32, m: i32, words: usize): void {
  for (let k = plan.operationCount - 1; k >= 0; k--) {
    const op = operation(plan.operations + <usize>k * offsetof<RowOperation>());
    if (op.kind == BAG) continue;
    const first = operation(op.first), row = op.row, bytes = <usize>m * row;
    const dy = op.slope + <usize>u * row, dx = first.slope + <usize>u * first.row;
    if (op.kind == LINEAR) {
      if (op.transposed) gemm(dy, row, 4, op.table, op.tableRow, dx, first.row, m, <i32>(first.row >> 2), op.columns, true, 0, false, 0, 0);
      else {
        dotRows(dy, row, m, op.table, op.tableRow, plan.identity, first.columns, row, 0, 0, dx, first.row, true);
        clearPadding(dx, first, m);
      }
    } else if (op.kind == ACTIVATION) {
      const x = first.value + <usize>u * first.row, y = op.value + <usize>u * row;
      slopeRows(op.activation, 2, x, first.row, y, row, dy, row, dx, first.row, m, op.columns, 0, 1);
    } else if (op.kind == DROPOUT) dropout(op, plan, u, m, dy, dx, true, words);
    else if (op.kind == GAUSSIAN) drawn(op, plan, u, min(m, plan.users - u));
    else if (op.kind == ADD) {
      addTo(dx, dy, bytes);
      addTo(operation(op.second).slope + <usize>u * row, dy, bytes);
    }
  }
}

/** Slopes of the tile's users start at 0. */
export function clearSlopes(plan: RowPlan, u: i32, m: i32): void {
  for (let k = 0; k < plan.operationCount; k++) {
    const op = operation(plan.operations + <usize>k * offsetof<RowOperation>());
    memory.fill(op.slope + <usize>u * op.row, 0, <usize>m * op.row);
  }
}

// @ts-ignore: decorator
@inline function addTo(to: usize, from: usize, bytes: usize): void {
  for (let f: usize = 0; f < bytes; f += 16) v128.store(to + f, f32x4.add(v128.load(to + f), v128.load(from + f)));
}

/** Products by pairs of columns have written one column beyond an odd width. */
function clearPadding(at: usize, op: RowOperation, m: i32): void {
  if (op.columns & 1) for (let r = 0; r < m; r++) store<f32>(at + <usize>r * op.row + (<usize>op.columns << 2), 0);
}

/** to = kept from / (1 - rate), or added to `to`. Element k of the stream is element k of the batch. */
function dropout(op: RowOperation, plan: RowPlan, u: i32, m: i32, from: usize, to: usize, add: bool, words: usize): void {
  const least = op.least, scale = op.scale, step = changetype<StepRule>(plan.rule).number;
  for (let r = 0; r < m; r++) {
    const first = <u32>(u + r) * <u32>op.columns;
    for (let f = 0; f < op.columns; f++) {
      const k = first + <u32>f;
      if (f == 0 || (k & 15) == 0) draw16(plan.seed, op.stream, step, (k & ~15) >> 2, words);
      const at = <usize>f << 2, value: f32 = load<u32>(words + ((k & 15) << 2)) < least ? 0 : scale * load<f32>(from + at);
      store<f32>(to + at, add ? load<f32>(to + at) + value : value);
    }
    from += op.row;
    to += op.row;
  }
}

/** z = mean + e^(log variance / 2) noise (layers/regularise.ts); adds klWeight times the divergence to each user's loss. */
function draw(op: RowOperation, plan: RowPlan, u: i32, m: i32, words: usize): void {
  const row = op.row, rule = changetype<StepRule>(plan.rule), half = f32x4.splat(0.5);
  for (let r = u; r < u + m; r++) {
    let divergence: f64 = 0;
    const mean = operation(op.first).value + <usize>r * row, log = operation(op.second).value + <usize>r * row, out = op.value + <usize>r * row;
    for (let f = 0; f < op.columns; f += 4) {
      const at = <usize>f << 2;
      draw16(plan.seed, op.stream, rule.number, <u32>r * <u32>op.columns + <u32>f, words);
      for (let lane = 0; lane < 4; lane++) {
        const word = words + (<usize>lane << 4);
        // Box and Muller; the words lie below 2^32, so the logarithm's argument is above 0.
        const radius = Math.sqrt(-2 * Math.log(1 - <f64>load<u32>(word) / 4294967296));
        store<f32>(out + at + (<usize>lane << 2), f + lane < op.columns ? <f32>(radius * Math.cos(2 * Math.PI * <f64>load<u32>(word, 4) / 4294967296)) : 0);
      }
      const m4 = v128.load(mean + at), l4 = v128.load(log + at), deviation = exp(f32x4.mul(half, l4)), variance = f32x4.mul(deviation, deviation);
      v128.store(out + at, f32x4.add(m4, f32x4.mul(deviation, v128.load(out + at))));
      const part = f32x4.sub(f32x4.add(f32x4.mul(m4, m4), variance), f32x4.add(l4, f32x4.splat(1)));
      divergence += <f64>f32x4.extract_lane(part, 0) + <f64>f32x4.extract_lane(part, 1) + <f64>f32x4.extract_lane(part, 2) + <f64>f32x4.extract_lane(part, 3);
    }
    const loss = plan.losses + (<usize>r << 3);
    store<f64>(loss, load<f64>(loss) + <f64>rule.klWeight * divergence / 2);
  }
}

function drawn(op: RowOperation, plan: RowPlan, u: i32, m: i32): void {
  const row = op.row, pull = changetype<StepRule>(plan.rule).klWeight * plan.scale;
  const weight = f32x4.splat(pull), half = f32x4.splat(0.5), one = f32x4.splat(1);
  for (let r = u; r < u + m; r++) {
    const offset = <usize>r * row, mean = operation(op.first).value + offset, log = operation(op.second).value + offset;
    const toMean = operation(op.first).slope + offset, toLog = operation(op.second).slope + offset;
    for (let f: usize = 0; f < row; f += 16) {
      const g = v128.load(op.slope + offset + f), m4 = v128.load(mean + f), variance = exp(v128.load(log + f));
      v128.store(toMean + f, f32x4.add(v128.load(toMean + f), f32x4.add(g, f32x4.mul(weight, m4))));
      const moved = f32x4.mul(g, f32x4.sub(v128.load(op.value + offset + f), m4)), push = f32x4.mul(weight, f32x4.sub(variance, one));
      v128.store(toLog + f, f32x4.add(v128.load(toLog + f), f32x4.mul(half, f32x4.add(moved, push))));
    }
  }
}
