// Rankings over the scores of score.ts: the best k items of each user, and the positions of each user's relevant items.
// Threads claim blocks of users; nothing of the size users x items exists. Masked items and scores that are no number
// are NaN in the block, which every comparison refuses.
//
// Common arguments. ids [users]: rows of the user table, or 0 for rows 0, 1, 2...; maskStart [users + 1], maskItems:
// per user the items that are no candidates, ascending, distinct; scratch: SCRATCH bytes per worker; claim: a zeroed i32.
import { PROGRESS, STOP } from './common';
import { BLOCK, CHUNK, SCORE_ROW, panelBytes, scoreChunk, scoreOne } from './score';

// Scratch of a worker, in bytes: block of scores, addresses of user rows, two cursors per user, one vector.
const ROWS: usize = 32 * SCORE_ROW;
const MASK_AT: usize = ROWS + 128;
const LIST_AT: usize = MASK_AT + 128;
const LANES: usize = LIST_AT + 128;
const SCRATCH: usize = 36864; // kernels/rank.ts has the same number

/** Claims the next block: its first user, or -1 at the end or when the host wants the threads back. */
// @ts-ignore: decorator
@inline function claimBlock(claim: usize, users: i32): i32 {
  if (atomic.load<i32>(STOP)) return -1;
  const first = atomic.add<i32>(claim, BLOCK);
  return first < users ? first : -1;
}

function openBlock(at: usize, ids: usize, first: i32, count: i32, table: usize, stride: usize, maskStart: usize): void {
  for (let b = 0; b < BLOCK; b++) {
    const u = first + min(b, count - 1); // lanes left over repeat the last user
    const row = ids ? load<u32>(ids + (<usize>u << 2)) : u;
    store<u32>(at + ROWS + (<usize>b << 2), <u32>(table + <usize>row * stride));
    store<u32>(at + MASK_AT + (<usize>b << 2), load<u32>(maskStart + (<usize>u << 2)));
  }
}

/** Puts NaN at the listed items below `end`, of the chunk that starts at `from`; returns where the next chunk goes on. */
// @ts-ignore: decorator
@inline function maskChunk(scores: usize, from: u32, end: u32, items: usize, at: u32, to: u32): u32 {
  while (at < to) {
    const item = load<u32>(items + (<usize>at << 2));
    if (item >= end) break;
    store<f32>(scores + (<usize>(item - from) << 2), NaN);
    at++;
  }
  return at;
}

// ---- The best k

/** Order of lists: higher score first, then smaller item. */
// @ts-ignore: decorator
@inline function worse(a: f32, i: u32, b: f32, j: u32): bool {
  return a < b || (a == b && i > j);
}

/** Heaps have the worst entry at the root. */
function siftDown(scores: usize, items: usize, count: i32, score: f32, item: u32): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    let s = load<f32>(scores + (<usize>child << 2)), i = load<u32>(items + (<usize>child << 2));
    if (child + 1 < count) {
      const t = load<f32>(scores + (<usize>child << 2), 4), j = load<u32>(items + (<usize>child << 2), 4);
      if (worse(t, j, s, i)) {
        child++;
        s = t;
        i = j;
      }
    }
    if (!worse(s, i, score, item)) break;
    store<f32>(scores + (<usize>at << 2), s);
    store<u32>(items + (<usize>at << 2), i);
    at = child;
  }
  store<f32>(scores + (<usize>at << 2), score);
  store<u32>(items + (<usize>at << 2), item);
}

function siftUp(scores: usize, items: usize, at: i32, score: f32, item: u32): void {
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const s = load<f32>(scores + (<usize>parent << 2)), i = load<u32>(items + (<usize>parent << 2));
    if (!worse(score, item, s, i)) break;
    store<f32>(scores + (<usize>at << 2), s);
    store<u32>(items + (<usize>at << 2), i);
    at = parent;
  }
  store<f32>(scores + (<usize>at << 2), score);
  store<u32>(items + (<usize>at << 2), item);
}

/** Takes a chunk's scores into a heap of at most k; items come in ascending order, so an equal score never replaces. */
function takeChunk(chunk: usize, bytes: usize, from: u32, k: i32, scores: usize, items: usize, count: i32): i32 {
  let threshold: f32 = count == k ? load<f32>(scores) : 0, t = f32x4.splat(threshold);
  for (let f: usize = 0; f < bytes; f += 32) {
    if (count == k) {
      const hits = v128.or(f32x4.gt(v128.load(chunk + f), t), f32x4.gt(v128.load(chunk + f, 16), t));
      if (!v128.any_true(hits)) continue;
    }
    for (let lane: usize = f; lane < f + 32; lane += 4) {
      const score = load<f32>(chunk + lane), item = from + <u32>(lane >> 2);
      if (count < k) {
        if (score != score) continue;
        siftUp(scores, items, count++, score, item);
      } else if (score > threshold) siftDown(scores, items, k, score, item);
      else continue;
      threshold = load<f32>(scores);
    }
    t = f32x4.splat(threshold);
  }
  return count;
}

/** From a heap to a list, best first. */
function sortHeap(scores: usize, items: usize, count: i32): void {
  for (let n = count - 1; n > 0; n--) {
    const last = <usize>n << 2;
    const score = load<f32>(scores + last), item = load<u32>(items + last);
    store<f32>(scores + last, load<f32>(scores));
    store<u32>(items + last, load<u32>(items));
    siftDown(scores, items, n, score, item);
  }
}

/** outItems, outScores [users x k], outCounts [users]: the first outCounts[u] entries of a row are filled. */
export function rankTop(
  ids: usize, users: i32, table: usize, stride: usize, factors: i32, panels: usize, items: i32,
  maskStart: usize, maskItems: usize, k: i32, outItems: usize, outScores: usize, outCounts: usize,
  scratch: usize, claim: usize, worker: i32,
): i32 {
  const at = scratch + <usize>worker * SCRATCH, row = <usize>k << 2;
  for (let first = claimBlock(claim, users); first >= 0; first = claimBlock(claim, users)) {
    const count = min(BLOCK, users - first);
    openBlock(at, ids, first, count, table, stride, maskStart);
    for (let b = first; b < first + count; b++) store<i32>(outCounts + (<usize>b << 2), 0);
    for (let from = 0; from < items; from += CHUNK) {
      const end = min(items, from + CHUNK), width = (end - from + 7) >> 3;
      scoreChunk(at + ROWS, count, factors, panels + <usize>(from >> 3) * panelBytes(factors), width, at);
      for (let b = 0; b < count; b++) {
        const u = <usize>(first + b) << 2, chunk = at + <usize>b * SCORE_ROW, cursor = at + MASK_AT + (<usize>b << 2);
        store<u32>(cursor, maskChunk(chunk, from, end, maskItems, load<u32>(cursor), load<u32>(maskStart + u, 4)));
        const heap = <usize>(first + b) * row, held = load<i32>(outCounts + u);
        store<i32>(outCounts + u, takeChunk(chunk, <usize>width << 5, from, k, outScores + heap, outItems + heap, held));
      }
    }
    for (let b = first; b < first + count; b++)
      sortHeap(outScores + <usize>b * row, outItems + <usize>b * row, load<i32>(outCounts + (<usize>b << 2)));
    atomic.add<i32>(PROGRESS, count);
  }
  return 0;
}

// ---- Positions of the relevant items

/** Whether an ascending list has the item. */
function has(items: usize, low: u32, high: u32, item: u32): bool {
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(items + (<usize>middle << 2)) < item) low = middle + 1;
    else high = middle;
  }
  return low < end && load<u32>(items + (<usize>low << 2)) == item;
}

/** Shell sort, highest first; lists are short, and gaps keep the long ones cheap. */
function sortDescending(scores: usize, count: i32): void {
  let gap = 1;
  while (gap < count / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap = gap / 3)
    for (let i = gap; i < count; i++) {
      const score = load<f32>(scores + (<usize>i << 2));
      let j = i;
      for (; j >= gap && load<f32>(scores + (<usize>(j - gap) << 2)) < score; j -= gap)
        store<f32>(scores + (<usize>j << 2), load<f32>(scores + (<usize>(j - gap) << 2)));
      store<f32>(scores + (<usize>j << 2), score);
    }
}

// @ts-ignore: decorator
@inline function addLanes(at: usize, counts: v128): void {
  const n = i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
  store<i32>(at, load<i32>(at) + n);
}

/** counts[p] += number of scores in the chunk >= scores[p]: four relevant items per pass over the chunk. */
function countChunk(chunk: usize, bytes: usize, scores: usize, counts: usize, count: i32): void {
  let p: usize = 0, end = <usize>count << 2;
  for (; p + 16 <= end; p += 16) {
    const s0 = v128.load_splat<f32>(scores + p), s1 = v128.load_splat<f32>(scores + p, 4);
    const s2 = v128.load_splat<f32>(scores + p, 8), s3 = v128.load_splat<f32>(scores + p, 12);
    let n0 = i32x4.splat(0), n1 = n0, n2 = n0, n3 = n0;
    for (let f: usize = 0; f < bytes; f += 16) {
      const v = v128.load(chunk + f);
      n0 = i32x4.sub(n0, f32x4.ge(v, s0)); // true is -1
      n1 = i32x4.sub(n1, f32x4.ge(v, s1));
      n2 = i32x4.sub(n2, f32x4.ge(v, s2));
      n3 = i32x4.sub(n3, f32x4.ge(v, s3));
    }
    addLanes(counts + p, n0);
    addLanes(counts + p + 4, n1);
    addLanes(counts + p + 8, n2);
    addLanes(counts + p + 12, n3);
  }
  for (; p < end; p += 4) {
    const s = v128.load_splat<f32>(scores + p);
    let n = i32x4.splat(0);
    for (let f: usize = 0; f < bytes; f += 16) n = i32x4.sub(n, f32x4.ge(v128.load(chunk + f), s));
    addLanes(counts + p, n);
  }
}

/**
 * position = candidates that are not relevant with score >= this one's + relevant ones before it.
 * relevantStart [users + 1], relevantItems ascending; scores and positions are laid out alike; outCounts [users]: how
 * many of a user's relevant items are candidates, those come first in `positions`, ascending. `finite` [users] is used
 * between. A relevant item whose score is NaN stands behind all candidates that are not relevant.
 */
export function rankPositions(
  ids: usize, users: i32, table: usize, stride: usize, factors: i32, panels: usize, items: i32,
  maskStart: usize, maskItems: usize, relevantStart: usize, relevantItems: usize, scores: usize, positions: usize,
  outCounts: usize, finite: usize, scratch: usize, claim: usize, worker: i32,
): i32 {
  const at = scratch + <usize>worker * SCRATCH;
  for (let first = claimBlock(claim, users); first >= 0; first = claimBlock(claim, users)) {
    const count = min(BLOCK, users - first);
    openBlock(at, ids, first, count, table, stride, maskStart);
    for (let b = 0; b < count; b++) {
      const u = <usize>(first + b) << 2, start = load<u32>(relevantStart + u), end = load<u32>(relevantStart + u, 4);
      const row = <usize>load<u32>(at + ROWS + (<usize>b << 2)), out = scores + (<usize>start << 2);
      const maskFrom = load<u32>(maskStart + u), maskTo = load<u32>(maskStart + u, 4);
      let candidates = 0, numbers = 0;
      for (let r = start; r < end; r++) {
        store<i32>(positions + (<usize>r << 2), 0);
        const item = load<u32>(relevantItems + (<usize>r << 2));
        if (has(maskItems, maskFrom, maskTo, item)) continue;
        candidates++;
        const score = scoreOne(row, factors, panels, item, at + LANES);
        if (score == score) {
          store<f32>(out + (<usize>numbers << 2), score);
          numbers++;
        }
      }
      sortDescending(out, numbers);
      store<i32>(outCounts + u, candidates);
      store<i32>(finite + u, numbers);
      store<u32>(at + LIST_AT + (<usize>b << 2), start);
    }
    for (let from = 0; from < items; from += CHUNK) {
      const end = min(items, from + CHUNK), width = (end - from + 7) >> 3;
      scoreChunk(at + ROWS, count, factors, panels + <usize>(from >> 3) * panelBytes(factors), width, at);
      for (let b = 0; b < count; b++) {
        const u = <usize>(first + b) << 2, chunk = at + <usize>b * SCORE_ROW, own = <usize>b << 2;
        const start = <usize>load<u32>(relevantStart + u) << 2;
        store<u32>(at + MASK_AT + own, maskChunk(chunk, from, end, maskItems, load<u32>(at + MASK_AT + own), load<u32>(maskStart + u, 4)));
        store<u32>(at + LIST_AT + own, maskChunk(chunk, from, end, relevantItems, load<u32>(at + LIST_AT + own), load<u32>(relevantStart + u, 4)));
        countChunk(chunk, <usize>width << 5, scores + start, positions + start, load<i32>(finite + u));
      }
    }
    for (let b = first; b < first + count; b++) {
      const u = <usize>b << 2, out = positions + (<usize>load<u32>(relevantStart + u) << 2);
      const numbers = load<i32>(finite + u), candidates = load<i32>(outCounts + u);
      for (let r = 0; r < numbers; r++) store<i32>(out + (<usize>r << 2), load<i32>(out + (<usize>r << 2)) + r);
      const others = items - <i32>(load<u32>(maskStart + u, 4) - load<u32>(maskStart + u)) - candidates;
      for (let r = numbers; r < candidates; r++) store<i32>(out + (<usize>r << 2), others + r);
    }
    atomic.add<i32>(PROGRESS, count);
  }
  return 0;
}

/** scores[start[u]..] = scores of the listed items of each user: for lists of candidates and for pairs. */
export function scoreLists(
  ids: usize, users: i32, table: usize, stride: usize, factors: i32, panels: usize, start: usize, listed: usize,
  scores: usize, scratch: usize, claim: usize, worker: i32,
): i32 {
  const lanes = scratch + <usize>worker * SCRATCH + LANES;
  for (let first = claimBlock(claim, users); first >= 0; first = claimBlock(claim, users)) {
    const count = min(BLOCK, users - first);
    for (let u = first; u < first + count; u++) {
      const row = table + <usize>(ids ? load<u32>(ids + (<usize>u << 2)) : u) * stride;
      const end = load<u32>(start + (<usize>u << 2), 4);
      for (let r = load<u32>(start + (<usize>u << 2)); r < end; r++)
        store<f32>(scores + (<usize>r << 2), scoreOne(row, factors, panels, load<u32>(listed + (<usize>r << 2)), lanes));
    }
    atomic.add<i32>(PROGRESS, count);
  }
  return 0;
}
