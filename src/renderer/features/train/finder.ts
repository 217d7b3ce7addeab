import type { LearningRates } from '../../../shared/contract/runs.ts';

/** Two significant digits: the curve says no more. */
export const rounded = (rate: number): number => Number(rate.toPrecision(2));

interface Curve {
  readonly xs: number[];
  readonly raw: number[];
  readonly smoothed: number[];
  /** The suggestion on the smoothed curve. */
  readonly best: { readonly x: number; readonly y: number } | null;
}

/** What is drawn: losses that have exploded would press the part that matters flat and are left out. */
export function curveOf({ points, suggestion }: LearningRates): Curve {
  const finite = points.filter(({ smoothed }) => Number.isFinite(smoothed));
  const first = finite.at(0)?.smoothed ?? 0;
  const least = Math.min(...finite.map(({ smoothed }) => smoothed));
  const most = Math.max(first, least) + 1.5 * Math.max(first - least, 0.1 * Math.abs(first));
  const clip = (loss: number) => (loss <= most ? loss : NaN);
  const nearest = (rate: number) =>
    finite.reduce((a, b) =>
      Math.abs(Math.log(b.learningRate / rate)) < Math.abs(Math.log(a.learningRate / rate)) ? b : a,
    );
  const at = suggestion !== null && finite.length > 0 ? nearest(suggestion) : null;
  return {
    xs: finite.map(({ learningRate }) => learningRate),
    raw: finite.map(({ loss }) => clip(loss)),
    smoothed: finite.map(({ smoothed }) => clip(smoothed)),
    best: at && { x: at.learningRate, y: at.smoothed },
  };
}
