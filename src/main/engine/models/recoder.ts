import type { Loss } from '../compute/network.ts';
import * as shared from './parameters.ts';

/** What Recoder's two models share: losses by name, negative sampling by mini-batch, its optimisers. */
export const ROW_LOSSES = ['multinomial', 'logistic', 'squared-error'] as const;

export const rowLoss = {
  kind: 'choice',
  label: 'Loss',
  help: 'multinomial: the items that a user has share one probability (best for lists). logistic: a yes or no for each item. squared-error: closeness to the values themselves.',
  group: 'training',
  default: 'multinomial',
  options: ROW_LOSSES,
} as const;

/** The settings of its published test on MovieLens 20M; its own defaults (SGD, squared error, one epoch) are a preset. */
export const recoderTraining = {
  loss: rowLoss,
  confidence: shared.confidence,
  epochs: { ...shared.epochs, default: 30 },
  batchSize: { ...shared.batchSize, default: 500 },
  iterationsPerEpoch: shared.iterationsPerEpoch,
  optimizer: { ...shared.optimizer, default: 'adam' },
  learningRate: { ...shared.learningRate, default: 1e-3 },
  weightDecay: { ...shared.weightDecay, default: 2e-5 },
  denseUpdates: shared.denseUpdates,
  ...shared.schedules,
  ...shared.sampledItems,
  ...shared.stopping,
} as const;

export const RECODER_DEFAULTS = {
  id: 'library',
  label: "Recoder's own defaults",
  help: 'SGD at 0.001 on the squared error, one pass in batches of 64. They only show that it runs.',
  parameters: {
    loss: 'squared-error',
    optimizer: 'sgd',
    epochs: 1,
    batchSize: 64,
    weightDecay: 0,
    negativeSampling: false,
  },
} as const;

/** Sum over the items, divided by the users of the batch (seeds.md, cases 9 and 10). */
export function rowLossOf({ loss, confidence }: { loss: (typeof ROW_LOSSES)[number]; confidence: number }): Loss {
  switch (loss) {
    case 'multinomial':
      return { kind: 'multinomial', reduction: 'mean' };
    case 'logistic':
      return { kind: 'binary-cross-entropy', reduction: 'mean' };
    case 'squared-error':
      return { kind: 'squared-error', reduction: 'mean', confidence };
  }
}
