import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Tf } from '../backends/backends.ts';
import type { GraphOperations } from '../layers/layer.ts';

/** In operations that every backend has. */
export const commonOperations = (tf: Tf): GraphOperations => ({
  gather: (rows, places) => tf.gather(rows, places),
  bag(rows, { batch, segments, places, weights }) {
    const [count, columns] = rows.shape;
    if (places.length === 0) return tf.mul(tf.sum<Tensor2D>(rows, 0, true), tf.zeros([batch, columns]));
    return tf.customGrad((input) => {
      const spread = (values: Tensor, at: Int32Array) =>
        tf.mul(tf.gather(values as Tensor2D, tf.tensor1d(at, 'int32')), tf.tensor2d(weights, [weights.length, 1]));
      return {
        value: tf.unsortedSegmentSum(spread(input as Tensor, places), tf.tensor1d(segments, 'int32'), batch),
        gradFunc: (dy: Tensor) => tf.unsortedSegmentSum(spread(dy, segments), tf.tensor1d(places, 'int32'), count),
      };
    })(rows) as Tensor2D;
  },
});
