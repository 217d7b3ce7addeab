import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Layer } from './layer.ts';

/**
 * [D] -> a score per item of the item set: out[b, j] = h[b] . table[set[j]] + bias[set[j]]. The output of every `rows`
 * network. tables: [rows [I x D], bias? [I x 1]].
 */
export const itemScores: Layer = {
  id: 'item-scores',
  plain: {
    forward({ node, batch, inputs: [h], table, itemSet }) {
      const { columns, stride, data } = table(0);
      const out = new Float64Array(batch * itemSet.length);
      for (let b = 0; b < batch; b++)
        itemSet.forEach((item, j) => {
          let sum = node.tables.length > 1 ? table(1).data[item * table(1).stride] : 0;
          for (let f = 0; f < columns; f++) sum += h[b * columns + f] * data[item * stride + f];
          out[b * itemSet.length + j] = sum;
        });
      return out;
    },
    backward({ node, batch, inputs: [h], slopes: [into], table, gradient, touch, itemSet }, _out, slope) {
      const { columns, stride, data } = table(0);
      itemSet.forEach((item, j) => {
        touch(0, item);
        if (node.tables.length > 1) touch(1, item);
        for (let b = 0; b < batch; b++) {
          const g = slope[b * itemSet.length + j];
          if (node.tables.length > 1) gradient(1)[item * table(1).stride] += g;
          for (let f = 0; f < columns; f++) {
            gradient(0)[item * stride + f] += g * h[b * columns + f];
            into[b * columns + f] += g * data[item * stride + f];
          }
        }
      });
    },
  },
  graph: {
    rows: ({ node, itemSet }) => node.tables.map(() => itemSet),
    forward({ tf, operations, node, inputs: [h], table, places, upload }) {
      const rowsOf = (position: number): Tensor2D => {
        const at = places(position);
        return at ? operations.gather(table(position), upload(at, [at.length]) as Tensor1D) : table(position);
      };
      const scores = tf.matMul(h, rowsOf(0), false, true);
      return node.tables.length > 1 ? tf.add(scores, tf.reshape(rowsOf(1), [1, -1])) : scores;
    },
  },
};
