import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrate, migrations, userVersion, type Migration } from './migrations.ts';
import { openForWriting, temporaryFolder } from './testing.ts';

test('steps are numbered 1, 2, 3 ...', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
});

test('published steps are never changed', () => {
  // A new step adds a line here; a changed line means that somebody's workspace would be refused as tampered with.
  const hashes = migrations.map(({ name, sql }) => `${name} ${createHash('sha256').update(sql).digest('hex')}`);
  expect(hashes).toEqual([
    'start a816b41f99833a51d91899b62ef5851f2d01237fc97d95da5ab4b4f86b4d9b31',
    'annotations 3a7aa823c31b0c95888fee7c9a0b34f55524627067213e6f24444324fcaedc7c',
    'training f327db7379b815f4dd090c8949b81fb871fc215f362b7471e3083633ba1a75fe',
    'plugins 67609c520556ec3b62695ee5a8f0514731c7eae07f5e042e80a79e04cfef6df5',
    'given factors 6b8e8e3750fba32459005f9665e469cd136b09d91b8c7a8a3f12290c2c592f94',
  ]);
});

test('a workspace of any former format arrives at the newest, with its rows', () => {
  const steps: Migration[] = [
    { version: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER) STRICT' },
    { version: 2, name: 'two', sql: 'CREATE TABLE b (y INTEGER) STRICT; INSERT INTO b SELECT x + 1 FROM a' },
    { version: 3, name: 'three', sql: 'DROP TABLE a' },
  ];
  for (const from of [0, 1, 2, 3]) {
    const database = new Database(':memory:');
    migrate(database, 'folder', steps.slice(0, from));
    expect(userVersion(database)).toBe(from);
    if (from === 1) database.exec('INSERT INTO a VALUES (41)');
    migrate(database, 'folder', steps);
    expect(userVersion(database)).toBe(3);
    expect(database.prepare('SELECT y FROM b').pluck().all()).toEqual(from === 1 ? [42] : []);
    database.close();
  }
});

test('runs of a workspace of the first format come along, without notes and tags', () => {
  const { folder, dispose } = temporaryFolder();
  try {
    const old = new Database(join(folder, 'workspace.sqlite'));
    migrate(old, folder, migrations.slice(0, 1));
    old.exec(`
      INSERT INTO datasets VALUES (1, 'dataset-1', 'Films', 'films.csv', 1, 'complete', '{}', '{}', '{}', 0, NULL, NULL);
      INSERT INTO views VALUES (1, 'view-1', 'All', 'dataset-1', 1, '{}', NULL, NULL);
      INSERT INTO runs VALUES (7, 'run-1', 'Old', 'view-1', 'dataset-1', 5, 'done', 2, '{"seed":42}', NULL, NULL);
      INSERT INTO epochs VALUES ('run-1', 1, 0.5, 0.1, 1.0, 10, '{"ndcg@10":0.25}');
      INSERT INTO epochs VALUES ('run-1', 2, 0.4, 0.1, 1.0, 10, '{}');`);
    old.close();
    const workspace = openForWriting(folder);
    const { runs } = workspace.services;
    const last = { epoch: 1, metrics: { 'ndcg@10': 0.25 } };
    expect(runs.list()).toEqual([
      expect.objectContaining({ id: 'run-1', number: 7, name: 'Old', seed: 42, notes: '', tags: [], last }),
    ]);
    expect(runs.annotate('run-1', { notes: 'kept', tags: ['old'] })).toMatchObject({ notes: 'kept', tags: ['old'] });
    workspace.close();
  } finally {
    dispose();
  }
});

test('a step that fails leaves nothing, and no later step runs', () => {
  const steps: Migration[] = [
    { version: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER) STRICT' },
    { version: 2, name: 'two', sql: 'CREATE TABLE b (y INTEGER) STRICT; INSERT INTO missing VALUES (1)' },
    { version: 3, name: 'three', sql: 'CREATE TABLE c (z INTEGER) STRICT' },
  ];
  const database = new Database(':memory:');
  expect(() => migrate(database, 'folder', steps)).toThrow(/format 2 \(two\); it stays at 1/);
  expect(userVersion(database)).toBe(1);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(['a']);
  migrate(database, 'folder', [steps[0], { ...steps[1], sql: 'CREATE TABLE b (y INTEGER) STRICT' }, steps[2]]);
  expect(userVersion(database)).toBe(3);
  database.close();
});
