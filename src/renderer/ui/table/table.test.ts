import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nextSort, NO_LAYOUT, tracks, type Column } from './columns.ts';
import { PagedRows } from './paged-rows.svelte.ts';
import { drawnHeight, follow, LONGEST, placeOf, type Extent, type Place } from './virtual-scroll.ts';

describe('a scroller over very many rows', () => {
  const short: Extent = { total: 3_000_000, view: 500 };
  const long: Extent = { total: 140_000_000, view: 500 }; // 5 million rows of 28 px
  const end = LONGEST - long.view;

  test('is as long as its rows up to a limit', () => {
    expect(drawnHeight(short)).toBe(3_000_000);
    expect(drawnHeight(long)).toBe(LONGEST);
    expect(follow(short, { top: 0, at: 0 }, 2_000_000)).toEqual({ top: 2_000_000, at: 2_000_000 });
  });

  test('beyond it small steps are pixels, large ones shares, and both ends are reached', () => {
    const start: Place = { top: 0, at: 0 };
    expect(follow(long, start, 100)).toEqual({ top: 100, at: 100 });
    expect(follow(long, start, end)).toEqual({ top: long.total - long.view, at: end });
    expect(follow(long, start, end / 2).top).toBeCloseTo((long.total - long.view) / 2);
    expect(placeOf(long, Infinity)).toEqual({ top: long.total - long.view, at: end });
  });

  test('walked by small steps from end to end, no row is jumped over and the scroller never sticks', () => {
    const small: Extent = { total: LONGEST + 60_000, view: 500 };
    let place = placeOf(small, small.total - 200_000);
    for (let steps = 0; place.top < small.total - small.view; steps++) {
      const next = follow(small, place, Math.min(LONGEST - small.view, place.at + 400));
      expect(next.top - place.top).toBeGreaterThan(0);
      expect(next.top - place.top).toBeLessThanOrEqual(400);
      place = next;
      expect(steps).toBeLessThan(1000);
    }
    expect(place).toEqual({ top: small.total - small.view, at: LONGEST - small.view });
    for (let steps = 0; steps < 700 && place.top > 0; steps++) {
      const next = follow(small, place, Math.max(0, place.at - 400));
      expect(place.top - next.top).toBeLessThanOrEqual(400);
      place = next;
    }
    expect(place.top).toBeLessThan(small.total - 200_000);
  });
});

describe('columns', () => {
  const columns: Column[] = [
    { id: 'name', label: 'Name', width: 10, grow: 2 },
    { id: 'count', label: 'Count', width: 5, numeric: true },
  ];

  test('share the room that is left', () => {
    expect(tracks(columns, NO_LAYOUT)).toEqual({ template: 'minmax(10rem, 2fr) 5rem', least: 15 });
    const dragged = { ...NO_LAYOUT, widths: { name: 20 } };
    expect(tracks(columns, dragged)).toEqual({ template: '20rem minmax(5rem, 1fr)', least: 25 });
  });

  test('are sorted from the largest number, from the first word, then the other way round', () => {
    expect(nextSort(columns[1], null)).toEqual({ column: 'count', descending: true });
    expect(nextSort(columns[0], { column: 'count', descending: true })).toEqual({ column: 'name', descending: false });
    expect(nextSort(columns[0], { column: 'name', descending: false }).descending).toBe(true);
  });
});

describe('rows by pages', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Answers when told to. */
  function source(total: number) {
    const calls: { offset: number; signal: AbortSignal; answer(): void }[] = [];
    const read = (offset: number, limit: number, signal: AbortSignal) =>
      new Promise<{ rows: number[]; total: number }>((resolve) => {
        const length = Math.max(0, Math.min(limit, total - offset));
        const answer = () => resolve({ rows: Array.from({ length }, (_, n) => offset + n), total });
        calls.push({ offset, signal, answer });
      });
    return { calls, read };
  }
  const answered = () => vi.advanceTimersByTimeAsync(50);

  test('what is seen is read, then its neighbours; what was scrolled past is taken back', async () => {
    const { calls, read } = source(100_000);
    const rows = new PagedRows<number>();
    rows.ask(read);
    expect(rows.asking).toBe(true);
    calls[0].answer();
    await answered();
    expect(rows).toMatchObject({ total: 100_000, asking: false, answered: 1 });
    expect(rows.at(7)).toBe(7);

    rows.show(0, 20);
    expect(calls.map(({ offset }) => offset)).toEqual([0, 200]);
    rows.show(50_000, 50_020);
    rows.show(80_000, 80_020);
    await answered();
    expect(calls.map(({ offset }) => offset)).toEqual([0, 200, 80_000, 80_200, 79_800]);
    expect(calls[1].signal.aborted).toBe(true);
    expect(rows.at(80_000)).toBeNull();
    calls[2].answer();
    await answered();
    expect(rows.at(80_000)).toBe(80_000);
    expect(rows.at(7)).toBe(7);
  });

  test('a new question leaves the old rows until it is answered; an overtaken one is taken back', async () => {
    const [old, overtaken, next] = [source(10), source(10), source(3)];
    const rows = new PagedRows<number>();
    rows.ask(old.read);
    old.calls[0].answer();
    await answered();
    rows.ask(overtaken.read);
    expect(rows.total).toBe(10);
    rows.ask(next.read);
    expect(overtaken.calls[0].signal.aborted).toBe(true);
    overtaken.calls[0].answer();
    await answered();
    expect(rows).toMatchObject({ total: 10, asking: true, answered: 1 });
    next.calls[0].answer();
    await answered();
    expect(rows).toMatchObject({ total: 3, asking: false, answered: 2 });
  });
});
