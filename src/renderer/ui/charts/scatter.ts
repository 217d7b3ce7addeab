import type { Box, Scale } from './scale.ts';

/** A point of a map. Both axes have the same unit: distances are what the picture is about. */
export interface Dot {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** 0 to 1: its size, and who gets a name first. */
  readonly weight: number;
}

/** What is shown: the middle, and how much of the data fits into the shorter side. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly span: number;
}

/** As near as zooming goes, as a share of the whole. */
const NEAREST = 1 / 60;

export function wholeOf(dots: readonly Dot[]): Place {
  if (dots.length === 0) return { x: 0, y: 0, span: 1 };
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of dots) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  }
  return { x: (left + right) / 2, y: (bottom + top) / 2, span: 1.1 * Math.max(right - left, top - bottom) || 1 };
}

/** From data to pixels and back. */
export interface Projection {
  readonly X: Scale;
  readonly Y: Scale;
  readonly perPixel: number;
}

export function projection({ x, y, span }: Place, { left, right, top, bottom }: Box): Projection {
  const perPixel = span / Math.max(1, Math.min(right - left, bottom - top));
  const [middle, centre] = [(left + right) / 2, (top + bottom) / 2];
  return { X: (at) => middle + (at - x) / perPixel, Y: (at) => centre - (at - y) / perPixel, perPixel };
}

/** @param about a place of the data that keeps its position on the screen */
export function zoomedTo(place: Place, factor: number, about: { x: number; y: number }, whole: Place): Place {
  const span = Math.min(whole.span, Math.max(whole.span * NEAREST, place.span / factor));
  const share = span / place.span;
  return within({ x: about.x + (place.x - about.x) * share, y: about.y + (place.y - about.y) * share, span }, whole);
}

export const movedBy = (place: Place, dx: number, dy: number, whole: Place): Place =>
  within({ ...place, x: place.x + dx, y: place.y + dy }, whole);

/** The middle stays where there is something. */
function within(place: Place, whole: Place): Place {
  const room = Math.max(0, (whole.span - place.span) / 2);
  const keep = (at: number, middle: number) => Math.min(middle + room, Math.max(middle - room, at));
  return { ...place, x: keep(place.x, whole.x), y: keep(place.y, whole.y) };
}

export const radiusOf = ({ weight }: Dot): number => 2 + 4 * Math.sqrt(weight);

/** Index of the dot under a place on the screen, -1 where there is none within `reach` pixels of its rim. */
export function dotAt(
  dots: readonly Dot[],
  { X, Y }: Projection,
  at: { left: number; top: number },
  reach: number,
): number {
  let best = -1;
  let least = Infinity;
  for (const [k, dot] of dots.entries()) {
    const away = Math.hypot(X(dot.x) - at.left, Y(dot.y) - at.top) - radiusOf(dot);
    if (away < least && away <= reach) [best, least] = [k, away];
  }
  return best;
}

export type Way = 'left' | 'right' | 'up' | 'down';

/** The nearest dot in the quarter that lies that way; the present one where there is none. */
export function dotBeside(dots: readonly Dot[], from: number, way: Way): number {
  const start = dots.at(from);
  if (!start) return -1;
  let best = from;
  let least = Infinity;
  for (const [k, { x, y }] of dots.entries()) {
    const [dx, dy] = [x - start.x, y - start.y];
    const ahead = way === 'left' ? -dx : way === 'right' ? dx : way === 'up' ? dy : -dy;
    const aside = Math.abs(way === 'left' || way === 'right' ? dy : dx);
    const away = Math.hypot(dx, dy);
    if (k !== from && ahead > 0 && aside <= ahead && away < least) [best, least] = [k, away];
  }
  return best;
}

export interface Name {
  readonly dot: Dot;
  readonly left: number;
  readonly top: number;
}

/** Names beside dots, the weightiest first, none over another one. @param first dots that come before all others */
export function namesOf(
  dots: readonly Dot[],
  { X, Y }: Projection,
  room: { box: Box; measure: (text: string) => number; height: number; most: number },
  first: (dot: Dot) => boolean,
): Name[] {
  const { box, measure, height, most } = room;
  const placed: (Name & { right: number })[] = [];
  const order = dots.map((dot) => ({ dot, first: first(dot) }));
  order.sort((a, b) => Number(b.first) - Number(a.first) || b.dot.weight - a.dot.weight);
  for (const { dot } of order) {
    if (placed.length === most) break;
    const left = X(dot.x) + radiusOf(dot) + 3;
    const top = Y(dot.y) - height / 2;
    const right = left + measure(dot.label);
    if (left < box.left || right > box.right || top < box.top || top + height > box.bottom) continue;
    const free = placed.every((each) => right < each.left || left > each.right || Math.abs(top - each.top) > height);
    if (free) placed.push({ dot, left, top, right });
  }
  return placed;
}
