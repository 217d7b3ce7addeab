import type { LoadResult } from '../../../shared/contract/checkpoints.ts';
import { loadRun } from '../checkpoints/load.ts';
import { readSafetensorsFile } from '../checkpoints/read-file.ts';
import type { FileRef } from '../datasets/import/input.ts';
import { modelById } from '../models/registry.ts';
import { defineJob } from './job.ts';

export interface LoadJobInput {
  readonly file: FileRef;
  readonly name?: string | undefined;
}

/** Reads a checkpoint file into a run. */
export const loadJob = defineJob<LoadJobInput, LoadResult>({
  type: 'load',
  async run({ file: { path, name: fileName }, name }, job) {
    const begin = performance.now();
    const { file } = await readSafetensorsFile(path, {
      signal: job.signal,
      report: (done, total) => job.report({ stage: 'Reading', done, total, unit: 'bytes' }),
    });
    const result = await loadRun(file, { fileName, name, definition: modelById }, job);
    return { ...result, seconds: (performance.now() - begin) / 1000 };
  },
});
