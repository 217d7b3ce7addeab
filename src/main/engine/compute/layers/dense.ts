import type { Tensor2D } from '@tensorflow/tfjs';
import type { ActivationId } from '../network.ts';
import { activationKind, CURVES, GRAPH_CURVES, keepsSums } from './activation.ts';
import type { Layer } from './layer.ts';

/**
 * y = activation(x W + b), or x W^T + b if `transposed` (tied weights). settings: activation, transposed.
 * tables: [weight [in x out], bias? [1 x out]].
 */
export const dense: Layer = {
  id: 'dense',
  plain: {
    forward({ node, batch, inputs: [x], table, kept }) {
      const { data, stride } = table(0);
      const [inside, outside] = [x.length / batch, node.shape[0]];
      const sums = new Float64Array(batch * outside);
      for (let b = 0; b < batch; b++)
        for (let o = 0; o < outside; o++) {
          let sum = node.tables.length > 1 ? table(1).data[o] : 0;
          for (let i = 0; i < inside; i++)
            sum += x[b * inside + i] * data[node.settings.transposed ? o * stride + i : i * stride + o];
          sums[b * outside + o] = sum;
        }
      kept.set('sums', sums);
      return sums.map(CURVES[node.settings.activation as ActivationId].value);
    },
    backward({ node, batch, inputs: [x], slopes: [into], table, gradient, kept }, out, slope) {
      const { data, stride } = table(0);
      const curve = CURVES[node.settings.activation as ActivationId];
      const [inside, outside] = [x.length / batch, node.shape[0]];
      const sums = kept.get('sums')!;
      const weight = gradient(0);
      for (let b = 0; b < batch; b++)
        for (let o = 0; o < outside; o++) {
          const at = b * outside + o;
          const g = slope[at] * curve.slope(sums[at], out[at]);
          if (node.tables.length > 1) gradient(1)[o] += g;
          for (let i = 0; i < inside; i++) {
            const w = node.settings.transposed ? o * stride + i : i * stride + o;
            weight[w] += g * x[b * inside + i];
            into[b * inside + i] += g * data[w];
          }
        }
    },
  },
  tile: {
    emit({ node, inputs: [x], out, table, keep }) {
      const weight = table(0);
      const transposed = node.settings.transposed as boolean;
      const turned = { ...weight.turned, gradient: weight.gradient };
      return [
        {
          ...{ code: 'dense', kind: activationKind(node.settings), width: x.width, units: node.shape[0] },
          ...{ x: x.view, dx: x.slope, xMode: x.mode, y: out.view, dy: out.slope },
          ...{ table: transposed ? turned : weight, turned: transposed ? weight : weight.turned },
          bias: node.tables.length > 1 ? table(1) : null,
          t: keepsSums(node.settings) ? keep(node.shape[0]) : null,
          whole: [transposed ? 1 : 0],
        },
      ];
    },
  },
  graph: {
    forward({ tf, node, batch, inputs: [x], table }) {
      const flat: Tensor2D = tf.reshape(x, [batch, -1]);
      const product = tf.matMul(flat, table(0), false, node.settings.transposed as boolean);
      const sums = node.tables.length > 1 ? tf.add(product, table(1)) : product;
      return GRAPH_CURVES[node.settings.activation as ActivationId](tf, sums);
    },
  },
};
