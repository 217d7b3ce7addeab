import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  interactionsOf,
  itemsNamed,
  openForWriting,
  profileOf,
  smallDataset,
  smallRun,
  smallView,
  temporaryFolder,
} from './testing.ts';
import type { Workspace } from './workspace.ts';

let folder = '';
let dispose = () => {};
let workspace: Workspace;
const services = () => workspace.services;
const trash = () => workspace.services.trash;

beforeEach(() => {
  ({ folder, dispose } = temporaryFolder());
  workspace = openForWriting(folder);
});
afterEach(() => {
  workspace.close();
  dispose();
});

/** Films with views A and B; runs a1 and a2 on A, b1 on B; all ended. */
function household() {
  const films = smallDataset(services(), 'Films');
  const a = smallView(services(), 'A', films.id);
  const b = smallView(services(), 'B', films.id);
  for (const [name, view] of [
    ['a1', a],
    ['a2', a],
    ['b1', b],
  ] as const) {
    const run = smallRun(services(), name, view);
    services().runs.update(run.id, { state: 'done' });
    const checkpoint = services().checkpoints.begin(run.id, 'last', 1, '{}');
    services().checkpoints.append(checkpoint, new Uint8Array(1000));
    services().checkpoints.complete(checkpoint);
    services().runs.appendLog(run.id, [{ at: 1, message: name }]);
  }
  services().runs.saveBaseline(a.id, 'all', '1');
  return { films, a, b };
}
const alive = () => ({
  datasets: services()
    .datasets.list()
    .map(({ name }) => name),
  views: services()
    .views.list()
    .map(({ name }) => name),
  runs: services()
    .runs.list()
    .map(({ name }) => name),
});
const everything = { datasets: ['Films'], views: ['B', 'A'], runs: ['b1', 'a2', 'a1'] };

test('a dataset takes its views and runs along and brings exactly those back', () => {
  const { films } = household();
  trash().delete('a1');
  trash().delete('B');
  expect(alive()).toEqual({ datasets: ['Films'], views: ['A'], runs: ['a2'] });
  const entry = trash().delete('Films');
  expect(entry).toMatchObject({ kind: 'dataset', id: films.id, name: 'Films' });
  expect(entry.bytes).toBeGreaterThan(1000);
  expect(alive()).toEqual({ datasets: [], views: [], runs: [] });
  expect(
    trash()
      .list()
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort(),
  ).toEqual(['dataset Films', 'run a1', 'view B']);
  expect(() => trash().restore('A')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(() => trash().restore('B')).toThrow(
    expect.objectContaining({ code: 'REFUSED', message: expect.stringContaining('"Films"') as string }),
  );
  expect(trash().restore('films').id).toBe(films.id);
  expect(alive()).toEqual({ datasets: ['Films'], views: ['A'], runs: ['a2'] });
  trash().restore('B');
  trash().restore('a1');
  expect(alive()).toEqual(everything);
  expect(trash().list()).toEqual([]);
});

test('names are looked for among datasets, then views, then runs; ids decide', () => {
  const { films, a } = household();
  smallView(services(), 'Films', films.id);
  expect(trash().delete(a.id)).toMatchObject({ kind: 'view', id: a.id });
  expect(trash().delete('Films').kind).toBe('dataset');
  expect(() => trash().delete('Films')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('what is being trained is not deleted', () => {
  household();
  services().runs.update(services().runs.get('a1').id, { state: 'running' });
  for (const ref of ['a1', 'A', 'Films'])
    expect(() => trash().delete(ref)).toThrow(
      expect.objectContaining({ code: 'REFUSED', message: expect.stringContaining('"a1"') as string }),
    );
  expect(alive()).toEqual(everything);
});

test('emptying removes every row and gives the space back', () => {
  const { datasets } = services();
  const id = datasets.begin({ name: 'Large', source: 'large' });
  const users = Array.from({ length: 400 }, (_, user) => `u${user}`);
  datasets.appendUsers(id, users);
  datasets.appendItems(
    id,
    itemsNamed('x', 'y').map((item) => ({ ...item, title: 'A title' })),
  );
  const data = interactionsOf(
    users.map(() => Array.from({ length: 1000 }, (_, k) => [k % 2, 1] as const)),
    2,
  );
  datasets.appendInteractions(id, 'all', 0, data);
  datasets.complete(id, profileOf(400, 2, 400_000));
  smallView(services(), 'Large view', id);
  household();
  trash().delete('a2');
  trash().delete('Large');
  const size = () => {
    workspace.connection.database.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(join(folder, 'workspace.sqlite')).size;
  };
  const before = size();
  expect(trash().empty()).toBe(2);
  expect(trash().list()).toEqual([]);
  expect(alive()).toEqual({ ...everything, runs: ['b1', 'a1'] });
  expect(before - size()).toBeGreaterThan(7_000_000);
  const { database } = workspace.connection;
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(database.pragma('foreign_key_check')).toEqual([]);
  const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect(['datasets', 'users', 'histories', 'item_text', 'checkpoints', 'log'].map(count)).toEqual([1, 2, 2, 0, 2, 2]);
  expect(trash().empty()).toBe(0);
  trash().delete('Films');
  expect(trash().empty()).toBe(1);
  for (const table of ['datasets', 'views', 'runs', 'log', 'baselines', 'checkpoints', 'checkpoint_chunks', 'items'])
    expect(count(table)).toBe(0);
});

test('one thing is purged by its typed name, with all that hangs on it and nothing else', () => {
  const { a } = household();
  trash().delete('a1');
  const view = trash().delete('A');
  expect(view.holds).toEqual({ views: 0, runs: 2 });
  trash().delete('b1');
  for (const typed of ['', 'a', 'B'])
    expect(() => trash().purge(a.id, typed)).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        details: expect.objectContaining({ next: expect.stringContaining('"A"') as string }) as object,
      }),
    );
  expect(trash().list()).toHaveLength(3);
  trash().purge(a.id, ' A ');
  // a1 was deleted before its view; without it, it could never come back.
  expect(
    trash()
      .list()
      .map(({ name }) => name),
  ).toEqual(['b1']);
  trash().restore('b1');
  expect(alive()).toEqual({ datasets: ['Films'], views: ['B'], runs: ['b1'] });
  // What is not in the trash cannot be purged.
  expect(() => trash().purge(services().datasets.list()[0].id, 'Films')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
  const films = trash().delete('Films');
  expect(films.holds).toEqual({ views: 1, runs: 1 });
  trash().purge(films.id, 'Films');
  const { database } = workspace.connection;
  for (const table of ['datasets', 'views', 'runs', 'log', 'baselines', 'checkpoints', 'checkpoint_chunks', 'items'])
    expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  expect(database.pragma('foreign_key_check')).toEqual([]);
});

test('an emptying that was cut off is finished by the next start', () => {
  household();
  trash().delete('Films');
  const { database } = workspace.connection;
  // The state after the first transaction of `empty`.
  database.exec(`UPDATE checkpoints SET visibility = 'discarded', run = NULL; DELETE FROM runs; DELETE FROM views;
    UPDATE datasets SET state = 'discarded'`);
  workspace.close();
  workspace = openForWriting(folder);
  for (const table of ['datasets', 'histories', 'checkpoints', 'checkpoint_chunks'])
    expect(workspace.connection.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  expect(trash().list()).toEqual([]);
});
