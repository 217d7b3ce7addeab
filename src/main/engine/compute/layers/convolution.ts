import { strideFor } from '../../kernels/matrix.ts';
import { sizeOf, type ActivationId } from '../network.ts';
import { activationKind, CURVES, GRAPH_CURVES, keepsSums } from './activation.ts';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Layer, PlainPass } from './layer.ts';

/** Every place of the kernel: for (example, out row, out column) the input and weight rows that meet. */
function* places({ node, batch, inputShapes: [[height, width, depth]] }: PlainPass) {
  const { kernel, stride } = node.settings as { kernel: number; stride: number };
  const [rows, columns, channels] = node.shape;
  for (let b = 0; b < batch; b++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        for (let y = 0; y < kernel; y++)
          for (let x = 0; x < kernel; x++)
            yield {
              from: ((b * height + r * stride + y) * width + c * stride + x) * depth,
              to: ((b * rows + r) * columns + c) * channels,
              row: (y * kernel + x) * depth,
            };
}

/**
 * Two-dimensional convolution without padding, [H, W, C] -> [H', W', O] with H' = floor((H - kernel) / stride) + 1,
 * then an activation. settings: kernel, stride, activation.
 * tables: [weight [kernel x kernel x C, O] (row y, column x, channel), bias [1 x O]].
 */
export const convolution: Layer = {
  id: 'convolution',
  plain: {
    forward(pass) {
      const {
        node,
        batch,
        inputs: [x],
        inputShapes,
        table,
        kept,
      } = pass;
      const [rows, columns, channels] = node.shape;
      const depth = inputShapes[0][2];
      const { data, stride } = table(0);
      const sums = new Float64Array(batch * rows * columns * channels);
      for (let at = 0; at < sums.length; at++) sums[at] = table(1).data[at % channels];
      for (const { from, to, row } of places(pass))
        for (let d = 0; d < depth; d++)
          for (let o = 0; o < channels; o++) sums[to + o] += x[from + d] * data[(row + d) * stride + o];
      kept.set('sums', sums);
      return sums.map(CURVES[node.settings.activation as ActivationId].value);
    },
    backward(pass, out, slope) {
      const {
        node,
        inputs: [x],
        slopes: [into],
        inputShapes,
        table,
        gradient,
        kept,
      } = pass;
      const channels = node.shape[2];
      const depth = inputShapes[0][2];
      const { data, stride } = table(0);
      const curve = CURVES[node.settings.activation as ActivationId];
      const sums = kept.get('sums')!;
      const inner = slope.map((g, k) => g * curve.slope(sums[k], out[k]));
      inner.forEach((g, k) => (gradient(1)[k % channels] += g));
      const weight = gradient(0);
      for (const { from, to, row } of places(pass))
        for (let d = 0; d < depth; d++)
          for (let o = 0; o < channels; o++) {
            weight[(row + d) * stride + o] += inner[to + o] * x[from + d];
            into[from + d] += inner[to + o] * data[(row + d) * stride + o];
          }
    },
  },
  tile: {
    emit({ node, inputs: [x], out, table, keep, scratch }) {
      const [weight, bias] = [table(0), table(1)];
      const { kernel, stride } = node.settings as { kernel: number; stride: number };
      const [, width, depth] = x.shape;
      const [rows, columns, channels] = node.shape;
      const size = sizeOf(node.shape);
      const patches = scratch(rows * columns * strideFor(kernel * kernel * depth));
      // Channels that are no multiple of 8 are computed in rows of whole vectors.
      const wide = channels % 8 === 0 ? 0 : scratch(rows * columns * strideFor(channels));
      return [
        {
          ...{ code: 'convolution', kind: activationKind(node.settings), width: x.width, units: size },
          ...{ x: x.view, dx: x.slope, xMode: x.mode, y: out.view, dy: out.slope },
          ...{ table: weight, turned: weight.turned, bias, t: keepsSums(node.settings) ? keep(size) : null },
          whole: [kernel, stride, width, depth, rows, columns, patches, wide],
        },
      ];
    },
  },
  graph: {
    forward({ tf, node, inputs: [x], table }) {
      const { kernel, stride, activation } = node.settings as {
        kernel: number;
        stride: number;
        activation: ActivationId;
      };
      const weight: Tensor4D = tf.reshape(table(0), [kernel, kernel, -1, node.shape[2]]);
      const sums = tf.conv2d(x as Tensor4D, weight, stride, 'valid');
      return GRAPH_CURVES[activation](tf, tf.add(sums, tf.reshape(table(1), [1, 1, 1, -1])));
    },
  },
};

/** [H, W, C] -> [C]: the sum over all places. */
export const sumPool: Layer = {
  id: 'sum-pool',
  plain: {
    forward({ node, batch, inputs: [x] }) {
      const channels = node.shape[0];
      const size = x.length / batch;
      const out = new Float64Array(batch * channels);
      x.forEach((value, k) => (out[Math.floor(k / size) * channels + (k % channels)] += value));
      return out;
    },
    backward({ node, batch, slopes: [into] }, _out, slope) {
      const channels = node.shape[0];
      const size = into.length / batch;
      for (let k = 0; k < into.length; k++) into[k] += slope[Math.floor(k / size) * channels + (k % channels)];
    },
  },
  tile: {
    emit: ({ node, inputs: [x], out }) => [
      {
        ...{ code: 'pool', x: x.view, dx: x.slope, xMode: x.mode, y: out.view, dy: out.slope },
        ...{ width: x.width, units: node.shape[0] },
      },
    ],
  },
  graph: { forward: ({ tf, inputs: [x] }) => tf.sum(x, [1, 2]) },
};
