import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankByCount } from './counting.ts';
import { kthSmallest } from './selection.ts';

const numbers = fc.oneof(
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 3000 }),
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3000 }),
  fc.array(fc.integer({ min: 946_684_800, max: 1_700_000_000 }), { minLength: 600, maxLength: 3000 }),
);

test('kthSmallest is the k-th of the sorted values', () => {
  fc.assert(
    fc.property(numbers, fc.nat(), (list, pick) => {
      const values = Float64Array.from(list);
      const k = pick % values.length;
      expect(kthSmallest(values, k) + 0).toBe(Float64Array.from(list).sort()[k] + 0);
      expect(Array.from(values)).toEqual(list);
    }),
  );
});

test('kthSmallest bears values of very different sizes', () => {
  const values = Float64Array.from({ length: 5000 }, (_, n) => 2 ** (n / 5 - 500));
  expect(kthSmallest(values, 0)).toBe(values[0]);
  expect(kthSmallest(values, 2500)).toBe(values[2500]);
  expect(kthSmallest(Float64Array.of(...values, -1e308, 1e308), 5001)).toBe(1e308);
});

test('kthSmallest refuses a place that does not exist', () => {
  expect(() => kthSmallest(new Float64Array(3), 3)).toThrow(RangeError);
  expect(() => kthSmallest(new Float64Array(0), 0)).toThrow(RangeError);
});

test('rankByCount orders by falling count, then by index', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), (counts) => {
      const expected = counts.map((_, index) => index).sort((a, b) => counts[b] - counts[a] || a - b);
      expect(Array.from(rankByCount(Uint32Array.from(counts)))).toEqual(expected);
    }),
  );
});
