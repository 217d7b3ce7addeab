import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filters } from '../../../shared/contract/views.ts';
import { applyFilters, applyFiltersToGiven } from './filters.ts';
import { interactionsFrom, noFilters, someRows, usersOf, type Row } from './testing.ts';

const rows: Row[] = [
  { user: 0, item: 0, value: 5, time: 100 },
  { user: 0, item: 1, value: 2, time: 200 },
  { user: 1, item: 0, value: 4, time: 300 },
  { user: 2, item: 2, value: 1, time: 400 },
  { user: 1, item: 1, value: 3, time: 500 },
];
const filter = (filters: Partial<Filters>, data: Row[] = rows) =>
  applyFilters(interactionsFrom(data), { ...noFilters, ...filters });
const kept = ({ keep }: { keep: Uint8Array }): number[] => [...keep.keys()].filter((n) => keep[n] === 1);

describe('one filter at a time', () => {
  test('none keeps everything and records no step', () => {
    const selection = filter({ where: '  ' });
    expect(kept(selection)).toEqual([0, 1, 2, 3, 4]);
    expect(selection.steps).toEqual([]);
    expect([...selection.perUser]).toEqual([2, 2, 1]);
    expect([...selection.perItem]).toEqual([2, 2, 1]);
  });

  // In the dataset's order: user 0 (rows 0, 1), user 1 (rows 2, 4), user 2 (row 3).
  test.each<[Partial<Filters>, number[], string, [number, number, number]]>([
    [{ where: 'value >= 3' }, [0, 2, 3], 'where value >= 3', [2, 1, 1]],
    [{ from: 300 }, [2, 3, 4], 'from 1970-01-01T00:05:00', [2, 1, 0]],
    [{ to: 300 }, [0, 1], 'before 1970-01-01T00:05:00', [3, 2, 1]],
    [{ from: 200, to: 400 }, [1, 2], 'from 1970-01-01T00:03:20, before 1970-01-01T00:06:40', [3, 1, 1]],
    [{ from: 0, to: 86_400 }, [0, 1, 2, 3, 4], 'from 1970-01-01, before 1970-01-02', [0, 0, 0]],
    [{ binarise: 4 }, [0, 2], 'binarise at 4', [3, 1, 2]],
    [{ minPerUser: 2 }, [0, 1, 2, 3], 'at least 2 per user', [1, 1, 1]],
    [{ minPerItem: 2 }, [0, 1, 2, 3], 'at least 2 per item', [1, 1, 1]],
    [{ minPerUser: 3 }, [], 'at least 3 per user', [5, 3, 3]],
  ])('%o', (filters, expected, step, [interactions, users, items]) => {
    const selection = filter(filters);
    expect(kept(selection)).toEqual(expected);
    expect(selection.steps).toMatchObject([{ step, interactions, users, items }]);
    expect(selection.steps).toHaveLength(1);
  });

  test('a threshold finds its own value in 32 bits', () => {
    expect(kept(filter({ binarise: 4.1 }, [{ user: 0, item: 0, value: 4.1 }]))).toEqual([0]);
  });

  test('steps follow each other and each counts what it took itself', () => {
    const { steps } = filter({ where: 'value > 1', from: 200, minPerUser: 2 });
    expect(steps.map(({ step, interactions }) => [step, interactions])).toEqual([
      ['where value > 1', 1],
      ['from 1970-01-01T00:03:20', 1],
      ['at least 2 per user', 1],
    ]);
  });

  test('conditions joined by "and" are steps of their own, others are one', () => {
    const { steps } = filter({ where: 'value >= 2 and (time > 250 or value = 5) and time < 500' });
    expect(steps.map(({ step, kind, interactions }) => [step, kind, interactions])).toEqual([
      ['where value >= 2', 'where', 1],
      ['where time > 250 or value = 5', 'where', 1],
      ['where time < 500', 'where', 1],
    ]);
  });

  test('columns that are not there', () => {
    const bare = rows.map(({ user, item }) => ({ user, item }));
    expect(() => filter({ where: 'value > 1' }, bare)).toThrow('needs a value');
    expect(() => filter({ from: 1 }, bare)).toThrow('needs a time');
    expect(() => filter({ binarise: 1 }, bare)).toThrow('needs a value');
  });
});

describe('minimum counts', () => {
  test('a chain falls to the end: each user holds the next item', () => {
    // Users and items form a path; its ends have one interaction, so with a minimum of 2 everything falls one by one.
    const length = 1000;
    const path = Array.from({ length }, (_, k) => [
      { user: k, item: k },
      { user: k, item: k + 1 },
    ]).flat();
    const selection = filter({ minPerUser: 2, minPerItem: 2 }, path);
    expect(kept(selection)).toEqual([]);
    expect(selection.steps[0]).toMatchObject({ interactions: 2 * length, users: length, items: length + 1 });
    // Both ends go in each round: 2001 nodes, the last one alone.
    expect(selection.steps[0].rounds).toBe(length + 1);
    // A ring has no ends and stays.
    const ring = path.map(({ user, item }) => ({ user, item: item % length }));
    expect(kept(filter({ minPerUser: 2, minPerItem: 2 }, ring))).toHaveLength(2 * length);
  });

  test('equal to dropping everything below the minimum, over and over', () => {
    const minimum = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(
        someRows(),
        minimum,
        minimum,
        fc.constantFrom(null, 'value >= 2'),
        (data, minPerUser, minPerItem, where) => {
          const interactions = interactionsFrom(data);
          const users = usersOf(interactions);
          let left = [...users.keys()].filter((n) => where === null || interactions.values![n] >= 2);
          for (let before = -1; before !== left.length;) {
            before = left.length;
            const count = (key: (n: number) => number, of: number) => left.filter((n) => key(n) === of).length;
            const user = (n: number) => users[n];
            const item = (n: number) => interactions.items[n];
            left = left.filter((n) => count(user, user(n)) >= minPerUser && count(item, item(n)) >= minPerItem);
          }
          const selection = applyFilters(interactions, { ...noFilters, where, minPerUser, minPerItem });
          expect(kept(selection)).toEqual(left);
          for (let user = 0; user < interactions.userCount; user++)
            expect(selection.perUser[user]).toBe(left.filter((n) => users[n] === user).length);
          for (let item = 0; item < interactions.itemCount; item++)
            expect(selection.perItem[item]).toBe(left.filter((n) => interactions.items[n] === item).length);
          const lost = selection.steps.reduce((sum, step) => sum + step.interactions, 0);
          expect(lost).toBe(data.length - left.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('given sets', () => {
  const given: Row[] = [
    { user: 0, item: 2, value: 5, time: 600 },
    { user: 1, item: 3, value: 2, time: 600 }, // item 3 never trains
    { user: 2, item: 0, value: 4, time: 600 },
    { user: 3, item: 0, value: 4, time: 600 }, // user 3 never trains
  ];
  const applied = (filters: Partial<Filters>) => {
    const training = filter(filters);
    const result = applyFiltersToGiven(interactionsFrom(given), { ...noFilters, ...filters }, training, 'test');
    return { kept: kept(result), steps: result.steps };
  };

  test('stay whole without filters', () => {
    expect(applied({})).toEqual({ kept: [0, 1, 2, 3], steps: [] });
  });

  test('conditions on rows hold for them too', () => {
    expect(applied({ where: 'value >= 4' })).toMatchObject({
      kept: [0, 2, 3],
      steps: [{ step: 'given test: where value >= 4', interactions: 1, users: 1, items: 1 }],
    });
    expect(applied({ binarise: 3 }).kept).toEqual([0, 2, 3]);
  });

  test('minimum counts are about training rows', () => {
    expect(applied({ minPerUser: 2 })).toMatchObject({
      kept: [0, 1],
      steps: [
        { step: 'given test: users and items without enough training rows', interactions: 2, users: 2, items: 1 },
      ],
    });
    expect(applied({ minPerItem: 2 }).kept).toEqual([2, 3]);
  });
});
