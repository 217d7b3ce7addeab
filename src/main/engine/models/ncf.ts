import type { Declaration, Node } from '../compute/declare.ts';
import type { Initial } from '../compute/network.ts';
import * as shared from './parameters.ts';

/*
 * What GMF, MLP and NeuMF share (He et al. 2017, hexiangnan/neural_collaborative_filtering): embeddings from
 * N(0, .01), hidden layers of relu with Keras' Glorot uniform, a last layer with LeCun uniform, a yes or no for each
 * pair, four drawn items per chosen one, Adam at .001, batches of 256.
 */
export const NCF_INITIAL: Initial = { kind: 'normal', mean: 0, deviation: 0.01 };

/** Keras' lecun_uniform: bound sqrt(3 / in). */
export const lecunUniform = (fanIn: number): Initial => {
  const bound = Math.sqrt(3 / fanIn);
  return { kind: 'uniform', low: -bound, high: bound };
};

export const NCF_LOSS = { kind: 'binary-cross-entropy', reduction: 'mean' } as const;

export const ncfTraining = {
  epochs: { ...shared.epochs, default: 20 },
  batchSize: { ...shared.batchSize, default: 256 },
  optimizer: { ...shared.optimizer, default: 'adam' },
  learningRate: { ...shared.learningRate, default: 1e-3 },
  weightDecay: shared.weightDecay,
  denseUpdates: shared.denseUpdates,
  ...shared.schedules,
  ...shared.drawnNegatives,
  ...shared.stopping,
} as const;

export const mlpLayers = {
  ...shared.layers,
  label: 'Widths of the layers',
  help: 'From the factors up, such as 64,32,16,8. The first is user and item side by side, so each has half of it.',
  default: [64, 32, 16, 8],
  min: 1,
} as const;

/** The vector of GMF: the product of the factors, element by element. */
export function gmfVector(net: Declaration, factors: number, prefix = ''): Node {
  const user = net.embedding(`${prefix}users`, 'user', factors, { initial: NCF_INITIAL });
  const item = net.embedding(`${prefix}items`, 'item', factors, { initial: NCF_INITIAL });
  return net.multiply(user, item);
}

/** The vector of MLP: user and item side by side, then dense layers of relu; `layers[0]` is the width of both. */
export function mlpVector(net: Declaration, layers: readonly number[], dropout: number, prefix = ''): Node {
  const half = Math.max(1, Math.floor(layers[0] / 2));
  const user = net.embedding(`${prefix}users`, 'user', half, { initial: NCF_INITIAL });
  const item = net.embedding(`${prefix}items`, 'item', half, { initial: NCF_INITIAL });
  let top = net.concat(user, item);
  layers.slice(1).forEach((units, k) => {
    top = net.dropout(`${prefix}dropout ${k + 1}`, top, dropout);
    top = net.dense(`${prefix}hidden ${k + 1}`, top, units, { activation: 'relu' });
  });
  return top;
}

/** The yes or no, as a logit. */
export const ncfHead = (net: Declaration, input: Node, name: string, width: number): Node =>
  net.dense(name, input, 1, { initial: lecunUniform(width) });
