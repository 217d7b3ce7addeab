import { slotsOf, type OptimizerSettings } from './executor.ts';
import { sizeOf, type LayerNode, type Network } from './network.ts';
import { strideFor } from '../kernels/matrix.ts';

/** Bytes of the tables of several networks that share them by name, with the optimisers' state: what a checkpoint holds. */
export function tableBytes(
  stages: readonly { readonly network: Network; readonly optimizer: OptimizerSettings }[],
): number {
  const bytes = new Map<string, number>();
  for (const { network, optimizer } of stages)
    for (const { name, rows, columns, group, frozen } of network.tables) {
      const own = 4 * rows * strideFor(columns);
      bytes.set(name, own);
      if (!frozen && group !== 'state') for (const slot of slotsOf(optimizer)) bytes.set(`${name}/${slot}`, own);
    }
  return [...bytes.values()].reduce((sum, each) => sum + each, 0);
}

/** Values that the layers of one example have, without a score per item. */
export const activationsOf = (network: Network): number =>
  network.nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/**
 * Multiply-adds of one example, forward and backward, counted as three forward passes; rows of embeddings are touched
 * once for each of value, gradient and optimiser state.
 * @param history entries of a bag, and what `items` scores go over
 */
export function operationsPerExample(network: Network, history: number, items: number): number {
  return 3 * network.nodes.reduce((sum, node) => sum + forward(network, node, history, items), 0);
}

function forward(network: Network, node: LayerNode, history: number, items: number): number {
  const width = (index: number) => sizeOf(network.nodes[index].shape);
  const own = sizeOf(node.shape);
  switch (node.layer) {
    case 'dense':
      return width(node.inputs[0]) * own;
    case 'convolution': {
      const depth = network.nodes[node.inputs[0]].shape[2];
      return own * depth * (node.settings.kernel as number) ** 2;
    }
    case 'bag':
      return own * history;
    case 'item-scores':
      return width(node.inputs[0]) * items;
    case 'dot':
    case 'cosine':
    case 'sum-pool':
      return width(node.inputs[0]);
    default:
      return own;
  }
}
