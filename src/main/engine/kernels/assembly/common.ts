// Shared by the kernels: fused multiply-add, sums of four, the barrier and the control block.

// Byte offsets of the control block; `CONTROL` in kernels.ts has the same numbers.
export const BARRIER: usize = 1024; // i32 arrivals, i32 generation
export const STOP: usize = 1040; // i32: not 0 = the host wants the threads back
export const PROGRESS: usize = 1048; // i32: work done, for the host to show

/** Does nothing: the host calls it to know that a thread has started. */
export function ready(worker: i32): i32 {
  return worker;
}
