import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dotAt, dotBeside, movedBy, namesOf, projection, radiusOf, wholeOf, zoomedTo, type Dot } from './scatter.ts';

const dot = (id: string, x: number, y: number, weight = 0): Dot => ({ id, label: id, x, y, weight });
const cross = [
  dot('middle', 0, 0, 1),
  dot('east', 2, 0.5),
  dot('west', -2, 0),
  dot('north', 0, 2),
  dot('south', 0.5, -2),
];
const box = { left: 0, right: 300, top: 0, bottom: 200 };

describe('a map', () => {
  test('shows all of it at first, with one unit for both axes', () => {
    const whole = wholeOf(cross);
    const { X, Y, perPixel } = projection(whole, box);
    for (const { x, y } of cross) {
      expect(X(x)).toBeGreaterThan(0);
      expect(X(x)).toBeLessThan(300);
      expect(Y(y)).toBeGreaterThan(0);
      expect(Y(y)).toBeLessThan(200);
    }
    expect(X(1) - X(0)).toBeCloseTo(1 / perPixel);
    expect(Y(0) - Y(1)).toBeCloseTo(1 / perPixel);
    expect(wholeOf([])).toEqual({ x: 0, y: 0, span: 1 });
    expect(wholeOf([dot('a', 3, 3)]).span).toBe(1);
  });

  test('zooms about a place that stays where it is, no further out than the whole', () => {
    const whole = wholeOf(cross);
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 5, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (factor, x, y) => {
          const near = zoomedTo(whole, factor, { x, y }, whole);
          expect(near.span).toBeCloseTo(whole.span / factor);
          const [before, after] = [projection(whole, box), projection(near, box)];
          expect(after.X(x)).toBeCloseTo(before.X(x), 6);
          expect(after.Y(y)).toBeCloseTo(before.Y(y), 6);
          const back = zoomedTo(near, 1e-3, { x, y }, whole);
          expect(back.span).toBeCloseTo(whole.span);
          expect(back.x).toBeCloseTo(whole.x);
        },
      ),
    );
    expect(zoomedTo(whole, 1e9, whole, whole).span).toBeCloseTo(whole.span / 60);
    // It cannot be dragged away.
    expect(movedBy(whole, 1000, 1000, whole)).toEqual(whole);
    const near = zoomedTo(whole, 2, whole, whole);
    expect(movedBy(near, 1000, 0, whole).x).toBeCloseTo(whole.x + whole.span / 4);
  });

  test('finds the dot under the pointer, by its rim', () => {
    const at = projection(wholeOf(cross), box);
    const left = at.X(0) + radiusOf(cross[0]) + 3;
    expect(dotAt(cross, at, { left, top: at.Y(0) }, 4)).toBe(0);
    expect(dotAt(cross, at, { left, top: at.Y(0) }, 2)).toBe(-1);
    expect(dotAt([], at, { left: 0, top: 0 }, 100)).toBe(-1);
  });

  test('goes by keys to the nearest dot that way, and stays where there is none', () => {
    const way = (from: number, to: 'left' | 'right' | 'up' | 'down') => cross[dotBeside(cross, from, to)].id;
    expect(way(0, 'right')).toBe('east');
    expect(way(0, 'left')).toBe('west');
    expect(way(0, 'up')).toBe('north');
    expect(way(0, 'down')).toBe('south');
    expect(way(1, 'right')).toBe('east');
    expect(dotBeside([], 0, 'up')).toBe(-1);
  });

  test('names the weightiest first, none over another, the chosen one before all', () => {
    const at = projection(wholeOf(cross), box);
    const room = { box, measure: (said: string) => 6 * said.length, height: 12, most: 3 };
    const names = namesOf(cross, at, room, ({ id }) => id === 'south');
    expect(names.map((name) => name.dot.id).slice(0, 2)).toEqual(['south', 'middle']);
    expect(names.length).toBe(3);
    const crowd = Array.from({ length: 200 }, (_, k) =>
      dot(`film ${k}`, (k % 14) / 10, Math.floor(k / 14) / 10, k / 200),
    );
    const placed = namesOf(crowd, projection(wholeOf(crowd), box), { ...room, most: 200 }, () => false);
    expect(placed.length).toBeGreaterThan(5);
    for (const [k, a] of placed.entries())
      for (const b of placed.slice(k + 1)) {
        const apart =
          a.left + 6 * a.dot.label.length < b.left ||
          b.left + 6 * b.dot.label.length < a.left ||
          Math.abs(a.top - b.top) > 12;
        expect(apart).toBe(true);
      }
  });
});
