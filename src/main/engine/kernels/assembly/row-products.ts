// Products of a tile of examples with rows of a table that are addressed by their ids: no copy of the table, no
// transposed weights. m (examples) is a multiple of 4; row lengths in bytes are multiples of 32, padding zero.
// Every result is summed in one order whatever the tile: the same bits alone and among others.
import { fma, sum4 } from './common';
import { gemm } from './gemm';

/**
 * c[i, j] (+)= a[i] . row(ids[j]) + bias(ids[j]), j < n. `bias` 0: none; else its values lie `biasRow` bytes apart.
 * n odd: column n of c is written too (as a double of the last).
 */
export function dotRows(
  a: usize, aRow: usize, m: i32, table: usize, tableRow: usize, ids: usize, n: i32, bytes: usize,
  bias: usize, biasRow: usize, c: usize, cRow: usize, add: bool,
): void {
  const zero = f32x4.splat(0), aRow2 = aRow + aRow, aRow3 = aRow2 + aRow, cRow2 = cRow + cRow, cRow3 = cRow2 + cRow;
  for (let j = 0; j < n; j += 2) {
    const at = ids + (<usize>j << 2), id0 = <usize>load<u32>(at), id1 = j + 1 < n ? <usize>load<u32>(at, 4) : id0;
    const q0 = table + id0 * tableRow, q1 = table + id1 * tableRow;
    let b0 = zero, b1 = zero;
    if (bias) {
      b0 = v128.load_splat<f32>(bias + id0 * biasRow);
      b1 = v128.load_splat<f32>(bias + id1 * biasRow);
    }
    let out = c + (<usize>j << 2);
    for (let i = 0, p0 = a; i < m; i += 4) {
      const p1 = p0 + aRow, p2 = p0 + aRow2, p3 = p0 + aRow3;
      let s0 = zero, s1 = zero, s2 = zero, s3 = zero, t0 = zero, t1 = zero, t2 = zero, t3 = zero;
      for (let f: usize = 0; f < bytes; f += 16) {
        const v = v128.load(q0 + f), w = v128.load(q1 + f);
        let x = v128.load(p0 + f);
        s0 = fma(v, x, s0);
        t0 = fma(w, x, t0);
        x = v128.load(p1 + f);
        s1 = fma(v, x, s1);
        t1 = fma(w, x, t1);
        x = v128.load(p2 + f);
        s2 = fma(v, x, s2);
        t2 = fma(w, x, t2);
        x = v128.load(p3 + f);
        s3 = fma(v, x, s3);
        t3 = fma(w, x, t3);
      }
      const s = f32x4.add(sum4(s0, s1, s2, s3), b0), t = f32x4.add(sum4(t0, t1, t2, t3), b1);
      let low = v128.shuffle<f32>(s, t, 0, 4, 1, 5), high = v128.shuffle<f32>(s, t, 2, 6, 3, 7);
      if (add) {
        low = f32x4.add(low, v128.load_lane<u64>(out + cRow, v128.load_zero<u64>(out), 1));
        high = f32x4.add(high, v128.load_lane<u64>(out + cRow3, v128.load_zero<u64>(out + cRow2), 1));
      }
      v128.store_lane<u64>(out, low, 0);
      v128.store_lane<u64>(out + cRow, low, 1);
      v128.store_lane<u64>(out + cRow2, high, 0);
      v128.store_lane<u64>(out + cRow3, high, 1);
      p0 += aRow << 2;
      out += cRow << 2;
    }
  }
}

/** Sixteen columns of two rows of c, in 8 registers. */
// @ts-ignore: decorator
@inline function store2(r0: usize, r1: usize, c0: v128, c1: v128, c2: v128, c3: v128, d0: v128, d1: v128, d2: v128, d3: v128): void {
  v128.store(r0, c0);
  v128.store(r0, c1, 16);
  v128.store(r0, c2, 32);
  v128.store(r0, c3, 48);
  v128.store(r1, d0);
  v128.store(r1, d1, 16);
  v128.store(r1, d2, 32);
  v128.store(r1, d3, 48);
}

/**
 * c[i] += sum over q < k of a[i, q] row(ids[q]); rows and c `bytes` long. Whole cache lines of the rows: 2 x 16 sums,
 * and 4 x 8 for a half line at the end.
 */
export function addRows(
  a: usize, aRow: usize, m: i32, table: usize, tableRow: usize, ids: usize, k: i32, bytes: usize, c: usize, cRow: usize,
): void {
  const end = <usize>k << 2, whole = bytes & ~63;
  for (let j: usize = 0; j < whole; j += 64) {
    const b = table + j;
    for (let i = 0; i < m; i += 2) {
      const r0 = c + <usize>i * cRow + j, r1 = r0 + cRow;
      let c0 = v128.load(r0), c1 = v128.load(r0, 16), c2 = v128.load(r0, 32), c3 = v128.load(r0, 48);
      let d0 = v128.load(r1), d1 = v128.load(r1, 16), d2 = v128.load(r1, 32), d3 = v128.load(r1, 48);
      for (let q: usize = 0, x = a + <usize>i * aRow; q < end; q += 4, x += 4) {
        const y = b + <usize>load<u32>(ids + q) * tableRow, s = v128.load_splat<f32>(x), t = v128.load_splat<f32>(x + aRow);
        let v = v128.load(y);
        c0 = fma(s, v, c0);
        d0 = fma(t, v, d0);
        v = v128.load(y, 16);
        c1 = fma(s, v, c1);
        d1 = fma(t, v, d1);
        v = v128.load(y, 32);
        c2 = fma(s, v, c2);
        d2 = fma(t, v, d2);
        v = v128.load(y, 48);
        c3 = fma(s, v, c3);
        d3 = fma(t, v, d3);
      }
      store2(r0, r1, c0, c1, c2, c3, d0, d1, d2, d3);
    }
  }
  if (whole == bytes) return;
  const aRow2 = aRow + aRow, aRow3 = aRow2 + aRow, b = table + whole;
  for (let i = 0; i < m; i += 4) {
    const r0 = c + <usize>i * cRow + whole, r1 = r0 + cRow, r2 = r1 + cRow, r3 = r2 + cRow;
    let c0 = v128.load(r0), d0 = v128.load(r0, 16), c1 = v128.load(r1), d1 = v128.load(r1, 16);
    let c2 = v128.load(r2), d2 = v128.load(r2, 16), c3 = v128.load(r3), d3 = v128.load(r3, 16);
    for (let q: usize = 0, x = a + <usize>i * aRow; q < end; q += 4, x += 4) {
      const y = b + <usize>load<u32>(ids + q) * tableRow, v = v128.load(y), w = v128.load(y, 16);
      let s = v128.load_splat<f32>(x);
      c0 = fma(s, v, c0);
      d0 = fma(s, w, d0);
      s = v128.load_splat<f32>(x + aRow);
      c1 = fma(s, v, c1);
      d1 = fma(s, w, d1);
      s = v128.load_splat<f32>(x + aRow2);
      c2 = fma(s, v, c2);
      d2 = fma(s, w, d2);
      s = v128.load_splat<f32>(x + aRow3);
      c3 = fma(s, v, c3);
      d3 = fma(s, w, d3);
    }
    v128.store(r0, c0);
    v128.store(r0, d0, 16);
    v128.store(r1, c1);
    v128.store(r1, d1, 16);
    v128.store(r2, c2);
    v128.store(r2, d2, 16);
    v128.store(r3, c3);
    v128.store(r3, d3, 16);
  }
}

const CHUNK: i32 = 64; // examples whose columns stay in the first cache

/**
 * c[i] += sum over n examples of x[example, i] y[example]: the gradient of a weight. i < m (a multiple of 4) columns of
 * x; rows of y and c `bytes` long.
 */
export function addOuter(x: usize, xRow: usize, m: i32, y: usize, yRow: usize, bytes: usize, n: i32, c: usize): void {
  const whole = bytes & ~63;
  for (let first = 0; first < n; first += CHUNK) {
    const k = min(CHUNK, n - first), x1 = x + <usize>first * xRow, y1 = y + <usize>first * yRow;
    for (let j: usize = 0; j < whole; j += 64)
      for (let i = 0; i < m; i += 2) {
        const r0 = c + <usize>i * bytes + j, r1 = r0 + bytes;
        let c0 = v128.load(r0), c1 = v128.load(r0, 16), c2 = v128.load(r0, 32), c3 = v128.load(r0, 48);
        let d0 = v128.load(r1), d1 = v128.load(r1, 16), d2 = v128.load(r1, 32), d3 = v128.load(r1, 48);
        let p = x1 + (<usize>i << 2), b = y1 + j;
        for (let q = 0; q < k; q++) {
          const s = v128.load_splat<f32>(p), t = v128.load_splat<f32>(p, 4);
          let v = v128.load(b);
          c0 = fma(s, v, c0);
          d0 = fma(t, v, d0);
          v = v128.load(b, 16);
          c1 = fma(s, v, c1);
          d1 = fma(t, v, d1);
          v = v128.load(b, 32);
          c2 = fma(s, v, c2);
          d2 = fma(t, v, d2);
          v = v128.load(b, 48);
          c3 = fma(s, v, c3);
          d3 = fma(t, v, d3);
          p += xRow;
          b += yRow;
        }
        store2(r0, r1, c0, c1, c2, c3, d0, d1, d2, d3);
      }
    if (whole < bytes) gemm(x1, 4, xRow, y1 + whole, yRow, c + whole, bytes, m, 8, k, true, 0, false, 0, 0);
  }
}
