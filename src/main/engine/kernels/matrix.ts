/**
 * A row-major table of f32 in the shared memory of the kernels. Rows are padded with zeros to `stride` columns, a
 * multiple of 8 (32 bytes), because kernels work on two vectors at a time; padding stays zero under every update.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly data: Float32Array; // [rows x stride]
}

export const strideFor = (columns: number): number => (columns + 7) & ~7;
