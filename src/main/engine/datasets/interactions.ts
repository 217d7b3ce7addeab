/**
 * Interactions of a dataset, one user after the other (compressed rows), in file order within a user.
 * U users, N interactions. All arrays lie in SharedArrayBuffers, so that threads share one copy.
 */
export interface Interactions {
  readonly userCount: number;
  readonly itemCount: number;
  /** [U + 1]: user u has the interactions start[u] to start[u + 1] - 1. */
  readonly start: Uint32Array;
  /** [N], item indices 0..itemCount - 1. */
  readonly items: Uint32Array;
  /** [N]; null for purely implicit data. */
  readonly values: Float32Array | null;
  /** [N], seconds since 1970; null where the data have no time. NaN does not occur. */
  readonly times: Float64Array | null;
  /** [N], the row of the file (0-based, header not counted) each interaction came from; merged pairs keep the row kept. */
  readonly rows: Uint32Array;
}

/** The same without file rows: a part of a view, items ascending within a user. */
export interface Histories {
  readonly start: Uint32Array;
  readonly items: Uint32Array;
  readonly values: Float32Array | null;
  readonly times: Float64Array | null;
}

export const sharedU32 = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(4 * length));
export const sharedF32 = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));
export const sharedF64 = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));
