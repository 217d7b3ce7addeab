// Compiles src/main/engine/kernels/assembly to resources/wasm, once with plain SIMD and once with relaxed SIMD: the
// kernels over our own shared memory, and those over the memory of TensorFlow.js's backend (no data of their own there).
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const OWN = ['--sharedMemory', '--initialMemory', '32', '--maximumMemory', '65536', '--memoryBase', '2048'];
const MODULES = [
  { name: 'kernels', source: 'index.ts', features: ['simd', 'threads'], memory: OWN },
  { name: 'graph', source: 'graph.ts', features: ['simd'], memory: [] },
];

export async function buildKernels() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  mkdirSync(`${root}resources/wasm`, { recursive: true });
  for (const { name, source, features, memory } of MODULES)
    for (const build of ['simd', 'relaxed-simd']) {
      const enabled = [...features, ...(build === 'relaxed-simd' ? ['relaxed-simd'] : [])];
      const { error, stderr } = await asc.main(
        [
          `src/main/engine/kernels/assembly/${source}`,
          ...['--outFile', `resources/wasm/${name}.${build}.wasm`, '-O3', '--noAssert', '--runtime', 'stub'],
          ...enabled.flatMap((feature) => ['--enable', feature]),
          ...['--importMemory', ...memory],
        ],
        { baseDir: root },
      );
      if (error) throw new Error(`${name} (${build}): ${error.message}\n${stderr.toString()}`);
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
