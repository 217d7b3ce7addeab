/** The part of the horizontal axis that is shown. All of these are pure and know logarithmic axes. */
export type Range = readonly [number, number];

/** Zooming in ends at this share of the whole: beyond it there is nothing but one point. */
const SMALLEST = 1e-5;

const out = (log: boolean) => (log ? Math.log : (x: number) => x);
const back = (log: boolean) => (log ? Math.exp : (x: number) => x);

/** The part between two places that a person has dragged over; null where that is the whole. */
export function between(whole: Range, a: number, b: number, log = false): Range | null {
  return within(whole, [Math.min(a, b), Math.max(a, b)], log);
}

/**
 * The present part, smaller (`factor` > 1) or larger (< 1), about a place that keeps its position.
 * @returns null where that is the whole
 */
export function zoomed(whole: Range, part: Range | null, factor: number, about: number, log = false): Range | null {
  const to = out(log);
  const from = back(log);
  const [low, high] = (part ?? whole).map(to);
  const centre = Math.min(high, Math.max(low, to(about)));
  return within(whole, [from(centre - (centre - low) / factor), from(centre + (high - centre) / factor)], log);
}

/** Moves the part sideways by a share of its width, as far as the whole goes. */
export function moved(whole: Range, part: Range, share: number, log = false): Range {
  const to = out(log);
  const from = back(log);
  const [low, high] = part.map(to);
  const [first, last] = whole.map(to);
  const step = Math.min(last - high, Math.max(first - low, share * (high - low)));
  return [from(low + step), from(high + step)];
}

function within(whole: Range, [low, high]: Range, log: boolean): Range | null {
  const to = out(log);
  const from = back(log);
  const [first, last] = whole.map(to);
  const least = (last - first) * SMALLEST;
  let a = Math.max(first, to(low));
  let b = Math.min(last, to(high));
  if (b - a < least) {
    const centre = Math.min(last - least / 2, Math.max(first + least / 2, (a + b) / 2));
    a = centre - least / 2;
    b = centre + least / 2;
  }
  return b - a >= (last - first) * (1 - 1e-9) ? null : [from(a), from(b)];
}
