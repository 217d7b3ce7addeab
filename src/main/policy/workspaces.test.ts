import { expect, test } from 'vitest';
import {
  NOTHING_REMEMBERED,
  judgeFolder,
  readState,
  withPlacement,
  withRecent,
  withoutRecent,
  workspaceNames,
} from './workspaces.ts';

const placement = { x: 1, y: 2, width: 800, height: 600, maximized: false };

test('the workspace opened last comes first, once, and ten are kept', () => {
  let state = NOTHING_REMEMBERED;
  for (let n = 0; n < 12; n++) state = withRecent(state, `/w/${n}`);
  state = withRecent(state, '/w/5');
  expect(state.recent).toEqual([5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((n) => `/w/${n}`));
  expect(withoutRecent(state, '/w/11').recent).toEqual([5, 10, 9, 8, 7, 6, 4, 3, 2].map((n) => `/w/${n}`));
});

test('places are kept for workspaces that may come back', () => {
  const state = withPlacement(withRecent({ recent: [], windows: { '/gone': placement } }, '/a'), '/a', placement);
  expect(state.windows).toEqual({ '/a': placement });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['something else', '[1]'],
  ['a list of no texts', '{"recent":[7],"windows":{}}'],
])('a state of %s is taken as none', (_what, text) => {
  expect(readState(text)).toEqual(NOTHING_REMEMBERED);
});

test('a broken part of the state does not cost the other', () => {
  const windows = { '/a': placement };
  expect(readState(JSON.stringify({ recent: 'x', windows }))).toEqual({ recent: [], windows });
  expect(readState(JSON.stringify({ recent: ['/a'], windows: { '/a': { x: 'left' } } }))).toEqual({
    recent: ['/a'],
    windows: {},
  });
  expect(readState(JSON.stringify({ recent: ['/a'], windows, later: 1 }))).toEqual({ recent: ['/a'], windows });
});

test('folders of one name are told apart by what they lie in', () => {
  expect(workspaceNames(['/data/films/workspace', '/data/books', '/other/workspace', '/'])).toEqual([
    'workspace (films)',
    'books',
    'workspace (other)',
    '/',
  ]);
});

test.each([
  ['is not there', { exists: false, isDirectory: false, entries: [] }, 'create'],
  ['is a file', { exists: true, isDirectory: false, entries: [] }, 'refuse'],
  ['is empty', { exists: true, isDirectory: true, entries: [] }, 'create'],
  ['holds what the Finder left', { exists: true, isDirectory: true, entries: ['.DS_Store'] }, 'create'],
  ['holds a workspace', { exists: true, isDirectory: true, entries: ['logs', 'workspace.sqlite'] }, 'open'],
  ['holds photographs', { exists: true, isDirectory: true, entries: ['a.jpg'] }, 'refuse'],
] as const)('a folder that %s', (_what, facts, verdict) => {
  expect(judgeFolder(facts)).toBe(verdict);
});
