import type { Parameter } from '../../../shared/parameters.ts';

/*
 * Parameters that several models share, under fixed names: the training loop, the form and scripts know them by name.
 * A model that needs another default spreads one: `{ ...learningRate, default: 0.02 }`.
 */

type Numeric = Extract<Parameter, { kind: 'number' | 'integer' }>;
type Choice<O extends string> = Extract<Parameter, { kind: 'choice' }> & { readonly options: readonly O[] };

const number = (parameter: Omit<Numeric, 'kind'>): Numeric & { kind: 'number' } => ({ kind: 'number', ...parameter });
const integer = (parameter: Omit<Numeric, 'kind'>): Numeric & { kind: 'integer' } => ({
  kind: 'integer',
  ...parameter,
});

export const factors = integer({
  label: 'Factors',
  help: 'How many hidden traits describe each user and each item. More can tell finer tastes apart, take more memory and time, and need more data.',
  group: 'model',
  default: 64,
  min: 1,
  max: 1024,
  scale: 'log',
});

export const epochs = integer({
  label: 'Epochs',
  help: 'How many times the training goes through all interactions.',
  group: 'training',
  default: 20,
  min: 1,
  max: 10000,
  scale: 'log',
});

export const learningRate = number({
  label: 'Learning rate',
  help: 'How far each interaction moves the model, at the start of training. Too high makes training unstable, too low makes it stop short.',
  group: 'training',
  default: 0.05,
  min: 1e-6,
  max: 1,
  scale: 'log',
});

export const SCHEDULES = ['linear', 'constant', 'cosine'] as const;

export const schedule: Choice<(typeof SCHEDULES)[number]> = {
  kind: 'choice',
  label: 'Learning rate over time',
  help: 'linear: falls in equal steps towards zero at the end of the planned epochs. cosine: falls slowly at first and at the end. constant: stays as it is.',
  group: 'training',
  default: 'linear',
  options: SCHEDULES,
};

export const initialDeviation = number({
  label: 'Size of the starting values',
  help: 'Standard deviation of the random numbers that the factors start from.',
  group: 'training',
  default: 0.01,
  min: 1e-5,
  max: 1,
  scale: 'log',
});

/** Candidates per negative: 1 = drawn uniformly, more = the one of them that the model scores highest. */
export const candidates = integer({
  label: 'Candidates per negative',
  help: 'For each interaction the model also sees an item that the user has not chosen: the best-scored of this many random ones. 1 is plain random; more makes the top of the list better and training slower.',
  group: 'training',
  default: 8,
  min: 1,
  max: 256,
  scale: 'log',
});

export const l2 = number({
  label: 'Regularisation of the factors (L2)',
  help: 'Pulls the factors towards zero at every interaction. More guards against learning noise by heart; too much makes all users alike.',
  group: 'regularisation',
  default: 0.05,
  min: 0,
  max: 10,
  scale: 'log',
});

export const biasL2 = number({
  label: 'Regularisation of the biases (L2)',
  help: 'Pulls towards zero how far each user and each item lies above or below the mean.',
  group: 'regularisation',
  default: 0.01,
  min: 0,
  max: 10,
  scale: 'log',
});

export const range = {
  kind: 'range',
  label: 'Range of predictions',
  help: 'Two numbers that predictions can approach but never leave, such as 0.5..5.5 for one to five stars. None: predictions are not limited while training.',
  group: 'output',
  default: null,
} as const satisfies Parameter;

/** What happens between the epochs of every model that learns step by step. Needs a validation part where it measures. */
export const stopping = {
  validateEvery: integer({
    label: 'Validate every',
    help: 'Measures the model on the validation part after this many epochs, and after the last. 0: never.',
    group: 'stopping',
    default: 5,
    min: 0,
    max: 10000,
    scale: 'log',
  }),
  patience: integer({
    label: 'Stop after no improvement',
    help: 'Stops the training when this many validations in a row brought nothing better. 0: trains all epochs.',
    group: 'stopping',
    default: 0,
    min: 0,
    max: 1000,
    scale: 'log',
  }),
  keepBest: {
    kind: 'switch',
    label: 'Keep the best epoch',
    help: 'The run ends with the model of the epoch that was best on the validation part, not with the last one.',
    group: 'stopping',
    default: true,
  },
  checkpointEvery: integer({
    label: 'Save every',
    help: 'Saves the state after this many epochs, so that an interrupted run can go on from there. 0: when some seconds have passed. It is always saved at the end.',
    group: 'stopping',
    default: 10,
    min: 0,
    max: 10000,
    scale: 'log',
  }),
} as const satisfies Record<string, Parameter>;
