import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimate } from './decimate.ts';
import { lineTable } from './line-table.ts';
import { indexFrom, line, nearest, Points } from './lines.ts';
import { reading, readingText } from './reading.ts';
import { apart, sceneOf, wholeX, type ChartSpec } from './scene.ts';
import { smoothed, Smoother, Smoothers } from './smooth.ts';
import { between, moved, zoomed, type Range } from './zoom.ts';

const ascending = (n: number) => Float64Array.from({ length: n }, (_, k) => k);

describe('decimation', () => {
  const COLUMNS = 20;
  const edges = (n: number) => (column: number) => ((column + 1) * n) / COLUMNS;
  const value = fc.oneof(
    { weight: 20, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
    { weight: 1, arbitrary: fc.constant(NaN) },
  );

  test('keeps the extremes, the first and the last of every column', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 100, maxLength: 1000 }), (values) => {
        const ys = Float64Array.from(values);
        const n = ys.length;
        const xs = ascending(n);
        const kept = [...decimate({ xs, ys }, [0, n], COLUMNS, edges(n))];
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        for (let column = 0; column < COLUMNS; column++) {
          const from = column === 0 ? 0 : indexFrom({ xs, n }, edges(n)(column - 1));
          const to = indexFrom({ xs, n }, edges(n)(column));
          const all = [...ys.subarray(from, to)];
          const drawn = kept.filter((k) => k >= from && k < to).map((k) => ys[k]);
          const [every, some] = [all.filter(Number.isFinite), drawn.filter(Number.isFinite)];
          expect([Math.min(...some), Math.max(...some)]).toEqual([Math.min(...every), Math.max(...every)]);
          expect([some.at(0), some.at(-1)]).toEqual([every.at(0), every.at(-1)]);
          expect(drawn.some(Number.isNaN), 'a gap stays one').toBe(all.some(Number.isNaN));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('draws at most four points a column, the same ones each time, and all where there are few', () => {
    const ys = Float64Array.from({ length: 100_000 }, (_, k) => Math.sin(k * k));
    ys[54_321] = 9;
    const xs = ascending(ys.length);
    const draw = () => [...decimate({ xs, ys }, [0, ys.length], 500, (column) => (column + 1) * 200)];
    expect(draw().length).toBeLessThanOrEqual(4 * 500);
    expect(draw()).toContain(54_321);
    expect(draw()).toEqual(draw());
    expect([...decimate({ xs, ys }, [10, 15], 500, () => 0)]).toEqual([10, 11, 12, 13, 14]);
    expect(decimate({ xs, ys }, [5, 5], 500, () => 0)).toHaveLength(0);
  });
});

describe('smoothing', () => {
  /** By the definition: weights wᵏ of the past, normalised to one. */
  const reference = (ys: readonly number[], weight: number) =>
    ys.map((_, t) => {
      let sum = 0;
      let norm = 0;
      for (let k = 0; k <= t; k++) {
        sum += weight ** (t - k) * ys[k];
        norm += weight ** (t - k);
      }
      return sum / norm;
    });

  test('is the weighted mean of all values so far, without bias towards zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        (ys, weight) => {
          const wanted = reference(ys, weight);
          for (const [k, y] of smoothed(ys, ys.length, weight).entries()) expect(y).toBeCloseTo(wanted[k], 6);
        },
      ),
    );
    expect(smoothed([3], 1, 0.9)[0]).toBeCloseTo(3);
    expect(smoothed([5, 5, 5], 3, 0.9)[2]).toBeCloseTo(5);
  });

  test('goes on where a growing line had ended, and passes over gaps', () => {
    const points = new Points();
    const smoother = new Smoother();
    const all: number[] = [];
    for (let k = 0; k < 300; k++) {
      all.push(Math.sin(k));
      points.push(k, Math.sin(k));
      if (k % 7 === 0) smoother.of({ ys: points.ys, n: points.n }, 0.8);
    }
    const grown = smoother.of({ ys: points.ys, n: points.n }, 0.8);
    expect([...grown.subarray(0, 300)]).toEqual([...smoothed(all, 300, 0.8)]);
    const [a, gap, b] = smoothed([1, NaN, 3], 3, 0.5);
    expect([a, gap]).toEqual([1, NaN]);
    expect(b).toBeCloseTo((0.5 * 1 + 3) / 1.5);
  });
});

describe('zoom', () => {
  const range = fc
    .tuple(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.double({ min: 1.5, max: 1e4, noNaN: true }))
    .map(([low, times]): Range => [low, low * times]);

  test('stays inside the whole and keeps the place that it is about', () => {
    fc.assert(
      fc.property(range, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (whole, log, share) => {
        const about = whole[0] + share * (whole[1] - whole[0]);
        const part = zoomed(whole, null, 4, about, log);
        if (!part) throw new Error('Nothing was zoomed.');
        const [low, high] = part;
        expect(low).toBeGreaterThanOrEqual(whole[0] * (1 - 1e-9));
        expect(high).toBeLessThanOrEqual(whole[1] * (1 + 1e-9));
        const at = log ? Math.log : (x: number) => x;
        const before = (at(about) - at(whole[0])) / (at(whole[1]) - at(whole[0]));
        const after = (at(about) - at(low)) / (at(high) - at(low));
        expect(after).toBeCloseTo(before, 6);
        expect(zoomed(whole, part, 1 / 8, about, log)).toBeNull();
      }),
    );
  });

  test('takes what was dragged over in either direction; the whole is no zoom; nothing is zoomed to a point', () => {
    expect(between([0, 100], 70, 20)).toEqual([20, 70]);
    expect(between([0, 100], -5, 110)).toBeNull();
    const [low, high] = between([0, 100], 50, 50) ?? [0, 0];
    expect(high).toBeGreaterThan(low);
    expect(low).toBeLessThanOrEqual(50);
    expect(high).toBeGreaterThanOrEqual(50);
  });

  test('moves as far as there is something', () => {
    expect(moved([0, 100], [20, 40], 0.5)).toEqual([30, 50]);
    expect(moved([0, 100], [20, 40], -5)).toEqual([0, 20]);
    const [low, high] = moved([1, 1000], [10, 100], 9, true);
    expect(low).toBeCloseTo(100);
    expect(high).toBeCloseTo(1000);
  });
});

describe('a chart of lines', () => {
  const room = { width: 500, height: 300, measure: (text: string) => 6 * text.length };
  const spec = (change: Partial<ChartSpec> & Pick<ChartSpec, 'lines'>): ChartSpec => ({
    logX: false,
    logY: false,
    smoothing: 0,
    zoom: null,
    format: (y, digits) => y.toFixed(digits),
    formatX: (x, digits) => x.toFixed(digits),
    ...change,
  });
  const scene = (change: Parameters<typeof spec>[0]) => sceneOf(spec(change), room, new Smoothers());
  const a = line({ id: 'a', label: 'first', xs: [1, 2, 3, 4], ys: [0.1, 0.4, 0.2, 0.3] });
  const b = line({ id: 'b', label: 'second', slot: 1, xs: [2, 4, 8], ys: [0.5, NaN, 0.31] });

  test('covers all lines, what is planned, levels to beat, and begins at zero where nothing is below it', () => {
    expect(wholeX({ lines: [a, b], logX: false })).toEqual([0, 8]);
    expect(wholeX({ lines: [a, b], xMax: 40, logX: false })).toEqual([0, 40]);
    expect(wholeX({ lines: [a, b], logX: true })).toEqual([1, 8]);
    expect(wholeX({ lines: [], logX: false })).toEqual([0, 1]);
    const { y } = scene({ lines: [{ ...a, rule: { y: 0.9, text: 'level' } }] });
    expect(y.domain[0]).toBeGreaterThanOrEqual(0);
    expect(y.domain[1]).toBeGreaterThan(0.9);
  });

  test('shows the range of the part that is zoomed to, and only positive values on a logarithmic axis', () => {
    expect(scene({ lines: [a], zoom: [2.5, 4] }).y.domain[1]).toBeLessThan(0.4);
    const zero = line({ id: 'z', label: 'z', xs: [1, 2, 3], ys: [0, 0.01, 1] });
    const logarithmic = scene({ lines: [zero], logY: true });
    expect(logarithmic.y.domain[0]).toBeGreaterThan(0);
    expect(logarithmic.yTicks.map(({ at }) => at)).toContain(0.1);
  });

  test('names two or three lines beside their ends, apart from each other', () => {
    const { names, box } = scene({ lines: [a, b] });
    expect(names.map(({ line: named }) => named.id).sort()).toEqual(['a', 'b']);
    expect(Math.abs(names[0].y - names[1].y)).toBeGreaterThanOrEqual(14);
    expect(box.right).toBeLessThan(room.width - 6 * 'second'.length);
    expect(scene({ lines: [a] }).names).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 400 }), { minLength: 1, maxLength: 8 }), (ys) => {
        const wanted = ys.map((y) => ({ y }));
        const places = apart(wanted, 14, 10, 290).map(({ y }) => y);
        for (let k = 1; k < places.length; k++) expect(places[k] - places[k - 1]).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(Math.max(...places)).toBeLessThanOrEqual(290);
        expect(Math.min(...places)).toBeGreaterThanOrEqual(10);
      }),
    );
  });

  test('is read at the nearest point of every line that reaches there', () => {
    expect(nearest(a, 2.4)).toBe(1);
    expect(nearest(a, 99)).toBe(3);
    expect(nearest({ xs: new Float64Array(0), n: 0 }, 1)).toBe(-1);
    expect(reading([a, b], 2).values.map(({ y }) => y)).toEqual([0.4, 0.5]);
    expect(reading([a, b], 1).values.map(({ line: { id } }) => id)).toEqual(['a']);
    const said = readingText(
      reading([a, b], 2),
      (x) => `epoch ${x}`,
      (y) => y.toFixed(2),
    );
    expect(said).toBe('epoch 2: first 0.40, second 0.50');
  });

  test('has a table with a row for every place, and what is smoothed beside what is not', () => {
    const options = {
      xTitle: 'epoch',
      formatX: String,
      figure: String,
      smoothing: 0,
      smoothedLabel: (label: string) => `${label}, smoothed`,
    };
    const table = lineTable([a, b], options);
    expect(table.columns.map(({ label }) => label)).toEqual(['epoch', 'first', 'second']);
    expect(table.rows).toEqual([
      [1, 0.1, null],
      [2, 0.4, 0.5],
      [3, 0.2, null],
      [4, 0.3, null],
      [8, null, 0.31],
    ]);
    const both = lineTable([a], { ...options, smoothing: 0.5 });
    expect(both.columns.map(({ label }) => label)).toEqual(['epoch', 'first', 'first, smoothed']);
    expect(both.rows.map((row) => row[2])).toEqual([...smoothed(a.ys, a.n, 0.5)]);
  });
});
