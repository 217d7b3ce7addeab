/**
 * A scroller that stands for more rows than a browser can lay out: Chromium ends near 33.5 million pixels, half of that
 * at twice the size. Up to `LONGEST` one pixel of the scroller is one of the rows. Above, small steps (wheel, finger)
 * still move the rows pixel by pixel, and large ones (the bar dragged, a key) go to the same share of the rows.
 */
export const LONGEST = 4_000_000;

export interface Extent {
  /** Height of all rows, px. */
  readonly total: number;
  /** Height that is seen of them, px. */
  readonly view: number;
}

export interface Place {
  /** How far the rows are moved up, px: 0 to total - view. */
  readonly top: number;
  /** How far the scroller is scrolled, px. */
  readonly at: number;
}

export const drawnHeight = ({ total }: Extent): number => Math.min(total, LONGEST);
const far = ({ total, view }: Extent): number => Math.max(0, total - view);
const reach = (extent: Extent): number => Math.max(0, drawnHeight(extent) - extent.view);

/** The place for rows moved up by `top`. */
export function placeOf(extent: Extent, top: number): Place {
  const inside = Math.min(far(extent), Math.max(0, top));
  if (far(extent) === reach(extent)) return { top: inside, at: inside };
  return { top: inside, at: (inside / far(extent)) * reach(extent) };
}

/** The place after the scroller has moved to `at`; where its `at` differs, the scroller is to be put there. */
export function follow(extent: Extent, before: Place, at: number): Place {
  if (far(extent) === reach(extent)) return { top: Math.min(at, far(extent)), at };
  const step = at - before.at;
  if (step === 0) return before;
  if (Math.abs(step) >= extent.view) return { top: (at / reach(extent)) * far(extent), at };
  const top = Math.min(far(extent), Math.max(0, before.top + step));
  // The scroller must not end before the rows do, nor after.
  const stuck = at <= 0 || at >= reach(extent) || top === 0 || top === far(extent);
  return stuck ? placeOf(extent, top) : { top, at };
}
