import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;
const lock = json('package-lock.json') as { packages: Record<string, Record<string, unknown>> };

describe('install', () => {
  it('keeps better-sqlite3 from calling node-gyp, under npm 10 (lock entry) and npm 11 (allowScripts)', () => {
    expect(lock.packages['node_modules/better-sqlite3']['gypfile']).toBe(false);
    expect((json('package.json')['allowScripts'] as Record<string, boolean>)['better-sqlite3']).toBe(false);
  });

  it('records no registry address', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/);
  });

  it('pins every dependency exactly', () => {
    const manifest = json('package.json') as Record<string, Record<string, string>>;
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies'])
      for (const [name, version] of Object.entries(manifest[group]))
        expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  });

  it('names the package for GPUs as an optional peer and installs nothing for it', () => {
    const gpu = '@tensorflow/tfjs-node-gpu';
    const manifest = json('package.json') as Record<string, Record<string, unknown>>;
    expect(manifest['peerDependencies']).toEqual({ [gpu]: manifest['dependencies']['@tensorflow/tfjs'] });
    expect(manifest['peerDependenciesMeta']).toEqual({ [gpu]: { optional: true } });
    for (const group of ['dependencies', 'optionalDependencies', 'devDependencies'])
      expect(Object.keys(manifest[group])).not.toContain(gpu);
    // The lock repeats what the manifest says and resolves no such package.
    expect(lock.packages['']['peerDependenciesMeta']).toEqual(manifest['peerDependenciesMeta']);
    expect(lock.packages[`node_modules/${gpu}`]).toBeUndefined();
    expect(existsSync(join(root, 'node_modules', gpu))).toBe(false);
  });

  it('installs no TensorFlow and needs no install script but those it names', () => {
    const names = Object.keys(lock.packages);
    expect(names.filter((name) => name.includes('tfjs-node'))).toEqual([]);
    const allowed = Object.keys(json('package.json')['allowScripts'] as object);
    const scripts = names.filter((name) => lock.packages[name]['hasInstallScript'] === true);
    for (const name of scripts) expect(allowed, name).toContain(name.slice(name.lastIndexOf('node_modules/') + 13));
  });
});

describe('built output', () => {
  it('loads electron nowhere but in the Electron entry', () => {
    for (const entry of ['engine', 'worker', 'headless', 'server-process', 'cli']) {
      const text = readFileSync(join(root, `out/main/${entry}.js`), 'utf8');
      expect(text, entry).not.toMatch(/from\s*["']electron["']|require\(["']electron["']\)|import\(["']electron["']\)/);
    }
  });

  it('loads no engine into the process that keeps the address of the headless server', () => {
    const seen = new Map<string, string>();
    const take = (file: string) => {
      if (seen.has(file)) return;
      seen.set(file, readFileSync(join(root, 'out/main', file), 'utf8'));
      for (const [, name] of seen.get(file)!.matchAll(/^import [^;]*["']\.\/([\w.-]+\.js)["']/gm)) take(name);
    };
    take('headless.js');
    take('cli.js');
    expect(seen.size).toBeGreaterThan(3);
    for (const [file, text] of seen) {
      expect(text, file).not.toMatch(/^import [^;]*["'](better-sqlite3|@duckdb\/node-api|hnswlib-node|ws)["']/m);
      expect(text, file).not.toContain('function openEngine');
    }
    // The engine's own process does hold it, so the words above are the right ones.
    expect(readFileSync(join(root, 'out/main/server-process.js'), 'utf8')).toMatch(/import [^;]*chunk-engine/);
  });

  it('keeps both kernel builds below 66 kB: loaded by every thread that trains', () => {
    for (const build of ['simd', 'relaxed-simd']) {
      const file = join(root, `resources/wasm/kernels.${build}.wasm`);
      expect(existsSync(file)).toBe(true);
      const bytes = readFileSync(file);
      expect(bytes.length).toBeLessThan(66_000);
      expect(WebAssembly.validate(bytes)).toBe(true);
    }
  });
});

describe('an old Node', () => {
  it('is told in one line before anything native loads', () => {
    const script = `
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.0.0' } });
      await import(${JSON.stringify(new URL('../../scripts/node24.mjs', import.meta.url).href)});`;
    let failure: { status?: number; stderr?: string } = {};
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      failure = error as typeof failure;
    }
    expect(failure.status).toBe(1);
    expect(failure.stderr?.trim().split('\n')).toHaveLength(1);
    expect(failure.stderr).toMatch(/needs Node 24/);
  });
});
