// Builds what is stale: the kernels (AssemblyScript to resources/wasm) and the bundles (electron-vite to out).
import './node24.mjs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const assembly = 'src/main/engine/kernels/assembly';

/** Hash over names and contents: unlike times it survives a fresh checkout and a switched branch. */
function fingerprint(paths, skip = () => false) {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (skip(path)) return;
    if (statSync(join(root, path)).isDirectory())
      for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    else
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(root, path)));
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}

const targets = [
  {
    name: 'kernels',
    outputs: ['kernels', 'graph'].flatMap((name) =>
      ['simd', 'relaxed-simd'].map((build) => `resources/wasm/${name}.${build}.wasm`),
    ),
    inputs: () => fingerprint([assembly, 'scripts/kernels.mjs', 'package-lock.json']),
    // Loaded when it is needed: the compiler alone takes longer to load than a fresh build to check.
    build: async () => (await import('./kernels.mjs')).buildKernels(),
  },
  {
    name: 'bundles',
    outputs: ['out/main/cli.js', 'out/main/server-process.js', 'out/preload/index.cjs', 'out/renderer/index.html'],
    inputs: () =>
      fingerprint(
        ['src', 'electron.vite.config.ts', 'svelte.config.js', 'package-lock.json'],
        (path) => path === assembly || path.endsWith('.test.ts'),
      ),
    build: () => {
      const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
        cwd: root,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`electron-vite build failed\n${stdout}${stderr}`);
    },
  },
];

export async function buildStale() {
  const stamps = join(root, 'node_modules/.cache/recsmith');
  mkdirSync(stamps, { recursive: true });
  for (const { name, outputs, inputs, build } of targets) {
    const stamp = join(stamps, `${name}.stamp`);
    const now = inputs();
    const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
    if (fresh && outputs.every((file) => existsSync(join(root, file)))) continue;
    const started = performance.now();
    await build();
    writeFileSync(stamp, now);
    console.log(`built ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildStale();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
