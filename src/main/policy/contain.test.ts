import { join, relative } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { containedFile, isInside, mediaType } from './contain.ts';

const folder = '/srv/window';

test.each([
  ['/', '/srv/window/index.html'],
  ['/index.html', '/srv/window/index.html'],
  ['/assets/app-1.js', '/srv/window/assets/app-1.js'],
  ['/assets/', '/srv/window/assets/index.html'],
  ['/a%20b.svg', '/srv/window/a b.svg'],
  ['/x/../index.html', '/srv/window/index.html'],
  ['/..', null],
  ['/../window-secret/a.js', null],
  ['/%2e%2e/%2e%2e/etc/passwd', null],
  ['/..%2f..%2fetc/passwd', null],
  ['/..%5c..%5cetc', null],
  ['/a%00.js', null],
  ['/%', null],
  ['/%252e%252e/x', '/srv/window/%2e%2e/x'], // decoded once: a folder of a strange name
])('%j', (path, file) => {
  expect(containedFile(folder, path)).toBe(file);
});

test('nothing outside is ever named', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '..%2f', '%5c', '//', 'a'), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const file = containedFile(folder, `/${parts.join('/')}`);
      if (file !== null) expect(relative(folder, file).startsWith('..')).toBe(false);
    }),
  );
});

test('a sibling of a similar name is outside, and so is the folder itself', () => {
  expect(isInside(folder, `${folder}-x/a`)).toBe(false);
  expect(isInside(folder, folder)).toBe(false);
  expect(isInside(folder, join(folder, '..a'))).toBe(true);
});

test('only what a window is made of has a type', () => {
  expect(mediaType('/x/a.js')).toContain('javascript');
  expect(['/x/a.sqlite', '/x/token', '/x/a.js.map', '/x/.js/a', '/x/a.constructor'].map(mediaType)).toEqual(
    Array(5).fill(null),
  );
});
