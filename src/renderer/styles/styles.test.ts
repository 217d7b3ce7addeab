import { expect, test } from 'vitest';

const sources = {
  ...import.meta.glob<string>('../**/*.css', { query: '?raw', import: 'default', eager: true }),
  ...import.meta.glob<string>('../**/*.svelte', { query: '?raw', import: 'default', eager: true }),
};

test('the layout asks containers for their size, not the screen: a media query would not see the zoom', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(60);
  const asking = Object.entries(sources).filter(([, source]) =>
    /@media[^{]*\b(width|height|aspect-ratio|orientation)\b/.test(source),
  );
  expect(asking.map(([file]) => file)).toEqual([]);
});

test('texts are sized in rem, so that they follow the zoom', () => {
  const fixed = Object.entries(sources).flatMap(([file, source]) =>
    [...source.matchAll(/(?:font-size|line-height|font):[^;}]*\b\d+(?:\.\d+)?px/g)].map(([rule]) => `${file}: ${rule}`),
  );
  expect(fixed).toEqual([]);
});
