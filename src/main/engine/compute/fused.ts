import { RecsmithError } from '../../../shared/errors.ts';
import type { Executor } from './executor.ts';
import { neededNodes } from './fused/compile.ts';
import { pairsScorer } from './fused/pairs-scorer.ts';
import { pairsTrainer } from './fused/pairs.ts';
import { rowsRefusal } from './fused/row-program.ts';
import { rowsScorer, rowsTrainer } from './fused/rows.ts';
import { layers } from './layers/registry.ts';
import { tableNamed, type Network } from './network.ts';

/** Why our kernels cannot run a network, as a sentence for a person. */
function refusal(network: Network): string | null {
  if (network.loss.kind === 'custom') return 'A loss of a plug-in runs in TensorFlow.js operations only.';
  if (network.kind === 'rows') return rowsRefusal(network);
  const { nodes } = network;
  for (const index of neededNodes(network).order) {
    const { layer, name, tables } = nodes[index];
    if (!layers[layer].tile) return `The layer ${name} (${layer}) has no fused kernel.`;
    if (layer === 'dense' && tableNamed(network, tables[0]).of !== null)
      return `The layer ${name} multiplies by the table ${tables[0]}, whose rows are also looked up one by one.`;
  }
  return null;
}

/** Our own kernels in WebAssembly: tiles of examples on all threads, the same bits for any number of them. */
export const fused: Executor = {
  id: 'fused',
  refusal,
  trainer(options) {
    const why = refusal(options.network);
    if (why) return Promise.reject(new RecsmithError('REFUSED', why));
    return Promise.resolve(options.network.kind === 'rows' ? rowsTrainer(options) : pairsTrainer(options));
  },
  scorer(options) {
    const why = refusal(options.network);
    if (why) return Promise.reject(new RecsmithError('REFUSED', why));
    return Promise.resolve(options.network.kind === 'rows' ? rowsScorer(options) : pairsScorer(options));
  },
};
