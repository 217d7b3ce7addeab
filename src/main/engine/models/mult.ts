import * as shared from './parameters.ts';

/** What Mult-DAE and Mult-VAE share (dawenl/vae_cf): starting values, noise of the input, Adam at .001, batches of 500. */
export const MULT_BIAS = { kind: 'truncated-normal', deviation: 0.001 } as const;

export const multInput = (items: number, units: number, noise: number) =>
  ({
    initial: { kind: 'xavier-uniform', fanIn: items, fanOut: units },
    biasInitial: MULT_BIAS,
    normalise: true,
    noise,
  }) as const;

export const multTraining = {
  layers: {
    ...shared.layers,
    min: 1,
    help: 'Widths from the items inwards, such as 600,200. The way back has the same widths, the other way round.',
  },
  noise: {
    ...shared.dropout,
    label: 'Noise',
    help: 'Share of the items of a user left out at random while training, so that the model learns to fill in what is missing.',
    default: 0.5,
  },
  epochs: { ...shared.epochs, default: 100 },
  batchSize: { ...shared.batchSize, default: 500 },
  learningRate: { ...shared.learningRate, default: 1e-3 },
  weightDecay: shared.weightDecay,
  denseUpdates: shared.denseUpdates,
  ...shared.schedules,
  ...shared.sampledItems,
  negativeSampling: { ...shared.sampledItems.negativeSampling, default: false },
  ...shared.stopping,
} as const;
