// Shared by the kernels: the control block, the barrier, and arithmetic on four lanes.

// Byte offsets of the control block; `CONTROL` in kernels.ts has the same numbers.
export const BARRIER: usize = 1024; // i32 arrivals, i32 generation
export const STOP: usize = 1040; // i32: not 0 = the host wants the threads back
export const PROGRESS: usize = 1048; // i32: work done, for the host to show

/** Does nothing: the host calls it to know that a thread has started. */
export function ready(worker: i32): i32 {
  return worker;
}

/** Whether the host wants the threads back. Threads must still meet at every barrier: skip the work, not the meeting. */
// @ts-ignore: decorator
@inline
export function stopped(): bool {
  return atomic.load<i32>(STOP) != 0;
}

// @ts-ignore: decorator
@inline
export function addProgress(amount: i32): void {
  atomic.add<i32>(PROGRESS, amount);
}

const SPINS: i32 = 20000; // some tens of microseconds: shorter than waking a thread, longer than a fair wait

/** All `threads` threads meet here. The last to arrive opens the next generation; the others spin, then sleep. */
export function barrier(threads: i32): void {
  const generation = atomic.load<i32>(BARRIER, 4);
  if (atomic.add<i32>(BARRIER, 1) == threads - 1) {
    atomic.store<i32>(BARRIER, 0);
    atomic.add<i32>(BARRIER, 1, 4);
    atomic.notify(BARRIER + 4, threads);
    return;
  }
  for (let spin = 0; atomic.load<i32>(BARRIER, 4) == generation; spin++) {
    if (spin > SPINS) atomic.wait<i32>(BARRIER + 4, generation, -1);
  }
}

/** a b + c. The relaxed build may round once instead of twice, so the two builds differ in the last bits. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sum(a: v128): f32 {
  const pairs = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** Lane k of the result is the sum of the lanes of argument k. */
// @ts-ignore: decorator
@inline
export function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * Lane k: dot product of row p with row qk; addresses; `bytes` is a multiple of 32 and may be 0.
 * A loop of two vectors on purpose: in straight-line code V8 moves all loads in front of the sums and spills them.
 */
// @ts-ignore: decorator
@inline
export function dot4(p: usize, q0: usize, q1: usize, q2: usize, q3: usize, bytes: usize): v128 {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  for (let at: usize = 0; at < bytes; at += 32) {
    const v = v128.load(p + at), w = v128.load(p + at, 16);
    a0 = fma(v, v128.load(q0 + at), a0);
    a1 = fma(v, v128.load(q1 + at), a1);
    a2 = fma(v, v128.load(q2 + at), a2);
    a3 = fma(v, v128.load(q3 + at), a3);
    b0 = fma(w, v128.load(q0 + at, 16), b0);
    b1 = fma(w, v128.load(q1 + at, 16), b1);
    b2 = fma(w, v128.load(q2 + at, 16), b2);
    b3 = fma(w, v128.load(q3 + at, 16), b3);
  }
  return sum4(f32x4.add(a0, b0), f32x4.add(a1, b1), f32x4.add(a2, b2), f32x4.add(a3, b3));
}

/** The four f32 at four addresses, given as the lanes of an i32x4. */
// @ts-ignore: decorator
@inline
export function gather(at: v128): v128 {
  let v = v128.load_zero<f32>(<usize>i32x4.extract_lane(at, 0));
  v = v128.load_lane<f32>(<usize>i32x4.extract_lane(at, 1), v, 1);
  v = v128.load_lane<f32>(<usize>i32x4.extract_lane(at, 2), v, 2);
  return v128.load_lane<f32>(<usize>i32x4.extract_lane(at, 3), v, 3);
}

/** Back to four addresses; of equal addresses the last lane stays. */
// @ts-ignore: decorator
@inline
export function scatter(at: v128, v: v128): void {
  v128.store_lane<f32>(<usize>i32x4.extract_lane(at, 0), v, 0);
  v128.store_lane<f32>(<usize>i32x4.extract_lane(at, 1), v, 1);
  v128.store_lane<f32>(<usize>i32x4.extract_lane(at, 2), v, 2);
  v128.store_lane<f32>(<usize>i32x4.extract_lane(at, 3), v, 3);
}

/** One lane in all four. */
// @ts-ignore: decorator
@inline
export function lane0(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 0, 0, 0, 0);
}
// @ts-ignore: decorator
@inline
export function lane1(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 1, 1, 1);
}
// @ts-ignore: decorator
@inline
export function lane2(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 2, 2, 2, 2);
}
// @ts-ignore: decorator
@inline
export function lane3(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 3, 3, 3, 3);
}

/**
 * e^x, relative error below 1e-6; x is limited to -80..80, so the result is never 0 or infinite.
 * 2^(n + f) with n whole and |f| <= 1/2: n goes into the exponent, 2^f is its Taylor polynomial of degree 6.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const t = f32x4.mul(f32x4.min(f32x4.max(x, f32x4.splat(-80)), f32x4.splat(80)), f32x4.splat(1.442695041));
  const n = f32x4.nearest(t), f = f32x4.sub(t, n);
  let y = fma(f, f32x4.splat(1.540353e-4), f32x4.splat(1.3333558e-3));
  y = fma(f, y, f32x4.splat(9.6181291e-3));
  y = fma(f, y, f32x4.splat(5.5504109e-2));
  y = fma(f, y, f32x4.splat(2.4022651e-1));
  y = fma(f, y, f32x4.splat(6.9314718e-1));
  y = fma(f, y, f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, exponent);
}

/** log(1 + e) for 0 <= e <= 1, absolute error below 2e-6: 2 atanh(e / (2 + e)) by its series to the ninth power. */
// @ts-ignore: decorator
@inline
export function log1p(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2))), t = f32x4.mul(s, s);
  let y = fma(t, f32x4.splat(2.0 / 9.0), f32x4.splat(2.0 / 7.0));
  y = fma(t, y, f32x4.splat(2.0 / 5.0));
  y = fma(t, y, f32x4.splat(2.0 / 3.0));
  y = fma(t, y, f32x4.splat(2));
  return f32x4.mul(s, y);
}
