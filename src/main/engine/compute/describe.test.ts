import { expect, test } from 'vitest';
import { declare } from './declare.ts';
import { describeNetwork } from './describe.ts';
import type { Initial } from './network.ts';

const initial: Initial = { kind: 'normal', mean: 0, deviation: 0.01 };

test('layers in order with their shapes; a shared table counts once, running statistics not at all', () => {
  const net = declare('rows', { users: 4, items: 7 });
  const bag = net.bag('items', 'user', 3, { initial, biasInitial: { kind: 'constant', value: 0 } });
  const normal = net.batchNorm('norm', net.activation('hidden', bag, 'tanh'));
  const scores = net.itemScores('scores', normal, { initial, tiedTo: 'items' });
  const network = net.minimise(scores, { kind: 'multinomial', reduction: 'mean' });
  expect(describeNetwork(network, 7)).toEqual({
    layers: [
      { name: 'items', layer: 'bag', shape: [3], parameters: 7 * 3 + 3 },
      { name: 'hidden', layer: 'activation', shape: [3], parameters: 0 },
      { name: 'norm', layer: 'batch-norm', shape: [3], parameters: 6 },
      { name: 'scores', layer: 'item-scores', shape: [7], parameters: 7 },
    ],
    parameters: 37,
  });
});

test("a table's share of its group's L2 is part of the declaration", () => {
  const net = declare('pairs', { users: 1, items: 1 });
  const user = net.embedding('users', 'user', 2, { initial, l2Scale: 3 });
  const head = net.dense('head', user, 1, { l2Scale: 11 });
  const { tables } = net.minimise(head, { kind: 'bpr', reduction: 'sum' });
  expect(tables.map(({ name, l2Scale }) => [name, l2Scale])).toEqual([
    ['users', 3],
    ['head/weight', 11],
    ['head/bias', 11],
  ]);
});
