import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assemble, describeAssembly, type Assembly } from '../../scripts/assemble.mjs';
import { temporaryFolder } from '../support/folders.ts';
import { launch, newContext } from './browser.ts';
import { fromFileToRecommendations } from './main-job.ts';
import { open } from './page.ts';
import { startServer } from './server.ts';

// The files that electron-builder would pack for this system, assembled by its own code and started without Electron
// on plain Node. Nothing of the repository but these files is used.
const folder = temporaryFolder('packaged');
let app: Assembly;

beforeAll(async () => {
  app = await assemble(join(folder.path, 'app'));
  console.log(describeAssembly(app));
}, 120_000);
afterAll(() => folder.remove());

describe('the files of the packaged application', () => {
  const paths = () => app.files.map(({ path }) => path);
  const where = (pattern: RegExp) => paths().filter((path) => pattern.test(path));

  test('every pattern of what lies unpacked names a file', () => {
    expect(app.unpacked.length).toBeGreaterThan(0);
    for (const { pattern, files } of app.unpacked) expect(files, pattern).toBeGreaterThan(0);
  });

  test('hold the addons of this system and of no other', () => {
    const here = `${process.platform}-${process.arch}`;
    expect(where(/^node_modules\/better-sqlite3\/prebuilds\//)).toEqual([
      `node_modules/better-sqlite3/prebuilds/${here}.node`,
    ]);
    const bindings = new Set(where(/^node_modules\/@duckdb\/node-bindings-/).map((path) => path.split('/')[2]));
    expect([...bindings]).toEqual([`node-bindings-${here}`]);
    expect(
      where(/\.node$/).filter(
        (path) =>
          !/better-sqlite3|@duckdb|hnswlib-node\/build\/Release/.test(path) &&
          path !== `resources/tensorflow/${here}/tfjs_binding.node`,
      ),
    ).toEqual([]);
  });

  test('hold no source map, no type, no test, no source of ours and no development dependency', () => {
    expect(where(/\.(map|ts|mts|cts|svelte|tsbuildinfo)$/)).toEqual([]);
    expect(where(/(^|\/)(test|tests|__tests__|docs|examples?)\//)).toEqual([]);
    expect(where(/^(src|scripts|packaging|bin|\.github)\//)).toEqual([]);
    for (const name of ['electron', 'vite', 'vitest', 'playwright', 'svelte', 'typescript', 'node', 'electron-builder'])
      expect(existsSync(join(app.folder, 'node_modules', name)), name).toBe(false);
  });

  test('do the main job from that folder on plain Node', { timeout: 180_000 }, async () => {
    const [browser, server] = await Promise.all([launch(), startServer(undefined, join(app.folder, 'out'))]);
    try {
      const { page, complaints } = await open(await newContext(browser), server.url);
      await fromFileToRecommendations(page);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      expect(await server.close()).toBe(0);
    }
  });
});
