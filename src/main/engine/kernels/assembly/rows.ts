// Networks over rows of users: one step in two phases, and scoring.
//
// Phase 1, by tiles of users: bags, the chain, scores in tiles of 64 items against rows addressed by id, the loss, and
// the way back to the bags. The scores of the batch are kept tile by tile, [tile][user][64], so that phase 2 reads them
// in order. Phase 2, by tiles of 64 rows: a table's gradient is made and its optimiser step taken at once; no gradient
// of a whole table exists. Every sum has a fixed order whichever thread takes the tile: same bits for any number.
import { addProgress, barrier, stopped } from './common';
import { addColumns } from './gemm';
import { Rule, StepRule, optimise, squares } from './optimizer';
import { bagBackward, chain } from './row-bag';
import { chainBackward, chainForward, clearSlopes } from './row-chain';
import { rowLoss } from './row-losses';
import { RowOperation, RowPlan, RowTable, RowUse } from './row-plan';
import { addOuter, addRows, dotRows } from './row-products';

const GROUP: i32 = 64; // rows of a table in one job of phase 2, items in a tile of scores
const L1_BYTES: usize = 20480; // of the first cache, for users' values

// @ts-ignore: decorator
@inline function tableAt(plan: RowPlan, k: i32): RowTable {
  return changetype<RowTable>(plan.tables + <usize>k * offsetof<RowTable>());
}
// @ts-ignore: decorator
@inline function groups(rows: i32): i32 {
  return (rows + GROUP - 1) >> 6;
}
// @ts-ignore: decorator
@inline function claim(plan: RowPlan, phase: usize): i32 {
  return atomic.add<i32>(plan.claims + (phase << 2), 1);
}

/** Scores of users [u, u + m) and 64 items. Users go in blocks that stay in the first cache while rows pass by. */
function scoreTile(plan: RowPlan, u: i32, m: i32, ids: usize, count: i32, c: usize, cRow: usize): void {
  const input = changetype<RowOperation>(plan.input), row = input.row, block = max(4, <i32>(L1_BYTES / row) & ~3);
  for (let r = 0; r < m; r += block)
    dotRows(
      input.value + <usize>(u + r) * row, row, min(block, m - r), plan.rows, plan.rowsRow, ids, count, row, plan.bias, plan.biasRow,
      c + <usize>r * cRow, cRow, false,
    );
}

/** Users from u on forward and backward; stores their losses. */
function userTile(plan: RowPlan, u: i32, words: usize): void {
  const m = min(plan.tile, ((plan.users + 3) & ~3) - u), input = changetype<RowOperation>(plan.input), row = input.row;
  memory.fill(plan.losses + (<usize>u << 3), 0, <usize>m << 3);
  chainForward(plan, u, m, words);
  const tiles = groups(plan.itemCount), tileBytes = plan.tileBytes, z0 = plan.scores + (<usize>u << 8);
  for (let t = 0; t < tiles; t++) scoreTile(plan, u, m, plan.items + (<usize>t << 8), GROUP, z0 + <usize>t * tileBytes, 256);
  for (let r = 0; r < m; r++) {
    const z = z0 + (<usize>r << 8), loss = plan.losses + (<usize>(u + r) << 3);
    if (u + r >= plan.users) {
      for (let t = 0; t < tiles; t++) memory.fill(z + <usize>t * tileBytes, 0, 256);
      continue;
    }
    const start = plan.targetStart + (<usize>(u + r) << 2), from = load<u32>(start), offset = <usize>from << 2;
    const own = rowLoss(
      plan.loss, z, plan.itemCount, tileBytes, plan.targets + offset, plan.targetValues ? plan.targetValues + offset : 0,
      <i32>(load<u32>(start, 4) - from), plan.scale, plan.confidence,
    );
    store<f64>(loss, load<f64>(loss) + own);
  }
  clearSlopes(plan, u, m);
  const d = input.slope + <usize>u * row;
  for (let t = 0; t < tiles; t++)
    addRows(z0 + <usize>t * tileBytes, 256, m, plan.rows, plan.rowsRow, plan.items + (<usize>t << 8), GROUP, row, d, row);
  chainBackward(plan, u, m, words);
}

/** Which rows phase 2 updates beside those of the item set: all others, or those that the batch's entries address. */
function prepare(plan: RowPlan): void {
  let jobs = changetype<RowTable>(plan.scoreTable) || changetype<RowTable>(plan.biasTable) ? groups(plan.itemCount) : 0;
  mark(plan, 1);
  for (let k = 0; k < plan.tableCount; k++) {
    const table = tableAt(plan, k);
    if (table.uses) {
      jobs += groups(table.rows);
      continue;
    }
    let count = 0;
    const met = table.bag ? chain(changetype<RowOperation>(table.bag), plan.users, table.rest) : 0;
    if (table.dense) {
      if (!(table.scored && plan.allItems))
        for (let row = 0; row < table.rows; row++)
          if (!table.scored || !load<u8>(plan.marks + row)) store<u32>(table.rest + (<usize>(count++) << 2), <u32>row);
    } else
      for (let j = 0; j < met; j++) {
        const row = load<u32>(table.rest + (<usize>j << 2));
        if (!table.scored || !(plan.allItems || load<u8>(plan.marks + row))) store<u32>(table.rest + (<usize>(count++) << 2), row);
      }
    table.restCount = count;
    jobs += groups(count);
  }
  mark(plan, 0);
  plan.jobs = jobs;
}

function mark(plan: RowPlan, value: u8): void {
  if (plan.allItems) return;
  for (let j = 0; j < plan.itemCount; j++) store<u8>(plan.marks + load<u32>(plan.items + (<usize>j << 2)), value);
}

// @ts-ignore: decorator
@inline function update(plan: RowPlan, table: RowTable, row: u32, gradient: usize): void {
  const offset = <usize>row * table.row;
  optimise(
    changetype<Rule>(table.rule), changetype<StepRule>(plan.rule), table.pull,
    table.data + offset, table.first + offset, table.second + offset, gradient, table.row,
  );
}

/** Items of tile t of the set: scores' gradient times what they were made of, with what a bag over the same table gives. */
function setTile(plan: RowPlan, t: i32, scratch: usize): f64 {
  const z = plan.scores + <usize>t * plan.tileBytes, ids = plan.items + (<usize>t << 8), count = min(GROUP, plan.itemCount - (t << 6));
  const users = (plan.users + 3) & ~3;
  let norm: f64 = 0;
  if (plan.scoreTable) {
    const input = changetype<RowOperation>(plan.input), table = changetype<RowTable>(plan.scoreTable), row = table.row;
    memory.fill(scratch, 0, <usize>GROUP * row);
    addOuter(z, 256, (count + 3) & ~3, input.value, input.row, row, users, scratch);
    for (let q = 0; q < count; q++) {
      const id = load<u32>(ids + (<usize>q << 2)), g = scratch + <usize>q * row;
      if (table.bag) bagBackward(changetype<RowOperation>(table.bag), id, g);
      norm += squares(g, row);
      update(plan, table, id, g);
    }
  }
  if (plan.biasTable) {
    const table = changetype<RowTable>(plan.biasTable);
    memory.fill(scratch, 0, 288);
    addColumns(z, 256, users, GROUP, scratch);
    norm += squares(scratch, <usize>count << 2 & ~31);
    for (let q = count & ~7; q < count; q++) norm += <f64>load<f32>(scratch + (<usize>q << 2)) * <f64>load<f32>(scratch + (<usize>q << 2));
    for (let q = 0; q < count; q++) {
      store<f32>(scratch + 256, load<f32>(scratch + (<usize>q << 2)));
      update(plan, table, load<u32>(ids + (<usize>q << 2)), scratch + 256);
    }
  }
  return norm;
}

/** Rows [64 k, 64 k + 64) of the rest of a table whose rows are addressed by entries, or have no gradient in this step. */
function restRows(plan: RowPlan, table: RowTable, k: i32, scratch: usize): f64 {
  let norm: f64 = 0;
  for (let j = k * GROUP; j < min(table.restCount, (k + 1) * GROUP); j++) {
    const row = load<u32>(table.rest + (<usize>j << 2));
    memory.fill(scratch, 0, table.row);
    const met = table.bag ? bagBackward(changetype<RowOperation>(table.bag), row, scratch) : false;
    if (met) norm += squares(scratch, table.row);
    if (met || table.dense) update(plan, table, row, scratch);
  }
  return norm;
}

/** Rows [64 k, 64 k + 64) of a weight or a vector. */
function weightRows(plan: RowPlan, table: RowTable, k: i32, scratch: usize): f64 {
  const first = k * GROUP, count = min(GROUP, table.rows - first), users = (plan.users + 3) & ~3, row = table.row;
  memory.fill(scratch, 0, <usize>((count + 3) & ~3) * row);
  for (let j = 0; j < table.useCount; j++) {
    const use = changetype<RowUse>(table.uses + <usize>j * offsetof<RowUse>());
    if (use.x) addOuter(use.x + (<usize>first << 2), use.xRow, (count + 3) & ~3, use.y, use.yRow, row, users, scratch);
    else addColumns(use.y, use.yRow, users, <i32>(row >> 2), scratch);
  }
  const bytes = <usize>count * row, offset = <usize>first * row, norm = squares(scratch, bytes);
  optimise(
    changetype<Rule>(table.rule), changetype<StepRule>(plan.rule), table.pull,
    table.data + offset, table.first + offset, table.second + offset, scratch, bytes,
  );
  return norm;
}

function job(plan: RowPlan, k: i32, scratch: usize): f64 {
  if (plan.scoreTable || plan.biasTable) {
    const tiles = groups(plan.itemCount);
    if (k < tiles) return setTile(plan, k, scratch);
    k -= tiles;
  }
  for (let t = 0; t < plan.tableCount; t++) {
    const table = tableAt(plan, t), count = groups(table.uses ? table.rows : table.restCount);
    if (k < count) return table.uses ? weightRows(plan, table, k, scratch) : restRows(plan, table, k, scratch);
    k -= count;
  }
  return 0;
}

/** One step. Threads claim users tile by tile (the first claim is `prepare`), meet, and claim rows of tables. */
export function rowsStep(plan: RowPlan, worker: i32): i32 {
  const scratch = plan.scratch + <usize>worker * plan.scratchBytes, tiles = (plan.users + plan.tile - 1) / plan.tile;
  for (let k = claim(plan, 0); k <= tiles; k = claim(plan, 0)) {
    if (stopped()) continue;
    if (k == 0) prepare(plan);
    else {
      userTile(plan, (k - 1) * plan.tile, scratch);
      addProgress(plan.tile);
    }
  }
  barrier(plan.threads);
  for (let k = claim(plan, 1); k < plan.jobs; k = claim(plan, 1)) {
    if (stopped()) continue;
    store<f64>(plan.squares + (<usize>k << 3), job(plan, k, scratch));
  }
  return 0;
}

/** Scores of all items for the plan's users, to `out`. Threads claim tiles of users. */
export function rowsScore(plan: RowPlan, worker: i32): i32 {
  const scratch = plan.scratch + <usize>worker * plan.scratchBytes, users = (plan.users + 3) & ~3, tile = plan.tile;
  for (let u = claim(plan, 0) * tile; u < users; u = claim(plan, 0) * tile) {
    if (stopped()) continue;
    const m = min(tile, users - u), out = plan.out + <usize>u * plan.outRow;
    chainForward(plan, u, m, scratch);
    for (let first = 0; first < plan.itemCount; first += GROUP)
      scoreTile(plan, u, m, plan.items + (<usize>first << 2), min(GROUP, plan.itemCount - first), out + (<usize>first << 2), plan.outRow);
    addProgress(m);
  }
  return 0;
}
