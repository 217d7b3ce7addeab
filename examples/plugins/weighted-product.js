// A plug-in: one file without imports. recsmith train VIEW weighted-product --plugin weighted-product.js
const number = { kind: 'integer', group: 'model', scale: 'log' };

export const model = {
  id: 'weighted-product',
  title: 'Weighted product',
  summary: 'A product of factors in which every factor has a weight of its own.',
  needs: ['values'],
  examples: 'ratings',
  parameters: {
    factors: { ...number, label: 'Factors', help: 'Hidden traits.', default: 32, min: 1, max: 512 },
    range: { kind: 'range', group: 'output', label: 'Range', help: 'Of the ratings.', default: null },
  },
  network(net, size, { factors, range }) {
    const initial = { kind: 'normal', mean: 0, deviation: 0.1 };
    const zero = { kind: 'constant', value: 0 };
    const user = net.embedding('users', 'user', factors, { initial });
    const item = net.embedding('items', 'item', factors, { initial });
    const score = net.add(
      net.dense('weights', net.multiply(user, item), 1, { initial: { kind: 'constant', value: 1 } }),
      net.embedding('userBias', 'user', 1, { initial: zero }),
      net.embedding('itemBias', 'item', 1, { initial: zero }),
    );
    const loss = { kind: 'squared-error', reduction: 'mean', confidence: 0 };
    return net.minimise(net.range(score, range), loss);
  },
};
