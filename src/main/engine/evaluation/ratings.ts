import type { MetricTable, Protocol } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { View } from '../datasets/view.ts';
import type { FittedModel } from '../models/definition.ts';
import type { RatingMetric } from './metrics/registry.ts';
import { meanAbsolute, rootMeanSquare } from './statistics.ts';

/** Pairs predicted between two looks at the signal. */
const BLOCK = 16384;

export interface RatingErrors {
  readonly metrics: MetricTable;
  /** Per user of `users`, the same metric over that user's interactions alone. */
  readonly perUser: Record<string, Float32Array>;
  readonly ratings: NonNullable<Protocol['ratings']>;
}

/**
 * RMSE and MAE over every interaction of a part, predictions clipped to the range of the training values. Pairs whose
 * user or item has no training row are predicted from what the model knows of them, and counted.
 * @param users users with interactions in the part, ascending
 * @throws RecsmithError BAD_INPUT where the model predicts no ratings or the view has no values
 */
export async function rateInteractions(
  { view, model, on, signal }: { view: View; model: FittedModel; on: 'test' | 'validation'; signal?: AbortSignal },
  names: readonly RatingMetric[],
  users: Uint32Array,
): Promise<RatingErrors> {
  const { start, items, values } = view[on];
  if (!model.predict)
    throw refuse(
      names[0],
      'this model ranks items and predicts no ratings',
      'Choose ranking metrics, such as ndcg@10.',
    );
  if (!values) throw refuse(names[0], 'the view has no values', 'Choose ranking metrics, such as ndcg@10.');

  const trained = new Uint8Array(view.itemCount);
  for (const item of view.train.items) trained[item] = 1;
  const range = view.valueRange;
  const total = users.reduce((sum, user) => sum + start[user + 1] - start[user], 0);
  const squares = new Float64Array(total);
  const absolutes = new Float64Array(total);
  const pairUsers = new Uint32Array(total);
  const pairItems = new Uint32Array(total);
  const actual = new Float32Array(total);
  let pairs = 0;
  let unknown = 0;
  for (const user of users) {
    const untrained = view.train.start[user + 1] === view.train.start[user];
    for (let at = start[user]; at < start[user + 1]; at++, pairs++) {
      pairUsers[pairs] = user;
      pairItems[pairs] = items[at];
      actual[pairs] = values[at];
      if (untrained || trained[items[at]] === 0) unknown++;
    }
  }

  const predicted = new Float32Array(BLOCK);
  for (let from = 0; from < total; from += BLOCK) {
    const to = Math.min(total, from + BLOCK);
    model.predict(pairUsers.subarray(from, to), pairItems.subarray(from, to), predicted.subarray(0, to - from));
    for (let at = from; at < to; at++) {
      const raw = predicted[at - from];
      const rating = range ? Math.min(range[1], Math.max(range[0], raw)) : raw;
      const error = rating - actual[at];
      squares[at] = error * error;
      absolutes[at] = Math.abs(error);
    }
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }

  const table: MetricTable = {};
  const perUser: Record<string, Float32Array> = {};
  for (const name of names) {
    const errors = name === 'rmse' ? squares : absolutes;
    table[name] = name === 'rmse' ? rootMeanSquare(errors, users.length) : meanAbsolute(errors, users.length);
    let at = 0;
    perUser[name] = Float32Array.from(users, (user) => {
      const count = start[user + 1] - start[user];
      let sum = 0;
      for (let n = 0; n < count; n++) sum += errors[at++];
      return name === 'rmse' ? Math.sqrt(sum / count) : sum / count;
    });
  }
  return {
    metrics: table,
    perUser,
    ratings: { predictions: total, unknown, clippedTo: range ? [range[0], range[1]] : null },
  };
}

const refuse = (metric: string, why: string, next: string): RecsmithError =>
  new RecsmithError('BAD_INPUT', `${metric} cannot be computed: ${why}.`, { where: 'metrics', why, next });
