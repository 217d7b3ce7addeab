import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openEngine } from '../../src/main/engine/index.ts';
import { lockWorkspace } from '../../src/main/engine/storage/lock.ts';
import { startHeadless } from '../../src/main/headless.ts';
import { connect, cookieOf, finished, openSocket, tokenOf } from '../support/clients.ts';
import { temporaryFolder } from '../support/folders.ts';
import { alive, enginePid, killEngine, serving, type Serving } from '../support/serving.ts';

// The headless server as people start it: a process that keeps the address, above one that has the engine.
const folder = temporaryFolder('serve');
const workspace = join(folder.path, 'workspace');
const entry = join(import.meta.dirname, '../../src/main/headless.ts');
const open: Serving[] = [];

async function serve(): Promise<Serving> {
  const server = await serving(entry, [], workspace);
  open.push(server);
  return server;
}

afterEach(async () => {
  for (const { child } of open) child.kill('SIGKILL');
  await Promise.all(open.splice(0).map(({ ended }) => ended));
  await expect.poll(() => enginePid(workspace), { timeout: 20_000 }).toBeNull();
});
afterAll(() => folder.remove());

const page = (server: Serving) =>
  fetch(`http://127.0.0.1:${server.port}/`, { headers: { cookie: cookieOf(server) }, redirect: 'manual' });

test('prints one address; told to stop in a training, it keeps what was done and frees the workspace', async () => {
  const server = await serve();
  const { child, output } = server;
  expect(output().out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
  const { client } = await connect(server);
  await finished(client, () => client.imports.startSample({ sample: 'movietweetings' }));
  const [{ id: dataset }] = await client.datasets.list();
  const { id: view } = await client.views.create({ dataset });
  const { runId } = await client.runs.train({ view, model: 'bpr-mf', parameters: { epochs: 500, patience: 0 } });
  await expect
    .poll(async () => (await client.runs.get({ run: runId })).history.length, { timeout: 60_000 })
    .toBeGreaterThan(0);
  const listening = (async () => {
    for await (const { seq } of await client.jobs.events({})) expect(seq).toBeGreaterThan(0);
  })();
  const cut = Promise.allSettled([listening]);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
  await cut;
  expect(output().out.trim().split('\n')).toHaveLength(1);
  expect(output().err).toBe('');
  expect(existsSync(join(workspace, 'token'))).toBe(false);
  // Calls on the line that was cut fail instead of waiting for ever.
  await expect(client.system.ping()).rejects.toThrow();

  const engine = await openEngine({ workspace, door: 'test' });
  const run = await engine.client.runs.get({ run: runId });
  expect(run).toMatchObject({ state: 'interrupted', resumable: true });
  expect(run.epochsDone).toBeGreaterThan(0);
  await engine.close();
});

test('an engine that is killed is started again: same address, same key, one line of explanation', async () => {
  const server = await serve();
  expect(enginePid(workspace)).not.toBe(server.child.pid);
  const { client } = await connect(server);
  const before = await client.jobs.snapshot();
  const killed = await killEngine(workspace);
  // Asked for while there is no engine: the connection waits for the next one, and nobody is refused.
  const [answer, socket] = await Promise.all([page(server), openSocket(server)]);
  expect([200, 503]).toContain(answer.status); // 503: the window is not built
  socket.close();
  const again = await connect(server);
  const after = await again.client.jobs.snapshot();
  expect(after.engine).not.toBe(before.engine);
  expect(enginePid(workspace)).not.toBe(killed);
  expect(readFileSync(join(workspace, 'token'), 'utf8').trim()).toBe(tokenOf(server));
  expect(server.output().out.trim().split('\n')).toHaveLength(1);
  expect(server.output().err).toMatch(
    /^recsmith: The engine stopped: .*killed.*started again at the same address\.\n$/,
  );
  expect(await (await page(server)).text()).not.toContain(tokenOf(server));
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
  expect(existsSync(join(workspace, 'token'))).toBe(false);
});

test('a person who presses Ctrl-C stops both processes, whichever hears it first', async () => {
  const server = await serve();
  const engine = enginePid(workspace)!;
  // A terminal sends it to the whole group.
  process.kill(engine, 'SIGINT');
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
  expect(alive(engine)).toBe(false);
  expect(server.output().err).toBe('');
});

test('the engine ends with its parent, even where that is killed, and the workspace is free', async () => {
  const server = await serve();
  const engine = enginePid(workspace)!;
  server.child.kill('SIGKILL');
  expect(await server.ended).toBeNull();
  await expect.poll(() => alive(engine), { timeout: 15_000 }).toBe(false);
  expect(existsSync(join(workspace, 'token'))).toBe(false);
  const next = await serve();
  expect((await page(next)).status).not.toBe(401);
});

test('a workspace in use is refused with its owner and exit code 6, and the owner goes on', async () => {
  const server = await serve();
  const owner = enginePid(workspace)!;
  await expect(serving(entry, [], workspace)).rejects.toThrow(new RegExp(`exit code 6.*process ${owner}`, 's'));
  const command = serving(join(import.meta.dirname, '../../src/main/cli.ts'), ['serve'], workspace);
  await expect(command).rejects.toThrow(new RegExp(`exit code 6.*process ${owner}`, 's'));
  expect(readFileSync(join(workspace, 'token'), 'utf8').trim()).toBe(tokenOf(server));
  expect((await page(server)).status).not.toBe(401);
});

test('a server whose engine cannot be started again ends, and says why', async () => {
  const server = await serve();
  await killEngine(workspace);
  // Somebody else is faster than the next engine.
  const release = lockWorkspace(workspace, 'test');
  expect(await server.ended).toBe(6);
  expect(server.output().err).toContain(`in use by test (process ${process.pid})`);
  release();
});

test('what is said of a name beyond this machine', async () => {
  const server = await startHeadless({ workspace: join(folder.path, 'other'), host: '0.0.0.0' });
  expect(server.warning).toContain('without encryption');
  await server.close();
  const local = await startHeadless({ workspace: join(folder.path, 'other') });
  expect(local.warning).toBeNull();
  await local.close();
});
