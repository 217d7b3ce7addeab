// Chains of a step: which entries (a row of the step that looked a table row up, with a weight) fall on which table row.
import { drawRow } from './elementwise';
import { BAG_CHUNK, bagScale, bagWeight } from './embed';
import { BAG } from './program';
import { Op, Tile } from './tile';
import { Chains } from './update';

// @ts-ignore: decorator
@inline
function add(chains: Chains, entry: i32, row: u32, touched: i32): i32 {
  const head = chains.heads + (<usize>row << 2), old = load<i32>(head);
  store<i32>(chains.next + (<usize>entry << 2), old);
  store<i32>(head, entry);
  if (old >= 0) return touched;
  store<u32>(chains.touched + (<usize>touched << 2), row);
  return touched + 1;
}

// @ts-ignore: decorator
@inline
function addWeighted(chains: Chains, entry: i32, row: u32, touched: i32, address: usize, weight: f32): i32 {
  store<u32>(chains.addresses + (<usize>entry << 2), <u32>address);
  store<f32>(chains.weights + (<usize>entry << 2), weight);
  return add(chains, entry, row, touched);
}

/** Takes the last step's chains apart and builds this one's. `tile` holds the whole step, with this thread's scratch. */
export function chain(chains: Chains, tile: Tile): void {
  const heads = chains.heads, old = load<i32>(chains.count);
  for (let k = 0; k < old; k++) store<i32>(heads + (<usize>load<u32>(chains.touched + (<usize>k << 2)) << 2), -1);
  const rows = tile.stepRows;
  let touched = 0;
  if (chains.kind != 2) {
    const index = chains.kind ? tile.items : tile.users;
    for (let r = 0; r < rows; r++) touched = add(chains, r, load<u32>(index + (<usize>r << 2)), touched);
    store<i32>(chains.count, touched);
    return;
  }
  let entry = 0;
  for (let k = 0; k < chains.lookUpCount; k++) {
    const op = changetype<Op>(<usize>load<u32>(chains.lookUps + (<usize>k << 2)));
    const index = op.kind ? tile.items : tile.users, offsets = op.kind ? tile.bagItems : tile.bagUsers;
    let gradient = op.t + <usize>tile.row * op.tPitch;
    for (let r: usize = 0; r < <usize>rows; r++) {
      const own = load<u32>(index + (r << 2));
      if (op.code != BAG) touched = addWeighted(chains, entry++, own, touched, gradient, 1);
      else {
        const at = <usize>op.p2 + (<usize>own << 2), first = load<u32>(at), end = load<u32>(at, 4), scale = bagScale(op, first, end);
        for (let from = first; from < end; from += BAG_CHUNK) {
          const to = min(end, from + BAG_CHUNK), noise = op.p7 != 0;
          let words: usize = 0;
          if (noise) words = drawRow(tile, op.p6, load<u32>(offsets + (r << 2)) + from - first, to - from);
          for (let i = from; i < to; i++, words += 4) {
            const weight = bagWeight(op, i, scale, noise, words);
            if (weight != 0)
              touched = addWeighted(chains, entry++, load<u32>(<usize>op.p3 + (<usize>i << 2)), touched, gradient, weight);
          }
        }
      }
      gradient += op.tPitch;
    }
  }
  store<i32>(chains.count, touched);
}
