import { ACTIVATIONS, type ActivationId } from '../network.ts';
import type { TilePlace, TileOp } from '../fused/ops.ts';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../backends/backends.ts';
import type { Layer } from './layer.ts';

export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
/** log(1 + e^x) without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Klambauer et al. 2017. */
export const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;
export const LEAK = 0.01;
/** Hendrycks and Gimpel 2016, the approximation by tanh. */
export const GELU = { factor: Math.sqrt(2 / Math.PI), cube: 0.044715 } as const;

/** A logit is of a probability that is kept this far from 0 and 1. */
export const LOGIT_MARGIN = 1e-6;

interface Curve {
  readonly value: (x: number) => number;
  /** At x, where the value is y. */
  readonly slope: (x: number, y: number) => number;
}

export const CURVES: Readonly<Record<ActivationId, Curve>> = {
  none: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  tanh: { value: Math.tanh, slope: (_, y) => 1 - y * y },
  sigmoid: { value: sigmoid, slope: (_, y) => y * (1 - y) },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x, y) => (x > 0 ? 1 : y + 1) },
  selu: {
    value: (x) => SELU.scale * (x > 0 ? x : SELU.alpha * Math.expm1(x)),
    slope: (x, y) => (x > 0 ? SELU.scale : y + SELU.scale * SELU.alpha),
  },
  softplus: { value: softplus, slope: sigmoid },
  softsign: { value: (x) => x / (1 + Math.abs(x)), slope: (x) => 1 / (1 + Math.abs(x)) ** 2 },
  'leaky-relu': { value: (x) => (x > 0 ? x : LEAK * x), slope: (x) => (x > 0 ? 1 : LEAK) },
  gelu: {
    value: (x) => 0.5 * x * (1 + Math.tanh(GELU.factor * (x + GELU.cube * x ** 3))),
    slope(x) {
      const t = Math.tanh(GELU.factor * (x + GELU.cube * x ** 3));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU.factor * (1 + 3 * GELU.cube * x * x);
    },
  },
  silu: {
    value: (x) => x * sigmoid(x),
    slope(x, y) {
      const s = sigmoid(x);
      return s + y * (1 - s);
    },
  },
  // log(x / (1 - x)): a binary cross-entropy of it is the one of the probability x. Flat beyond the margins.
  logit: {
    value(x) {
      const p = Math.min(1 - LOGIT_MARGIN, Math.max(LOGIT_MARGIN, x));
      return Math.log(p / (1 - p));
    },
    slope: (x) => (x > LOGIT_MARGIN && x < 1 - LOGIT_MARGIN ? 1 / (x * (1 - x)) : 0),
  },
};

/** Of the layer `range`: after all activations. */
const RANGE_KIND = ACTIVATIONS.length;
export const activationKind = (settings: Readonly<Record<string, unknown>>, key = 'activation'): number =>
  ACTIVATIONS.indexOf(settings[key] as ActivationId);

/** Activations whose slope needs more than the value. */
export const keepsSums = (settings: Readonly<Record<string, unknown>>): boolean =>
  settings.activation === 'gelu' || settings.activation === 'silu' || settings.activation === 'logit';

const curveOps = ({ inputs: [x], out }: TilePlace, kind: number, real: readonly number[]): TileOp[] => [
  {
    ...{ code: 'activation', kind, x: x.view, dx: x.slope, xMode: x.mode, width: x.width, real },
    ...{ y: out.view, dy: out.slope },
  },
];
/** The same curves in TensorFlow.js operations. */
export const GRAPH_CURVES: Readonly<Record<ActivationId, (tf: Tf, x: Tensor) => Tensor>> = {
  none: (_, x) => x,
  relu: (tf, x) => tf.relu(x),
  tanh: (tf, x) => tf.tanh(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  elu: (tf, x) => tf.elu(x),
  selu: (tf, x) => tf.selu(x),
  softplus: (tf, x) => stableSoftplus(tf, x),
  softsign: (tf, x) => tf.div(x, tf.add(tf.abs(x), 1)),
  'leaky-relu': (tf, x) => tf.leakyRelu(x, LEAK),
  gelu: (tf, x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), GELU.cube)), GELU.factor);
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  },
  silu: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  // The two sides are kept from 0 apart: in 32 bits 1 - (1 - margin) is no longer the margin.
  logit: (tf, x) => {
    const inside = (p: Tensor) => tf.log(tf.clipByValue(p, LOGIT_MARGIN, 1 - LOGIT_MARGIN));
    return tf.sub(inside(x), inside(tf.sub(1, x)));
  },
};

/** TensorFlow.js's own loses digits or overflows on some backends; the slope is the sigmoid. */
export function stableSoftplus(tf: Tf, x: Tensor): Tensor {
  return tf.customGrad((value, save) => {
    const at = value as Tensor;
    (save as (tensors: Tensor[]) => void)([at]);
    const out = tf.add(tf.relu(at), tf.log1p(tf.exp(tf.neg(tf.abs(at)))));
    return { value: out, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, tf.sigmoid(saved[0])) };
  })(x);
}

/** Element by element. settings: kind. */
export const activation: Layer = {
  id: 'activation',
  plain: {
    forward: ({ node, inputs: [x] }) => x.map(CURVES[node.settings.kind as ActivationId].value),
    backward({ node, inputs: [x], slopes: [into] }, out, slope) {
      const curve = CURVES[node.settings.kind as ActivationId];
      for (let k = 0; k < x.length; k++) into[k] += slope[k] * curve.slope(x[k], out[k]);
    },
  },
  tile: { emit: (place) => curveOps(place, activationKind(place.node.settings, 'kind'), [0, 1]) },
  graph: { forward: ({ tf, node, inputs: [x] }) => GRAPH_CURVES[node.settings.kind as ActivationId](tf, x) },
};

/** low + (high - low) sigmoid(x). settings: low, high. */
export const range: Layer = {
  id: 'range',
  plain: {
    forward({ node, inputs: [x] }) {
      const { low, high } = node.settings as { low: number; high: number };
      return x.map((value) => low + (high - low) * sigmoid(value));
    },
    backward({ node, inputs: [x], slopes: [into] }, _out, slope) {
      const { low, high } = node.settings as { low: number; high: number };
      for (let k = 0; k < x.length; k++) {
        const s = sigmoid(x[k]);
        into[k] += slope[k] * (high - low) * s * (1 - s);
      }
    },
  },
  tile: {
    emit(place) {
      const { low, high } = place.node.settings as { low: number; high: number };
      return curveOps(place, RANGE_KIND, [low, high - low]);
    },
  },
  graph: {
    forward({ tf, node, inputs: [x] }) {
      const { low, high } = node.settings as { low: number; high: number };
      return tf.add(tf.mul(tf.sigmoid(x), high - low), low);
    },
  },
};
