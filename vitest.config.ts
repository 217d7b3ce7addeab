import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/{shared,main,preload}/**/*.test.ts', 'test/{unit,contract,conformance}/**/*.test.ts'],
          // The npm package `electron` tries to download a binary when it is required outside Electron.
          alias: { electron: here('test/stubs/electron.ts') },
          testTimeout: 30_000,
        },
      },
      {
        plugins: [svelte(), svelteTesting()],
        test: { name: 'renderer', include: ['src/renderer/**/*.test.ts'], environment: 'jsdom' },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{integration,electron}/**/*.test.ts'],
          alias: { electron: here('test/stubs/electron.ts') },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Each file has a server and a browser of its own, and mostly waits.
          maxWorkers: 2,
          globalSetup: ['test/e2e/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
