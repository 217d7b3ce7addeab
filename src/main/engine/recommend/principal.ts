import { KernelInputError } from '../kernels/checks.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { rowOf } from '../neighbours/measures.ts';
import { Random } from '../random.ts';

export interface Principal {
  /** [D], of the rows that were given. */
  readonly mean: Float64Array;
  /** [C x D] row-major, of length 1, by falling variance; the entry of largest magnitude is positive. */
  readonly axes: Float64Array;
  /** [C], share of the whole variance, 0..1; all 0 where the rows do not differ. */
  readonly explained: Float64Array;
}

const OVERSAMPLING = 6;
const ROUNDS = 1000;
const TOLERANCE = 1e-13;

/**
 * Principal components of some rows of a table, in double precision: the leading eigenvectors of the covariance by
 * orthogonal iteration with Rayleigh-Ritz steps (Golub and Van Loan, Matrix Computations, 8.2.4), from a fixed start.
 * Rows are centred, not scaled. Time O(rows D^2 + rounds C D^2).
 * @param rows of the table, at least one
 * @param count C, at most D
 */
export function principalComponents(table: Matrix, rows: Uint32Array, count: number): Principal {
  const size = table.columns;
  if (rows.length === 0 || count > size || count < 1)
    throw new KernelInputError('principalComponents', 'count', `is ${count} of ${size}`, 'components of some rows');
  const mean = new Float64Array(size);
  for (const row of rows) rowOf(table, row).forEach((value, f) => (mean[f] += value));
  for (let f = 0; f < size; f++) mean[f] /= rows.length;
  const covariance = covarianceOf(table, rows, mean);
  let trace = 0;
  for (let f = 0; f < size; f++) trace += covariance[f * size + f];
  const block = Math.min(size, count + OVERSAMPLING);
  const { values, vectors } = leading(covariance, size, block);
  const axes = vectors.slice(0, count * size);
  for (let c = 0; c < count; c++) turn(axes.subarray(c * size, (c + 1) * size));
  return {
    mean,
    axes,
    explained: Float64Array.from(values.subarray(0, count), (value) =>
      trace > 0 ? Math.max(0, Math.min(1, value / trace)) : 0,
    ),
  };
}

/** Where a row lies on the components, [C]. */
export function project({ mean, axes }: Principal, row: Float32Array): number[] {
  const size = mean.length;
  return Array.from({ length: axes.length / size }, (_, c) => {
    let sum = 0;
    for (let f = 0; f < size; f++) sum += axes[c * size + f] * (row[f] - mean[f]);
    return sum;
  });
}

function covarianceOf(table: Matrix, rows: Uint32Array, mean: Float64Array): Float64Array {
  const size = table.columns;
  const sums = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (const row of rows) {
    const values = rowOf(table, row);
    for (let f = 0; f < size; f++) centred[f] = values[f] - mean[f];
    for (let f = 0; f < size; f++) for (let g = 0; g <= f; g++) sums[f * size + g] += centred[f] * centred[g];
  }
  for (let f = 0; f < size; f++) for (let g = 0; g <= f; g++) sums[g * size + f] = sums[f * size + g] /= rows.length;
  return sums;
}

/** The `block` leading eigenpairs of a symmetric positive semidefinite [n x n] matrix; vectors [block x n] row-major. */
function leading(matrix: Float64Array, n: number, block: number): { values: Float64Array; vectors: Float64Array } {
  let basis: Float64Array = new Float64Array(block * n);
  basis.set(new Random(0, 'principal').normal(new Float32Array(block * n), 1));
  orthonormalise(basis, n);
  let former: Float64Array = new Float64Array(block);
  for (let round = 0; ; round++) {
    const image = new Float64Array(block * n);
    for (let b = 0; b < block; b++) multiply(matrix, n, basis, b * n, image);
    // The projection of the matrix onto the basis, and the turn of the basis that makes it diagonal.
    const small = new Float64Array(block * block);
    for (let a = 0; a < block; a++)
      for (let b = 0; b < block; b++)
        for (let f = 0; f < n; f++) small[a * block + b] += basis[a * n + f] * image[b * n + f];
    const { values, vectors } = symmetricEigen(small, block);
    const change = values.reduce((most, value, b) => Math.max(most, Math.abs(value - former[b])), 0);
    const settled = change <= TOLERANCE * Math.max(values[0], Number.MIN_VALUE);
    if (settled || round === ROUNDS || block === n) return { values, vectors: combine(vectors, basis, block, n) };
    former = values;
    basis = combine(vectors, image, block, n);
    orthonormalise(basis, n);
  }
}

/** Eigenpairs of a symmetric [n x n] matrix by cyclic Jacobi rotations, falling; vectors [n x n], one a row. */
export function symmetricEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        all += a[i * n + j] ** 2;
        if (i !== j) off += a[i * n + j] ** 2;
      }
    if (off <= 1e-30 * all) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(v.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** One rotation that makes a[p, q] zero. Golub and Van Loan, algorithm 8.4.1. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = Math.sign(tau || 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  const mix = (values: Float64Array, at: number, other: number) => {
    const [x, y] = [values[at], values[other]];
    values[at] = c * x - s * y;
    values[other] = s * x + c * y;
  };
  for (let k = 0; k < n; k++) mix(a, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) mix(a, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) mix(v, p * n + k, q * n + k);
}

function multiply(matrix: Float64Array, n: number, from: Float64Array, at: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * from[at + j];
    out[at + i] = sum;
  }
}

/** out[a] = sum over b of weights[a, b] rows[b]. */
function combine(weights: Float64Array, rows: Float64Array, block: number, n: number): Float64Array {
  const out = new Float64Array(block * n);
  for (let a = 0; a < block; a++)
    for (let b = 0; b < block; b++) {
      const weight = weights[a * block + b];
      for (let f = 0; f < n; f++) out[a * n + f] += weight * rows[b * n + f];
    }
  return out;
}

/** Modified Gram-Schmidt, twice over; a row that depends on those before it becomes a unit vector that does not. */
function orthonormalise(rows: Float64Array, n: number): void {
  for (let a = 0, spare = 0; a * n < rows.length; a++) {
    const row = rows.subarray(a * n, (a + 1) * n);
    for (let pass = 0; pass < 2; pass++) {
      const before = norm(row);
      for (let b = 0; b < a; b++) {
        let dot = 0;
        for (let f = 0; f < n; f++) dot += row[f] * rows[b * n + f];
        for (let f = 0; f < n; f++) row[f] -= dot * rows[b * n + f];
      }
      const length = norm(row);
      if (length > 1e-12 * before && length > 0) for (let f = 0; f < n; f++) row[f] /= length;
      else if (spare < n) {
        row.fill(0);
        row[spare++] = 1;
        pass = -1;
      }
    }
  }
}

const norm = (row: Float64Array): number => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));

function turn(axis: Float64Array): void {
  let largest = 0;
  for (let f = 1; f < axis.length; f++) if (Math.abs(axis[f]) > Math.abs(axis[largest]) + 1e-12) largest = f;
  if (axis[largest] < 0) for (let f = 0; f < axis.length; f++) axis[f] = -axis[f];
}
