import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openEngine } from '../../src/main/engine/index.ts';
import { childEngine } from '../../src/main/supervisor/child.ts';
import { Supervisor, type EngineProcess } from '../../src/main/supervisor/supervisor.ts';
import { reportJobs } from '../../src/main/supervisor/job-news.ts';
import type { JobNews } from '../../src/main/supervisor/messages.ts';
import { temporaryFolder, writeRatings } from '../support/folders.ts';

// The engine's own process under its supervisor, as a plain child process of Node: everything but Electron's ports.
const folder = temporaryFolder('process');
const workspace = join(folder.path, 'workspace');
let current: EngineProcess<never>;
const supervisor = new Supervisor<never>({
  fork: () => (current = childEngine(join(import.meta.dirname, '../../src/main/engine-process.ts'), [workspace])),
  firstDelay: 50,
});
const second: Supervisor<never>[] = [];

afterEach(async () => {
  for (const other of second.splice(0)) await other.stop();
});
afterAll(async () => {
  await supervisor.stop();
  folder.remove();
});

test('says ready, gives handles, holds the workspace', async () => {
  await supervisor.start();
  expect(await supervisor.registerFile(import.meta.filename, 'a.csv')).toMatch(/^file-/);
  await expect(openEngine({ workspace, door: 'test' })).rejects.toMatchObject({
    code: 'WORKSPACE_LOCKED',
    details: { door: 'window' },
  });
});

test('a locked workspace is said as it is, and not tried again', async () => {
  let forks = 0;
  const other = new Supervisor<never>({
    fork: () => {
      forks++;
      return childEngine(join(import.meta.dirname, '../../src/main/engine-process.ts'), [workspace]);
    },
  });
  second.push(other);
  await expect(other.start()).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED' });
  expect(forks).toBe(1);
});

test('killed, it is started again on the same workspace', async () => {
  current.kill();
  await expect.poll(() => supervisor.state).toBe('restarting');
  await expect.poll(() => supervisor.state, { timeout: 20_000 }).toBe('ready');
  expect(await supervisor.registerFile(import.meta.filename, 'a.csv')).toMatch(/^file-/);
});

test('a real import is told as active, then as ended', async () => {
  const other = join(folder.path, 'jobs');
  const engine = await openEngine({ workspace: other, door: 'test' });
  const news: JobNews[] = [];
  const told = reportJobs(engine, (each) => void news.push(each));
  const { jobId } = await engine.client.imports.start({
    file: engine.files.register(writeRatings(folder.path), { name: 'ratings.csv' }),
    name: 'ratings',
  });
  await expect
    .poll(() => news.at(-1)?.ended, { timeout: 60_000 })
    .toMatchObject([{ id: jobId, type: 'import', state: 'done' }]);
  expect(news[0].active).toMatchObject([{ id: jobId, type: 'import' }]);
  expect(news.at(-1)!.active).toEqual([]);
  await engine.close();
  await told; // it ends with the engine
});

test('stopped, it closes the workspace behind it', async () => {
  await supervisor.stop();
  const engine = await openEngine({ workspace, door: 'test' });
  await engine.close();
});
