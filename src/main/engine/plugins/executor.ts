import type { Executor } from '../compute/executor.ts';
import { chooseExecutor, openExecutor } from '../compute/executors.ts';
import { beginTraining, NativeTrainer } from '../compute/graph/native.ts';
import type { Network } from '../compute/network.ts';
import { PluginProcess } from './process.ts';
import { sourceOf, type PluginReference } from './registry.ts';

/** For what the loss does not matter: scores. */
const withoutLoss = (network: Network): Network => ({
  ...network,
  loss: { kind: 'squared-error', reduction: 'mean', confidence: 0 },
});

/** The executor of networks whose loss is a plug-in's: each training in a process of the plug-in, scores in this one. */
export function pluginExecutor(reference: PluginReference, log: (text: string) => void): Executor {
  return {
    id: 'graph',
    refusal: () => null,
    async trainer(options) {
      const plugin = await PluginProcess.open(sourceOf(reference), { log });
      try {
        const there = await plugin.training();
        await beginTraining(there, options);
        return new NativeTrainer(there, options, true);
      } catch (error) {
        await plugin.close();
        throw error;
      }
    },
    async scorer(options) {
      const network = withoutLoss(options.network);
      const executor = await openExecutor(await chooseExecutor([network], 'auto'));
      return executor.scorer({ ...options, network });
    },
  };
}
