import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { Tf } from '../backends/backends.ts';
import type { PairBatches, RowBatch } from '../executor.ts';
import { stableSoftplus } from '../layers/activation.ts';
import type { GraphPass } from '../layers/layer.ts';
import type { Loss } from '../network.ts';

type Upload = GraphPass['upload'];

/** A loss from elsewhere: of scores and targets of one shape, the loss of each, in that shape. */
export type CustomLoss = (scores: Tensor, targets: Tensor) => Tensor;

const missing = (): RecsmithError =>
  new RecsmithError('INTERNAL', 'A loss of a plug-in runs in the process of the plug-in only.');

/** Of the scores of a step's examples, [B x 1] (or [2 B x 1], positives first): the sum of their losses. */
export function pairLoss(
  tf: Tf,
  upload: Upload,
  loss: Loss,
  output: Tensor,
  { targets, weights }: PairBatches,
  from: number,
  to: number,
  custom: CustomLoss | null = null,
): Scalar {
  const scores: Tensor1D = tf.reshape(output, [-1]);
  const count = to - from;
  const part = (values: Float32Array) => upload(Float32Array.from(values.subarray(from, to)), [count]);
  const weighted = (each: Tensor) => tf.sum<Scalar>(weights ? tf.mul(each, part(weights)) : each);
  switch (loss.kind) {
    case 'squared-error':
      return weighted(tf.square(tf.sub(scores, part(targets!))));
    case 'binary-cross-entropy':
      return weighted(tf.sub(stableSoftplus(tf, scores), tf.mul(scores, part(targets!))));
    case 'bpr':
      return tf.sum(stableSoftplus(tf, tf.sub(tf.slice1d(scores, count, count), tf.slice1d(scores, 0, count))));
    case 'custom':
      if (!custom) throw missing();
      return weighted(custom(scores, part(targets!)));
    default:
      throw new RecsmithError('INTERNAL', `The loss ${loss.kind} is not one of pairs.`);
  }
}

/** Of the scores [B x J] of users for the item set: the sum of the losses of all users. */
export function rowLoss(
  tf: Tf,
  upload: Upload,
  loss: Loss,
  output: Tensor,
  { target }: RowBatch,
  custom: CustomLoss | null = null,
): Scalar {
  const scores = output as Tensor2D;
  const [batch, width] = scores.shape;
  const count = target.items.length;
  const at = new Int32Array(count);
  const values = new Float32Array(count);
  const mass = new Float32Array(batch);
  for (let b = 0; b < batch; b++)
    for (let k = target.start[b]; k < target.start[b + 1]; k++) {
      at[k] = b * width + target.items[k];
      mass[b] += values[k] = target.values ? target.values[k] : 1;
    }
  if (loss.kind === 'custom') {
    if (!custom) throw missing();
    // It may look at every pair, so that the targets of this one batch are laid out whole.
    const whole = new Float32Array(batch * width);
    at.forEach((place, k) => (whole[place] = values[k]));
    return tf.sum(custom(scores, upload(whole, [batch, width])));
  }
  if (loss.kind === 'multinomial') return multinomial(tf, upload, scores, at, values, mass);
  // All scores as if nothing were wanted, then what the wanted ones change: no dense array of targets is made.
  const none = count === 0;
  const wanted = none ? null : tf.gather(tf.reshape(scores, [-1]), upload(at, [count]));
  const targets = none ? null : upload(values, [count]);
  switch (loss.kind) {
    case 'squared-error': {
      const all = tf.sum<Scalar>(tf.square(scores));
      if (none) return all;
      const weights = values.map((value) => (value > 0 ? 1 + loss.confidence : 1));
      const errors = tf.mul(tf.square(tf.sub(wanted!, targets!)), upload(weights, [count]));
      return tf.add(all, tf.sum(tf.sub(errors, tf.square(wanted!))));
    }
    case 'binary-cross-entropy': {
      const all = tf.sum<Scalar>(stableSoftplus(tf, scores));
      return none ? all : tf.sub(all, tf.sum(tf.mul(wanted!, targets!)));
    }
    default:
      throw new RecsmithError('INTERNAL', `The loss ${loss.kind} is not one of rows.`);
  }
}

/**
 * Sum over users of: mass log sum exp(scores) - sum of target times score. One operation with a gradient of its own
 * (mass softmax - target): TensorFlow.js would go through [B x J] arrays twice as often.
 */
function multinomial(
  tf: Tf,
  upload: Upload,
  scores: Tensor2D,
  at: Int32Array,
  values: Float32Array,
  mass: Float32Array,
): Scalar {
  const [batch, width] = scores.shape;
  const masses = upload(mass, [batch, 1]);
  const places = upload(at, [at.length]) as Tensor1D;
  const targets = upload(values, [values.length]);
  return tf.customGrad((input, save) => {
    const x = input as Tensor2D;
    const top = tf.max(x, 1, true);
    const powers = tf.exp(tf.sub(x, top));
    const sums = tf.sum(powers, 1, true);
    // What is not saved is gone when the gradient is asked for.
    (save as (tensors: Tensor[]) => void)([powers, sums, masses, places, targets]);
    const whole = tf.sum(tf.mul(masses, tf.add(tf.log(sums), top)));
    const chosen = at.length === 0 ? tf.scalar(0) : tf.sum(tf.mul(tf.gather(tf.reshape(x, [-1]), places), targets));
    return {
      value: tf.sub<Scalar>(whole, chosen),
      gradFunc(dy: Tensor, saved: Tensor[]) {
        const [exponentials, rowSums, rowMasses, indices, wantedValues] = saved;
        const spread = tf.mul(exponentials, tf.div(rowMasses, rowSums));
        if (at.length === 0) return tf.mul(spread, dy);
        const sparse = tf.unsortedSegmentSum(wantedValues as Tensor1D, indices as Tensor1D, batch * width);
        const wanted = tf.reshape(sparse, [batch, width]);
        return tf.mul(tf.sub(spread, wanted), dy);
      },
    };
  })(scores);
}
