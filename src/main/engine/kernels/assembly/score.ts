// Scores of a block of users against all items, chunk by chunk, so that they are used while they are in cache.
// Every score is summed in one fixed order, bias + u[0] v[0] + u[1] v[1] + ..., whatever tile computes it: a score
// computed alone equals, bit for bit, the same score in a tile, and ties are exact.
//
// Items are packed in panels of 8: [8 biases][8 values of factor 0][8 values of factor 1]... Items missing in the last
// panel have the bias NaN, so their scores are NaN, which no comparison takes.

import { fma } from './common';

export const BLOCK: i32 = 32; // users
export const CHUNK: i32 = 256; // items; 32 x 256 scores are 32 KB
/** Bytes between the score rows of two users: 32 more than a power of two, or the rows would share cache sets. */
export const SCORE_ROW: usize = 1056;

// @ts-ignore: decorator
@inline export function panelBytes(factors: i32): usize {
  return (<usize>factors + 1) << 5;
}

/** Packs items [items x factors], rows `stride` bytes apart; bias 0: none. */
export function packItems(table: usize, stride: usize, factors: i32, items: i32, bias: usize, panels: usize): void {
  const size = panelBytes(factors);
  for (let i = 0; i < ((items + 7) & ~7); i++) {
    const lane = panels + <usize>(i >> 3) * size + (<usize>(i & 7) << 2);
    if (i >= items) {
      store<f32>(lane, NaN);
      for (let f = 0; f < factors; f++) store<f32>(lane + (<usize>(f + 1) << 5), 0);
      continue;
    }
    store<f32>(lane, bias ? load<f32>(bias + (<usize>i << 2)) : 0);
    const row = table + <usize>i * stride;
    for (let f = 0; f < factors; f++) store<f32>(lane + (<usize>(f + 1) << 5), load<f32>(row + (<usize>f << 2)));
  }
}

/** Four users against one panel: a tile of 4 x 8 sums in 8 registers. */
// @ts-ignore: decorator
@inline function tile4(x0: usize, x1: usize, x2: usize, x3: usize, nb: usize, panel: usize, out: usize): void {
  let a0 = v128.load(panel), b0 = v128.load(panel, 16);
  let a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
  for (let f: usize = 0; f < nb; f += 4) {
    panel += 32;
    const v = v128.load(panel), w = v128.load(panel, 16);
    let s = v128.load_splat<f32>(x0 + f);
    a0 = fma(s, v, a0);
    b0 = fma(s, w, b0);
    s = v128.load_splat<f32>(x1 + f);
    a1 = fma(s, v, a1);
    b1 = fma(s, w, b1);
    s = v128.load_splat<f32>(x2 + f);
    a2 = fma(s, v, a2);
    b2 = fma(s, w, b2);
    s = v128.load_splat<f32>(x3 + f);
    a3 = fma(s, v, a3);
    b3 = fma(s, w, b3);
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  out += SCORE_ROW;
  v128.store(out, a1);
  v128.store(out, b1, 16);
  out += SCORE_ROW;
  v128.store(out, a2);
  v128.store(out, b2, 16);
  out += SCORE_ROW;
  v128.store(out, a3);
  v128.store(out, b3, 16);
}

/** One user against four panels: for a single user or query, where three quarters of a 4 x 8 tile would be idle. */
// @ts-ignore: decorator
@inline function row4(x: usize, nb: usize, size: usize, p0: usize, out: usize): void {
  let p1 = p0 + size, p2 = p1 + size, p3 = p2 + size;
  let a0 = v128.load(p0), b0 = v128.load(p0, 16), a1 = v128.load(p1), b1 = v128.load(p1, 16);
  let a2 = v128.load(p2), b2 = v128.load(p2, 16), a3 = v128.load(p3), b3 = v128.load(p3, 16);
  for (let f: usize = 0; f < nb; f += 4) {
    p0 += 32;
    p1 += 32;
    p2 += 32;
    p3 += 32;
    const s = v128.load_splat<f32>(x + f);
    a0 = fma(s, v128.load(p0), a0);
    b0 = fma(s, v128.load(p0, 16), b0);
    a1 = fma(s, v128.load(p1), a1);
    b1 = fma(s, v128.load(p1, 16), b1);
    a2 = fma(s, v128.load(p2), a2);
    b2 = fma(s, v128.load(p2, 16), b2);
    a3 = fma(s, v128.load(p3), a3);
    b3 = fma(s, v128.load(p3, 16), b3);
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  v128.store(out, a1, 32);
  v128.store(out, b1, 48);
  v128.store(out, a2, 64);
  v128.store(out, b2, 80);
  v128.store(out, a3, 96);
  v128.store(out, b3, 112);
}

/**
 * scores[u, i] = bias[i] + sum over f of user[u, f] item[i, f] for `users` users (addresses of their rows in `rows`,
 * padded to a multiple of 4) and `count` panels.
 */
export function scoreChunk(rows: usize, users: i32, factors: i32, panel: usize, count: i32, scores: usize): void {
  const size = panelBytes(factors), nb = <usize>factors << 2;
  let p = 0;
  if (users == 1)
    for (const x = <usize>load<u32>(rows); p + 4 <= count; p += 4) {
      row4(x, nb, size, panel, scores);
      panel += 4 * size;
      scores += 128;
    }
  for (; p < count; p++) {
    let at = rows, out = scores;
    for (let u = 0; u < users; u += 4) {
      tile4(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8), load<u32>(at, 12), nb, panel, out);
      at += 16;
      out += 4 * SCORE_ROW;
    }
    panel += size;
    scores += 32;
  }
}

/** The score of one pair, with the bits that `scoreChunk` gives. `lanes`: 16 bytes of scratch. */
// @ts-ignore: decorator
@inline export function scoreOne(row: usize, factors: i32, panels: usize, item: u32, lanes: usize): f32 {
  let p = panels + <usize>(item >> 3) * panelBytes(factors) + (<usize>(item & 4) << 2);
  let sum = v128.load(p);
  for (let f: usize = 0, nb = <usize>factors << 2; f < nb; f += 4) {
    p += 32;
    sum = fma(v128.load_splat<f32>(row + f), v128.load(p), sum);
  }
  v128.store(lanes, sum);
  return load<f32>(lanes + (<usize>(item & 3) << 2));
}
