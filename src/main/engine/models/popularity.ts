import { defineModel, type FittedModel } from './definition.ts';
import { factorModel, noFactors } from './factor-model.ts';

function fitted(users: number, counts: Float32Array): FittedModel {
  const items = noFactors(counts.length);
  return factorModel({
    factors: { users: noFactors(users), items, itemBias: counts, userBias: null, offset: 0 },
    // A history changes nothing: everybody is shown the same items.
    foldIn: (_history, out) => out.set(counts),
  });
}

/** Score of an item: its number of training rows. Exact up to 2^24 rows per item, the whole numbers of f32. */
export const popularity = defineModel({
  id: 'popularity',
  title: 'Popularity',
  paper: 'No paper: the most chosen items for everybody.',
  summary: 'Shows everybody the items that most users have. The yardstick that every other model must beat.',
  family: 'baseline',
  about:
    'Shows everybody the items that most users have. It is the yardstick: a model that does not beat it is not worth its trouble.',
  data: 'Any interactions.',
  needs: [],
  offers: ['ranking', 'fold-in'],
  executors: ['fused'],
  parameters: {},
  monitor: 'ndcg@10',
  metrics: ['ndcg@10', 'recall@10', 'map@10', 'mrr@10', 'hit@10', 'precision@10', 'auc'],
  memory: ({ items }) => [{ what: 'counts per item', bytes: 4 * items }],
  operations: ({ interactions }) => interactions,
  async fit(context) {
    const { view } = context;
    const { items } = view.train;
    const counts = context.store.vector('counts', view.itemCount);
    const model = fitted(view.userCount, counts);
    for await (const epoch of context.epochs({ snapshot: () => model })) {
      counts.fill(0);
      for (const item of items) counts[item]++;
      // What popularity minimises among all fixed orders: the mean of -log share, in nats.
      let loss = 0;
      for (const count of counts) if (count > 0) loss -= (count / items.length) * Math.log(count / items.length);
      epoch.report({ loss, examples: items.length });
    }
    return model;
  },
  restore: (tables, _values, view) => fitted(view.userCount, tables.vector('counts')),
});
