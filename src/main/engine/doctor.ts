import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Backend, Doctor, Limits } from '../../shared/contract/system.ts';
import type { BackendReport } from './compute/backends/backends.ts';
import { defaultKernelBuild, defaultThreads } from './kernels/kernels.ts';
import { loadHnsw } from './neighbours/hnsw.ts';
import type { EngineServices } from './services.ts';
import { applicationVersion } from './version.ts';

const load = createRequire(import.meta.url);

/** What computes on this machine, and why not something else. */
export async function doctor(
  { workspace, writable, backends: probe }: Pick<EngineServices, 'workspace' | 'writable' | 'backends'>,
  limits: Limits,
): Promise<Doctor> {
  const [processor] = cpus();
  const kernelBuild = defaultKernelBuild();
  const index = hnsw();
  const threads = limits.threads ?? defaultThreads();
  return {
    version: applicationVersion(),
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      ...versionsOf(['better-sqlite3', '@duckdb/node-api', '@tensorflow/tfjs', 'hnswlib-node']),
    },
    platform: `${process.platform} ${process.arch}`,
    processor: processor?.model.trim() || 'unknown',
    processors: availableParallelism(),
    threads,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    limits,
    backends: backends(kernelBuild, threads, await probe.reports()),
    chosen: 'fused',
    kernelBuild,
    index,
    workspace,
    writable,
  };
}

/** In the order in which they are preferred: native code, our kernels, TensorFlow.js in WebAssembly, plain JavaScript. */
function backends(kernelBuild: string, threads: number, reports: readonly BackendReport[]): Backend[] {
  const found = reports.map(({ id, available, device, version, reason }): Backend => ({
    ...{ name: id, available },
    ...(device !== null && { device }),
    ...(version !== null && { version }),
    ...(reason !== null && { reason }),
  }));
  const fused: Backend = {
    name: 'fused',
    available: true,
    device: `processor, WebAssembly ${kernelBuild}, ${threads} threads`,
  };
  const native = found.filter(({ name }) => name === 'cuda' || name === 'tensorflow');
  return [...native, fused, ...found.filter((each) => !native.includes(each))];
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
