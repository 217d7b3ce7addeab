import { strideFor } from '../../kernels/matrix.ts';
import { dropBelow } from '../fused/ops.ts';
import type { Tensor } from '@tensorflow/tfjs';
import { keepMask, keeps, normalAt } from '../../random.ts';
import type { Layer } from './layer.ts';

/**
 * Drops elements at random in training and divides the rest by 1 - rate. Element k of the stream is element k of the
 * batch, row by row; where a step has negatives, their rows follow those of the positives. settings: rate.
 */
export const dropout: Layer = {
  id: 'dropout',
  plain: {
    forward({ node, training, random, inputs: [x] }) {
      const rate = node.settings.rate as number;
      if (!training || rate === 0) return x.slice();
      const { seed, stream, step } = random;
      return x.map((value, k) => (keeps(seed, stream, step, k, rate) ? value / (1 - rate) : 0));
    },
    backward({ node, random, slopes: [into] }, _out, slope) {
      const rate = node.settings.rate as number;
      const { seed, stream, step } = random;
      for (let k = 0; k < slope.length; k++)
        if (rate === 0 || keeps(seed, stream, step, k, rate)) into[k] += slope[k] / (1 - rate);
    },
  },
  tile: {
    emit({ node, training, stream, inputs: [x], out }) {
      const rate = training ? (node.settings.rate as number) : 0;
      return [
        {
          ...{ code: rate > 0 ? 'dropout' : 'copy', x: x.view, dx: x.slope, xMode: x.mode },
          ...{ width: x.width, units: x.width, y: out.view, dy: out.slope },
          ...{ whole: [stream, dropBelow(rate)], real: [1 / (1 - rate)] },
        },
      ];
    },
  },
  graph: {
    forward({ tf, node, training, random, upload, inputs: [x] }) {
      const rate = node.settings.rate as number;
      if (!training || rate === 0) return x;
      const { seed, stream, step } = random;
      return tf.mul(x, upload(keepMask(new Float32Array(x.size), seed, stream, step, rate), x.shape));
    },
  },
};

/**
 * Ioffe and Szegedy 2015: each column less its mean over the batch, over its deviation, then scale and shift. The
 * variance of the batch divides by B; the running one, as in PyTorch, by B - 1. running = (1 - momentum) running +
 * momentum batch. A batch of one example cannot be normalised: it passes by the running statistics.
 * settings: momentum, epsilon. tables: [scale, shift, mean, variance], each [1 x columns].
 */
export const batchNorm: Layer = {
  id: 'batch-norm',
  couplesBatch: true,
  plain: {
    forward({ batch, training, inputs: [x], node, table, kept }) {
      const size = x.length / batch;
      const { momentum, epsilon } = node.settings as { momentum: number; epsilon: number };
      const [scale, shift, runningMean, runningVariance] = [0, 1, 2, 3].map((k) => table(k).data);
      const ofBatch = training && batch > 1;
      const deviations = new Float64Array(size);
      const normal = new Float64Array(x.length);
      for (let f = 0; f < size; f++) {
        let [mean, variance] = [runningMean[f], runningVariance[f]];
        if (ofBatch) {
          mean = 0;
          for (let b = 0; b < batch; b++) mean += x[b * size + f] / batch;
          variance = 0;
          for (let b = 0; b < batch; b++) variance += (x[b * size + f] - mean) ** 2 / batch;
          runningMean[f] += momentum * (mean - runningMean[f]);
          runningVariance[f] += momentum * ((variance * batch) / (batch - 1) - runningVariance[f]);
        }
        deviations[f] = Math.sqrt(variance + epsilon);
        for (let b = 0; b < batch; b++) normal[b * size + f] = (x[b * size + f] - mean) / deviations[f];
      }
      kept.set('deviations', deviations).set('normal', normal);
      return normal.map((value, k) => value * scale[k % size] + shift[k % size]);
    },
    backward({ batch, slopes: [into], table, gradient, kept }, _out, slope) {
      const size = slope.length / batch;
      const [deviations, normal] = [kept.get('deviations')!, kept.get('normal')!];
      const scale = table(0).data;
      for (let f = 0; f < size; f++) {
        let [sum, product] = [0, 0];
        for (let b = 0; b < batch; b++) {
          sum += slope[b * size + f];
          product += slope[b * size + f] * normal[b * size + f];
        }
        gradient(0)[f] += product;
        gradient(1)[f] += sum;
        for (let b = 0; b < batch; b++) {
          const k = b * size + f;
          const centred = batch > 1 ? slope[k] - (sum + normal[k] * product) / batch : slope[k];
          into[k] += (scale[f] / deviations[f]) * centred;
        }
      }
    },
  },
  tile: {
    emit({ node, inputs: [x], out, table, perShard, perThread }) {
      const { momentum, epsilon } = node.settings as { momentum: number; epsilon: number };
      const [scale, shift, mean, variance] = [0, 1, 2, 3].map(table);
      const own = strideFor(x.width);
      return [
        {
          ...{ code: 'norm', x: x.view, dx: x.slope, xMode: x.mode, y: out.view, dy: out.slope },
          ...{ width: x.width, units: x.width, table: scale, bias: shift },
          whole: [scale.at, shift.at, mean.at, variance.at, perThread(4 * own), perShard(2 * 8 * own)],
          real: [momentum, epsilon],
        },
      ];
    },
  },
  graph: {
    forward({ tf, batch, training, node, inputs: [x], table, state, observe }) {
      const { momentum, epsilon } = node.settings as { momentum: number; epsilon: number };
      const flat = tf.reshape(x, [batch, -1]);
      const normalised = (mean: Tensor, variance: Tensor): Tensor => {
        const deviation = tf.sqrt(tf.add(variance, epsilon));
        const normal = tf.div(tf.sub(flat, mean), deviation);
        return tf.reshape(tf.add(tf.mul(normal, table(0)), table(1)), x.shape);
      };
      if (!training || batch === 1) return normalised(table(2), table(3));
      const mean = tf.mean(flat, 0, true);
      const variance = tf.mean(tf.square(tf.sub(flat, mean)), 0, true);
      const follow = (position: number, unbias: number) => (values: Float32Array) => {
        const running = state(position).data;
        values.forEach((value, f) => (running[f] += momentum * (value * unbias - running[f])));
      };
      observe(mean, follow(2, 1));
      observe(variance, follow(3, batch / (batch - 1)));
      return normalised(mean, variance);
    },
  },
};

/**
 * Kingma and Welling 2014: z = mean + e^(log variance / 2) noise in training, the mean otherwise. Adds klWeight times
 * KL(N(mean, variance) | N(0, 1)) = (mean^2 + variance - log variance - 1) / 2, summed over columns, to the loss of
 * each example. Element k of the stream's normal numbers is element k of the batch. inputs: [mean, log variance].
 */
export const gaussian: Layer = {
  id: 'gaussian',
  plain: {
    forward({ training, inputs: [mean, logVariance], random, klWeight, addLoss }) {
      if (!training) return mean.slice();
      const { seed, stream, step } = random;
      let divergence = 0;
      const out = mean.map((m, k) => {
        divergence += (m * m + Math.exp(logVariance[k]) - logVariance[k] - 1) / 2;
        return m + Math.exp(logVariance[k] / 2) * normalAt(seed, stream, step, k);
      });
      addLoss(klWeight * divergence);
      return out;
    },
    backward({ inputs: [mean, logVariance], slopes: [toMean, toLog], klWeight, scale }, out, slope) {
      for (let k = 0; k < mean.length; k++) {
        toMean[k] += slope[k] + klWeight * scale * mean[k];
        // The noise times the deviation is what the draw added to the mean.
        toLog[k] += (slope[k] * (out[k] - mean[k])) / 2 + (klWeight * scale * (Math.exp(logVariance[k]) - 1)) / 2;
      }
    },
  },
  graph: {
    forward({ tf, training, inputs: [mean, logVariance], random, klWeight, addLoss, upload }) {
      if (!training) return mean;
      const { seed, stream, step } = random;
      const noise = Float32Array.from({ length: mean.size }, (_, k) => normalAt(seed, stream, step, k));
      const squares = tf.add(tf.square(mean), tf.sub(tf.exp(logVariance), tf.add(logVariance, 1)));
      addLoss(tf.mul(tf.sum(squares), klWeight / 2));
      return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), upload(noise, mean.shape)));
    },
  },
};
