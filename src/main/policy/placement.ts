import * as v from 'valibot';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a window of a workspace was when it was last closed. */
export const Placement = v.object({
  x: v.pipe(v.number(), v.integer()),
  y: v.pipe(v.number(), v.integer()),
  width: v.pipe(v.number(), v.integer(), v.minValue(1)),
  height: v.pipe(v.number(), v.integer(), v.minValue(1)),
  maximized: v.boolean(),
});
export type Placement = v.InferOutput<typeof Placement>;

export const SMALLEST = { width: 640, height: 450 } as const;
const USUAL = { width: 1280, height: 860 } as const;
/** As much of the upper edge must be on a screen that a person can take hold of it. */
const HOLD = { width: 120, height: 32 } as const;
const STEP = 28;

export interface WindowPlace {
  readonly width: number;
  readonly height: number;
  /** Without a position the system centres it. */
  readonly x?: number;
  readonly y?: number;
  readonly maximized: boolean;
}

/**
 * Where a window opens: where it was, as far as that is on a screen of today; the usual size in the middle otherwise.
 * @param screens areas that windows may use, the primary one first
 * @param beside windows of the same workspace that are open already: each one more steps aside
 */
export function placeWindow(stored: Placement | null, screens: readonly Rectangle[], beside = 0): WindowPlace {
  const strip = stored && { x: stored.x, y: stored.y, width: stored.width, height: HOLD.height };
  const screen = strip && screens.find((area) => canBeHeld(strip, area));
  const area = screen ?? screens.at(0);
  const size = {
    width: fit(stored?.width ?? USUAL.width, SMALLEST.width, area?.width),
    height: fit(stored?.height ?? USUAL.height, SMALLEST.height, area?.height),
  };
  const maximized = beside === 0 && stored?.maximized === true;
  if (!stored || !screen) return { ...size, maximized };
  const moved = { x: stored.x + beside * STEP, y: Math.max(screen.y, stored.y) + beside * STEP };
  // One that has stepped off the screen is centred instead.
  if (!canBeHeld({ ...moved, width: size.width, height: HOLD.height }, screen)) return { ...size, maximized };
  return { ...size, ...moved, maximized };
}

function canBeHeld(strip: Rectangle, area: Rectangle): boolean {
  const width = Math.min(strip.x + strip.width, area.x + area.width) - Math.max(strip.x, area.x);
  const height = Math.min(strip.y + strip.height, area.y + area.height) - Math.max(strip.y, area.y);
  return width >= HOLD.width && height >= HOLD.height / 2;
}

/** A small screen may be smaller than the smallest window: the screen wins. */
const fit = (wanted: number, smallest: number, available = Infinity): number =>
  Math.min(Math.max(wanted, smallest), Math.max(1, available));
