import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const here = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  main: {
    build: {
      target: 'node24',
      // Native and optional packages must stay outside the bundle: they find their binaries beside their own files.
      externalizeDeps: { include: ['hnswlib-node', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'] },
      rolldownOptions: {
        input: {
          index: here('src/main/index.ts'),
          engine: here('src/main/engine-process.ts'),
          worker: here('src/main/engine/worker.ts'),
          native: here('src/main/engine/native.ts'),
          plugin: here('src/main/engine/plugin.ts'),
          headless: here('src/main/headless.ts'),
          'server-process': here('src/main/server-process.ts'),
          cli: here('src/main/cli.ts'),
        },
        // Chunks lie beside the entries: `engine/paths.ts` finds siblings by `import.meta.dirname`.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload must be one CommonJS file that requires nothing but `electron`.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: here('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src/renderer'),
    plugins: [svelte({ configFile: here('svelte.config.js') })],
    build: { minify: true, rolldownOptions: { input: here('src/renderer/index.html') } },
  },
});
