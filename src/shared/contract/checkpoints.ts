import * as v from 'valibot';
import { Count, FileHandle, Id, JobStarted, Name, Ref, method } from './common.ts';

/** What a checkpoint file says about itself. */
export const CheckpointDescription = v.object({
  model: v.string(),
  modelTitle: v.string(),
  known: v.boolean(), // this version has the model
  run: v.string(), // name of the run
  seed: Count,
  epochsDone: Count,
  epochsPlanned: Count,
  version: v.string(), // of the Recsmith that wrote it
  users: Count,
  items: Count,
  dataset: v.object({ name: v.string(), contentHash: v.string(), users: Count, items: Count, interactions: Count }),
  view: v.object({ name: v.string(), split: v.string(), hash: v.string() }),
  tables: v.array(v.object({ name: v.string(), shape: v.array(Count) })),
  bytes: Count,
  /** Name of the dataset here that it was trained on; null: only the ids come along. */
  datasetHere: v.nullable(v.string()),
});
export type CheckpointDescription = v.InferOutput<typeof CheckpointDescription>;

/** Result of the job. */
export const LoadResult = v.object({
  runId: Id,
  name: v.string(),
  viewId: Id,
  datasetId: Id,
  /** `found`: the data it was trained on are here; `ids`: a dataset of its ids alone was made. */
  data: v.picklist(['found', 'ids']),
  resumable: v.boolean(),
  users: Count,
  items: Count,
  /** What cannot be done with the run, in sentences. */
  notes: v.array(v.string()),
  seconds: v.number(),
});
export type LoadResult = v.InferOutput<typeof LoadResult>;

export const checkpoints = {
  /** One safetensors file with everything: tables, optimiser state, ids, recipe, history. `to`: a handle for a file to write. */
  export: method
    .input(v.object({ run: Ref, to: FileHandle }))
    .output(v.object({ bytes: Count, tables: Count, epoch: Count, sha256: v.string() })),
  /** The same as a download. @throws REFUSED above 1 GiB */
  download: method.input(v.object({ run: Ref })).output(v.instance(Blob)),
  /** Reads a file, stores nothing. @throws BAD_DATA */
  inspect: method.input(v.object({ file: FileHandle })).output(CheckpointDescription),
  /** An ordinary run from a file. Job result: LoadResult. */
  load: method.input(v.object({ file: FileHandle, name: v.optional(Name) })).output(JobStarted),
};
