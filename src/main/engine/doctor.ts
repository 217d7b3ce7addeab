import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Backend, Doctor, Limits } from '../../shared/contract/system.ts';
import { defaultKernelBuild, defaultThreads } from './kernels/kernels.ts';
import { loadHnsw } from './neighbours/hnsw.ts';
import type { EngineServices } from './services.ts';
import { applicationVersion } from './version.ts';

const load = createRequire(import.meta.url);

/** What computes on this machine, and why not something else. */
export function doctor(
  { workspace, writable }: Pick<EngineServices, 'workspace' | 'writable'>,
  limits: Limits,
): Doctor {
  const [processor] = cpus();
  const kernelBuild = defaultKernelBuild();
  const index = hnsw();
  const threads = limits.threads ?? defaultThreads();
  return {
    version: applicationVersion(),
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      ...versionsOf(['better-sqlite3', '@duckdb/node-api', 'hnswlib-node']),
    },
    platform: `${process.platform} ${process.arch}`,
    processor: processor?.model.trim() || 'unknown',
    processors: availableParallelism(),
    threads,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    limits,
    backends: backends(kernelBuild, threads),
    chosen: 'fused',
    kernelBuild,
    index,
    workspace,
    writable,
  };
}

/** Preferred ones first: a graphics card before processors, native code before WebAssembly before plain JavaScript. */
function backends(kernelBuild: string, threads: number): Backend[] {
  return [
    { name: 'cuda', available: false, reason: noCuda() },
    { name: 'tensorflow', available: false, reason: missing('@tensorflow/tfjs-node') },
    { name: 'fused', available: true, device: `processor, WebAssembly ${kernelBuild}, ${threads} threads` },
    { name: 'wasm', available: false, reason: NO_MODEL },
    {
      name: 'cpu',
      available: false,
      reason: 'The plain JavaScript reference: it serves tests, no model trains on it.',
    },
  ];
}

const NO_MODEL = 'No model of this version is written in TensorFlow operations.';

function noCuda(): string {
  if (process.platform === 'darwin') return 'There is no CUDA on a Mac.';
  const driver =
    process.platform === 'win32'
      ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'nvcuda.dll')
      : '/proc/driver/nvidia/version';
  return existsSync(driver) ? missing('@tensorflow/tfjs-node-gpu') : 'No NVIDIA driver was found on this computer.';
}

/** What is said of a backend that no model of this version can use yet, whether its package is there or not. */
function missing(name: string): string {
  return resolvable(name)
    ? `${name} is installed, but no model of this version is written in TensorFlow operations.`
    : `${name} is not installed. It is optional and never fetched by itself.`;
}

function resolvable(name: string): boolean {
  try {
    load.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The optional index: its addon may be absent, or built for another system. */
function hnsw(): Doctor['index'] {
  const name = 'hnswlib-node';
  const found = loadHnsw(name);
  if (found.native) return { name, available: true };
  return {
    name,
    available: false,
    reason: resolvable(name)
      ? found.reason
      : 'Not installed: it needs a C++ compiler at install. Similar items are found by exact search.',
  };
}

function versionsOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      try {
        return [[name, (load(`${name}/package.json`) as { version: string }).version]];
      } catch {
        return [];
      }
    }),
  );
}
