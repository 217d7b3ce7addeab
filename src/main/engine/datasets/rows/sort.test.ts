import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folded, naturalRanks } from './ranks.ts';
import { mergeSort, radixSort, wordsOfDoubles, wordsOfFloats } from './sort.ts';

const look = () => undefined;
const all = (length: number) => Uint32Array.from({ length }, (_, n) => n);

/** By a comparison, equal ones in the given order: what `Array.sort` does since it is stable. */
const reference = (indices: Uint32Array, compare: (a: number, b: number) => number) =>
  Array.from(indices).sort(compare);

const doubles = fc.float64Array({ noNaN: true, minLength: 0, maxLength: 60 });
const floats = fc.float32Array({ noNaN: true, minLength: 0, maxLength: 60 });
const few = fc.array(fc.constantFrom(-2, -0, 0, 1, 1.5, 70_000, -1e300), { maxLength: 60 });

describe('radix sort', () => {
  test('of whole numbers, up and down, is the stable sort', () => {
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 80 }), fc.boolean(), fc.boolean(), (keys, narrow, down) => {
        const words = narrow ? keys.map((key) => key % 5) : keys;
        const order = radixSort(all(words.length), [words], down, look);
        const sign = down ? -1 : 1;
        expect(Array.from(order)).toEqual(reference(all(words.length), (a, b) => sign * (words[a] - words[b])));
      }),
    );
  });

  test('of single and double precision, zeros of both signs alike', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          doubles,
          few.map((values) => Float64Array.from(values)),
        ),
        fc.boolean(),
        (values, down) => {
          const sign = down ? -1 : 1;
          // A difference of infinities is no number: compare.
          const compare = (a: number, b: number) => sign * (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : 0);
          const order = radixSort(all(values.length), wordsOfDoubles(values), down, look);
          expect(Array.from(order)).toEqual(reference(all(values.length), compare));
        },
      ),
    );
    fc.assert(
      fc.property(floats, (values) => {
        const compare = (a: number, b: number) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : 0);
        const order = radixSort(all(values.length), wordsOfFloats(values), false, look);
        expect(Array.from(order)).toEqual(reference(all(values.length), compare));
      }),
    );
  });

  test('of some indices leaves them as they are', () => {
    const indices = Uint32Array.of(4, 2, 0);
    const keys = Uint32Array.of(9, 9, 1, 9, 5);
    expect(Array.from(radixSort(indices, [keys], false, look))).toEqual([2, 4, 0]);
    expect(Array.from(indices)).toEqual([4, 2, 0]);
    expect(radixSort(indices, [new Uint32Array(5)], false, look)).not.toBe(indices);
  });

  test('more rows than one step, and ends when it is told to', () => {
    const length = 100_000;
    const keys = Uint32Array.from({ length }, (_, n) => Math.imul(n, 2_654_435_761) >>> 0);
    const order = radixSort(all(length), [keys], false, look);
    for (let n = 1; n < length; n++) expect(keys[order[n - 1]] < keys[order[n]]).toBe(true);
    let looks = 0;
    const stop = () => {
      if (++looks === 3) throw new DOMException('Cancelled.', 'AbortError');
    };
    expect(() => radixSort(all(length), [keys], false, stop)).toThrow('Cancelled.');
    expect(looks).toBe(3);
  });
});

test('merge sort is the stable sort, and ends when it is told to', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), (keys) => {
      const compare = (a: number, b: number) => (keys[a] >> 3) - (keys[b] >> 3);
      expect(Array.from(mergeSort(all(keys.length), compare, look))).toEqual(reference(all(keys.length), compare));
    }),
  );
  const stop = () => {
    throw new DOMException('Cancelled.', 'AbortError');
  };
  expect(() => mergeSort(all(10), (a, b) => b - a, stop)).toThrow('Cancelled.');
});

describe('natural order', () => {
  const inOrder = (texts: string[]) =>
    Array.from(naturalRanks(texts, look), (rank, n) => ({ rank, text: texts[n] }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ text }) => text);

  test('numbers count as numbers, at the beginning and after a name', () => {
    expect(inOrder(['u10', 'u2', 'u1', 'item', '10', '9', '007', '7'])).toEqual([
      ...['007', '7', '9', '10', 'item', 'u1', 'u2', 'u10'],
    ]);
    expect(inOrder(['a1b', 'a1a', 'a01', 'a'])).toEqual(['a', 'a01', 'a1a', 'a1b']);
  });

  test('ranks grow by one from 0, equal texts share one, any text has its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('u1', 'u2', 'u10', ''))),
        (texts) => {
          const ranks = naturalRanks(texts, look);
          expect([...new Set(ranks)].sort((a, b) => a - b)).toEqual([...new Set(texts)].map((_, rank) => rank));
          texts.forEach((a, i) => texts.forEach((b, j) => expect(ranks[i] === ranks[j]).toBe(a === b)));
        },
      ),
    );
  });

  test('titles without case and accents', () => {
    expect(folded('Ámélie POULAIN')).toBe('amelie poulain');
  });
});
