import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, get, groupedRatings } from './cli-support.ts';

// A training that begins with factors of the user's own, as a user asks for it.
const { folder, json, write, remove } = commandLine('factors');
const run = (...args: string[]) => json('w', ...args);
const itemLines = Array.from(
  { length: 60 },
  (_, item) => `${String(item).padStart(4, '0')},${Math.floor(item / 20)},${item % 20},0.5`,
);
const SET = [
  '--set',
  'factors=3,epochs=2,batchSize=64,optimizer=adam,learningRate=0.05',
  '--threads',
  '2',
  '--no-evaluate',
];
beforeAll(() => {
  write('ratings.csv', groupedRatings());
  run('import', 'ratings.csv', '--name', 'films');
  run('view', 'films', '--name', 'v', '--split', 'per-user:0.8,0.1,0.1');
  write('items.csv', `id,a,b,c\n${itemLines.join('\n')}\nunknown,1,2,3\n`);
}, 60_000);
afterAll(remove);

describe('factors of the user’s own', () => {
  test('are what the run begins with, and stay where they are frozen', () => {
    const trained = run(
      'train',
      'v',
      'simple-cf',
      '--item-factors',
      'items.csv',
      '--freeze',
      'items',
      '--name',
      'own',
      ...SET,
    );
    expect(trained).toMatchObject({ ok: true, run: { frozen: ['items'] } });
    expect(get(trained, 'history.length')).toBe(2);
    run('factors', 'own', '--out', 'own.csv');
    const written = readFileSync(join(folder, 'own.csv'), 'utf8').trim().split('\n').slice(1);
    const factors = written.map((line) => line.split(',')).filter(([id]) => /^[0-9]{4}$/.test(id));
    expect(factors).toHaveLength(60);
    for (const [id, ...fields] of factors)
      expect(fields.slice(-3).map(Number)).toEqual([Math.floor(Number(id) / 20), Number(id) % 20, 0.5]);
  });

  test.each([
    ['a line with fewer factors', 'id,a,b\n0001,1,2\n0002,1\n', 'BAD_DATA', 'bad.csv:3'],
    ['a word', '0001,1,2,3\n0002,1,x,3\n', 'BAD_DATA', 'bad.csv:2'],
    ['an id twice', '0001,1,2,3\n0001,1,2,3\n', 'BAD_DATA', 'bad.csv:2'],
    ['no known id', 'aa,1,2,3\nbb,1,2,3\n', 'BAD_INPUT', 'None of the ids'],
    ['another number of factors', '0001,1,2\n', 'BAD_INPUT', 'factors=2'],
  ])('with %s are refused', (_what, text, code, message) => {
    write('bad.csv', text);
    const failed = run('train', 'v', 'simple-cf', '--item-factors', 'bad.csv', ...SET);
    expect(failed).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(failed)).toContain(message);
  });

  test('are refused by a model that cannot begin with them', () => {
    expect(run('train', 'v', 'bpr-mf', '--item-factors', 'items.csv', '--threads', '2')).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT' },
    });
  });
});
