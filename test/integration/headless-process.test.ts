import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../src/main/engine/index.ts';
import type { Headless } from '../../src/main/headless.ts';
import { finished, transports } from '../support/clients.ts';
import { temporaryFolder } from '../support/folders.ts';

const folder = temporaryFolder('serve');
const workspace = join(folder.path, 'workspace');
afterAll(() => folder.remove());

async function serve(): Promise<{ child: ChildProcess; output: () => string; server: Headless }> {
  const entry = join(import.meta.dirname, '../../src/main/headless.ts');
  const child = spawn(process.execPath, [entry, '--workspace', workspace], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await expect.poll(() => text, { timeout: 20_000 }).toContain('\n');
  const url = text.trim();
  return { child, output: () => text, server: { url, port: Number(new URL(url).port) } as Headless };
}

test('prints one address; told to stop in a training, it keeps what was done and frees the workspace', async () => {
  const { child, output, server } = await serve();
  expect(output()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
  const { client } = await transports.WebSocket(server);
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
  expect(output().trim().split('\n')).toHaveLength(1);
  expect(existsSync(join(workspace, 'token'))).toBe(false);
  // Calls on the line that was cut fail instead of waiting for ever.
  await expect(client.system.ping()).rejects.toThrow();

  const engine = await openEngine({ workspace, door: 'test' });
  const run = await engine.client.runs.get({ run: runId });
  expect(run).toMatchObject({ state: 'interrupted', resumable: true });
  expect(run.epochsDone).toBeGreaterThan(0);
  await engine.close();
});
