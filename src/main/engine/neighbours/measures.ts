import type { Measure } from '../../../shared/contract/embeddings.ts';
import type { Matrix } from '../kernels/matrix.ts';

/** A vector of factors, [D], single or double precision. Everything here sums in double precision. */
export type Vector = Float32Array | Float64Array;

export const rowOf = ({ data, stride, columns }: Matrix, row: number): Float32Array =>
  data.subarray(row * stride, row * stride + columns);

export function innerProduct(a: Vector, b: Vector): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}

export const lengthOf = (a: Vector): number => Math.sqrt(innerProduct(a, a));

/** -1..1; NaN where a vector has no length. */
export function cosine(a: Vector, b: Vector): number {
  const lengths = lengthOf(a) * lengthOf(b);
  if (!(lengths > 0) || !Number.isFinite(lengths)) return NaN;
  return Math.max(-1, Math.min(1, innerProduct(a, b) / lengths));
}

export function euclidean(a: Vector, b: Vector): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += (a[f] - b[f]) ** 2;
  return Math.sqrt(sum);
}

/** (cosine + 1) / 2, 0..1: what Recoder calls similarity. */
export const likeness = (cosine: number): number => (cosine + 1) / 2;

/** A vector of length 1; one without length stays as it is. */
export function unit(a: Vector): Float64Array {
  const length = lengthOf(a);
  const scale = length > 0 && Number.isFinite(length) ? 1 / length : 1;
  return Float64Array.from(a, (value) => value * scale);
}

const by: Readonly<Record<Measure, (a: Vector, b: Vector) => number>> = {
  cosine,
  'inner-product': innerProduct,
  euclidean,
};

/** What the measure says of two vectors; with `normalise` of both scaled to length 1. */
export function measure(name: Measure, a: Vector, b: Vector, normalise = false): number {
  return normalise ? by[name](unit(a), unit(b)) : by[name](a, b);
}

export interface Measured {
  readonly row: number;
  readonly value: number;
}

/**
 * The k rows nearest to a vector: largest cosine or inner product, smallest distance, then by row. Rows without length
 * (nothing was learnt about them), `leave` and rows without a finite value are left out. O(rows x D).
 */
export function nearest(
  table: Matrix,
  query: Vector,
  options: { measure: Measure; normalise: boolean; k: number; leave?: number },
): Measured[] {
  const { measure: name, normalise, k, leave = -1 } = options;
  const sign = name === 'euclidean' ? -1 : 1;
  const asked = normalise ? unit(query) : query;
  const best: Measured[] = []; // nearest first
  for (let row = 0; row < table.rows; row++) {
    if (row === leave) continue;
    const values = rowOf(table, row);
    if (values.every((value) => value === 0)) continue;
    const value = by[name](asked, normalise ? unit(values) : values);
    if (!Number.isFinite(value)) continue;
    if (best.length === k && !(sign * value > sign * best[k - 1].value)) continue;
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sign * best[middle].value >= sign * value) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, { row, value });
    if (best.length > k) best.pop();
  }
  return best;
}
