import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeWindow, type Placement, type Rectangle } from './placement.ts';

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const beside: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 };
const small: Rectangle = { x: 0, y: 0, width: 600, height: 400 };
const stored = (change: Partial<Placement> = {}): Placement => ({
  ...{ x: 100, y: 80, width: 1000, height: 700, maximized: false },
  ...change,
});

test.each<[string, Placement | null, Rectangle[], number, object]>([
  ['never opened: the usual size, centred', null, [laptop], 0, { width: 1280, height: 860, maximized: false }],
  ['where it was', stored(), [laptop], 0, { x: 100, y: 80, width: 1000, height: 700, maximized: false }],
  ['maximised', stored({ maximized: true }), [laptop], 0, { x: 100, y: 80, width: 1000, height: 700, maximized: true }],
  [
    'on the second screen',
    stored({ x: 1500 }),
    [laptop, beside],
    0,
    { x: 1500, y: 80, width: 1000, height: 700, maximized: false },
  ],
  ['the second screen is gone', stored({ x: 1500 }), [laptop], 0, { width: 1000, height: 700, maximized: false }],
  ['its title bar above the screen', stored({ y: -300 }), [laptop], 0, { width: 1000, height: 700, maximized: false }],
  ['a corner is all that shows', stored({ x: 1400 }), [laptop], 0, { width: 1000, height: 700, maximized: false }],
  [
    'half out to the left',
    stored({ x: -500 }),
    [laptop],
    0,
    { x: -500, y: 80, width: 1000, height: 700, maximized: false },
  ],
  [
    'larger than the screen',
    stored({ x: 0, y: 25, width: 3000, height: 2000 }),
    [laptop],
    0,
    { x: 0, y: 25, width: 1440, height: 875, maximized: false },
  ],
  [
    'smaller than it may be',
    stored({ width: 200, height: 100 }),
    [laptop],
    0,
    { x: 100, y: 80, width: 640, height: 450, maximized: false },
  ],
  ['on a screen smaller than it may be', null, [small], 0, { width: 600, height: 400, maximized: false }],
  [
    'a second window steps aside and is not maximised',
    stored({ maximized: true }),
    [laptop],
    1,
    { x: 128, y: 108, width: 1000, height: 700, maximized: false },
  ],
  [
    'one that has stepped off is centred',
    stored({ y: 850 }),
    [laptop],
    3,
    { width: 1000, height: 700, maximized: false },
  ],
  ['no screen is known', stored(), [], 0, { width: 1000, height: 700, maximized: false }],
])('%s', (_what, placement, screens, open, place) => {
  expect(placeWindow(placement, screens, open)).toEqual(place);
});

test('wherever it was: it fits a screen, and can be taken hold of', () => {
  const number = fc.integer({ min: -5000, max: 5000 });
  const size = fc.integer({ min: 1, max: 5000 });
  const placement = fc.record({ x: number, y: number, width: size, height: size, maximized: fc.boolean() });
  fc.assert(
    fc.property(placement, fc.nat(5), (where, open) => {
      const { x, y, width, height } = placeWindow(where, [laptop, beside], open);
      const [area] = [laptop, beside].filter(
        (each) => x === undefined || (x < each.x + each.width - 100 && x + width > each.x + 100),
      );
      expect(area).toBeDefined();
      expect(width <= 1920 && height <= 1080).toBe(true);
      if (y !== undefined) expect(y >= 0 && y < 1080).toBe(true);
    }),
  );
});
