import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Histories } from './interactions.ts';
import { countRecipe, hashOfRecipe } from './load-view.ts';
import { materialise } from './materialise.ts';
import { applyRecipe } from './recipe.ts';
import { interactionsFrom, partsOf, recipeOf, recipes, someRows, type Row } from './testing.ts';

describe('counts', () => {
  test('are those of the view', () => {
    fc.assert(
      fc.property(someRows(), recipes, (rows, recipe) => {
        const data = partsOf(interactionsFrom(rows));
        let counts;
        try {
          const counted = countRecipe(data, recipe);
          counts = { ...counted.counts, hash: hashOfRecipe(counted) };
        } catch {
          fc.pre(false);
          return;
        }
        const view = materialise(applyRecipe(data, recipe), { id: '', datasetId: '' });
        const usersIn = ({ start }: Histories) =>
          [...start].filter((end, user) => user > 0 && end > start[user - 1]).length;
        expect(counts).toMatchObject({
          users: view.userCount,
          items: view.itemCount,
          train: view.train.items.length,
          validation: view.validation.items.length,
          test: view.test.items.length,
          validationUsers: usersIn(view.validation),
          testUsers: usersIn(view.test),
          hasValues: view.train.values !== null,
          hasTime: true,
          hash: view.hash,
        });
        expect(counts.interactions).toBe(counts.train + counts.validation + counts.test + view.foldIn.items.length);
        const lost = counts.filtered.reduce((sum, step) => sum + step.interactions, 0);
        expect(counts.interactions + lost).toBe(rows.length);
      }),
    );
  });

  const timed = Array.from({ length: 60 }, (_, k) => ({
    user: k % 6,
    item: ((k % 6) + Math.floor(k / 6)) % 10,
    time: k,
  }));
  const warningsOf = (rows: Row[], split: string, filters = {}) =>
    countRecipe(partsOf(interactionsFrom(rows)), recipeOf(split, filters))
      .counts.warnings.map(({ message }) => message)
      .join('\n');

  test.each([
    ['random:0.8,0.1,0.1', /the same user has later ones in training/],
    ['per-user:0.8,0.1,0.1', /the same user has later ones in training/],
    ['none', /no test figures/],
    ['users:1,1,0.95', /2 held-out users have too few/],
  ])('%s warns', (split, message) => {
    expect(warningsOf(timed, split)).toMatch(message);
  });

  test('nothing to say about an honest split', () => {
    expect(warningsOf(timed, 'leave-last:1')).toBe('');
  });

  test('other warnings', () => {
    const untimed = timed.map(({ user, item }) => ({ user, item }));
    expect(warningsOf(untimed, 'leave-last:1')).toMatch(/no usable time/);
    expect(
      warningsOf(
        timed.map((row) => ({ ...row, time: 5 })),
        'temporal:0.8,0.2',
      ),
    ).toMatch(/no usable time/);
    expect(warningsOf([...timed, { user: 6, item: 0, time: 0 }], 'leave-last:1')).toMatch(/1 user has too few/);
    expect(warningsOf([...timed, { user: 6, item: 99, time: 99 }], 'temporal:0.8,0.2')).toMatch(
      /1 test user has no training/,
    );
    expect(warningsOf([...timed, { user: 6, item: 99, time: 99 }], 'temporal:0.8,0.2')).toMatch(
      /items? of the test part never/,
    );
    expect(warningsOf(timed, 'none', { from: 1000 })).toMatch(/Nothing is left/);
  });
});
