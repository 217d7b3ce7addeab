import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSparse } from '../../src/main/engine/matrices/sparse.ts';
import { commandLine, get } from './cli-support.ts';

// Ids that come from elsewhere: sparse matrices with files of ids, another dataset's id maps, and whether a run fits.
const { folder, recsmith, json, write, remove } = commandLine('ids');
const run = (...args: string[]) => json('w', ...args);

beforeAll(() => {
  write('first.csv', 'user,item,rating\nb,y,1\na,x,2\nb,z,3\na,y,4.5\nc,x,5\n');
  write('items.csv', 'id,title\nx,The X\ny,The Y\nz,The Z\n');
  run('import', 'first.csv', '--name', 'first', '--items', 'items.csv', '--item-columns', 'id=id,title=title');
}, 60_000);
afterAll(remove);

describe('sparse matrices', () => {
  test('out with the ids of rows and columns, and in again: the same data', () => {
    expect(run('export', 'first', '--out', 'first.npz')).toMatchObject({
      ...{ users: 3, items: 3, interactions: 5, userIds: 'first.users.txt', itemIds: 'first.items.txt' },
    });
    // By first appearance, as the seeds number them.
    expect(readFileSync(join(folder, 'first.users.txt'), 'utf8')).toBe('b\na\nc\n');
    expect(readFileSync(join(folder, 'first.items.txt'), 'utf8')).toBe('y\nx\nz\n');
    const { rowOf, columnOf, values } = readSparse(readFileSync(join(folder, 'first.npz')));
    expect(Array.from(rowOf, (row, n) => [row, columnOf[n], values![n]])).toEqual([
      [0, 0, 1],
      [0, 2, 3],
      [1, 0, 4.5],
      [1, 1, 2],
      [2, 1, 5],
    ]);
    const named = run(
      'import',
      'first.npz',
      '--name',
      'named',
      '--user-ids',
      'first.users.txt',
      '--item-ids',
      'first.items.txt',
    );
    expect(named['dataset']).toMatchObject({ users: 3, items: 3, interactions: 5, hasValues: true, hasTime: false });
    run('export', 'named', '--out', 'named.npz');
    expect(readFileSync(join(folder, 'named.npz'))).toEqual(readFileSync(join(folder, 'first.npz')));
    expect(readFileSync(join(folder, 'named.users.txt'), 'utf8')).toBe('b\na\nc\n');
    // Without files of ids they are positions.
    run('import', 'first.npz', '--name', 'bare');
    run('export', 'bare', '--out', 'bare.npz', '--user-ids', 'bare.u', '--item-ids', 'bare.i');
    expect(readFileSync(join(folder, 'bare.u'), 'utf8')).toBe('0\n1\n2\n');
    expect(recsmith('w', 'import', 'first.npz', '--user-ids', 'items.csv').code).toBe(2);
    write('none.npz', 'nothing of the kind');
    expect(recsmith('w', 'import', 'none.npz').code).toBe(3);
    expect(recsmith('w', 'import', 'first.npz', '--dry-run').code).toBe(2);
  });

  test('of a part of a view, its users and items alone', () => {
    run('view', 'first', '--name', 'liked', '--where', 'value >= 3', '--split', 'none');
    expect(run('export', 'liked', '--out', 'liked.npz', '--part', 'train')).toMatchObject({
      interactions: 3,
      users: 3,
      items: 3,
    });
    expect(run('export', 'liked', '--out', 'liked.npz', '--part', 'test')).toMatchObject({ interactions: 0, users: 3 });
    expect(recsmith('w', 'export', 'first', '--out', 'x.npz', '--part', 'test').code).toBe(2);
    expect(recsmith('w', 'export', 'nobody', '--out', 'x.npz').code).toBe(4);
  });
});

describe('id maps of another dataset', () => {
  beforeAll(() => {
    write('second.csv', 'user,item,rating\nd,x,1\nc,w,2\nb,x,3\na,z,4\n');
  });
  const ids = (name: string) => {
    run('export', name, '--out', 'ids.npz');
    return ['users', 'items'].map((side) =>
      readFileSync(join(folder, `ids.${side}.txt`), 'utf8')
        .trim()
        .split('\n'),
    );
  };

  test('come first, new ids behind them, counted; titles come along', () => {
    const result = run('import', 'second.csv', '--name', 'appended', '--id-maps', 'first');
    expect(result['ids']).toEqual({ users: { given: 3, appended: 1 }, items: { given: 3, appended: 1 }, refused: 0 });
    expect(result['dataset']).toMatchObject({ users: 4, items: 4, interactions: 4, hasTitles: true });
    expect(ids('appended')).toEqual([
      ['b', 'a', 'c', 'd'],
      ['y', 'x', 'z', 'w'],
    ]);
    // Without them ids are numbered by first appearance.
    run('import', 'second.csv', '--name', 'alone');
    expect(ids('alone')[0]).toEqual(['d', 'c', 'b', 'a']);
  });

  test('refuse new ids where asked to, counted; a matrix alike', () => {
    const result = run('import', 'second.csv', '--name', 'refused', '--id-maps', 'first', '--new-ids', 'refuse');
    expect(result['ids']).toMatchObject({ users: { given: 3, appended: 0 }, items: { appended: 0 }, refused: 2 });
    expect(result['dataset']).toMatchObject({ users: 3, items: 3, interactions: 2, rejected: 0 });
    expect((result['warnings'] as string[]).join()).toContain('2 rows were refused');
    expect(ids('refused')).toEqual(ids('first'));
    expect(get(run('import', 'first.npz', '--name', 'm', '--id-maps', 'first'), 'ids.users')).toEqual({
      given: 3,
      appended: 3,
    });
    write('others.csv', 'user,item,rating\nq,r,1\ns,t,2\n');
    expect(recsmith('w', 'import', 'others.csv', '--id-maps', 'first', '--new-ids', 'refuse').code).toBe(3);
    expect(recsmith('w', 'import', 'second.csv', '--id-maps', 'nobody').code).toBe(4);
  });

  test('from files: counts are preset by them, and a view keeps all ids where asked to', () => {
    write('users.txt', 'z1\nb\nz2\na\nc\nd\n');
    const result = run('import', 'second.csv', '--name', 'preset', '--user-ids', 'users.txt');
    expect(get(result, 'dataset.users')).toBe(6);
    expect(get(result, 'ids.users')).toEqual({ given: 6, appended: 0 });
    expect(get(run('view', 'preset', '--split', 'none'), 'view.users')).toBe(4);
    expect(get(run('view', 'preset', '--split', 'none', '--all-ids'), 'view.users')).toBe(6);
    write('twice.txt', 'a\nb\na\n');
    const twice = recsmith('w', 'import', 'second.csv', '--user-ids', 'twice.txt');
    expect([twice.code, twice.stderr.includes('twice.txt:3')]).toEqual([3, true]);
  });
});

test('a run says whether data fit it', () => {
  run('view', 'first', '--name', 'v', '--split', 'none');
  const set = ['--set', 'factors=2,epochs=1', '--no-evaluate'];
  run('train', 'v', 'bpr-mf', '--name', 'bpr', ...set);
  run('train', 'v', 'popularity', '--name', 'pop', '--no-evaluate');
  expect(run('fits', 'bpr', 'first')).toMatchObject({
    fits: true,
    userBased: true,
    interactions: { total: 5, usable: 5 },
  });
  const second = run('fits', 'bpr', 'alone');
  expect(second).toMatchObject({
    ...{ fits: false, userBased: true, itemBased: true, foldIn: true },
    users: { total: 4, known: 3, unknown: ['d'] },
    items: { total: 3, known: 2, unknown: ['w'] },
    interactions: { total: 4, usable: 2 },
  });
  expect(run('fits', 'pop', 'alone')).toMatchObject({ userBased: false, interactions: { usable: 3 } });
});
