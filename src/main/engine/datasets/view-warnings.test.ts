import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ViewRecipe } from '../../../shared/contract/views.ts';
import { countRecipe } from './load-view.ts';
import { sampleOf } from './split-sample.ts';
import { interactionsFrom, partsOf, recipeOf, recipes, someRows, type Row } from './testing.ts';

const counts = (rows: readonly Row[], recipe: ViewRecipe, given: readonly Row[] = []) => {
  const [users, items] = [10, 12];
  const test = given.length > 0 ? interactionsFrom(given, users, items) : null;
  return countRecipe(partsOf(interactionsFrom(rows, users, items), { test }), recipe).counts;
};

describe('the cure of a warning', () => {
  test('cures it, whatever the data and the recipe', () => {
    fc.assert(
      fc.property(someRows(), recipes, (rows, recipe) => {
        let found;
        try {
          found = counts(rows, recipe).warnings;
        } catch {
          return; // more held-out users than there are
        }
        for (const { kind, fix } of found) {
          if (!fix) continue;
          let cured;
          try {
            cured = counts(rows, fix.recipe);
          } catch (error) {
            // To keep longer histories only may leave fewer users than are to be held out; that is said in its own words.
            expect(String(error)).toMatch(/are to be held out/);
            continue;
          }
          const kinds = cured.warnings.map((warning) => warning.kind);
          if (!kinds.includes('nothing-left')) expect(kinds, `${kind}: ${fix.label}`).not.toContain(kind);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of a given set: pairs that were seen and users nobody knows leave the test', () => {
    const train = [
      { user: 0, item: 0 },
      { user: 1, item: 1 },
    ];
    const given = [
      { user: 0, item: 0 }, // seen
      { user: 2, item: 1 }, // nobody knows the user
      { user: 1, item: 0 },
    ];
    const first = counts(train, recipeOf('given'), given);
    expect(first.warnings.map(({ kind }) => kind)).toEqual(['repeated-pairs', 'unknown-users']);
    const unseen = counts(train, first.warnings[0].fix!.recipe, given);
    expect(unseen.filtered).toMatchObject([{ kind: 'held-out', interactions: 1, users: 0, items: 0 }]);
    expect(unseen.warnings.map(({ kind }) => kind)).toEqual(['unknown-users']);
    const both = counts(train, unseen.warnings[0].fix!.recipe, given);
    expect(both).toMatchObject({ test: 1, users: 2, warnings: [] });
  });
});

describe('training that knows the future', () => {
  /** 10 users, one interaction each at every full hour; the last one two hours later for every second user. */
  const rows = Array.from({ length: 10 }, (_, user) =>
    [0, 1, 2, 3].map((hour) => ({ user, item: hour, value: 1, time: hour === 3 && user % 2 ? 5 : hour })),
  ).flat();

  test('of the very users that are tested, as a share of the test', () => {
    const { later, warnings } = counts(rows, recipeOf('leave-random:1'));
    const own = later!.own;
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThanOrEqual(1);
    expect(warnings[0]).toMatchObject({
      kind: 'own-later',
      fix: { recipe: { split: { kind: 'leave-last', count: 1 } } },
    });
    expect(warnings[0].message).toContain(`${Math.round(100 * own)} %`);
  });

  test('of others, as a share of training; by time there is none', () => {
    const uneven = rows.map((row) => (row.user === 0 ? { ...row, time: row.time + 100 } : row));
    const { later, warnings } = counts(uneven, recipeOf('leave-last:1'));
    expect(later).toEqual({ own: 0, others: 2 / 20 });
    expect(warnings[0]).toMatchObject({ kind: 'others-later', fix: { label: 'Split by time' } });
    expect(counts(uneven, recipeOf('temporal:0.8,0.1,0.1')).later).toEqual({ own: 0, others: 0 });
  });
});

describe('a few users for the picture', () => {
  test('show every mark with its part, and no more users or marks than can be seen', () => {
    fc.assert(
      fc.property(someRows(), recipes, (rows, recipe) => {
        let counted;
        try {
          counted = countRecipe(partsOf(interactionsFrom(rows)), recipe);
        } catch {
          return;
        }
        const { users, from, to } = sampleOf(counted.assigned, counted.census);
        expect(users.length).toBe(Math.min(11, counted.counts.users));
        expect(new Set(users.map(({ index }) => index)).size).toBe(users.length);
        const shown = new Set(users.flatMap(({ marks }) => marks.map(({ part }) => part)));
        for (const part of ['train', 'validation', 'test'] as const)
          expect(shown.has(part), part).toBe(counted.counts[part] > 0);
        for (const { marks, interactions } of users) {
          expect(marks.length).toBe(Math.min(interactions, 60));
          for (const { at } of marks) expect(at >= from && at <= to).toBe(true);
        }
      }),
    );
  });

  test('thin a long history and keep what is tested of it', () => {
    const rows = Array.from({ length: 400 }, (_, item) => ({ user: 0, item, time: item }));
    const { assigned } = countRecipe(partsOf(interactionsFrom(rows)), recipeOf('leave-last:3'));
    const [{ interactions, marks }] = sampleOf(assigned).users;
    expect(interactions).toBe(400);
    expect(marks).toHaveLength(60);
    expect(marks.filter(({ part }) => part === 'test').map(({ at }) => at)).toEqual([397, 398, 399]);
    expect(marks[0].at).toBeLessThan(10);
  });
});
