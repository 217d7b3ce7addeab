import { parameterCount, tableNamed, type Network } from './network.ts';

export interface LayerDescription {
  readonly name: string;
  readonly layer: string;
  /** Of one example. */
  readonly shape: readonly number[];
  /** Trained and frozen ones alike; a table that two layers share counts where it is named first. */
  readonly parameters: number;
}

export interface NetworkDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
}

/**
 * The printout of a network: every layer in order of evaluation with its output shape and its parameters.
 * @param itemCount what the output of a `rows` network is wide
 */
export function describeNetwork(network: Network, itemCount: number): NetworkDescription {
  const counted = new Set<string>();
  const layers = network.nodes.map(({ layer, name, tables, shape }) => {
    let parameters = 0;
    for (const each of tables) {
      const { group, rows, columns } = tableNamed(network, each);
      if (group !== 'state' && !counted.has(each)) parameters += rows * columns;
      counted.add(each);
    }
    return { name, layer, shape: layer === 'item-scores' ? [itemCount] : shape, parameters };
  });
  return { layers, parameters: parameterCount(network) };
}
