import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarTicks, digitsFor, inverse, padded, scale, ticks } from './scale.ts';

describe('axes', () => {
  test('a scale leads from the ends of the domain to the ends of the range, logarithmic or not', () => {
    const plain = scale({ domain: [10, 20] }, 0, 100);
    expect([plain(10), plain(15), plain(20)]).toEqual([0, 50, 100]);
    const log = scale({ domain: [1, 100], log: true }, 0, 100);
    expect(log(10)).toBeCloseTo(50);
    expect(scale({ domain: [3, 3] }, 0, 100)(3)).toBe(0);
  });

  test('pixels lead back to the data they came from, logarithmic or not', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 1.01, max: 1e4, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (log, low, times, share) => {
          const axis = { domain: [low, low * times], log } as const;
          const value = low + share * (low * times - low);
          expect(inverse(axis, 40, 440)(scale(axis, 40, 440)(value)) / value).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('ticks are round, ascending and inside the domain', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 8 }),
        (low, span, wanted) => {
          const found = ticks({ domain: [low, low + span] }, wanted);
          expect(found).toEqual([...found].sort((a, b) => a - b));
          expect(found.length).toBeLessThanOrEqual(2 * wanted + 1);
          for (const tick of found) {
            expect(tick).toBeGreaterThanOrEqual(low - span * 1e-6);
            expect(tick).toBeLessThanOrEqual(low + span * (1 + 1e-6));
          }
        },
      ),
    );
    expect(ticks({ domain: [0, 30] }, 3)).toEqual([0, 10, 20, 30]);
    expect(ticks({ domain: [1, 5000], log: true }, 4)).toEqual([1, 10, 100, 1000]);
    expect(ticks({ domain: [1, 5000], log: true }, 2)).toEqual([1, 100]);
    expect(ticks({ domain: [0.02, 0.6], log: true }, 5)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5]);
    expect(ticks({ domain: [0.31, 0.39], log: true }, 4)).toEqual([0.32, 0.34, 0.36, 0.38]);
    expect(padded([2, 4], 0.5)).toEqual([1, 5]);
  });

  test('the calendar turns at months, years and days', () => {
    const at = (text: string) => Date.parse(text) / 1000;
    const days = (from: string, to: string) =>
      calendarTicks([at(from), at(to)]).map((tick) => new Date(1000 * tick).toISOString().slice(0, 10));
    expect(days('2013-02-28', '2013-11-06')).toEqual([
      '2013-03-01',
      '2013-05-01',
      '2013-07-01',
      '2013-09-01',
      '2013-11-01',
    ]);
    expect(days('1997-09-20', '2003-01-01')).toEqual(['1998-01-01', '2000-01-01', '2002-01-01']);
    expect(days('2013-01-01', '2013-01-09')).toEqual([
      '2013-01-01',
      '2013-01-03',
      '2013-01-05',
      '2013-01-07',
      '2013-01-09',
    ]);
    expect(days('2013-12-20', '2014-04-10')).toEqual(['2014-01-01', '2014-02-01', '2014-03-01', '2014-04-01']);
  });

  test('labels have the decimals that tell them apart', () => {
    expect(digitsFor([0, 0.2, 0.4])).toBe(1);
    expect(digitsFor([0.1, 0.125, 0.15])).toBe(3);
    expect(digitsFor([0, 50, 100])).toBe(0);
    expect(digitsFor([])).toBe(2);
    expect(digitsFor([0.001])).toBe(3);
    expect(digitsFor([0.9])).toBe(2);
  });
});
