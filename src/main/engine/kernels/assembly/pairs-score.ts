// Scores of a network of pairs. Its operations are in three parts: those of the user alone, those of the item alone, and
// the rest. All items for some users: the items' part runs once for all users, the users' part once per user.
import { addProgress, barrier, stopped } from './common';
import { normOpen } from './norm';
import { NORM, forward } from './program';
import { OP_BYTES, Op, Tile } from './tile';

/** Written by compute/fused/pairs-scorer.ts in this order, four bytes each. */
@unmanaged
class ScorePlan {
  program: usize;
  userEnd: i32; // operations: of users 0 to here,
  itemEnd: i32; // of items from there to here,
  end: i32; // of both from there to here
  tileRows: i32;
  threads: i32; // 0: the calling thread alone, which nobody stops
  scratch: usize;
  scratchBytes: usize; // per thread
  maskAt: usize;
  users: usize; // u32
  items: usize; // u32: of each pair, or 0, 1, 2... for all items
  count: i32; // users, or pairs
  itemCount: i32; // 0: pairs
  out: usize; // f32 [count], or [count x itemCount]
  claims: usize; // two zeroed i32
}

/** Opens the thread's scratch. */
function openTile(plan: ScorePlan, worker: i32): Tile {
  const scratch = plan.scratch + <usize>worker * plan.scratchBytes, tile = changetype<Tile>(scratch);
  tile.scratch = scratch;
  tile.mask = scratch + plan.maskAt;
  tile.training = 0;
  tile.pairs = 0;
  for (let k = 0; k < plan.end; k++) {
    const op = changetype<Op>(plan.program + <usize>k * OP_BYTES);
    if (op.code == NORM) normOpen(op, tile, 1, false, false);
  }
  return tile;
}

/** out[k] = score of users[k] and items[k]. */
export function pairsScore(plan: ScorePlan): void {
  const tile = openTile(plan, 0), count = plan.count, tileRows = plan.tileRows;
  tile.row = 0;
  for (let first = 0; first < count; first += tileRows) {
    const at = <usize>first << 2;
    tile.rows = min(tileRows, count - first);
    tile.users = plan.users + at;
    tile.items = plan.items + at;
    tile.out = plan.out + at;
    forward(plan.program, 0, plan.end, tile);
  }
}

/** out[b, i] = score of users[b] and item i. */
export function pairsScoreAll(plan: ScorePlan, worker: i32): i32 {
  const tile = openTile(plan, worker), items = plan.itemCount, tileRows = plan.tileRows;
  const tiles = (items + tileRows - 1) / tileRows;
  for (;;) {
    const job = atomic.add<i32>(plan.claims, 1);
    if (job >= tiles) break;
    tile.row = job * tileRows;
    tile.rows = min(tileRows, items - tile.row);
    tile.items = plan.items + (<usize>tile.row << 2);
    forward(plan.program, plan.userEnd, plan.itemEnd, tile);
  }
  if (plan.threads > 1) barrier(plan.threads);
  while (!plan.threads || !stopped()) {
    const b = atomic.add<i32>(plan.claims, 1, 4);
    if (b >= plan.count) break;
    tile.row = 0;
    tile.rows = 1;
    tile.users = plan.users + (<usize>b << 2);
    forward(plan.program, 0, plan.userEnd, tile);
    for (let first = 0; first < items; first += tileRows) {
      tile.row = first;
      tile.rows = min(tileRows, items - first);
      tile.out = plan.out + ((<usize>b * <usize>items + <usize>first) << 2);
      forward(plan.program, plan.itemEnd, plan.end, tile);
    }
    addProgress(1);
  }
  return 0;
}
