/** Where the workspace keeps the choice. */
export const ZOOM_SETTING = 'window.zoom';
/** In percent, as browsers step. */
export const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200] as const;

/**
 * How large everything is drawn. All sizes of the window are in rem and its layout asks containers, not the screen, so
 * the size of one rem is all there is to change: it behaves alike in a browser and on the desktop, and pointers,
 * pop-ups and charts keep measuring in one unit. As with the theme, the browser's copy only avoids a flash.
 */
export class Zoom {
  #percent = $state(read());

  get percent(): number {
    return this.#percent;
  }

  /** What one step larger (1) or smaller (−1) would be; the same at the end of the range. */
  next(direction: 1 | -1): number {
    const at = ZOOMS.findIndex((each) => each === this.#percent);
    return ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, at + direction))];
  }

  show(): void {
    document.documentElement.style.fontSize = this.#percent === 100 ? '' : `${this.#percent}%`;
  }

  /** @param percent brought to the nearest step */
  set(percent: number): void {
    this.#percent = nearest(percent);
    try {
      localStorage.setItem('zoom', String(this.#percent));
    } catch {
      // Storage may be switched off; the engine's copy stands.
    }
    this.show();
  }
}

export const isZoom = (value: unknown): value is number => ZOOMS.some((each) => each === value);

export function nearest(percent: number): number {
  if (!Number.isFinite(percent)) return 100;
  return ZOOMS.reduce((best, each) => (Math.abs(each - percent) < Math.abs(best - percent) ? each : best));
}

function read(): number {
  try {
    const stored = Number(localStorage.getItem('zoom') ?? 100);
    return isZoom(stored) ? stored : 100;
  } catch {
    return 100;
  }
}
