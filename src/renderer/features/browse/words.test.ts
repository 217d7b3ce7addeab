import { expect, test } from 'vitest';
import { attributesInWords, barShare } from './words.ts';

test('attributes are told without their names', () => {
  expect(attributesInWords({ genres: 'Action|Thriller', year: '1988', note: ' ' })).toBe('Action, Thriller · 1988');
  expect(attributesInWords({})).toBe('');
});

test('bars are shares of the best score, or of the spread where scores are below zero', () => {
  const positive = [{ score: 4 }, { score: 2 }, { score: 0 }];
  expect(positive.map(({ score }) => barShare(score, positive))).toEqual([1, 0.5, 0]);
  const negative = [{ score: 1 }, { score: -1 }, { score: -3 }];
  expect(negative.map(({ score }) => barShare(score, negative))).toEqual([1, 0.55, 0.1]);
  expect(barShare(-2, [{ score: -2 }])).toBe(1);
});
