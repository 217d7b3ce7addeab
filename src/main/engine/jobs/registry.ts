import { RecsmithError } from '../../../shared/errors.ts';
import type { JobDefinition } from './job.ts';

/**
 * The kinds of long work. Each is loaded by its own thread alone: a training must not pay for the reader of files,
 * nor an import for the kernels.
 */
const definitions: Readonly<Record<string, () => Promise<JobDefinition<never, unknown>>>> = {
  import: async () => (await import('./import.ts')).importJob,
  preview: async () => (await import('./import.ts')).previewJob,
  recognise: async () => (await import('./import.ts')).recogniseJob,
  train: async () => (await import('./train.ts')).trainJob,
  load: async () => (await import('./load.ts')).loadJob,
  'find-learning-rate': async () => (await import('./find-learning-rate.ts')).findLearningRateJob,
  stream: async () => (await import('./stream.ts')).streamJob,
  evaluate: async () => (await import('./evaluate.ts')).evaluateJob,
};

export async function jobDefinition(type: string): Promise<JobDefinition<never, unknown>> {
  if (!Object.hasOwn(definitions, type)) throw new RecsmithError('INTERNAL', `There is no job of type ${type}.`);
  return definitions[type]();
}
