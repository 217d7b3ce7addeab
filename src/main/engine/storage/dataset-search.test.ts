import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredItem } from './api.ts';
import { matchExpression } from './dataset-search.ts';
import { interactionsOf, openForWriting, profileOf, temporaryFolder } from './testing.ts';
import type { Workspace } from './workspace.ts';

const { folder, dispose } = temporaryFolder();
let workspace: Workspace;
let id = '';
let other = '';

// Interactions: item n has 20 - n of them, so that popularity falls with the index.
const items: StoredItem[] = [
  { id: '1', title: 'Le Fabuleux Destin d’Amélie Poulain', attributes: { genres: 'Romance|Comedy', year: '2001' } },
  { id: '2', title: 'Star Wars', attributes: { genres: 'Sci-Fi' } },
  { id: '10', title: 'Star Trek: First Contact', attributes: { genres: 'Sci-Fi', director: 'Jonathan Frakes' } },
  { id: '100', title: 'Stardust Memories', attributes: { genres: 'Comedy' } },
  { id: 'tt_50%', title: 'The "Quoted" One', attributes: {} },
  { id: 'ÅNGSTRÖM-7', title: null, attributes: {} },
  { id: 'x', title: '寄生虫', attributes: { genres: 'Thriller' } },
  { id: 'comedy-id', title: 'Nothing funny', attributes: {} },
  { id: '\\', title: 'AND OR NOT NEAR', attributes: {} },
];

beforeAll(() => {
  workspace = openForWriting(folder);
  const { datasets } = workspace.services;
  const make = (name: string, stored: StoredItem[]) => {
    const dataset = datasets.begin({ name, source: name });
    const users = ['007', '7', 'Bob_1', 'bob%2', 'x7'];
    datasets.appendUsers(dataset, users);
    datasets.appendItems(dataset, stored);
    const history = stored.flatMap((_, item) => Array.from({ length: 20 - item }, (): [number, number] => [item, 1]));
    const data = interactionsOf([history, history, [], [], [[0, 1]]], stored.length);
    datasets.appendInteractions(dataset, 'all', 0, data);
    datasets.complete(dataset, profileOf(users.length, stored.length, data.items.length));
    return dataset;
  };
  other = make('Other', [{ id: 'o', title: 'Amélie again, Star Wars again', attributes: {} }]);
  id = make('Films', items);
});
afterAll(() => {
  workspace.close();
  dispose();
});

const found = (text: string, offset = 0, limit = 10) => {
  const result = workspace.services.datasets.searchItems(id, text, offset, limit);
  return { ids: result.items.map(({ item }) => item), total: result.total };
};

describe('items', () => {
  test.each([
    ['accents do not matter', 'amelie', ['1']],
    ['nor does case', 'AMÉLIE POULAIN', ['1']],
    ['nor how accents are composed', 'ame\u0301lie', ['1']],
    ['the last word may be unfinished', 'amelie pou', ['1']],
    ['the words before must be whole', 'amel poulain', []],
    ['more popular ones first', 'star', ['2', '10', '100']],
    ['all words must be there', 'star wars', ['2']],
    ['words may come from title and attributes', 'trek frakes', ['10']],
    ['titles before attributes, ids that start so before both', 'comedy', ['comedy-id', '1', '100']],
    ['attributes by whole words and beginnings', 'thril', ['x']],
    ['an exact id first, then ids that start so, then ids with it inside', '1', ['1', '10', '100']],
    ['ids whatever their case', 'TT_5', ['tt_50%']],
    ['wildcards of LIKE are letters', '%', ['tt_50%']],
    ['underscore too', 't_5', ['tt_50%']],
    ['backslash too', '\\', ['\\']],
    ['other scripts', '寄生', ['x']],
    ['operators are words', 'AND OR', ['\\']],
    ['operators that would be errors', 'NEAR(', ['\\']],
    ['quotes', '"quoted"', ['tt_50%']],
    ['half a quote', 'the "quo', ['tt_50%']],
    ['columns are not addressed', 'title:star', []],
    ['stars and minus', '-star *', ['2', '10', '100']],
    ['nothing fits', 'zebra', []],
    ['signs only', '()', []],
  ])('%s: %s', (_what, text, ids) => {
    expect(found(text)).toEqual({ ids, total: ids.length });
  });

  test('an empty text lists all in order of appearance, in pages', () => {
    const ids = items.map((item) => item.id);
    expect(found('', 0, 4)).toEqual({ ids: ids.slice(0, 4), total: ids.length });
    expect(found('  ', 4, 100)).toEqual({ ids: ids.slice(4), total: ids.length });
    expect(found('star', 1, 1)).toEqual({ ids: ['10'], total: 3 });
    expect(found('star', 50, 10)).toEqual({ ids: [], total: 3 });
  });

  test('what is found is whole, and of the dataset that was asked', () => {
    const { datasets } = workspace.services;
    expect(datasets.searchItems(id, 'trek', 0, 1).items).toEqual([
      { item: '10', title: 'Star Trek: First Contact', attributes: items[2].attributes, interactions: 36 },
    ]);
    expect(datasets.searchItems(other, 'amelie', 0, 9).items.map(({ item }) => item)).toEqual(['o']);
  });

  test('no text is an error', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('"', '*', '(', ')', ':', '^', '-', '+', '{', '}', ',', ' ', 'a', 'OR ', '\0'),
      }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(found(text).total).toBeGreaterThanOrEqual(0);
        expect(workspace.services.datasets.searchUsers(id, text, 0, 5).total).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
    expect(found('a '.repeat(5000)).total).toBe(0);
  });

  test('the expression that SQLite gets', () => {
    expect(matchExpression('say "hi" NOT')).toBe('"say" """hi""" "NOT"*');
    expect(matchExpression(' … ')).toBeNull();
  });
});

describe('users', () => {
  const users = (text: string, offset = 0, limit = 10) =>
    workspace.services.datasets.searchUsers(id, text, offset, limit);
  test('ids that start with the text first, then ids that contain it', () => {
    expect(users('7').users.map(({ user }) => user)).toEqual(['7', '007', 'x7']);
    expect(users('BOB').users.map(({ user }) => user)).toEqual(['Bob_1', 'bob%2']);
    expect(users('_').users.map(({ user }) => user)).toEqual(['Bob_1']);
    expect(users('zz')).toEqual({ users: [], total: 0 });
  });
  test('pages, totals and counts of interactions', () => {
    expect(users('', 3, 2)).toEqual({
      users: [
        { user: 'bob%2', interactions: 0 },
        { user: 'x7', interactions: 1 },
      ],
      total: 5,
    });
    expect(users('7', 1, 1)).toEqual({ users: [{ user: '007', interactions: 144 }], total: 3 });
  });
});
