import { decimate } from './decimate.ts';
import { indexFrom, type Line } from './lines.ts';
import { digitsFor, inverse, padded, scale, ticks, type Axis, type Box, type Scale } from './scale.ts';
import type { Smoothers } from './smooth.ts';
import type { Range } from './zoom.ts';

export interface ChartSpec {
  readonly lines: readonly Line[];
  /** The horizontal axis goes to here at least: what is planned keeps its place. */
  readonly xMax?: number;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Weight of the moving average, 0 to below 1; 0 is off. */
  readonly smoothing: number;
  /** The part that is shown; null: all. */
  readonly zoom: Range | null;
  /** Where something else begins, with its name: stages of a training. Ascending. */
  readonly marks?: readonly Mark[];
  /** Whether a single line is named at its end too. */
  readonly nameOne?: boolean;
  readonly format: (y: number, digits: number) => string;
  readonly formatX: (x: number, digits: number) => string;
}

export interface Mark {
  readonly x: number;
  readonly text: string;
}

export interface Label {
  readonly at: number;
  readonly text: string;
}

/** A line as it is drawn: indices of its points, and the smoothed values of all of them. */
export interface Drawn {
  readonly line: Line;
  readonly points: Uint32Array;
  readonly smooth: Float64Array | null;
}

/** Everything about a picture but its ink. Positions in CSS pixels. */
export interface Scene {
  readonly box: Box;
  readonly x: Axis;
  readonly y: Axis;
  readonly X: Scale;
  readonly Y: Scale;
  readonly xTicks: readonly Label[];
  readonly yTicks: readonly Label[];
  readonly drawn: readonly Drawn[];
  readonly marks: readonly Mark[];
  /** Words at the right, by the vertical place that they were moved to: names of lines. */
  readonly names: readonly { readonly line: Line; readonly y: number }[];
}

export interface Room {
  readonly width: number;
  readonly height: number;
  readonly measure: (text: string) => number;
}

const LINE_HEIGHT = 14;
/** More lines than this are named in a legend. */
export const NAMED = 3;

/** The whole of the horizontal axis: what the lines cover, from 0 on a linear axis of positive values. */
export function wholeX({ lines, xMax, logX }: Pick<ChartSpec, 'lines' | 'xMax' | 'logX'>): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const { xs, n } of lines) {
    const first = logX ? indexFrom({ xs, n }, Number.MIN_VALUE) : 0;
    if (first >= n) continue;
    low = Math.min(low, xs[first]);
    high = Math.max(high, xs[n - 1]);
  }
  if (low > high) [low, high] = [logX ? 1 : 0, xMax ?? 1];
  high = Math.max(high, xMax ?? high);
  if (logX) return [low, high > low ? high : low * 10];
  return [low >= 0 ? 0 : low, high > Math.min(low, 0) ? high : low + 1];
}

export function sceneOf(spec: ChartSpec, room: Room, smoothers: Smoothers): Scene {
  const { lines, logX, logY, zoom } = spec;
  const named = lines.length > (spec.nameOne ? 0 : 1) && lines.length <= NAMED;
  const nameWidth = named ? Math.max(...lines.map((line) => room.measure(line.label))) + 14 : 0;
  const top = 10;
  const bottom = Math.max(top + 20, room.height - 22);
  const x: Axis = { domain: zoom ?? wholeX(spec), log: logX };

  const draws = (y: number) => Number.isFinite(y) && (!logY || y > 0);
  // The gutter follows from the labels and the labels from the range, not from the gutter: columns may be a few off.
  const columns = Math.max(10, Math.round(room.width - nameWidth - 56));
  const edgeOf = inverse(x, 0, columns);
  const drawn = lines.map((line): Drawn => {
    const from = Math.max(0, indexFrom(line, logX ? Math.max(x.domain[0], Number.MIN_VALUE) : x.domain[0]) - 1);
    const start = logX && line.xs[from] <= 0 ? from + 1 : from;
    const to = Math.min(line.n, indexFrom(line, x.domain[1]) + 2);
    return {
      line,
      points: decimate(line, [start, Math.max(start, to)], columns, (column) => edgeOf(column + 1), draws),
      smooth: spec.smoothing > 0 ? smoothers.of(line, spec.smoothing) : null,
    };
  });

  const y: Axis = { domain: rangeY(drawn, x.domain, logY, draws), log: logY };
  const yAt = ticks(y, Math.min(5, Math.max(2, Math.round((bottom - top) / 38))));
  const yTicks = labels(yAt, logY, spec.format);
  const widest = Math.max(...yTicks.map(({ text }) => room.measure(text)), 0);
  // In steps, so that a label that gets one digit longer does not move the picture each time.
  const left = Math.max(40, 8 * Math.ceil((widest + 12) / 8));
  const right = Math.max(left + 20, room.width - Math.max(12, nameWidth));
  const box = { left, right, top, bottom };
  const Y = scale(y, bottom, top);
  const xAt = ticks(x, Math.min(8, Math.max(2, Math.round((right - left) / 70))));
  return {
    box,
    x,
    y,
    X: scale(x, left, right),
    Y,
    xTicks: labels(xAt, logX, spec.formatX),
    yTicks,
    drawn,
    marks: (spec.marks ?? []).filter(({ x: at }) => at >= x.domain[0] && at <= x.domain[1]),
    names: named ? namesAt(drawn, Y, box) : [],
  };
}

const labels = (at: readonly number[], log: boolean, format: (value: number, digits: number) => string): Label[] => {
  const digits = digitsFor(at);
  // Decades differ in their digits.
  return at.map((value) => ({ at: value, text: format(value, log && at.length > 1 ? digitsFor([0, value]) : digits) }));
};

/** What the shown points, levels to beat and rings cover. A quantity that is never negative gets no axis below zero. */
function rangeY(drawn: readonly Drawn[], [from, to]: Range, log: boolean, draws: (y: number) => boolean): Range {
  let low = Infinity;
  let high = -Infinity;
  const take = (y: number) => {
    if (!draws(y)) return;
    low = Math.min(low, y);
    high = Math.max(high, y);
  };
  const inside = (x: number) => x >= from && x <= to;
  for (const { line, points } of drawn) for (const k of points) if (inside(line.xs[k])) take(line.ys[k]);
  // Between two points there is only the line that leads from one to the other.
  if (low > high) for (const { line, points } of drawn) for (const k of points) take(line.ys[k]);
  for (const { line } of drawn) if (line.rule) take(line.rule.y);
  if (low > high) return log ? [0.1, 1] : [0, 1];
  // The words of a best value stand above it.
  const room = drawn.some(({ line }) => line.best?.text !== undefined) ? 0.2 : 0.08;
  if (log) return [low * 0.9, low === high ? 2 * high : high * (high / low) ** room];
  const [under] = padded([low, high], 0.08);
  return [low >= 0 ? Math.max(0, under) : under, padded([low, high], room)[1]];
}

/** Names beside the ends of their lines, moved apart where they would cover each other. */
function namesAt(drawn: readonly Drawn[], Y: Scale, box: Box): { line: Line; y: number }[] {
  const wanted = drawn
    .filter(({ points }) => points.length > 0)
    .map(({ line, points, smooth }) => ({ line, y: Y((smooth ?? line.ys)[points[points.length - 1]]) }))
    .map(({ line, y }) => ({ line, y: Number.isFinite(y) ? y : box.bottom }));
  return apart(wanted, LINE_HEIGHT, box.top, box.bottom);
}

/** Moves places apart to `distance`, as little as possible and inside `top` to `bottom`; the order stays. */
export function apart<T extends { readonly y: number }>(
  places: readonly T[],
  distance: number,
  top: number,
  bottom: number,
): T[] {
  const sorted = [...places].sort((a, b) => a.y - b.y);
  const ys = sorted.map(({ y }) => Math.min(bottom, Math.max(top, y)));
  for (let k = 1; k < ys.length; k++) ys[k] = Math.max(ys[k], ys[k - 1] + distance);
  const over = (ys.at(-1) ?? 0) - bottom;
  if (over > 0) {
    ys[ys.length - 1] -= over;
    for (let k = ys.length - 2; k >= 0; k--) ys[k] = Math.min(ys[k], ys[k + 1] - distance);
  }
  return sorted.map((place, k) => ({ ...place, y: ys[k] }));
}
