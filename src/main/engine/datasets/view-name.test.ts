import * as v from 'valibot';
import { expect, it } from 'vitest';
import { ViewRecipe } from '../../../shared/contract/views.ts';
import { parseSplit } from '../../../shared/split.ts';
import { viewName } from './view-name.ts';

it.each([
  [
    { where: 'value >= 6', minPerUser: 5, minPerItem: 5 },
    'per-user:0.8,0.1,0.1',
    '6 and up, 5-core, per user 80/10/10',
  ],
  [{}, 'random:0.9,0.1', 'random 90/10'],
  [{ binarise: 4, minPerUser: 5 }, 'leave-last:1', 'liked from 4, 5 per user, last out'],
  [
    { where: 'value > 1 and value < 4', from: 1_356_998_400 },
    'given',
    'value > 1 and value < 4, from 2013-01-01, given sets',
  ],
  [{}, 'none', 'all for training'],
])('%j with %s is called "%s"', (filters, split, name) => {
  expect(viewName(v.parse(ViewRecipe, { filters, split: parseSplit(split) }))).toBe(name);
});
