import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Interactions } from '../../src/main/engine/datasets/interactions.ts';
import { countRecipe } from '../../src/main/engine/datasets/load-view.ts';
import { applyRecipe } from '../../src/main/engine/datasets/recipe.ts';
import { PART } from '../../src/main/engine/datasets/splits.ts';
import { interactionsFrom, partsOf, recipeOf, usersOf } from '../../src/main/engine/datasets/testing.ts';

/**
 * Filters and splits against the very splits that published tables were made with: one letter per row of the file,
 * 0 dropped, 1 training, 2 validation, 3 test. Which rows are drawn depends on each system's own random numbers; which
 * rows are kept, and how many of each user go where, does not.
 */
const folder = process.env.RECSMITH_DATA ?? '';
const has = (...files: string[]): boolean => folder !== '' && files.every((file) => existsSync(join(folder, file)));

function withData(files: string[], body: () => void): void {
  if (has(...files)) {
    body();
    return;
  }
  const reason = `RECSMITH_DATA names no folder with ${files.join(' and ')}`;
  if (process.env.REQUIRE_DATA === '1')
    test('data', () => {
      throw new Error(reason);
    });
  else test.skip(`skipped: ${reason}`, () => undefined);
}

const read = (file: string): string => readFileSync(join(folder, file), 'latin1');

/** Ids by first appearance, as an import numbers them. */
function readTable(file: string, delimiter: string, header: boolean): Interactions {
  const users = new Map<string, number>();
  const items = new Map<string, number>();
  const index = (map: Map<string, number>, id: string): number => {
    if (!map.has(id)) map.set(id, map.size);
    return map.get(id)!;
  };
  const lines = read(file).trim().split('\n');
  return interactionsFrom(
    lines.slice(header ? 1 : 0).map((line) => {
      const [user, item, value] = line.split(delimiter);
      return { user: index(users, user), item: index(items, item), value: Number(value) };
    }),
  );
}

/** Rows of each user in each part, [U][part]. */
function perUser(interactions: Interactions, parts: ArrayLike<number>): number[][] {
  const counts = Array.from({ length: interactions.userCount }, () => [0, 0, 0, 0]);
  usersOf(interactions).forEach((user, n) => counts[user][parts[n]]++);
  return counts;
}

const lettersOf = (interactions: Interactions, split: string): Uint8Array => {
  const letters = read(`splits/${split}.txt`);
  return Uint8Array.from(interactions.rows, (row) => Number(letters[row]));
};

describe('MovieLens 1M', () => {
  withData(['ml-1m/ratings-notime.csv', 'splits/recbole-ml-1m-r3-10core-seed2020.txt'], () => {
    const interactions = readTable('ml-1m/ratings-notime.csv', ',', true);

    test('rating >= 3 and the iterated 10-core keep RecBole’s rows, and its rule gives every user the same counts', () => {
      const recipe = recipeOf('per-user:0.8,0.1,0.1', { where: 'value >= 3', minPerUser: 10, minPerItem: 10 });
      const published = lettersOf(interactions, 'recbole-ml-1m-r3-10core-seed2020');
      const [{ parts }] = applyRecipe(partsOf(interactions), recipe).sources;
      let otherwise = 0;
      parts.forEach((part, n) => (otherwise += (part === PART.dropped) === (published[n] === PART.dropped) ? 0 : 1));
      expect(otherwise).toBe(0);
      expect(perUser(interactions, parts)).toEqual(perUser(interactions, published));
      expect(countRecipe(partsOf(interactions), recipe).counts).toMatchObject({
        ...{ users: 6033, items: 3123, train: 673_059, validation: 80_695, test: 80_695 },
      });
    });

    test('rating >= 4, a fifth of each user', () => {
      const { counts } = countRecipe(partsOf(interactions), recipeOf('per-user:0.8,0.2', { where: 'value >= 4' }));
      expect(counts.interactions).toBe(575_281);
      const published = lettersOf(interactions, 'ml-1m-positive-80-20');
      const [{ parts }] = applyRecipe(partsOf(interactions), recipeOf('none', { where: 'value >= 4' })).sources;
      expect(parts.findIndex((part, n) => (part === PART.dropped) !== (published[n] === PART.dropped))).toBe(-1);
    });

    test('a random tenth', () => {
      const { counts } = countRecipe(partsOf(interactions), recipeOf('random:0.9,0.1'));
      expect(counts).toMatchObject({ train: 900_188, validation: 0, test: 100_021, users: 6040, items: 3706 });
    });
  });
});

describe('MovieLens 100K', () => {
  withData(['ml-100k/u.data'], () => {
    const interactions = readTable('ml-100k/u.data', '\t', false);

    test('8:1:1 within each user gives RecBole’s published counts', () => {
      expect(countRecipe(partsOf(interactions), recipeOf('per-user:0.8,0.1,0.1')).counts).toMatchObject({
        ...{ users: 943, items: 1682, train: 80_808, validation: 9596, test: 9596 },
      });
    });

    test('the first 70,000 rows train', () => {
      const [{ parts }] = applyRecipe(partsOf(interactions), recipeOf('rows:0.7')).sources;
      expect(parts.every((part, n) => (part === PART.train) === interactions.rows[n] < 70_000)).toBe(true);
    });
  });
});
