import type { MetricValue } from '../../../shared/contract/runs.ts';

/** Two-sided 95 % point of the normal distribution. */
const Z = 1.959964;

interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Of the mean: sample deviation / sqrt(count); 0 for a single value. */
  readonly error: number;
}

/** NaN is left out. Two passes, in double precision. */
export function moments(values: ArrayLike<number>): Moments {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) {
      sum += values[i];
      count++;
    }
  const mean = count === 0 ? NaN : sum / count;
  let squares = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) squares += (values[i] - mean) ** 2;
  return { count, mean, error: count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count) };
}

/** Mean over users with its 95 % interval by the normal approximation, not cut to 0..1. */
export function meanOverUsers(values: Float32Array): MetricValue {
  const { count, mean, error } = moments(values);
  return { mean, users: count, low: mean - Z * error, high: mean + Z * error };
}

/** Root of a mean of squares over interactions; its interval is that of the mean of squares, rooted. */
export function rootMeanSquare(squares: Float64Array, users: number): MetricValue {
  const { mean, error } = moments(squares);
  const root = (square: number) => Math.sqrt(Math.max(0, square));
  return { mean: root(mean), users, low: root(mean - Z * error), high: root(mean + Z * error) };
}

/** Mean of absolute errors over interactions. */
export function meanAbsolute(errors: Float64Array, users: number): MetricValue {
  const { mean, error } = moments(errors);
  return { mean, users, low: mean - Z * error, high: mean + Z * error };
}
