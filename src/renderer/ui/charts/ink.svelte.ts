import { createSubscriber } from 'svelte/reactivity';
import { resolve } from './picture.ts';

const TOKENS = [
  '--series-1',
  '--series-2',
  '--series-3',
  '--series-4',
  '--series-5',
  '--series-6',
  '--series-7',
  '--series-8',
  '--chart-grid',
  '--chart-axis',
  '--chart-ink',
  '--text',
  '--surface',
] as const;

export type Ink = Readonly<Record<(typeof TOKENS)[number], string>> & {
  readonly font: string;
  /** Size of all words in charts, in CSS pixels. */
  readonly small: number;
};

export const seriesToken = (slot: number): (typeof TOKENS)[number] => TOKENS[slot % 8];
/** For `style:--c`. */
export const seriesColour = (slot: number): string => `var(${seriesToken(slot)})`;
/** Dashes of the eight series, in CSS pixels. */
export const DASHES: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
  [4, 2],
  [1, 3],
  [10, 4],
  [3, 3],
];

let known: Ink | null = null;

/** Anything that changes what colours look like. */
const follow = createSubscriber((changed) => {
  const again = () => {
    known = null;
    changed();
  };
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', again);
  const observer = new MutationObserver(again);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    for (const query of queries) query.removeEventListener('change', again);
    observer.disconnect();
    known = null;
  };
});

/**
 * The colours of the tokens as the present theme has them: a canvas knows nothing of custom properties. Read inside an
 * effect, it runs again when the theme changes.
 */
export function ink(): Ink {
  follow();
  known ??= {
    ...resolve(document.body, TOKENS),
    font: getComputedStyle(document.body).fontFamily,
    small: 0.6875 * parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
  return known;
}
