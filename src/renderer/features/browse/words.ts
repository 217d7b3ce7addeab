import type { Recommended } from '../../../shared/contract/browse.ts';

/** What is known of an item, without its names: "Action, Thriller · 1988" */
export const attributesInWords = (attributes: Readonly<Record<string, string>>): string =>
  Object.values(attributes)
    .filter((value) => value.trim() !== '')
    .map((value) => value.replaceAll('|', ', '))
    .join(' · ');

/**
 * Length of a score's bar, 0 to 1. Scores of one list are comparable, but many models have no natural zero: then the
 * last one still gets a tenth.
 */
export function barShare(score: number, items: readonly Pick<Recommended, 'score'>[]): number {
  const scores = items.map((item) => item.score);
  const top = Math.max(...scores);
  const low = Math.min(...scores);
  if (low >= 0) return top > 0 ? score / top : 0;
  return top > low ? 0.1 + (0.9 * (score - low)) / (top - low) : 1;
}
