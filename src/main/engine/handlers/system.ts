import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Backend, Doctor } from '../../../shared/contract/system.ts';
import { defaultKernelBuild, defaultThreads } from '../kernels/kernels.ts';
import { loadHnsw } from '../neighbours/hnsw.ts';
import type { EngineServices } from '../services.ts';
import { applicationVersion } from '../version.ts';
import { requireWritable, type Implementer } from './base.ts';

const load = createRequire(import.meta.url);

export function systemHandlers(os: Implementer, services: EngineServices) {
  const { workspace, writable, storage, queue, changed } = services;
  return {
    ping: os.system.ping.handler(() => ({ at: Date.now() })),
    doctor: os.system.doctor.handler(() => doctor(services)),
    status: os.system.status.handler(() => ({
      workspaceName: basename(workspace),
      writable,
      processMemoryBytes: process.memoryUsage.rss(),
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
      threads: defaultThreads(),
      backend: 'fused',
      kernelBuild: defaultKernelBuild(),
      jobsRunning: queue.count('running'),
      jobsWaiting: queue.count('queued'),
    })),
    settings: os.system.settings.handler(() => storage.settings.all()),
    saveSetting: os.system.saveSetting.handler(async ({ input }) => {
      requireWritable(writable);
      await storage.settings.save(input.key, input.value);
      changed('settings', null);
    }),
  };
}

function doctor({ workspace, writable }: EngineServices): Doctor {
  const [processor] = cpus();
  const kernelBuild = defaultKernelBuild();
  const index = hnsw();
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
    threads: defaultThreads(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    backends: backends(kernelBuild),
    chosen: 'fused',
    kernelBuild,
    index,
    workspace,
    writable,
  };
}

function backends(kernelBuild: string): Backend[] {
  return [
    { name: 'fused', available: true, device: `processor, WebAssembly ${kernelBuild}, ${defaultThreads()} threads` },
    { name: 'cuda', available: false, reason: missing('@tensorflow/tfjs-node-gpu') },
    { name: 'tensorflow', available: false, reason: missing('@tensorflow/tfjs-node') },
    { name: 'wasm', available: false, reason: 'No model of this version is written in TensorFlow operations.' },
    {
      name: 'cpu',
      available: false,
      reason: 'The plain JavaScript reference: it serves tests, no model trains on it.',
    },
  ];
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
