import type { Recommendations, Recommended } from '../../../shared/contract/browse.ts';

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

/**
 * Self-information of an item in bits, −log2 of the share of users who have it (Zhou et al., "Solving the apparent
 * diversity-accuracy dilemma of recommender systems", PNAS 2010). What nobody has counts as if one user had it.
 */
export const novelty = (popularity: number, users: number): number =>
  Math.max(0, Math.log2(Math.max(1, users) / Math.max(1, popularity)));

export const meanNovelty = ({ items, trainingUsers }: Pick<Recommendations, 'items' | 'trainingUsers'>): number =>
  items.length === 0 ? 0 : items.reduce((sum, each) => sum + novelty(each.popularity, trainingUsers), 0) / items.length;

/** Decimals that leave three significant digits of a value, 0 to 6. */
export const digitsOf = (value: number): number =>
  value === 0 ? 2 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));

/** Ranks of what was held out. */
export const hits = (items: readonly Pick<Recommended, 'heldOut' | 'rank'>[]): number[] =>
  items.filter(({ heldOut }) => heldOut !== null).map(({ rank }) => rank);

/** A name that every file system takes. */
export const fileName = (text: string): string => text.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').slice(0, 150);
