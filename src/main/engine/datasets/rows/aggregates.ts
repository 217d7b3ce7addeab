import type { Interactions } from '../interactions.ts';
import { STEP, type Look } from './sort.ts';

/** Figures of each user or item, [n]; NaN where there is no interaction or the data have no such column. */
export interface Aggregates {
  readonly count: Uint32Array;
  readonly mean: Float64Array;
  readonly first: Float64Array; // seconds since 1970
  readonly last: Float64Array;
}

/**
 * One pass over the interactions.
 * @param of the user or item of each interaction, [N]
 */
export function aggregatesOf(
  { values, times }: Pick<Interactions, 'values' | 'times'>,
  of: Uint32Array,
  length: number,
  look: Look,
): Aggregates {
  const count = new Uint32Array(length);
  const mean = new Float64Array(length);
  const first = new Float64Array(length).fill(NaN);
  const last = new Float64Array(length).fill(NaN);
  for (let begin = 0; begin < of.length; begin += STEP) {
    look();
    const end = Math.min(of.length, begin + STEP);
    for (let n = begin; n < end; n++) {
      const index = of[n];
      count[index]++;
      if (values) mean[index] += values[n];
      if (times) {
        const time = times[n];
        // Comparisons with NaN are false: the first time is taken whatever it is.
        if (!(first[index] <= time)) first[index] = time;
        if (!(last[index] >= time)) last[index] = time;
      }
    }
  }
  for (let index = 0; index < length; index++)
    mean[index] = values && count[index] > 0 ? mean[index] / count[index] : NaN;
  return { count, mean, first, last };
}
