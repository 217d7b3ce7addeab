import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstWorkspace, judgePath, readCommandLine } from './opening.ts';

const at = (path: string) => resolve('/home/ann', path);

test.each<[string[], boolean, string[], string | null]>([
  [['/opt/recsmith'], true, [], null],
  [['/opt/recsmith', 'a.csv'], true, [at('a.csv')], null],
  [['/opt/recsmith', '/data/a b.csv', '../x'], true, [resolve('/data/a b.csv'), resolve('/home/x')], null],
  [['/opt/recsmith', '--enable-features=X', '--workspace=films', 'a.csv'], true, [at('a.csv')], at('films')],
  [['electron', '.', 'a.csv'], false, [at('a.csv')], null],
  [['electron', '--inspect', '.', 'a.csv'], false, [at('a.csv')], null],
  // A link of another program's: no protocol of ours is registered.
  [['/opt/recsmith', 'recsmith://import?file=/etc/passwd', 'https://example.org/a.csv', ''], true, [], null],
  [['/opt/recsmith', '--workspace='], true, [], null],
])('%j packaged %s', (argv, packaged, paths, workspace) => {
  expect(readCommandLine(argv, '/home/ann', packaged)).toEqual({ paths, workspace });
});

describe('a path from outside', () => {
  test.each([
    ['/data/a.csv', { exists: true, isDirectory: false, holdsWorkspace: false }, 'import'],
    ['/data/anything', { exists: true, isDirectory: false, holdsWorkspace: false }, 'import'],
    ['/data/films', { exists: true, isDirectory: true, holdsWorkspace: true }, 'workspace'],
    ['/data/films/workspace.sqlite', { exists: true, isDirectory: false, holdsWorkspace: false }, 'workspace'],
    ['/data/my-workspace.sqlite', { exists: true, isDirectory: false, holdsWorkspace: false }, 'import'],
    ['/data/photos', { exists: true, isDirectory: true, holdsWorkspace: false }, 'refuse'],
    ['/data/gone.csv', { exists: false, isDirectory: false, holdsWorkspace: false }, 'refuse'],
  ] as const)('%s %j', (path, facts, opening) => {
    expect(judgePath(path, facts)).toBe(opening);
  });
});

test.each<[string, string | null, NodeJS.ProcessEnv, string[], string]>([
  ['named on the command line', '/named', { RECSMITH_WORKSPACE: '/env' }, ['/recent'], '/named'],
  ['named by the environment', null, { RECSMITH_WORKSPACE: '/usual' }, ['/recent'], '/usual'],
  ['opened last', null, {}, ['/recent', '/older'], '/recent'],
  ['the first start', null, {}, [], '/usual'],
])('which workspace a start opens: %s', (_what, named, environment, recent, folder) => {
  expect(firstWorkspace(named, environment, recent, '/usual')).toBe(folder);
});
