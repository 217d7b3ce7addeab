import type { ParameterValues } from '../../../shared/parameters.ts';

/** What the training loop reads from a model's parameters, by their shared names (models/parameters.ts). */
export interface Plan {
  readonly epochs: number;
  /** 0 for models without one. */
  readonly learningRate: number;
  readonly schedule: 'constant' | 'linear' | 'cosine';
  /** Epochs between two validations; 0 where there is nothing to validate on. */
  readonly validateEvery: number;
  /** Validations without improvement after which training stops; 0: never. */
  readonly patience: number;
  readonly keepBest: boolean;
  /** Epochs between two checkpoints; 0: by time. */
  readonly checkpointEvery: number;
}

/**
 * Models take those of the parameters they declare; what is not declared is off.
 * @param stagedEpochs of models that train in stages: the epochs of all of them
 */
export function planOf(values: ParameterValues, hasValidation: boolean, stagedEpochs?: number): Plan {
  const number = (name: string, otherwise: number): number => {
    const value = values[name];
    return typeof value === 'number' ? value : otherwise;
  };
  const { schedule } = values;
  return {
    epochs: stagedEpochs ?? number('epochs', 1),
    learningRate: number('learningRate', 0),
    schedule: schedule === 'linear' || schedule === 'cosine' ? schedule : 'constant',
    validateEvery: hasValidation ? number('validateEvery', 0) : 0,
    patience: hasValidation ? number('patience', 0) : 0,
    keepBest: hasValidation && values.keepBest === true,
    checkpointEvery: number('checkpointEvery', 0),
  };
}

/**
 * The rate of an epoch (1-based). `linear` falls by equal steps and would be 0 in the epoch after the last; `cosine`
 * is half a cosine to the same end. Depends on the plan alone, never on when a run was stopped and resumed.
 */
export function learningRateAt({ learningRate, schedule, epochs }: Plan, epoch: number): number {
  const done = (epoch - 1) / epochs;
  switch (schedule) {
    case 'constant':
      return learningRate;
    case 'linear':
      return learningRate * (1 - done);
    case 'cosine':
      return learningRate * 0.5 * (1 + Math.cos(Math.PI * done));
  }
}

export function validates({ validateEvery, epochs }: Plan, epoch: number): boolean {
  return validateEvery > 0 && (epoch % validateEvery === 0 || epoch === epochs);
}
