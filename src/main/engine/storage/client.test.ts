import Database from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../threads/remote.ts';
import type { StorageServices } from './api.ts';
import { openStorage } from './client.ts';
import { interactionsOf, itemsNamed, profileOf, temporaryFolder } from './testing.ts';

let folder = '';
let dispose = () => {};
beforeEach(() => ({ folder, dispose } = temporaryFolder()));
afterEach(() => dispose());
const open = (readOnly = false) => openStorage({ workspace: folder, readOnly, door: 'window' });

test('datasets travel through the thread into shared memory, also by a port of one’s own', async () => {
  const storage = await open();
  const port = storage.port();
  const { services } = connect<StorageServices>(port);
  const id = await services.datasets.begin({ name: 'Films', source: 'f' });
  await services.datasets.appendUsers(id, ['u', 'v']);
  await services.datasets.appendItems(id, itemsNamed('a', 'b'));
  const data = interactionsOf(
    [
      [[0, 1]],
      [
        [0, 2],
        [1, 3],
      ],
    ],
    2,
  );
  await services.datasets.appendInteractions(id, 'all', 0, data);
  expect(await storage.services.datasets.list()).toEqual([]);
  await services.datasets.complete(id, profileOf(2, 2, 3));
  const read = await storage.services.datasets.interactions(id, 'all');
  expect({ ...read }).toEqual({ ...data });
  expect(read.items.buffer).toBeInstanceOf(SharedArrayBuffer);
  await expect(services.datasets.summary('Flims')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: { next: expect.stringContaining('"Films"') as string },
  });
  port.close();
  await storage.close();
});

test('calls made before close are answered, later ones fail, and the lock is free', async () => {
  const failures: unknown[] = [];
  const storage = await open();
  storage.onFailure((error) => failures.push(error));
  const saves = Array.from({ length: 20 }, (_, n) => storage.services.settings.save(`key ${n}`, 'x'));
  const closing = storage.close();
  expect(storage.close()).toBe(closing);
  await closing;
  await Promise.all(saves);
  await expect(storage.services.settings.all()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
  expect(failures).toEqual([]);
  const again = await open();
  expect(Object.keys(await again.services.settings.all())).toHaveLength(20);
  await again.close();
});

test('what keeps a workspace from opening arrives as the error it is', async () => {
  const storage = await open();
  await expect(open()).rejects.toMatchObject({
    code: 'WORKSPACE_LOCKED',
    details: { door: 'window', pid: process.pid },
  });
  const reader = await open(true);
  await expect(reader.services.settings.save('a', 'b')).rejects.toMatchObject({ code: 'REFUSED' });
  await reader.close();
  await storage.close();
  writeFileSync(join(folder, 'workspace.sqlite'), 'x'.repeat(5000));
  await expect(open()).rejects.toMatchObject({ code: 'BAD_DATA' });
  await expect(openStorage({ workspace: join(folder, 'none'), readOnly: true, door: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('what a caller began and did not finish goes with its port; what it finished stays', async () => {
  const storage = await open();
  const port = storage.port();
  const { services } = connect<StorageServices>(port);
  const done = await services.datasets.begin({ name: 'Done', source: 'd' });
  await services.datasets.complete(done, profileOf(0, 0, 0));
  const own = await storage.services.datasets.begin({ name: 'Own', source: 'o' });
  await services.datasets.appendUsers(await services.datasets.begin({ name: 'Half', source: 'h' }), ['u']);
  const database = new Database(join(folder, 'workspace.sqlite'), { readonly: true });
  const names = () => database.prepare('SELECT name FROM datasets ORDER BY number').pluck().all();
  expect(names()).toEqual(['Done', 'Own', 'Half']);
  port.close();
  await expect.poll(names).toEqual(['Done', 'Own']);
  expect(database.prepare('SELECT count(*) FROM users').pluck().get()).toBe(0);
  database.close();
  await storage.services.datasets.complete(own, profileOf(0, 0, 0));
  expect(await storage.services.datasets.list()).toHaveLength(2);
  await storage.close();
});

test('a thread that ends by itself fails open and later calls, and is told once', async () => {
  const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
  const storage = await open();
  const failures: string[] = [];
  storage.onFailure(({ code }) => failures.push(code));
  await (await started).terminate();
  await expect(storage.services.settings.all()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
  storage.onFailure(({ code }) => failures.push(`late ${code}`));
  expect(failures).toEqual(['ENGINE_STOPPED', 'late ENGINE_STOPPED']);
  await storage.close();
  await (await open()).close();
});
