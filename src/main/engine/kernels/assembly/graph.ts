// Kernels over the memory of TensorFlow.js's WebAssembly backend: what it lacks, or does slowly. A module of its own.
import { fma } from './common';
import { gemm } from './gemm';

/** Rows and columns of a block of C. */
const BLOCK: i32 = 64;
const BLOCK_PITCH: usize = 256;
/** Products summed before the next block of A and B: 64 KB of B stay in cache. */
const DEPTH: i32 = 256;

/** Bytes that `product` needs as scratch for sums over k products. */
export function scratchBytes(k: i32): i32 {
  return (2 * k + BLOCK) * <i32>BLOCK_PITCH;
}

/**
 * C [m x n] = A B, C without gaps. A(i, k) is at a + i aRow + k aColumn, B(k, j) at b + k bRow + j bColumn (bytes).
 * Blocks of B are laid side by side in `scratch`, padded with zeros, and so are the last rows of A.
 */
export function product(
  a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize,
  c: usize, m: i32, n: i32, k: i32, scratch: usize,
): void {
  const packed = scratch, sums = packed + <usize>k * BLOCK_PITCH, rest = sums + <usize>BLOCK * BLOCK_PITCH;
  for (let j = 0; j < n; j += BLOCK) {
    const width = min(BLOCK, n - j), padded = (width + 7) & ~7;
    for (let q = 0; q < k; q++) {
      let from = b + <usize>q * bRow + <usize>j * bColumn, to = packed + <usize>q * BLOCK_PITCH;
      if (bColumn == 4) memory.copy(to, from, <usize>width << 2);
      else for (let x = 0; x < width; x++, from += bColumn) store<f32>(to + (<usize>x << 2), load<f32>(from));
      for (let x = width; x < padded; x++) store<f32>(to + (<usize>x << 2), 0);
    }
    for (let i = 0; i < m; i += BLOCK) {
      const height = min(BLOCK, m - i), tall = (height + 3) & ~3;
      let left = a + <usize>i * aRow, row = aRow, column = aColumn;
      if (tall != height) {
        // What lies behind the last row of A may be no memory at all.
        for (let y = 0; y < tall; y++)
          for (let q = 0; q < k; q++)
            store<f32>(
              rest + ((<usize>y * <usize>k + <usize>q) << 2),
              y < height ? load<f32>(left + <usize>y * aRow + <usize>q * aColumn) : 0,
            );
        left = rest;
        row = <usize>k << 2;
        column = 4;
      }
      for (let q = 0; q < k; q += DEPTH)
        gemm(
          left + <usize>q * column, row, column, packed + <usize>q * BLOCK_PITCH, BLOCK_PITCH, sums, BLOCK_PITCH,
          tall, padded, min(DEPTH, k - q), q > 0, 0, false, 0, 0,
        );
      for (let y = 0; y < height; y++)
        memory.copy(c + ((<usize>(i + y) * <usize>n + <usize>j) << 2), sums + <usize>y * BLOCK_PITCH, <usize>width << 2);
    }
  }
}

/** out[i] = rows[places[i]], d values each. */
export function gatherRows(rows: usize, places: usize, count: i32, d: i32, out: usize): void {
  const bytes = <usize>d << 2;
  for (let i = 0; i < count; i++, out += bytes) memory.copy(out, rows + <usize>load<i32>(places + (<usize>i << 2)) * bytes, bytes);
}

/**
 * out[to[i]] += weights[i] x rows[from[i]], d values each; from 0: row i; weights 0: all 1. What goes to a row outside
 * 0 to limit - 1 is dropped.
 */
export function addWeighted(rows: usize, from: usize, to: usize, weights: usize, count: i32, d: i32, out: usize, limit: i32): void {
  const bytes = <usize>d << 2, whole = bytes & ~15;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2, row = load<i32>(to + at);
    if (row < 0 || row >= limit) continue;
    const source = rows + <usize>(from ? load<i32>(from + at) : i) * bytes, target = out + <usize>row * bytes;
    const weight: f32 = weights ? load<f32>(weights + at) : 1;
    const w = f32x4.splat(weight);
    let f: usize = 0;
    for (; f < whole; f += 16) v128.store(target + f, fma(w, v128.load(source + f), v128.load(target + f)));
    for (; f < bytes; f += 4) store<f32>(target + f, load<f32>(target + f) + weight * load<f32>(source + f));
  }
}

/** The windows of a convolution as rows, [places x (kernel height x kernel width x channels)]; outside is 0. `back`: adds rows to places instead. */
export function windows(
  x: usize, batch: i32, height: i32, width: i32, depth: i32, kernelHeight: i32, kernelWidth: i32,
  strideY: i32, strideX: i32, top: i32, left: i32, outHeight: i32, outWidth: i32, rows: usize, back: bool,
): void {
  const bytes = <usize>depth << 2;
  let at = rows;
  for (let b = 0; b < batch; b++)
    for (let r = 0; r < outHeight; r++)
      for (let c = 0; c < outWidth; c++)
        for (let fy = 0; fy < kernelHeight; fy++) {
          const y = r * strideY + fy - top;
          for (let fx = 0; fx < kernelWidth; fx++, at += bytes) {
            const column = c * strideX + fx - left;
            const inside = y >= 0 && y < height && column >= 0 && column < width;
            const place = x + (<usize>((b * height + y) * width + column)) * bytes;
            if (back) {
              if (inside) for (let d: usize = 0; d < bytes; d += 4) store<f32>(place + d, load<f32>(place + d) + load<f32>(at + d));
            } else if (inside) memory.copy(at, place, bytes);
            else memory.fill(at, 0, bytes);
          }
        }
}
