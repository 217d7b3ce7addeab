import { freemem, totalmem } from 'node:os';
import { basename } from 'node:path';
import { diagnostics } from '../diagnostics.ts';
import { doctor } from '../doctor.ts';
import { defaultKernelBuild, defaultThreads } from '../kernels/kernels.ts';
import type { EngineServices } from '../services.ts';
import { NO_LIMITS, readLimits, saveLimits } from '../training/limits.ts';
import { requireWritable, type Implementer } from './base.ts';

export function systemHandlers(os: Implementer, services: EngineServices) {
  const { workspace, writable, storage, queue, changed } = services;
  // Kept here, so that the state of the engine can be told while the storage thread is busy.
  let limits = readLimits(storage).catch(() => NO_LIMITS);
  return {
    ping: os.system.ping.handler(() => ({ at: Date.now() })),
    doctor: os.system.doctor.handler(async () => doctor(services, await limits)),
    status: os.system.status.handler(async () => ({
      workspaceName: basename(workspace),
      writable,
      processMemoryBytes: process.memoryUsage.rss(),
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
      threads: (await limits).threads ?? defaultThreads(),
      backend: 'fused',
      kernelBuild: defaultKernelBuild(),
      jobsRunning: queue.count('running'),
      jobsWaiting: queue.count('queued'),
    })),
    setLimits: os.system.setLimits.handler(async ({ input }) => {
      requireWritable(writable);
      await saveLimits(storage, input);
      limits = Promise.resolve(input);
      changed('settings', null);
    }),
    diagnostics: os.system.diagnostics.handler(async () => ({ text: await diagnostics(services, await limits) })),
    settings: os.system.settings.handler(() => storage.settings.all()),
    saveSetting: os.system.saveSetting.handler(async ({ input }) => {
      requireWritable(writable);
      await storage.settings.save(input.key, input.value);
      changed('settings', null);
    }),
  };
}
