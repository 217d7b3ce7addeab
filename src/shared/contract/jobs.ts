import { eventIterator } from '@orpc/contract';
import * as v from 'valibot';
import { Count, ErrorValueSchema, Id, Instant, method } from './common.ts';
import { EpochRow, LogEntry } from './runs.ts';

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export const JOB_TYPES = ['import', 'train', 'evaluate', 'index', 'load', 'find-learning-rate', 'stream'] as const;

export const Progress = v.object({
  stage: v.string(), // 'Reading rows', 'Training'
  done: v.number(),
  total: v.nullable(v.number()),
  unit: v.string(), // 'rows', 'epochs', 'users'
  rate: v.nullable(v.number()), // units a second
  rateUnit: v.nullable(v.string()), // where it differs from the unit: 'examples'
  secondsLeft: v.nullable(v.number()),
});
export type Progress = v.InferOutput<typeof Progress>;

export const Job = v.object({
  id: Id,
  type: v.picklist(JOB_TYPES),
  title: v.string(), // 'Biased matrix factorisation on MovieTweetings'
  state: v.picklist(JOB_STATES),
  progress: v.nullable(Progress),
  createdAt: Instant,
  startedAt: v.nullable(Instant),
  finishedAt: v.nullable(Instant),
  datasetId: v.nullable(Id),
  runId: v.nullable(Id),
  result: v.unknown(), // by type: ImportResult, { runId }, Evaluation, LoadResult
  error: v.nullable(ErrorValueSchema),
  resumable: v.boolean(),
});
export type Job = v.InferOutput<typeof Job>;

/** `seq` grows by one per event of an engine; `epoch` and `log` events are never dropped, job ticks are coalesced to 10 a second. */
export const EngineEvent = v.variant('kind', [
  v.object({ kind: v.literal('job'), seq: Count, job: Job }),
  v.object({ kind: v.literal('epoch'), seq: Count, runId: Id, epoch: EpochRow }),
  v.object({ kind: v.literal('log'), seq: Count, runId: Id, entries: v.array(LogEntry) }),
  v.object({
    kind: v.literal('changed'),
    seq: Count,
    what: v.picklist(['datasets', 'views', 'runs', 'trash', 'settings', 'models']),
    id: v.nullable(Id),
  }),
  /** First event after a (re)connect when `since` is too old or from another engine: read the snapshot again. */
  v.object({ kind: v.literal('restart'), seq: Count }),
]);
export type EngineEvent = v.InferOutput<typeof EngineEvent>;

export const jobs = {
  /** All jobs of this engine's life and those a former one left interrupted, newest first. */
  snapshot: method.output(
    v.object({
      engine: Id,
      seq: Count,
      jobs: v.array(Job),
      former: v.nullable(v.string()), // why the engine ended in whose place this one was started: 'its process was killed'
    }),
  ),
  get: method.input(v.object({ jobId: Id })).output(Job),
  cancel: method.input(v.object({ jobId: Id })).output(Job),
  /** Events after `since`; without it, from now on. The engine's id guards against a `since` of a former engine. */
  events: method
    .input(v.object({ engine: v.optional(Id), since: v.optional(Count) }))
    .output(eventIterator(EngineEvent)),
};
