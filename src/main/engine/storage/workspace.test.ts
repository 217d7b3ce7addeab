import Database from 'better-sqlite3';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecsmithError } from '../../../shared/errors.ts';
import { migrations } from './migrations.ts';
import { openForReading, openForWriting, smallDataset, temporaryFolder } from './testing.ts';

let folder = '';
let dispose = () => {};
const file = () => join(folder, 'workspace.sqlite');

beforeEach(() => ({ folder, dispose } = temporaryFolder()));
afterEach(() => dispose());

function errorOf(work: () => unknown): RecsmithError {
  try {
    work();
  } catch (error) {
    if (error instanceof RecsmithError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Changes the closed database of the folder behind the back of the product. */
function tamper(...statements: string[]): void {
  const database = new Database(file());
  database.unsafeMode(true);
  for (const statement of statements) database.exec(statement);
  database.close();
}

describe('opening', () => {
  test('makes folder and database, and opens them again', () => {
    const inside = join(folder, 'new', 'workspace');
    const first = openForWriting(inside);
    smallDataset(first.services, 'Films');
    first.close();
    const second = openForWriting(inside);
    expect(second.services.datasets.list().map(({ name }) => name)).toEqual(['Films']);
    second.close();
    const database = new Database(join(inside, 'workspace.sqlite'));
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.at(-1)!.version);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('auto_vacuum', { simple: true })).toBe(2);
    const loose = database
      .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
      .all();
    expect(loose).toEqual([]);
    database.close();
  });

  test('a reader works beside a writer, sees what is committed and changes nothing', () => {
    const writer = openForWriting(folder);
    const reader = openForReading(folder);
    expect(reader.services.datasets.list()).toEqual([]);
    const { id } = smallDataset(writer.services, 'Films');
    expect(reader.services.datasets.list().map((dataset) => dataset.id)).toEqual([id]);
    expect(reader.services.datasets.interactions(id, 'all').items).toHaveLength(2);
    for (const write of [
      () => reader.services.settings.save('theme', '"dark"'),
      () => reader.services.datasets.begin({ name: 'x', source: 'x' }),
      () => reader.services.trash.delete('Films'),
      () => reader.services.jobs.sweep(),
    ])
      expect(errorOf(write)).toMatchObject({
        code: 'REFUSED',
        message: expect.stringContaining('reading only') as string,
      });
    reader.close();
    writer.close();
  });

  test('a reader of a folder without workspace finds nothing and makes nothing', () => {
    const empty = join(folder, 'nothing');
    expect(errorOf(() => openForReading(empty)).code).toBe('NOT_FOUND');
    expect(existsSync(empty)).toBe(false);
  });

  test('a folder that cannot be made is refused', () => {
    writeFileSync(join(folder, 'a-file'), '');
    const error = errorOf(() => openForWriting(join(folder, 'a-file', 'workspace')));
    expect(error).toMatchObject({ code: 'REFUSED', details: { where: join(folder, 'a-file', 'workspace') } });
  });

  test('a database from the future is refused with both versions and stays untouched', () => {
    openForWriting(folder).close();
    tamper('PRAGMA user_version = 999', 'PRAGMA journal_mode = DELETE');
    const before = readFileSync(file());
    for (const open of [openForWriting, openForReading]) {
      const error = errorOf(() => open(folder));
      expect(error.code).toBe('WORKSPACE_FROM_FUTURE');
      expect(error.message).toContain('999');
      expect(error.message).toContain(String(migrations.at(-1)!.version));
    }
    expect(readFileSync(file()).equals(before)).toBe(true);
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  test('what is not a database, or not ours, is refused', () => {
    writeFileSync(file(), 'user,item\n'.repeat(500));
    expect(errorOf(() => openForWriting(folder)).code).toBe('BAD_DATA');
    writeFileSync(file(), '');
    const stranger = new Database(file());
    stranger.exec('CREATE TABLE bookmarks (url TEXT)');
    stranger.close();
    expect(errorOf(() => openForWriting(folder))).toMatchObject({
      code: 'BAD_DATA',
      message: expect.stringContaining('another program') as string,
    });
  });

  test('after a refusal the lock is free', () => {
    writeFileSync(file(), 'nonsense'.repeat(1000));
    expect(errorOf(() => openForWriting(folder)).code).toBe('BAD_DATA');
    expect(errorOf(() => openForWriting(folder)).code).toBe('BAD_DATA');
  });
});

describe('a foreign workspace', () => {
  test.each([
    ['a trigger', 'CREATE TRIGGER spy AFTER INSERT ON settings BEGIN DELETE FROM runs; END'],
    ['a view', 'CREATE VIEW spy AS SELECT * FROM settings'],
    ['a table', 'CREATE TABLE spy (a)'],
    ['an index with an expression', 'CREATE INDEX spy ON settings (abs(value))'],
    ['a missing index', 'DROP INDEX jobs_state'],
    ['a changed table', 'ALTER TABLE settings ADD COLUMN extra TEXT DEFAULT 1'],
  ])('with %s is refused', (_what, statement) => {
    openForWriting(folder).close();
    tamper(statement);
    for (const open of [openForWriting, openForReading])
      expect(errorOf(() => open(folder))).toMatchObject({
        code: 'REFUSED',
        message: expect.stringContaining('changed by another program') as string,
      });
  });

  test('that another program only analysed is welcome', () => {
    openForWriting(folder).close();
    tamper('ANALYZE');
    openForWriting(folder).close();
  });

  test('temporary folders are emptied, links in their place are not followed', () => {
    openForWriting(folder).close();
    const precious = join(folder, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'letter'), 'dear');
    writeFileSync(join(folder, 'incoming', 'half.csv'), 'x');
    symlinkSync(precious, join(folder, 'incoming', 'link'));
    mkdirSync(join(folder, 'jobs', 'deep', 'deeper'), { recursive: true });
    openForReading(folder).close();
    expect(readdirSync(join(folder, 'incoming'))).toHaveLength(2);
    openForWriting(folder).close();
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    expect(readdirSync(join(folder, 'jobs'))).toEqual([]);
    expect(readdirSync(precious)).toEqual(['letter']);
  });
});

describe('trouble with the disk', () => {
  test('a full disk is said as such, and what was there stays', () => {
    const workspace = openForWriting(folder);
    const { datasets } = workspace.services;
    const { database } = workspace.connection;
    const { id } = smallDataset(workspace.services, 'Films');
    // The real error of SQLite, provoked by its own limit on the size of the file.
    const pages = database.pragma('page_count', { simple: true }) as number;
    database.pragma(`max_page_count = ${pages + 20}`);
    const dataset = datasets.begin({ name: 'Big', source: 'big' });
    const fill = () => {
      for (let i = 0; i < 100; i++)
        datasets.appendUsers(
          dataset,
          Array.from({ length: 2000 }, (_, k) => `${i}-${k}-${'x'.repeat(50)}`),
        );
    };
    expect(errorOf(fill)).toMatchObject({
      code: 'DOES_NOT_FIT',
      details: { why: expect.stringMatching(/MB are free/) as string },
    });
    expect(database.inTransaction).toBe(false);
    database.pragma('max_page_count = 1000000');
    datasets.abandon(dataset);
    expect(datasets.list().map((one) => one.id)).toEqual([id]);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    workspace.close();
  });

  test('a damaged file is said as such', () => {
    const { services, close } = openForWriting(folder);
    smallDataset(services, 'Films');
    close();
    truncateSync(file(), 3 * 16384);
    expect(errorOf(() => openForWriting(folder).services.datasets.list()).code).toBe('BAD_DATA');
  });
});
