import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ViewRecipe } from '../../../shared/contract/views.ts';
import { parseSplit } from '../../../shared/split.ts';
import { formatWhere, parseWhere } from '../../../shared/where.ts';
import { EMPTY, fieldsAsked, fieldsOf, recipeOf } from './recipe-fields.ts';

const days = fc.option(fc.integer({ min: 0, max: 20_000 }).map((day) => 86_400 * day));
const recipes: fc.Arbitrary<ViewRecipe> = fc
  .record({
    where: fc.constantFrom(
      null,
      'value >= 4',
      'value > 3 and time < 2013-05-01',
      'value in (3, 4) and value <= 5',
      'value = 1 or value = 5',
      '(value = 1 or value = 5) and time >= 2013-01-01',
      'not value between 2 and 3',
    ),
    binarise: fc.option(fc.constantFrom(3, 4.5)),
    from: days,
    to: days,
    minPerUser: fc.nat(20),
    minPerItem: fc.nat(20),
    split: fc.constantFrom(
      ...['random:0.8,0.1,0.1', 'per-user:0.75,0.125,0.125', 'temporal:0.9,0,0.1', 'rows:0.7,0,0.3'],
      ...['leave-last:1', 'leave-random:3', 'users:10,20,0.8', 'given', 'none'],
    ),
    seed: fc.nat(1000),
    knownOnly: fc.boolean(),
  })
  .map(({ split, seed, knownOnly, ...filters }) => ({
    filters,
    split: parseSplit(split),
    seed,
    ...(knownOnly && { knownOnly: true }),
  }));

/** Conditions in one spelling: their order and parentheses may differ. */
const canonical = (recipe: ViewRecipe) => ({
  ...recipe,
  filters: { ...recipe.filters, where: recipe.filters.where && formatWhere(parseWhere(recipe.filters.where)) },
});

describe('a recipe as fields', () => {
  test('is the same recipe again', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        // A threshold is one of the two: a value kept, or what counts as liked.
        const again = recipeOf(fieldsOf(recipe));
        expect(canonical(again)).toEqual(canonical(recipe));
      }),
    );
  });

  test('moments within a day become conditions', () => {
    const recipe = recipeOf({ ...EMPTY });
    const fields = fieldsOf({ ...recipe, filters: { ...recipe.filters, from: 100, to: 200 } });
    expect(fields.condition).toBe('time >= 100 and time < 200');
    expect(recipeOf(fields).filters).toMatchObject({ where: 'time >= 100 and time < 200', from: null, to: null });
  });

  test('takes what a person types: commas, blanks, nothing', () => {
    expect(recipeOf({ ...EMPTY, threshold: ' 3,5 ' }).filters.where).toBe('value >= 3.5');
    expect(recipeOf({ ...EMPTY, threshold: '3' }, false).filters.where).toBeNull();
    expect(recipeOf({ ...EMPTY, minPerUser: null, seed: null })).toMatchObject({ filters: { minPerUser: 0 }, seed: 0 });
    expect(recipeOf({ ...EMPTY, threshold: '4', condition: 'value = 1 or value = 9' }).filters.where).toBe(
      'value >= 4 and (value = 1 or value = 9)',
    );
    expect(recipeOf({ ...EMPTY, to: '2013-05-01' }).filters.to).toBe(Date.UTC(2013, 4, 2) / 1000);
  });

  test('starts from what an address asks for, and from nothing it cannot read', () => {
    const asked = fieldsAsked(new URLSearchParams('where=value >= 3.5&minPerUser=5&split=leave-last:2'));
    expect(asked).toEqual({
      operator: '>=',
      threshold: '3.5',
      binarise: false,
      minPerUser: 5,
      kind: 'leave-last',
      count: 2,
    });
    expect(fieldsAsked(new URLSearchParams('where=nonsense&split=x&minPerUser=-1'))).toEqual({});
    expect(fieldsAsked(new URLSearchParams('binarise=4'))).toMatchObject({ binarise: true, threshold: '4' });
  });
});
