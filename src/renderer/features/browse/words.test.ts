import { expect, test } from 'vitest';
import { attributesInWords, barShare, digitsOf, fileName, hits, meanNovelty, novelty } from './words.ts';

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

test('novelty: nothing for what everybody has, one bit for each halving', () => {
  expect(novelty(80, 80)).toBe(0);
  expect(novelty(20, 80)).toBe(2);
  expect(novelty(0, 64)).toBe(6);
  expect(novelty(0, 0)).toBe(0);
  const list = (...popularities: number[]) =>
    ({ trainingUsers: 8, items: popularities.map((popularity) => ({ popularity })) }) as unknown as Parameters<
      typeof meanNovelty
    >[0];
  expect(meanNovelty(list(8, 2, 1))).toBeCloseTo(5 / 3, 10);
  expect(meanNovelty(list())).toBe(0);
});

test('decimals leave three digits that count', () => {
  expect([1234, 55, 2.1, 0.21, 0.0021, 0].map(digitsOf)).toEqual([0, 1, 2, 3, 5, 2]);
});

test('hits are the ranks of what was held out', () => {
  expect(
    hits([
      { rank: 1, heldOut: null },
      { rank: 2, heldOut: 'test' },
      { rank: 3, heldOut: 'validation' },
    ]),
  ).toEqual([2, 3]);
});

test('names of files lose what file systems refuse', () => {
  expect(fileName('BPR: 64/32 "new" user a\\b?\n.csv')).toBe('BPR- 64-32 -new- user a-b-.csv');
});
