import type { Parameter } from '../../../shared/parameters.ts';
import { STEP_SCHEDULES } from '../training/step-schedule.ts';
import { NEGATIVE_SAMPLERS } from './stages.ts';

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

export const batchSize = integer({
  label: 'Batch size',
  help: 'How many examples one step learns from. Larger batches are faster and smoother, and may need a higher learning rate.',
  group: 'training',
  default: 512,
  min: 1,
  max: 1 << 20,
  scale: 'log',
});

export const OPTIMIZERS = ['adam', 'sgd', 'momentum', 'adagrad', 'rmsprop'] as const;

export const optimizer: Choice<(typeof OPTIMIZERS)[number]> = {
  kind: 'choice',
  label: 'Optimiser',
  help: 'How gradients become steps. adam: suits nearly everything. sgd: plain steps. momentum: sgd that keeps rolling. adagrad: slows down where much was learned. rmsprop: steps of even size.',
  group: 'training',
  default: 'adam',
  options: OPTIMIZERS,
};

/** Of the optimiser; models whose source has another default spread it. */
export const momentum = number({
  label: 'Momentum',
  help: 'Share of the earlier steps that is kept in each step: the first beta of adam, the momentum of the others. -1: the usual of the optimiser, 0.9.',
  group: 'training',
  default: -1,
  min: -1,
  max: 0.999,
  scale: 'linear',
});

export const beta2 = number({
  label: 'Second beta',
  help: 'How slowly adam or rmsprop forget the size of earlier gradients. 0: the usual of the optimiser, 0.999 or 0.99.',
  group: 'training',
  default: 0,
  min: 0,
  max: 0.999999,
  scale: 'linear',
});

export const iterationsPerEpoch = integer({
  label: 'Steps per epoch',
  help: 'How many steps count as an epoch; the next epoch goes on where it stopped. 0: an epoch is once through the data.',
  group: 'training',
  default: 0,
  min: 0,
  max: 1_000_000,
  scale: 'log',
});

export const denseUpdates = {
  kind: 'switch',
  label: 'Update all rows in every step',
  help: 'Lets the optimiser move users and items that are not in the batch, too, as dense optimisers do. Off: only those of the batch, which is faster.',
  group: 'training',
  default: false,
} as const satisfies Parameter;

export const weightDecay = number({
  label: 'Weight decay',
  help: 'Pulls embeddings and weights towards zero in every step. More guards against learning noise by heart.',
  group: 'regularisation',
  default: 0,
  min: 0,
  max: 10,
  scale: 'log',
});

export const decoupled = {
  kind: 'switch',
  label: 'Decoupled weight decay',
  help: 'Shrinks by learning rate times weight decay beside the step, biases and norms included (AdamW). Off: as a part of the gradient (L2).',
  group: 'regularisation',
  default: false,
} as const satisfies Parameter;

export const stepSchedule: Choice<(typeof STEP_SCHEDULES)[number]> = {
  kind: 'choice',
  label: 'Learning rate over time',
  help: 'constant: stays. linear and cosine: fall to zero. milestones: a tenth from each given epoch on. one-cycle: rises for 30 % of the steps, then falls to almost nothing, while the momentum goes the other way.',
  group: 'schedule',
  default: 'constant',
  options: STEP_SCHEDULES,
};

export const milestones = {
  kind: 'list',
  label: 'Milestones',
  help: 'Epochs from which on the learning rate is a tenth of before, such as 60, 80. Only for the schedule milestones.',
  group: 'schedule',
  default: [],
  min: 1,
  max: 10_000,
  integer: true,
  maxLength: 20,
} as const satisfies Parameter;

export const warmUp = number({
  label: 'Warm-up',
  help: 'Share of all steps in which the learning rate rises from nearly nothing, 0.05 for one in twenty. Not for one-cycle, which has its own.',
  group: 'schedule',
  default: 0,
  min: 0,
  max: 0.9,
  scale: 'linear',
});

/** The schedule of models that train in steps. */
export const schedules = { schedule: stepSchedule, milestones, warmUp } as const;

export const negatives = integer({
  label: 'Negatives',
  help: 'How many items that the user has not chosen are drawn for each that the user has.',
  group: 'negatives',
  default: 4,
  min: 1,
  max: 1000,
  scale: 'log',
});

export const negativeSampler: Choice<(typeof NEGATIVE_SAMPLERS)[number]> = {
  kind: 'choice',
  label: 'How negatives are drawn',
  help: 'uniform: all items alike. popularity: items that many have come more often. hardest: of several random ones the one that the model scores highest, slower.',
  group: 'negatives',
  default: 'uniform',
  options: NEGATIVE_SAMPLERS,
};

export const popularityPower = number({
  label: 'Power of popularity',
  help: 'For negatives by popularity: 1 draws items as often as they occur, 0 all alike, 0.75 is usual.',
  group: 'negatives',
  default: 0.75,
  min: 0,
  max: 2,
  scale: 'linear',
});

/** The negatives of models that learn from pairs. `candidates`: of `hardest`. */
export const drawnNegatives = {
  negatives,
  negativeSampler,
  popularityPower,
  candidates: {
    ...candidates,
    group: 'negatives',
    help: 'For the hardest negatives: the best-scored of this many random ones is taken.',
  },
} as const satisfies Record<string, Parameter>;

/** The negatives of models that learn from whole rows. */
export const sampledItems = {
  negativeSampling: {
    kind: 'switch',
    label: 'Score a part of the items',
    help: 'Each step scores only the items that some user of its group has: the items of others are the negatives. Much faster with many items. Off: every step scores all items.',
    group: 'negatives',
    default: true,
  },
  samplingUsers: integer({
    label: 'Users of a sampling group',
    help: 'How many users share a set of items; a multiple of the batch size. 0: the users of the batch. More users bring more negatives.',
    group: 'negatives',
    default: 0,
    min: 0,
    max: 1 << 20,
    scale: 'log',
  }),
} as const satisfies Record<string, Parameter>;

export const confidence = number({
  label: 'Confidence of values',
  help: 'Examples with higher values weigh more: 1 + this times the value. 0: all alike.',
  group: 'training',
  default: 0,
  min: 0,
  max: 1000,
  scale: 'log',
});

/** Share of numbers left out at random in training; what remains is scaled up. */
export const dropout = number({
  label: 'Dropout',
  help: 'Share of the numbers of a layer left out at random while training, so that no single one is relied on.',
  group: 'regularisation',
  default: 0,
  min: 0,
  max: 0.95,
  scale: 'linear',
});

export const layers = {
  kind: 'list',
  label: 'Hidden layers',
  help: 'Widths of the hidden layers, such as 64,32. More and wider ones can learn finer patterns, and need more data and time.',
  group: 'model',
  default: [],
  min: 1,
  max: 4096,
  integer: true,
  maxLength: 8,
} as const satisfies Parameter;

/** Passes of a stage before the one that the model is named for. */
export const pretrainEpochs = integer({
  label: 'Epochs of pretraining',
  help: 'Passes of a first stage, from which the model starts. 0: starts from random numbers.',
  group: 'training',
  default: 0,
  min: 0,
  max: 10_000,
  scale: 'log',
});

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
  validateUsers: integer({
    label: 'Validate on users',
    help: 'Measures on this many users only, the same ones each time, drawn with the seed of the run. 0: on all of them.',
    group: 'stopping',
    default: 0,
    min: 0,
    max: 10_000_000,
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
