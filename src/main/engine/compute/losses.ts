import { sigmoid, softplus } from './layers/activation.ts';
import type { Loss } from './network.ts';

/** Of one score: its loss and the slope of the loss by it, before reduction. Formulas: seeds.md cases 9 and 10. */
export interface PointLoss {
  readonly loss: number;
  readonly slope: number;
}

export function squaredError(score: number, target: number, weight: number): PointLoss {
  const error = score - target;
  return { loss: weight * error * error, slope: 2 * weight * error };
}

/** With logits and a target of 0 to 1: weight (softplus(x) - target x). */
export function binaryCrossEntropy(score: number, target: number, weight: number): PointLoss {
  return { loss: weight * (softplus(score) - target * score), slope: weight * (sigmoid(score) - target) };
}

/** -log sigmoid(positive - negative) = softplus(negative - positive); the slope is by the positive score. */
export function bayesianPersonalisedRanking(positive: number, negative: number): PointLoss {
  const difference = positive - negative;
  return { loss: softplus(-difference), slope: -sigmoid(-difference) };
}

/**
 * -sum target log softmax(scores) over one row. scores, target: [J]; adds the slopes, times `scale`, to `slopes`.
 * @returns the loss of the row
 */
export function multinomial(
  scores: Float64Array,
  target: ReadonlyMap<number, number>,
  slopes: Float64Array,
  scale: number,
): number {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - top);
  let [loss, mass] = [0, 0];
  for (const [j, value] of target) {
    loss += value * (Math.log(sum) + top - scores[j]);
    mass += value;
  }
  for (let j = 0; j < scores.length; j++)
    slopes[j] += scale * ((mass * Math.exp(scores[j] - top)) / sum - (target.get(j) ?? 0));
  return loss;
}

/** What the sum over a step's examples is divided by. examples: of pairs, or users of a row batch; items: of its set. */
export function divisor({ reduction }: Loss, examples: number, items: number): number {
  return reduction === 'sum' ? 1 : reduction === 'mean' ? examples : examples * items;
}
