import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Histories, Interactions } from './interactions.ts';
import { countRecipe } from './load-view.ts';
import { materialise } from './materialise.ts';
import { numberByStrata, strataFor } from './numbering.ts';
import { applyRecipe, type DatasetParts } from './recipe.ts';
import { PART } from './splits.ts';
import { interactionsFrom, partsOf, recipeOf, recipes, someRows, usersOf, type Row } from './testing.ts';
import type { View } from './view.ts';
import type { ViewRecipe } from '../../../shared/contract/views.ts';

const ids = { id: 'view', datasetId: 'dataset' };
const viewOf = (data: DatasetParts, recipe: ViewRecipe): View => materialise(applyRecipe(data, recipe), ids);

/** A part as "user item value time" of dataset indices, sorted. */
function rowsOf(view: View, { start, items, values, times }: Histories): string[] {
  const found: string[] = [];
  for (let user = 0; user < view.userCount; user++)
    for (let k = start[user]; k < start[user + 1]; k++)
      found.push([view.userOf[user], view.itemOf[items[k]], values?.[k], times?.[k]].join(' '));
  return found.sort();
}

function sourceRows(interactions: Interactions, parts: ArrayLike<number>, part: number, implicit = false): string[] {
  const users = usersOf(interactions);
  return [...users.keys()]
    .filter((n) => parts[n] === part)
    .map((n) =>
      [users[n], interactions.items[n], implicit ? undefined : interactions.values?.[n], interactions.times?.[n]].join(
        ' ',
      ),
    )
    .sort();
}

function checkShape(view: View): void {
  for (const history of [view.train, view.validation, view.test, view.foldIn]) {
    expect(history.start).toHaveLength(view.userCount + 1);
    expect(history.start[view.userCount]).toBe(history.items.length);
    for (const column of [history.start, history.items, history.values, history.times])
      if (column) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
    for (let user = 0; user < view.userCount; user++)
      for (let k = history.start[user] + 1; k < history.start[user + 1]; k++)
        expect(history.items[k]).toBeGreaterThan(history.items[k - 1]);
  }
}

describe('a view', () => {
  test('holds what the recipe assigned, renumbered, users with ascending items', () => {
    fc.assert(
      fc.property(someRows(), recipes, (rows, recipe) => {
        const data = partsOf(interactionsFrom(rows, 12, 13)); // some users and items have nothing at all
        let assigned;
        try {
          assigned = applyRecipe(data, recipe);
        } catch {
          fc.pre(false); // too few users to hold out
          return;
        }
        const view = materialise(assigned, ids);
        checkShape(view);
        const [{ parts }] = assigned.sources;
        const implicit = recipe.filters.binarise !== null;
        for (const name of ['train', 'validation', 'test', 'foldIn'] as const) {
          expect(rowsOf(view, view[name])).toEqual(sourceRows(data.interactions, parts, PART[name], implicit));
          expect(view[name].values === null).toBe(implicit);
        }
        // Exactly the users and items that occur, each once.
        const users = usersOf(data.interactions);
        const kept = [...users.keys()].filter((n) => parts[n] !== PART.dropped);
        expect([...view.userOf].sort((a, b) => a - b)).toEqual(
          [...new Set(kept.map((n) => users[n]))].sort((a, b) => a - b),
        );
        expect([...view.itemOf].sort((a, b) => a - b)).toEqual(
          [...new Set(kept.map((n) => data.interactions.items[n]))].sort((a, b) => a - b),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('has the same bytes for the same recipe, others for another seed, split or filter', () => {
    const rows: Row[] = Array.from({ length: 600 }, (_, k) => ({
      user: k % 30,
      item: (k * 7) % 41,
      value: 1 + (k % 5),
    }));
    const distinct = [...new Map(rows.map((row) => [`${row.user} ${row.item}`, row])).values()];
    const data = partsOf(interactionsFrom(distinct));
    const hash = (...recipe: Parameters<typeof recipeOf>) => viewOf(data, recipeOf(...recipe)).hash;
    const first = hash('random:0.8,0.1,0.1');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(hash('random:0.8,0.1,0.1')).toBe(first);
    expect(materialise(applyRecipe(data, recipeOf('random:0.8,0.1,0.1')), { id: 'b', datasetId: 'c' }).hash).toBe(
      first,
    );
    const others = [
      hash('random:0.8,0.1,0.1', {}, 43),
      hash('random:0.7,0.2,0.1'),
      hash('per-user:0.8,0.1,0.1'),
      hash('random:0.8,0.1,0.1', { where: 'value >= 2' }),
      hash('random:0.8,0.1,0.1', { binarise: 1 }),
      viewOf(
        partsOf(interactionsFrom(distinct.map((row) => ({ ...row, value: row.value! + 1 })))),
        recipeOf('random:0.8,0.1,0.1'),
      ).hash,
    ];
    expect(new Set([first, ...others]).size).toBe(7);
  });

  test('its hash is what it was: runs of older versions depend on it', () => {
    const rows = Array.from({ length: 40 }, (_, k) => ({
      user: k % 8,
      item: (k * 3) % 11,
      value: 1 + (k % 5),
      time: k,
    }));
    const view = viewOf(partsOf(interactionsFrom(rows)), recipeOf('per-user:0.8,0.1,0.1', { where: 'value >= 2' }));
    expect(view.hash).toBe('3f1e9ffb312f669719862c10f684b276cdf5dfff47515b2dd37b3ed4b2ab0bac');
  });

  test('states range, split and strata', () => {
    const rows = [3, 5, 1, 4].map((value, item) => ({ user: 0, item, value, time: item }));
    const view = viewOf(partsOf(interactionsFrom(rows)), recipeOf('leave-last:1'));
    expect(view.valueRange).toEqual([3, 5]); // of the training rows alone
    expect(view.split).toBe('leave-last:1');
    expect(view.strata).toMatchObject({ parts: 1, userStart: Uint32Array.of(0, 1), itemStart: Uint32Array.of(0, 4) });
    expect(view.candidates).toBeNull();
    const implicit = viewOf(partsOf(interactionsFrom(rows)), recipeOf('none', { binarise: 3 }));
    expect(implicit.valueRange).toBeNull();
    expect(implicit.train.values).toBeNull();
    expect(implicit.train.items).toHaveLength(3);
  });

  test('with everything filtered away is empty, not broken', () => {
    const view = viewOf(
      partsOf(interactionsFrom([{ user: 0, item: 0, value: 1 }])),
      recipeOf('none', { where: 'value > 1' }),
    );
    expect(view).toMatchObject({ userCount: 0, itemCount: 0, valueRange: null });
    checkShape(view);
  });

  test('many blocks give what one gives', () => {
    // More rows than one block holds: the order must not depend on where blocks end.
    const rows: Row[] = [];
    for (let user = 0; user < 500; user++)
      for (let k = 0; k < 300; k++) rows.push({ user, item: (k * 7 + user * 13) % 1009, value: 1 + ((k * user) % 5) });
    const data = partsOf(interactionsFrom(rows));
    const assigned = applyRecipe(data, recipeOf('random:0.5,0.25,0.25'));
    const view = materialise(assigned, ids);
    expect(rowsOf(view, view.test)).toEqual(sourceRows(data.interactions, assigned.sources[0].parts, PART.test));
    expect(rowsOf(view, view.train)).toEqual(sourceRows(data.interactions, assigned.sources[0].parts, PART.train));
    checkShape(view);
  });
});

describe('the numbering', () => {
  test('strata come from the data', () => {
    expect(
      [0, 4999, 5000, 49_999, 50_000, 399_999, 400_000, 19_999_999, 20_000_000].map((rows) =>
        strataFor(rows, 1e6, 1e6),
      ),
    ).toEqual([1, 1, 2, 2, 4, 4, 8, 8, 16]);
    expect(strataFor(1e8, 3, 100)).toBe(3);
    expect(strataFor(1e8, 100, 5)).toBe(5);
    expect(strataFor(0, 0, 0)).toBe(1);
  });

  test('is a permutation; parts are contiguous and balanced', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 50 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 16 }),
        fc.array(fc.boolean()),
        (list, parts, absent) => {
          const counts = Uint32Array.from(list);
          const present = Uint8Array.from(list, (_, k) => (absent[k] ? 0 : 1));
          const { of, to, start } = numberByStrata(counts, present, parts);
          expect([...of].sort((a, b) => a - b)).toEqual([...counts.keys()].filter((k) => present[k] === 1));
          of.forEach((index, place) => {
            expect(to[index]).toBe(place);
          });
          const sums = Array.from({ length: parts }, (_, part) => {
            const own = of.subarray(start[part], start[part + 1]);
            expect([...own]).toEqual([...own].sort((a, b) => a - b));
            return own.reduce((sum, index) => sum + counts[index], 0);
          });
          // A part was the lightest when it got its last member, so it exceeds none by more than a member (and the ties' weight).
          const largest = Math.max(0, ...of.map((index) => counts[index]));
          expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(largest + (list.length + 1) / 64);
        },
      ),
    );
  });

  test('users and items without training rows spread over the parts', () => {
    const { start } = numberByStrata(new Uint32Array(400), null, 8);
    expect([...start]).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400]);
  });
});

describe('given sets', () => {
  const train: Row[] = [
    { user: 0, item: 0, value: 5 },
    { user: 0, item: 1, value: 2 },
    { user: 1, item: 0, value: 4 },
  ];
  const data = partsOf(interactionsFrom(train, 4, 6), {
    test: interactionsFrom(
      [
        { user: 0, item: 2, value: 5 },
        { user: 2, item: 0, value: 3 },
      ],
      4,
      6,
    ),
    validation: interactionsFrom(
      [
        { user: 1, item: 1, value: 4 },
        { user: 1, item: 0, value: 1 },
      ],
      4,
      6,
    ),
    candidates: { start: Uint32Array.of(0, 3, 3, 4, 5), items: Uint32Array.of(4, 2, 4, 0, 1) },
  });

  test('become the parts; unknown users and items stay, cold; candidate lists are in view indices', () => {
    const view = viewOf(data, recipeOf('given'));
    expect(rowsOf(view, view.train)).toEqual(['0 0 5 ', '0 1 2 ', '1 0 4 ']);
    expect(rowsOf(view, view.validation)).toEqual(['1 0 1 ', '1 1 4 ']);
    expect(rowsOf(view, view.test)).toEqual(['0 2 5 ', '2 0 3 ']);
    expect([...view.userOf].sort()).toEqual([0, 1, 2]); // user 3 has candidates but nothing to test
    expect([...view.itemOf].sort()).toEqual([0, 1, 2, 4]); // item 4 is only a candidate; item 5 is nothing
    const lists = [...view.userOf].map((user, k) => [
      user,
      [...view.candidates!.items.subarray(view.candidates!.start[k], view.candidates!.start[k + 1])]
        .map((item) => view.itemOf[item])
        .sort(),
    ]);
    expect(Object.fromEntries(lists)).toEqual({ 0: [2, 4], 1: [], 2: [0] });
    checkShape(view);
  });

  test('filters: rows by rows, minimum counts by training; what the filters took does not come back by a list', () => {
    const view = viewOf(data, recipeOf('given', { where: 'value >= 3' }));
    expect(rowsOf(view, view.train)).toEqual(['0 0 5 ', '1 0 4 ']);
    expect(rowsOf(view, view.validation)).toEqual(['1 1 4 ']);
    expect([...view.itemOf].sort()).toEqual([0, 1, 2, 4]);
    const strict = viewOf(data, recipeOf('given', { minPerItem: 2 }));
    expect(rowsOf(strict, strict.test)).toEqual(['2 0 3 ']);
    expect([...strict.itemOf].sort()).toEqual([0, 4]);
  });

  test('a set without values leaves its part without them', () => {
    const bare = interactionsFrom([{ user: 0, item: 2 }], 4, 6);
    const view = viewOf({ ...data, test: bare }, recipeOf('given'));
    expect(view.test.values).toBeNull();
    expect(view.train.values).not.toBeNull();
    expect(view.validation.values).not.toBeNull();
  });

  test('a pair in two parts is told; so are datasets without sets', () => {
    const warnings = countRecipe(data, recipeOf('given')).counts.warnings.map(({ message }) => message);
    expect(warnings).toContainEqual(expect.stringContaining('1 pair of user and item in the validation set'));
    expect(warnings).toContainEqual(expect.stringContaining('1 test user has no training interactions'));
    expect(() => countRecipe(partsOf(data.interactions), recipeOf('given'))).toThrow('came without a test set');
  });
});
