import * as v from 'valibot';
import { Count, method } from './common.ts';

export const Backend = v.object({
  name: v.string(),
  available: v.boolean(),
  device: v.optional(v.string()),
  reason: v.optional(v.string()), // why it is not available
});
export type Backend = v.InferOutput<typeof Backend>;

export const Doctor = v.object({
  version: v.string(),
  versions: v.record(v.string(), v.string()), // node, sqlite, duckdb, hnswlib...
  platform: v.string(),
  processor: v.string(),
  processors: Count,
  threads: Count, // what a training would use
  memoryBytes: Count,
  freeMemoryBytes: Count,
  backends: v.array(Backend),
  chosen: v.string(),
  kernelBuild: v.picklist(['simd', 'relaxed-simd']),
  index: v.object({ name: v.string(), available: v.boolean(), reason: v.optional(v.string()) }),
  workspace: v.string(), // its folder
  writable: v.boolean(),
});
export type Doctor = v.InferOutput<typeof Doctor>;

export const Status = v.object({
  workspaceName: v.string(),
  writable: v.boolean(),
  processMemoryBytes: Count,
  memoryBytes: Count,
  freeMemoryBytes: Count,
  threads: Count,
  backend: v.string(),
  kernelBuild: v.string(),
  jobsRunning: Count,
  jobsWaiting: Count,
});
export type Status = v.InferOutput<typeof Status>;

export const system = {
  /** Answered by the engine's event loop itself: how long it takes says how busy that is. */
  ping: method.output(v.object({ at: v.number() })),
  doctor: method.output(Doctor),
  status: method.output(Status),
  /** Settings of the window, kept per workspace. Values are JSON texts of at most 64 kB. */
  settings: method.output(v.record(v.string(), v.string())),
  saveSetting: method
    .input(v.object({ key: v.pipe(v.string(), v.maxLength(100)), value: v.pipe(v.string(), v.maxLength(65536)) }))
    .output(v.void()),
};
