import * as v from 'valibot';
import { Count, method } from './common.ts';

export const Backend = v.object({
  name: v.string(),
  available: v.boolean(),
  device: v.optional(v.string()),
  version: v.optional(v.string()),
  reason: v.optional(v.string()), // why it is not available
});
export type Backend = v.InferOutput<typeof Backend>;

/** What a training may use where it does not say so itself, kept with the workspace; null: what the machine has. */
export const Limits = v.object({
  threads: v.nullable(v.pipe(Count, v.minValue(1), v.maxValue(64))),
  /** Of the whole process. A training that needs more is refused, also where the machine has more free. */
  memoryBytes: v.nullable(v.pipe(Count, v.minValue(2 ** 28))),
});
export type Limits = v.InferOutput<typeof Limits>;

export const Doctor = v.object({
  version: v.string(),
  versions: v.record(v.string(), v.string()), // node, sqlite, duckdb, hnswlib...
  platform: v.string(),
  processor: v.string(),
  processors: Count,
  threads: Count, // what a training would use
  memoryBytes: Count,
  freeMemoryBytes: Count,
  limits: Limits,
  backends: v.array(Backend), // in the order in which they are preferred
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
  setLimits: method.input(Limits).output(v.void()),
  /** What a report of a problem needs and nothing of the data: no names, no ids, no paths of the person's own. */
  diagnostics: method.output(v.object({ text: v.string() })),
  /** Settings of the window, kept per workspace. Values are JSON texts of at most 64 kB. */
  settings: method.output(v.record(v.string(), v.string())),
  saveSetting: method
    .input(
      v.object({
        key: v.pipe(v.string(), v.maxLength(100), v.regex(/^(?!engine\.)/, 'Keys of the engine are its own')),
        value: v.pipe(v.string(), v.maxLength(65536)),
      }),
    )
    .output(v.void()),
};
