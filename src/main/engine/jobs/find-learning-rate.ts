import type { LearningRates, TrainInput } from '../../../shared/contract/runs.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import { loadView } from '../datasets/load-view.ts';
import { Kernels, type KernelBuild } from '../kernels/kernels.ts';
import { modelById } from '../models/registry.ts';
import { findLearningRate } from '../training/find-learning-rate.ts';
import { defineJob } from './job.ts';

export interface FindJobInput {
  readonly viewId: string;
  readonly model: string;
  /** All of them. */
  readonly parameters: ParameterValues;
  readonly seed: number;
  readonly backend: TrainInput['backend'];
  readonly kernels: KernelBuild | 'auto';
  readonly threads: number;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** Tries rising learning rates; nothing is stored. */
export const findLearningRateJob = defineJob<FindJobInput, LearningRates>({
  type: 'find-learning-rate',
  async run({ viewId, model, threads, kernels: build, ...input }, job) {
    const { storage, signal } = job;
    job.report({ stage: 'Preparing the view', done: 0, total: null, unit: 'rows' });
    const view = await loadView(storage, viewId, signal);
    const kernels = await Kernels.open({ threads, build });
    try {
      return await findLearningRate({
        ...{ ...input, view, kernels, signal, definition: modelById(model) },
        report: (done, total) => job.report({ stage: 'Trying learning rates', done, total, unit: 'steps' }),
      });
    } finally {
      await kernels.close();
    }
  },
});
