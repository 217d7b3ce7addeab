import { describe, expect, test } from 'vitest';
import type { Split } from '../../../shared/contract/views.ts';
import { picture, type Part } from './picture.ts';
import { recipeInWords } from './words.ts';

const parts = (split: Split, part: Part) =>
  picture(split)
    .flat()
    .filter((mark) => mark.part === part).length;
const all = picture({ kind: 'none' }).flat().length;
const shares = { train: 0.8, validation: 0.1, test: 0.1 };
const filters = { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null };

describe('the picture of a split', () => {
  test.each(['random', 'per-user', 'temporal', 'rows'] as const)('%s follows the shares', (kind) => {
    expect(Math.abs(parts({ kind, ...shares }, 'test') - 0.1 * all)).toBeLessThan(5);
    expect(parts({ kind, train: 1, validation: 0, test: 0 }, 'train')).toBe(all);
    expect(parts({ kind, train: 0.5, validation: 0, test: 0.5 }, 'validation')).toBe(0);
  });

  test('by time: nothing in training is newer than what is tested', () => {
    const marks = picture({ kind: 'temporal', ...shares }).flat();
    const at = (part: Part) => marks.filter((mark) => mark.part === part).map((mark) => mark.at);
    expect(Math.max(...at('train'))).toBeLessThan(Math.min(...at('validation')));
    expect(Math.max(...at('validation'))).toBeLessThan(Math.min(...at('test')));
  });

  test('last of each user: one test mark a row, and it is the newest', () => {
    for (const row of picture({ kind: 'leave-last', count: 1 })) {
      expect(row.filter((mark) => mark.part === 'test')).toEqual([row[row.length - 1]]);
      expect(row.filter((mark) => mark.part === 'validation')).toHaveLength(1);
    }
  });

  test('held-out users: the first part of their history is known', () => {
    const rows = picture({ kind: 'users', validation: 1, test: 1, foldIn: 0.5 });
    const tested = rows.filter((row) => row.some((mark) => mark.part === 'test'));
    expect(tested).toHaveLength(1);
    expect(tested[0][0].part).toBe('train');
    expect(rows.filter((row) => row.every((mark) => mark.part === 'train'))).toHaveLength(rows.length - 2);
  });

  test('is the same every time', () => {
    const split: Split = { kind: 'leave-random', count: 2 };
    expect(picture(split)).toEqual(picture(split));
  });
});

describe('a recipe in words', () => {
  test('tells all of it in a sentence', () => {
    expect(
      recipeInWords({
        filters: { ...filters, minPerUser: 5, from: 1383696000 },
        split: { kind: 'temporal', ...shares },
        seed: 42,
      }),
    ).toBe('by time, 10 % validation and 10 % test; at least 5 per user and 0 per item; from 6 Nov 2013');
  });
});
