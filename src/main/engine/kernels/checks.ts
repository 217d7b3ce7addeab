import { RecsmithError } from '../../../shared/errors.ts';
import { strideFor, type Matrix } from './matrix.ts';

/** A kernel's wrapper was given what the kernel must not see. Always a bug of the caller, never of a person. */
export class KernelInputError extends RecsmithError {
  constructor(kernel: string, argument: string, found: string, expected: string) {
    super('INTERNAL', `${kernel}: ${argument} ${found}, expected ${expected}`, { where: kernel });
    this.name = 'KernelInputError';
  }
}

export function expectLength(
  kernel: string,
  argument: string,
  array: { readonly length: number },
  length: number,
): void {
  if (array.length !== length)
    throw new KernelInputError(kernel, argument, `has ${array.length} values`, String(length));
}

/** Every index is 0 to below - 1. */
export function expectIndices(kernel: string, argument: string, indices: Uint32Array, below: number): void {
  for (let position = 0; position < indices.length; position++)
    if (indices[position] >= below)
      throw new KernelInputError(
        kernel,
        argument,
        `has index ${indices[position]} at position ${position}`,
        `indices below ${below}`,
      );
}

export function expectNumber(kernel: string, argument: string, value: number, min: number, max = Infinity): void {
  if (!Number.isFinite(value) || value < min || value > max)
    throw new KernelInputError(
      kernel,
      argument,
      `is ${value}`,
      max === Infinity ? `at least ${min}` : `${min} to ${max}`,
    );
}

export function expectInteger(kernel: string, argument: string, value: number, min: number, max = 0xffffffff): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new KernelInputError(kernel, argument, `is ${value}`, `a whole number ${min} to ${max}`);
}

/** A padded table of this many rows; `columns` undefined: any. */
export function expectMatrix(kernel: string, argument: string, matrix: Matrix, rows: number, columns?: number): void {
  if (matrix.rows !== rows) throw new KernelInputError(kernel, argument, `has ${matrix.rows} rows`, String(rows));
  if (columns !== undefined && matrix.columns !== columns)
    throw new KernelInputError(kernel, argument, `has ${matrix.columns} columns`, String(columns));
  if (matrix.stride !== strideFor(matrix.columns))
    throw new KernelInputError(
      kernel,
      argument,
      `has rows of ${matrix.stride} values for ${matrix.columns} columns`,
      String(strideFor(matrix.columns)),
    );
  expectLength(kernel, `${argument}.data`, matrix.data, matrix.rows * matrix.stride);
}

/** Offsets of compressed rows: `rows` + 1 values, from 0, never falling, the last one `total`. */
export function expectOffsets(kernel: string, argument: string, start: Uint32Array, rows: number, total: number): void {
  expectLength(kernel, argument, start, rows + 1);
  if (start[0] !== 0) throw new KernelInputError(kernel, argument, `starts with ${start[0]}`, '0');
  for (let row = 0; row < rows; row++)
    if (start[row + 1] < start[row])
      throw new KernelInputError(kernel, argument, `falls after position ${row}`, 'ascending values');
  if (start[rows] !== total) throw new KernelInputError(kernel, argument, `ends with ${start[rows]}`, String(total));
}
