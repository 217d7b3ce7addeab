import type { Values } from '../../../shared/parameters.ts';
import { bprBytes, bprTrainer } from '../kernels/bpr.ts';
import { strideFor } from '../kernels/matrix.ts';
import { orderByStrata, strataBytes } from '../kernels/strata.ts';
import { defineModel, type Factors, type FittedModel } from './definition.ts';
import { factorModel, scoreItems } from './factor-model.ts';
import { foldInRanking } from './fold-in.ts';
import { randomRows, userCounts } from './initial.ts';
import * as shared from './parameters.ts';

const parameters = {
  factors: shared.factors,
  epochs: { ...shared.epochs, default: 60 },
  learningRate: { ...shared.learningRate, default: 0.15 },
  schedule: shared.schedule,
  candidates: shared.candidates,
  initialDeviation: shared.initialDeviation,
  userL2: {
    ...shared.l2,
    label: 'Regularisation of users (L2)',
    help: 'Pulls the factors of users towards zero at every interaction. More guards against learning noise by heart.',
    default: 0.04,
  },
  positiveL2: {
    ...shared.l2,
    label: 'Regularisation of chosen items (L2)',
    help: 'Pulls the factors of an item towards zero whenever it is the one that the user has chosen.',
    default: 0.025,
  },
  negativeL2: {
    ...shared.l2,
    label: 'Regularisation of other items (L2)',
    help: 'Pulls the factors of an item towards zero whenever it is the one that the user has not chosen.',
    default: 0.025,
  },
  biasL2: {
    ...shared.biasL2,
    help: 'Pulls towards zero how much each item is favoured for everybody alike.',
    default: 0.1,
  },
  ...shared.stopping,
};
type Parameters = Values<typeof parameters>;

function fitted(factors: Factors, values: Parameters): FittedModel {
  const { items, itemBias, offset } = factors;
  return factorModel({
    factors,
    foldIn(history, out) {
      const user = foldInRanking({ items, itemBias: itemBias!, history: history.items, ...values });
      scoreItems({ items, itemBias, offset }, user, 0, out);
    },
  });
}

/** Pairwise ranking by stochastic gradient descent (equations: kernels/assembly/bpr.ts). */
export const bprMf = defineModel({
  id: 'bpr-mf',
  title: 'BPR matrix factorisation',
  paper: 'Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback", UAI 2009',
  summary: 'Ranks items so that what a user has chosen stands before what the user has not. Needs no ratings.',
  family: 'factors',
  about:
    'Puts items that a user would choose before items that the user would not. The first choice for lists, with or without ratings.',
  data: 'Any interactions; values are ignored.',
  needs: [],
  offers: ['ranking', 'factors', 'fold-in'],
  executors: ['fused'],
  parameters,
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  memory(size, { factors }) {
    const stride = strideFor(factors);
    return [
      { what: 'factors and biases', bytes: 4 * ((size.users + size.items) * stride + size.items) },
      { what: 'interactions in training order', bytes: strataBytes(size, false) },
      { what: 'marks of known items', bytes: bprBytes(size.items, 16) },
    ];
  },
  // A dot product for the interaction and for each candidate, three rows of updates.
  operations: (size, { factors, candidates }) => size.interactions * (4 + candidates) * strideFor(factors),
  async fit(context, values) {
    const { view, store, kernels } = context;
    const { train, userCount, itemCount } = view;
    const { factors, initialDeviation } = values;
    // Every item is drawn as a negative, trained ones or not.
    const allItems = new Uint32Array(itemCount).fill(1);
    const start = (stream: string, counts: Uint32Array) => randomRows(context.random(stream), initialDeviation, counts);
    const tables = {
      users: store.table('users', userCount, factors, start('users', userCounts(train))),
      items: store.table('items', itemCount, factors, start('items', allItems)),
      itemBias: store.vector('itemBias', itemCount),
    };
    const model = fitted({ ...tables, userBias: null, offset: 0 }, values);
    const order = orderByStrata(kernels, train, view.strata, { withValues: false });
    const trainer = bprTrainer(kernels, order, tables, values);
    const seeds = context.random('negatives');
    for await (const epoch of context.epochs({ snapshot: () => model })) {
      const seed = seeds.at(epoch.number).uint32();
      const step = { epoch: epoch.number - 1, seed, learningRate: epoch.learningRate };
      const { loss, pairs } = await trainer.epoch(step, context.signal);
      epoch.report({ loss: loss / Math.max(1, pairs), examples: order.interactions });
    }
    return model;
  },
  restore: (tables, values) =>
    fitted(
      {
        users: tables.matrix('users'),
        items: tables.matrix('items'),
        itemBias: tables.vector('itemBias'),
        userBias: null,
        offset: 0,
      },
      values,
    ),
});
