// Compiles src/main/engine/kernels/assembly to resources/wasm, once with plain SIMD and once with relaxed SIMD.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

export async function buildKernels() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  mkdirSync(`${root}resources/wasm`, { recursive: true });
  for (const build of ['simd', 'relaxed-simd']) {
    const features = ['simd', 'threads', ...(build === 'relaxed-simd' ? ['relaxed-simd'] : [])];
    const { error, stderr } = await asc.main(
      [
        'src/main/engine/kernels/assembly/index.ts',
        ...['--outFile', `resources/wasm/kernels.${build}.wasm`, '-O3', '--noAssert', '--runtime', 'stub'],
        ...features.flatMap((feature) => ['--enable', feature]),
        ...[
          '--importMemory',
          '--sharedMemory',
          '--initialMemory',
          '32',
          '--maximumMemory',
          '65536',
          '--memoryBase',
          '2048',
        ],
      ],
      { baseDir: root },
    );
    if (error) throw new Error(`kernels (${build}): ${error.message}\n${stderr.toString()}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
