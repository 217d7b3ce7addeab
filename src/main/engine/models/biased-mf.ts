import { RecsmithError } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/parameters.ts';
import { mfTrainer } from '../kernels/mf.ts';
import { strideFor } from '../kernels/matrix.ts';
import { orderByStrata, strataBytes } from '../kernels/strata.ts';
import { defineModel, type Factors, type FittedModel } from './definition.ts';
import { factorModel, scoreItems } from './factor-model.ts';
import { foldInRidge, identity, rangeLink, scoreOf } from './fold-in.ts';
import { itemCounts, randomRows, userCounts } from './initial.ts';
import * as shared from './parameters.ts';

const parameters = {
  factors: shared.factors,
  epochs: shared.epochs,
  learningRate: { ...shared.learningRate, default: 0.045 },
  schedule: shared.schedule,
  // Small, so that rows grow only along what the data show: with .05, RMSE is .01 to .02 worse on MovieLens 1M and 100K.
  // Not smaller: a few thousand rows do not bring enough steps to grow from less.
  initialDeviation: { ...shared.initialDeviation, default: 0.005 },
  l2: shared.l2,
  biasL2: shared.biasL2,
  range: shared.range,
  ...shared.stopping,
};
type Parameters = Values<typeof parameters>;

/** Score offset + bu + bi + p . q; the rating is the score itself, or passes through the range. */
function fitted(factors: Factors, { range, l2, biasL2 }: Parameters): FittedModel {
  const { items, itemBias, offset } = factors;
  const link = range ? rangeLink(range) : identity;
  return factorModel({
    factors,
    toValue: (score) => link.value(score),
    foldIn(history, out) {
      const { items: known, values } = history;
      if (!values && known.length > 0)
        throw new RecsmithError('BAD_INPUT', 'This model learns from values, and the given history has none.', {
          next: 'Give a value with each item, or choose a model that ranks.',
        });
      const rows = new Float64Array(known.length * items.columns);
      known.forEach((item, k) =>
        rows.set(items.data.subarray(item * items.stride, item * items.stride + items.columns), k * items.columns),
      );
      const base = Float64Array.from(known, (item) => offset + itemBias![item]);
      const user = foldInRidge({
        factors: items.columns,
        rows,
        base,
        values: Float64Array.from(values ?? []),
        l2,
        biasL2,
        link,
      });
      scoreItems({ items, itemBias, offset }, user, user[user.length - 1], out);
    },
  });
}

/**
 * Squared error with biases, by stochastic gradient descent (equations: kernels/assembly/mf.ts). Users and items
 * without training rows keep factors and bias 0: they are predicted from the mean and the other side's bias.
 */
export const biasedMf = defineModel({
  id: 'biased-mf',
  title: 'Matrix factorisation with biases',
  paper:
    'Koren, Bell and Volinsky, "Matrix Factorization Techniques for Recommender Systems", IEEE Computer 42(8), 2009',
  summary: 'Predicts the rating that a user would give: the mean, how far user and item lie off it, and their match.',
  family: 'factors',
  about:
    'Predicts the rating that a user would give to an item. Good where people rate, and where the rating itself matters.',
  data: 'Interactions with a value, such as stars.',
  needs: ['values'],
  offers: ['ratings', 'ranking', 'factors', 'fold-in'],
  executors: ['fused'],
  parameters,
  monitor: 'rmse',
  metrics: ['rmse', 'mae', 'ndcg@10', 'recall@10'],
  memory(size, { factors }) {
    const rows = size.users + size.items;
    return [
      { what: 'factors and biases', bytes: 4 * rows * (strideFor(factors) + 1) },
      { what: 'interactions in training order', bytes: strataBytes(size, true) },
    ];
  },
  // Dot product, two rows of updates, and the biases.
  operations: (size, { factors }) => size.interactions * (3 * strideFor(factors) + 8),
  async fit(context, values) {
    const { view, store, kernels } = context;
    const { train, userCount, itemCount } = view;
    if (!train.values) throw new RecsmithError('BAD_DATA', 'This model needs values, and the dataset has none.');
    const { factors, initialDeviation } = values;
    const start = (stream: string, counts: Uint32Array) => randomRows(context.random(stream), initialDeviation, counts);
    const tables = {
      users: store.table('users', userCount, factors, start('users', userCounts(train))),
      items: store.table('items', itemCount, factors, start('items', itemCounts(train, itemCount))),
      userBias: store.vector('userBias', userCount),
      itemBias: store.vector('itemBias', itemCount),
    };
    const [offset] = store.vector('offset', 1, (vector) => {
      let sum = 0;
      for (const value of train.values!) sum += value;
      const mean = train.values!.length > 0 ? sum / train.values!.length : 0;
      vector[0] = values.range ? scoreOf(values.range, mean) : mean;
    });
    const model = fitted({ ...tables, offset }, values);
    const order = orderByStrata(kernels, train, view.strata, { withValues: true });
    const trainer = mfTrainer(kernels, order, tables, { ...values, offset });
    const examples = order.interactions;
    for await (const epoch of context.epochs({ snapshot: () => model })) {
      const step = { epoch: epoch.number - 1, learningRate: epoch.learningRate };
      const squares = await trainer.epoch(step, context.signal);
      epoch.report({ loss: squares / Math.max(1, examples), examples });
    }
    return model;
  },
  restore: (tables, values) =>
    fitted(
      {
        users: tables.matrix('users'),
        items: tables.matrix('items'),
        userBias: tables.vector('userBias'),
        itemBias: tables.vector('itemBias'),
        offset: tables.vector('offset')[0],
      },
      values,
    ),
});
