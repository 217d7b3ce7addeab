import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterValues } from '../../../shared/parameters.ts';
import type { OptimizerKind, OptimizerSettings } from '../compute/executor.ts';
import type { Network } from '../compute/network.ts';
import type { DataSize, View } from '../datasets/view.ts';
import type { BatchSource } from '../training/batches/source.ts';
import type { StepSchedule } from '../training/step-schedule.ts';
import type { Store } from './definition.ts';

/**
 * What one step learns from.
 * `ratings`: interactions with their value as target, or 1. `implicit`: interactions as 1, drawn items as 0.
 * `pairwise`: interactions, each beside an item that was not chosen. `rows`: users with all they have.
 */
export type BatchKind = 'ratings' | 'implicit' | 'pairwise' | 'rows';

export const NEGATIVE_SAMPLERS = ['uniform', 'popularity', 'hardest'] as const;

export interface BatchSettings {
  readonly kind: BatchKind;
  /** Examples of a step; of `implicit` with the negatives; of `rows` users. */
  readonly batchSize: number;
  /** Per interaction; of `implicit` and `pairwise`. */
  readonly negatives: number;
  readonly sampler: (typeof NEGATIVE_SAMPLERS)[number];
  /** Of `popularity`: an item is drawn in proportion to its interactions to this power. */
  readonly popularityPower: number;
  /** Of `hardest`: the best-scored of this many uniform ones. */
  readonly candidates: number;
  /** Of `rows`: only the items of a group of users are scored; 0: every item. A multiple of the batch size. */
  readonly samplingUsers: number;
  /** The last batch of a pass is left out where it is not full; fastai trains so. */
  readonly dropLast: boolean;
  /** Steps of an epoch; the next epoch goes on where it stopped. 0: one pass over the data. */
  readonly iterationsPerEpoch: number;
  /** `ratings`, `rows`: 1 instead of each value above 0, 0 instead of others. */
  readonly binary: boolean;
  /** `implicit`: an interaction's target is its value over this, the highest there is; 0: it is 1. */
  readonly highest: number;
  /** `ratings`: an example weighs 1 + confidence * value. */
  readonly confidence: number;
}

/** One network in training. Stages of a model share tables by name; the last stage's network is the model. */
export interface Stage {
  readonly name: string;
  readonly network: Network;
  readonly epochs: number;
  readonly batches: BatchSettings;
  readonly optimizer: OptimizerSettings;
  readonly schedule: StepSchedule;
  /** Weight of the KL term in a step (1-based) of this stage; without it 0. */
  readonly klWeight?: (step: number) => number;
  /** Batches from elsewhere, instead of those that `batches` describes. */
  readonly source?: (view: View, seed: number) => Promise<BatchSource>;
  /** Once, before the stage's first step: tables may be filled from those of earlier stages. */
  readonly atStart?: (store: Store) => void;
}

export interface StageInput<V> {
  readonly size: DataSize;
  readonly values: V;
  /** null while only estimating: shapes, epochs and batches must not depend on it. */
  readonly view: View | null;
}

const numberOf = (values: ParameterValues, name: string, otherwise: number): number => {
  const value = values[name];
  return typeof value === 'number' ? value : otherwise;
};

/**
 * Reads batches from the shared parameters that a model declares (`parameters.ts`); `fixed` overrides.
 * @throws RecsmithError BAD_INPUT where the sampling group is no multiple of the batch
 */
export function batchesFrom(
  kind: BatchKind,
  values: ParameterValues,
  fixed: Partial<Omit<BatchSettings, 'kind'>> = {},
): BatchSettings {
  const batchSize = numberOf(values, 'batchSize', 64);
  const sampling = kind === 'rows' && values.negativeSampling !== false;
  const settings: BatchSettings = {
    kind,
    batchSize,
    negatives: numberOf(values, 'negatives', 1),
    sampler: (values.negativeSampler as BatchSettings['sampler'] | undefined) ?? 'uniform',
    popularityPower: numberOf(values, 'popularityPower', 0.75),
    candidates: numberOf(values, 'candidates', 1),
    samplingUsers: sampling ? numberOf(values, 'samplingUsers', 0) || batchSize : 0,
    dropLast: false,
    iterationsPerEpoch: numberOf(values, 'iterationsPerEpoch', 0),
    binary: values.binary === true,
    highest: 0,
    confidence: numberOf(values, 'confidence', 0),
    ...fixed,
  };
  if (settings.samplingUsers % settings.batchSize !== 0)
    throw new RecsmithError(
      'BAD_INPUT',
      `samplingUsers is ${settings.samplingUsers}, which is no multiple of the batch size ${settings.batchSize}.`,
      {
        where: 'parameter samplingUsers',
        why: 'The users of a sampling group are dealt to whole batches.',
        next: `Choose 0, ${settings.batchSize} or ${2 * settings.batchSize}.`,
        parameter: 'samplingUsers',
      },
    );
  return settings;
}

const DEFAULTS: Readonly<Record<OptimizerKind, { momentum: number; beta2: number; epsilon: number }>> = {
  sgd: { momentum: 0, beta2: 0, epsilon: 0 },
  momentum: { momentum: 0.9, beta2: 0, epsilon: 0 },
  adam: { momentum: 0.9, beta2: 0.999, epsilon: 1e-8 },
  adagrad: { momentum: 0, beta2: 0, epsilon: 1e-10 },
  rmsprop: { momentum: 0.9, beta2: 0.99, epsilon: 1e-8 },
};

/**
 * Reads the optimiser from the shared parameters; `fixed` overrides. `weightDecay` pulls on embeddings and weights as
 * L2, or by itself (AdamW) where `decoupled` is on, then on biases and norms too, as fastai has it.
 */
export function optimizerFrom(values: ParameterValues, fixed: Partial<OptimizerSettings> = {}): OptimizerSettings {
  const kind = fixed.kind ?? (values.optimizer as OptimizerKind | undefined) ?? 'adam';
  const weight = numberOf(values, 'weightDecay', 0);
  const decoupled = values.decoupled === true;
  return {
    kind,
    beta2: numberOf(values, 'beta2', 0) || DEFAULTS[kind].beta2,
    epsilon: DEFAULTS[kind].epsilon,
    initialAccumulator: 0,
    withMomentum: kind === 'rmsprop',
    l2: decoupled ? {} : { embedding: weight, weight },
    decay: decoupled ? { embedding: weight, weight, bias: weight, norm: weight } : {},
    normPenalty: {},
    dense: values.denseUpdates === true,
    ...fixed,
  };
}

/** Reads the schedule from the shared parameters; `fixed` overrides. */
export function scheduleFrom(values: ParameterValues, fixed: Partial<StepSchedule> = {}): StepSchedule {
  const kind = (values.optimizer as OptimizerKind | undefined) ?? 'adam';
  return {
    kind: (values.schedule as StepSchedule['kind'] | undefined) ?? 'constant',
    learningRate: numberOf(values, 'learningRate', 1e-3),
    momentum: numberOf(values, 'momentum', -1) >= 0 ? numberOf(values, 'momentum', 0) : DEFAULTS[kind].momentum,
    milestones: Array.isArray(values.milestones) ? (values.milestones as readonly number[]) : [],
    warmUp: numberOf(values, 'warmUp', 0),
    ...fixed,
  };
}
