// Matrix products on tiles: one micro-kernel of 4 x 8 sums in 8 registers.
import { fma } from './common';

/**
 * C = start + A B, then what `relu` and `mask` say. A(i, k) is at a + i rowStep + k columnStep, so A^T needs no copy; rows
 * of B and C are `bPitch` and `cPitch` apart (bytes throughout). m is a multiple of 4, n of 8, k any.
 * start: C itself if `add`, else the vector `bias`, else 0. relu: negative results become 0.
 * mask (0: none; rows `maskPitch` apart): results become 0 where it is not positive, the slope of a relu.
 */
export function gemm(
  a: usize, rowStep: usize, columnStep: usize, b: usize, bPitch: usize, c: usize, cPitch: usize,
  m: i32, n: i32, k: i32, add: bool, bias: usize, relu: bool, mask: usize, maskPitch: usize,
): void {
  const zero = f32x4.splat(0), step2 = rowStep + rowStep, step3 = step2 + rowStep;
  for (let j: usize = 0, end = <usize>n << 2; j < end; j += 32) {
    for (let i = 0; i < m; i += 4) {
      const r0 = c + <usize>i * cPitch + j, r1 = r0 + cPitch, r2 = r1 + cPitch, r3 = r2 + cPitch;
      let c0 = zero, d0 = zero, c1 = zero, d1 = zero, c2 = zero, d2 = zero, c3 = zero, d3 = zero;
      if (add) {
        c0 = v128.load(r0);
        d0 = v128.load(r0, 16);
        c1 = v128.load(r1);
        d1 = v128.load(r1, 16);
        c2 = v128.load(r2);
        d2 = v128.load(r2, 16);
        c3 = v128.load(r3);
        d3 = v128.load(r3, 16);
      } else if (bias) {
        c0 = c1 = c2 = c3 = v128.load(bias + j);
        d0 = d1 = d2 = d3 = v128.load(bias + j, 16);
      }
      let x = a + <usize>i * rowStep, y = b + j;
      for (let q = 0; q < k; q++) {
        const v = v128.load(y), w = v128.load(y, 16);
        let s = v128.load_splat<f32>(x);
        c0 = fma(s, v, c0);
        d0 = fma(s, w, d0);
        s = v128.load_splat<f32>(x + rowStep);
        c1 = fma(s, v, c1);
        d1 = fma(s, w, d1);
        s = v128.load_splat<f32>(x + step2);
        c2 = fma(s, v, c2);
        d2 = fma(s, w, d2);
        s = v128.load_splat<f32>(x + step3);
        c3 = fma(s, v, c3);
        d3 = fma(s, w, d3);
        x += columnStep;
        y += bPitch;
      }
      if (relu) {
        c0 = f32x4.max(c0, zero);
        d0 = f32x4.max(d0, zero);
        c1 = f32x4.max(c1, zero);
        d1 = f32x4.max(d1, zero);
        c2 = f32x4.max(c2, zero);
        d2 = f32x4.max(d2, zero);
        c3 = f32x4.max(c3, zero);
        d3 = f32x4.max(d3, zero);
      }
      if (mask) {
        const p0 = mask + <usize>i * maskPitch + j, p1 = p0 + maskPitch, p2 = p1 + maskPitch, p3 = p2 + maskPitch;
        c0 = v128.and(c0, f32x4.gt(v128.load(p0), zero));
        d0 = v128.and(d0, f32x4.gt(v128.load(p0, 16), zero));
        c1 = v128.and(c1, f32x4.gt(v128.load(p1), zero));
        d1 = v128.and(d1, f32x4.gt(v128.load(p1, 16), zero));
        c2 = v128.and(c2, f32x4.gt(v128.load(p2), zero));
        d2 = v128.and(d2, f32x4.gt(v128.load(p2, 16), zero));
        c3 = v128.and(c3, f32x4.gt(v128.load(p3), zero));
        d3 = v128.and(d3, f32x4.gt(v128.load(p3, 16), zero));
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
}

/** to[f] += sum over `rows` rows of from[row, f]; `width` values, rounded up to a multiple of 4. */
export function addColumns(from: usize, pitch: usize, rows: i32, width: i32, to: usize): void {
  for (let f: usize = 0, end = <usize>width << 2; f < end; f += 16) {
    let s = v128.load(to + f);
    for (let r = 0, at = from + f; r < rows; r++, at += pitch) s = f32x4.add(s, v128.load(at));
    v128.store(to + f, s);
  }
}

/** to[column, row] = from[row, column] for rows first to end - 1; pitches in bytes. */
export function transpose(from: usize, pitch: usize, first: i32, end: i32, columns: i32, to: usize, toPitch: usize): void {
  for (let row = first; row < end; row++) {
    let source = from + <usize>row * pitch, target = to + (<usize>row << 2);
    for (let column = 0; column < columns; column++) {
      store<f32>(target, load<f32>(source));
      source += 4;
      target += toPitch;
    }
  }
}
