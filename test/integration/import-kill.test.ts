import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/main/engine/random.ts';

// The real command, killed without warning at moments spread over a whole import.
const kills = process.env.SOAK ? 20 : 4;
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'recsmith-import-kill-'));
const workspace = join(folder, 'workspace');
const file = join(folder, 'rows.csv');
const rows = 400_000;

function recsmith(...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'bin/recsmith.js'), ...args, '--workspace', workspace, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  return { child, ended: once(child, 'close').then(() => stdout) };
}

interface Listed {
  datasets: { name: string; interactions: number; contentHash: string }[];
}

const list = async () => JSON.parse(await recsmith('list', 'datasets').ended) as Listed;

beforeAll(() => {
  const random = new Random(7, 'rows');
  let text = 'user,item,rating\n';
  for (let row = 0; row < rows; row++)
    text += `u${random.below(20_000)},i${random.below(5_000)},${1 + random.below(5)}\n`;
  writeFileSync(file, text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('kill -9 during import', () => {
  it(`leaves the former state or the whole dataset, ${kills} times`, { timeout: 60_000 + kills * 15_000 }, async () => {
    const started = performance.now();
    await recsmith('import', file, '--name', 'whole').ended;
    const whole = performance.now() - started;
    const [reference] = (await list()).datasets;
    expect(reference.name).toBe('whole');

    const random = new Random(11, 'moments');
    let cut = 0;
    for (let kill = 0; kill < kills; kill++) {
      const before = (await list()).datasets.length;
      const { child, ended } = recsmith('import', file, '--name', `killed ${kill}`);
      // One moment in each of `kills` equal parts of the time that an import takes.
      await sleep((whole * (kill + random.uniform())) / kills);
      child.kill('SIGKILL');
      await ended;

      const database = new Database(join(workspace, 'workspace.sqlite'), { readonly: true });
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
      const { datasets } = await list();
      expect(datasets.length === before || datasets.length === before + 1).toBe(true);
      if (datasets.length === before) cut++;
      for (const dataset of datasets)
        expect(dataset).toMatchObject({ interactions: reference.interactions, contentHash: reference.contentHash });
    }
    expect(cut).toBeGreaterThan(0);

    // The next writer sweeps what the killed ones had begun, and works.
    expect(JSON.parse(await recsmith('import', file, '--name', 'after').ended)).toMatchObject({
      ok: true,
      dataset: { contentHash: reference.contentHash },
    });
    for (const temporary of ['incoming', 'jobs'])
      expect(readdirSync(join(workspace, temporary), { recursive: true }).length, temporary).toBe(0);
    const database = new Database(join(workspace, 'workspace.sqlite'), { readonly: true });
    const stored = database.prepare<[], number>('SELECT count(DISTINCT dataset) FROM users').pluck().get();
    database.close();
    expect(stored).toBe((await list()).datasets.length);
  });
});
