import type { Line } from './lines.ts';

/**
 * Which points of `from` to `to` (exclusive) are drawn on `columns` pixel columns: of every column its first, lowest,
 * highest and last. A picture of them has the same pixels as one of all points; a peak of one point is never lost.
 * Gaps (y not finite, or refused by `draws`) are kept as one of their points.
 * @param edge x at the right edge of a column
 * @returns ascending indices
 */
export function decimate(
  { xs, ys }: Pick<Line, 'xs' | 'ys'>,
  [from, to]: readonly [number, number],
  columns: number,
  edge: (column: number) => number,
  draws: (y: number) => boolean = Number.isFinite,
): Uint32Array {
  if (to - from <= 4 * columns) return Uint32Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
  const kept: number[] = [];
  let at = from;
  for (let column = 0; column < columns && at < to; column++) {
    const right = column === columns - 1 ? Infinity : edge(column);
    while (at < to && xs[at] < right) at = bucket(at, right);
  }
  return Uint32Array.from(kept);

  /** One run of drawn points inside a column, or the gap after one; returns where it ends. */
  function bucket(start: number, right: number): number {
    let end = start;
    if (!draws(ys[start])) {
      while (end < to && xs[end] < right && !draws(ys[end])) end++;
      kept.push(start);
      return end;
    }
    let low = start;
    let high = start;
    for (end = start + 1; end < to && xs[end] < right && draws(ys[end]); end++) {
      if (ys[end] < ys[low]) low = end;
      if (ys[end] > ys[high]) high = end;
    }
    const [first, second] = low < high ? [low, high] : [high, low];
    kept.push(start);
    if (first !== start) kept.push(first);
    if (second !== first) kept.push(second);
    if (end - 1 !== second) kept.push(end - 1);
    return end;
  }
}
