import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { DatasetProfile } from '../../../shared/contract/datasets.ts';
import { profileOf, type ProfileInput } from './profile.ts';
import { interactionsFrom, someRows, type Row } from './testing.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400;

function profile(rows: Row[], more: Partial<ProfileInput> = {}) {
  const interactions = more.interactions ?? interactionsFrom(rows);
  const items = Array.from({ length: interactions.itemCount }, (_, item) => ({
    id: `i${item}`,
    title: `Item ${item}`,
  }));
  return profileOf({
    ...{ id: 'd', name: 'Films', createdAt: NOW, source: 'films.csv', duplicates: 0, rejected: 0, contentHash: 'c' },
    given: null,
    items,
    ...more,
    interactions,
  });
}
const said = (level: 'warning' | 'hint', ...input: Parameters<typeof profile>): string =>
  profile(...input)
    .warnings.filter((warning) => warning.level === level)
    .map(({ message, fix }) => `${message} ${fix}`)
    .join('\n');
const warnings = (...input: Parameters<typeof profile>): string => said('warning', ...input);
const actions = (...input: Parameters<typeof profile>) =>
  profile(...input).warnings.flatMap((warning) => warning.actions);

/** `users` users with `each` interactions spread over `items` items, values 1 to 5, one an hour. */
const healthy = (users = 60, items = 60, each = 20): Row[] =>
  Array.from({ length: users * each }, (_, k) => ({
    user: Math.floor(k / each),
    item: (Math.floor(k / each) + 3 * (k % each)) % items,
    value: 1 + (k % 5),
    time: 1.6e9 + 3600 * k,
  }));

describe('figures', () => {
  test('of a small dataset, by hand', () => {
    const found = profile([
      { user: 0, item: 0, value: 1, time: 100 },
      { user: 0, item: 1, value: 2, time: 200 },
      { user: 0, item: 2, value: 2, time: 400 },
      { user: 1, item: 1, value: 5, time: 300 },
    ]);
    expect(found).toMatchObject({
      users: 2,
      items: 3,
      interactions: 4,
      hasValues: true,
      hasTime: true,
      hasTitles: true,
      density: 4 / 6,
      values: { min: 1, max: 5, mean: 2.5, distinct: 3, histogram: { edges: [1, 2, 5, 6], counts: [1, 2, 1] } },
      userActivity: [
        { rank: 1, count: 3 },
        { rank: 2, count: 1 },
      ],
      itemPopularity: [
        { rank: 1, count: 2 },
        { rank: 2, count: 1 },
        { rank: 3, count: 1 },
      ],
      medianPerUser: 2,
      medianPerItem: 1,
      coldUsers: 2,
      coldItems: 3,
    });
    expect(found.times).toMatchObject({ from: 100, to: 400 });
    expect(found.topItems[0]).toEqual({ item: 'i1', title: 'Item 1', count: 2 });
  });

  test('medians look at those who did something', () => {
    const interactions = interactionsFrom(
      [
        { user: 5, item: 7 },
        { user: 5, item: 8 },
      ],
      10,
      20,
    );
    expect(profile([], { interactions })).toMatchObject({
      medianPerUser: 2,
      medianPerItem: 1,
      users: 10,
      coldItems: 20,
    });
    expect(profile([], { interactions }).topItems).toHaveLength(2);
  });

  test('curves have about 200 points, first and last rank, and never rise', () => {
    const rows = Array.from({ length: 3000 }, (_, k) => ({ user: k % 997, item: Math.floor(k / 997) }));
    const { userActivity } = profile(rows);
    expect(userActivity.length).toBeGreaterThan(150);
    expect(userActivity.length).toBeLessThanOrEqual(200);
    expect(userActivity[0].rank).toBe(1);
    expect(userActivity.at(-1)!.rank).toBe(997);
    for (let k = 1; k < userActivity.length; k++) {
      expect(userActivity[k].rank).toBeGreaterThan(userActivity[k - 1].rank);
      expect(userActivity[k].count).toBeLessThanOrEqual(userActivity[k - 1].count);
    }
  });

  test('every profile satisfies the contract; histograms hold every interaction once', () => {
    fc.assert(
      fc.property(someRows(), fc.boolean(), fc.boolean(), (rows, valued, timed) => {
        const found = profile(
          rows.map(({ user, item, value, time }) => ({ user, item, ...(valued && { value }), ...(timed && { time }) })),
        );
        expect(v.safeParse(DatasetProfile, found).issues).toBeUndefined();
        for (const column of [found.values, found.times]) {
          if (!column) continue;
          expect(column.histogram.edges).toHaveLength(column.histogram.counts.length + 1);
          expect(column.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
        }
      }),
    );
  });

  test('many distinct values go into twenty bins', () => {
    const rows = Array.from({ length: 100 }, (_, item) => ({ user: 0, item, value: item / 7 - 3 }));
    const { values } = profile(rows);
    expect(values!.distinct).toBe(100);
    expect(values!.histogram.counts).toEqual(new Array(20).fill(5));
  });

  test('more distinct values than a map should hold are counted all the same', () => {
    const length = 70_000;
    const rows = Array.from({ length }, (_, item) => ({ user: item % 50, item, value: item + 0.25 }));
    expect(profile([...rows, { user: 51, item: 0, value: 0.25 }]).values!.distinct).toBe(length);
  });

  test('an empty dataset', () => {
    const found = profile([]);
    expect(found).toMatchObject({ users: 0, items: 0, density: 0, values: null, times: null, medianPerUser: 0 });
    expect(v.safeParse(DatasetProfile, found).issues).toBeUndefined();
  });
});

describe('warnings', () => {
  test('healthy data have none', () => {
    expect(warnings(healthy())).toBe('');
  });

  test.each<[string, RegExp, () => string]>([
    ['few users', /Only 3 users/, () => warnings(healthy(3))],
    ['few items', /Only 15 items/, () => warnings(healthy(60, 15, 5))],
    ['few interactions', /Only 120 interactions/, () => warnings(healthy(60, 60, 2))],
    [
      'all values equal',
      /Every value is 3[^]*implicit/,
      () => warnings(healthy().map((row) => ({ ...row, value: 3 }))),
    ],
    [
      'counts',
      /look like counts[^]*up to 120[^]*binarise/,
      () => warnings(healthy().map((row, k) => ({ ...row, value: k % 100 === 0 ? 120 : 1 + (k % 15) }))),
    ],
    [
      'returns',
      /below zero[^]*value > 0/,
      () => warnings(healthy().map((row, k) => ({ ...row, value: k % 10 === 0 ? -40 : 1 }))),
    ],
    [
      'zeros',
      /values are 0/,
      () => warnings(healthy().map((row, k) => ({ ...row, value: k % 3 === 0 ? 0 : 1 + (k % 5) }))),
    ],
    [
      '1970',
      /1970-01-01[^]*how times are written/,
      () => warnings(healthy().map((row, k) => ({ ...row, time: k === 5 ? 0 : row.time }))),
    ],
    [
      'milliseconds as seconds',
      /lies in the future/,
      () => warnings(healthy().map((row) => ({ ...row, time: row.time! * 1000 }))),
    ],
    ['beyond dates', /an impossible date/, () => warnings(healthy().map((row) => ({ ...row, time: row.time! * 1e9 })))],
    ['one time', /same time/, () => warnings(healthy().map((row) => ({ ...row, time: 1.6e9 + DAY })))],
    ['duplicates', /7 rows repeated[^]*add repeated pairs up/, () => warnings(healthy(), { duplicates: 7 })],
    ['rejects', /1 row could not be read/, () => warnings(healthy(), { rejected: 1 })],
    [
      'no titles',
      /no titles/,
      () => warnings(healthy(), { items: Array.from({ length: 60 }, (_, k) => ({ id: `${k}`, title: null })) }),
    ],
    [
      'some titles',
      /1 item of 60 has no title/,
      () =>
        warnings(healthy(), { items: Array.from({ length: 60 }, (_, k) => ({ id: `${k}`, title: k ? 'T' : null })) }),
    ],
    [
      'cold items',
      /have fewer than 5 interactions[^]*at least 5 interactions per item/,
      () =>
        warnings([
          ...healthy(),
          ...Array.from({ length: 60 }, (_, k) => ({ user: k, item: 60 + k, value: 1, time: 1.6e9 })),
        ]),
    ],
    [
      'cold users',
      /have fewer than 5 interactions[^]*at least 5 interactions per user/,
      () =>
        warnings([
          ...healthy(),
          ...Array.from({ length: 60 }, (_, k) => ({ user: 60 + k, item: k, value: 1, time: 1.6e9 })),
        ]),
    ],
    [
      'a heavy head',
      /1 % of the items hold 6\d %/,
      () =>
        said(
          'hint',
          Array.from({ length: 1200 }, (_, k) => ({
            user: k % 600,
            item: k < 600 ? 0 : k < 720 ? 1 : 2 + (k % 248),
            value: 1 + (k % 5),
            time: 1.6e9 + k,
          })),
        ),
    ],
  ])('%s', (_name, message, found) => {
    expect(found()).toMatch(message);
  });

  test('each fix is something that can be done', () => {
    expect(actions(healthy())).toEqual([{ kind: 'view', patch: { split: 'temporal:0.8,0.1,0.1' } }]);
    expect(actions(healthy(), { duplicates: 7 })).toContainEqual({
      ...{ kind: 'import', what: 'duplicates', duplicates: 'sum' },
    });
    expect(actions(healthy(), { rejected: 1 })).toContainEqual({ kind: 'rejects' });
    const liked = healthy().map((row, k) => ({ ...row, value: k % 4 === 0 ? 1 : k % 4 === 1 ? 3 : 5 }));
    expect(said('hint', liked)).not.toMatch(/of the values/);
    const likedMore = liked.map((row) => ({ ...row, value: row.value === 3 ? 4 : row.value }));
    expect(said('hint', likedMore)).toMatch(/75 % of the values are 4 or more/);
    expect(actions(likedMore)).toContainEqual({ kind: 'view', patch: { binarise: 4 } });
    const returned = healthy().map((row, k) => ({ ...row, value: k % 10 === 0 ? -40 : k % 10 === 1 ? -2 : 1 }));
    expect(actions(returned)).toContainEqual({ kind: 'values', min: null, max: -2 });
    const cold = [
      ...healthy(),
      ...Array.from({ length: 60 }, (_, k) => ({ user: 60 + k, item: k, value: 1, time: 1.6e9 })),
    ];
    expect(actions(cold)).toContainEqual({ kind: 'view', patch: { minPerUser: 5 } });
  });
});

describe('shares', () => {
  test('rise from nothing to everything, steepest first', () => {
    fc.assert(
      fc.property(someRows(), (rows) => {
        const { userShare, itemShare } = profile(rows);
        for (const points of [userShare, itemShare]) {
          expect(points[0]).toEqual({ share: 0, held: 0 });
          expect(points.at(-1)).toEqual({ share: 1, held: 1 });
          for (let k = 1; k < points.length; k++) {
            expect(points[k].share).toBeGreaterThan(points[k - 1].share);
            // Concave: no part of the tail holds more than a part of the head of the same size.
            expect(points[k].held).toBeGreaterThanOrEqual(points[k].share - 1e-12);
          }
        }
      }),
    );
  });
});
