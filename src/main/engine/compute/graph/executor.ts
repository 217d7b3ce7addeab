import { RecsmithError } from '../../../../shared/errors.ts';
import type { OpenBackend } from '../backends/backends.ts';
import { wasmOperations } from '../backends/wasm-kernels.ts';
import type { GraphOperations } from '../layers/layer.ts';
import type { Executor, NetworkScorer, NetworkTrainer, ScorerOptions, TrainerOptions } from '../executor.ts';
import type { Network } from '../network.ts';
import { GraphNetwork } from './core.ts';
import { commonOperations } from './operations.ts';

/** Why a network cannot run in TensorFlow.js operations here, or null. */
export const graphRefusal = ({ loss }: Network): string | null =>
  loss.kind === 'custom' ? 'A loss of a plug-in runs in the process of the plug-in.' : null;

const operationsOf = ({ id, tf }: OpenBackend): GraphOperations =>
  id === 'wasm' ? wasmOperations(tf, commonOperations(tf)) : commonOperations(tf);

/** The executor on a backend of the calling thread: WebAssembly, or plain JavaScript. */
export function graphHere(open: (id: 'wasm' | 'cpu') => Promise<OpenBackend>, id: 'wasm' | 'cpu'): Executor {
  return {
    id: 'graph',
    refusal: graphRefusal,
    async trainer(options: TrainerOptions): Promise<NetworkTrainer> {
      const backend = await open(id);
      const graph = new GraphNetwork(backend.tf, operationsOf(backend), options);
      const current = async () => {
        // Another executor of this thread may have chosen its own backend meanwhile.
        if (backend.tf.getBackend() !== id) await backend.tf.setBackend(id);
      };
      return {
        async run(batches, steps, signal) {
          await current();
          return graph.run(batches, steps, signal);
        },
        sync: () => Promise.resolve(), // it works on the tables themselves
        close: () => Promise.resolve(),
      };
    },
    async scorer(options: ScorerOptions): Promise<NetworkScorer> {
      const backend = await open(id);
      const graph = new GraphNetwork(backend.tf, operationsOf(backend), {
        ...options,
        seed: 0,
        optimizer: null,
      });
      const ready = () => {
        if (backend.tf.getBackend() !== id)
          throw new RecsmithError('INTERNAL', `The backend ${id} is not current in this thread.`);
      };
      const scorer: NetworkScorer = {
        scorePairs(users, items, out) {
          ready();
          graph.scorePairs(users, items, out);
        },
        scoreAll(users, input, out) {
          ready();
          graph.scoreAll(users, input, out);
        },
        scoreMany(users, input, out, signal) {
          signal?.throwIfAborted();
          scorer.scoreAll(users, input, out);
          return Promise.resolve();
        },
        close: () => undefined,
      };
      return scorer;
    },
  };
}
