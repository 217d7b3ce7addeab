import type { OptimizerSettings } from '../compute/executor.ts';
import * as shared from './parameters.ts';
import { batchesFrom, optimizerFrom, scheduleFrom, type BatchSettings } from './stages.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import type { StepSchedule } from '../training/step-schedule.ts';

/** How fastai trains its collaborative models, and what it starts their embeddings from. */
export const FASTAI_INITIAL = { kind: 'wrapped-normal', deviation: 0.01 } as const;

/** Adam with betas (.9, .99), decay apart from the gradient on every table, biases and norms too. */
export const fastaiTraining = {
  epochs: { ...shared.epochs, default: 5 },
  batchSize: { ...shared.batchSize, default: 64 },
  learningRate: { ...shared.learningRate, default: 5e-3 },
  ...shared.schedules,
  schedule: { ...shared.stepSchedule, default: 'one-cycle' },
  weightDecay: { ...shared.weightDecay, default: 0.1 },
  denseUpdates: { ...shared.denseUpdates, default: true },
  ...shared.stopping,
} as const;

export function fastaiStage(values: ParameterValues): {
  batches: BatchSettings;
  optimizer: OptimizerSettings;
  schedule: StepSchedule;
} {
  const given: ParameterValues = { ...values, optimizer: 'adam', decoupled: true };
  return {
    // The last batch of a pass is left out where it is not full.
    batches: batchesFrom('ratings', given, { dropLast: true }),
    optimizer: optimizerFrom(given, { kind: 'adam', beta2: 0.99, epsilon: 1e-8 }),
    schedule: scheduleFrom(given),
  };
}
