import { beforeEach, expect, test } from 'vitest';
import { isZoom, nearest, Zoom, ZOOMS } from './zoom.svelte.ts';

beforeEach(() => {
  localStorage.clear();
  document.documentElement.style.fontSize = '';
});
const size = () => document.documentElement.style.fontSize;

test('zoom goes by steps from 50 to 200 % and stays at the ends', () => {
  const zoom = new Zoom();
  expect(zoom.percent).toBe(100);
  const up: number[] = [];
  for (let step = 0; step < 7; step++) {
    zoom.set(zoom.next(1));
    up.push(zoom.percent);
  }
  expect(up).toEqual([110, 125, 150, 175, 200, 200, 200]);
  expect(size()).toBe('200%');
  for (let step = 0; step < 20; step++) zoom.set(zoom.next(-1));
  expect(zoom.percent).toBe(50);
  zoom.set(100);
  // At 100 % the person's own text size is left alone.
  expect(size()).toBe('');
});

test('the last choice is shown before the workspace has been read', () => {
  new Zoom().set(150);
  const next = new Zoom();
  next.show();
  expect(size()).toBe('150%');
  localStorage.setItem('zoom', 'nonsense');
  expect(new Zoom().percent).toBe(100);
  localStorage.setItem('zoom', '9000');
  expect(new Zoom().percent).toBe(100);
});

test('what is no step is brought to the nearest one', () => {
  expect([0, 51, 104, 106, 170, 9000, NaN, Infinity].map(nearest)).toEqual([50, 50, 100, 110, 175, 200, 100, 100]);
  expect(ZOOMS.every(isZoom)).toBe(true);
  expect([99, '100', null].some(isZoom)).toBe(false);
});
