// Interactions for tests; not part of the product.
import fc from 'fast-check';
import type { Filters, ViewRecipe } from '../../../shared/contract/views.ts';
import { parseSplit } from '../../../shared/split.ts';
import { sharedF32, sharedF64, sharedU32, type Interactions } from './interactions.ts';
import type { DatasetParts } from './recipe.ts';

export interface Row {
  user: number;
  item: number;
  value?: number;
  time?: number;
}

/** Rows in file order; columns that the first row lacks are null. */
export function interactionsFrom(rows: readonly Row[], userCount?: number, itemCount?: number): Interactions {
  const users = userCount ?? rows.reduce((most, { user }) => Math.max(most, user + 1), 0);
  const items = itemCount ?? rows.reduce((most, { item }) => Math.max(most, item + 1), 0);
  const order = rows.map((_, row) => row).sort((a, b) => rows[a].user - rows[b].user || a - b);
  const start = sharedU32(users + 1);
  for (const { user } of rows) start[user + 1]++;
  for (let user = 0; user < users; user++) start[user + 1] += start[user];
  const column = <T extends Uint32Array | Float32Array | Float64Array>(into: T, of: (row: number) => number): T => {
    order.forEach((row, n) => (into[n] = of(row)));
    return into;
  };
  const first = rows.at(0);
  return {
    userCount: users,
    itemCount: items,
    start,
    items: column(sharedU32(rows.length), (row) => rows[row].item),
    values: first?.value === undefined ? null : column(sharedF32(rows.length), (row) => rows[row].value!),
    times: first?.time === undefined ? null : column(sharedF64(rows.length), (row) => rows[row].time!),
    rows: column(sharedU32(rows.length), (row) => row),
  };
}

/** Small datasets of distinct pairs, with values 1 to 5 and times with many ties. */
export const someRows = (maxLength = 80): fc.Arbitrary<Row[]> =>
  fc.uniqueArray(
    fc.record({
      user: fc.integer({ min: 0, max: 9 }),
      item: fc.integer({ min: 0, max: 11 }),
      value: fc.integer({ min: 1, max: 5 }),
      time: fc.integer({ min: 0, max: 6 }),
    }),
    { minLength: 1, maxLength, selector: ({ user, item }) => user * 100 + item },
  );

export const noFilters: Filters = { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null };

export const recipeOf = (split: string, filters: Partial<Filters> = {}, seed = 42): ViewRecipe => ({
  filters: { ...noFilters, ...filters },
  split: parseSplit(split),
  seed,
});

export const partsOf = (interactions: Interactions, given: Partial<DatasetParts> = {}): DatasetParts => ({
  validation: null,
  test: null,
  candidates: null,
  ...given,
  interactions,
});

/** The user of every interaction, [N]. */
export function usersOf({ start, userCount, items }: Interactions): Uint32Array {
  const users = new Uint32Array(items.length);
  for (let user = 0; user < userCount; user++) users.fill(user, start[user], start[user + 1]);
  return users;
}

/** Recipes of every kind that needs no set of the user's own. */
export const recipes = fc
  .record({
    split: fc.constantFrom(
      'random:0.6,0.2,0.2',
      'per-user:0.8,0.1,0.1',
      'leave-last:1',
      'temporal:0.7,0.3',
      'users:1,1,0.5',
      'none',
    ),
    minPerUser: fc.nat({ max: 3 }),
    minPerItem: fc.nat({ max: 3 }),
    binarise: fc.constantFrom(null, 3),
    seed: fc.nat(),
  })
  .map(({ split, seed, ...filters }) => recipeOf(split, filters, seed));
