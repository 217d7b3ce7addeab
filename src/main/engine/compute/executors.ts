import { RecsmithError } from '../../../shared/errors.ts';
import type { TrainInput } from '../../../shared/contract/runs.ts';
import type { BackendId } from './backends/backends.ts';
import type { Executor } from './executor.ts';
import type { Network } from './network.ts';

/** What a run asked for, as in `--backend`. */
export type WantedBackend = TrainInput['backend'];
/** `fused`, or a backend of `graph`. */
export type ChosenBackend = 'fused' | BackendId;

/** What runs a model's networks, and why. */
export interface ExecutorChoice {
  readonly executor: Executor['id'];
  readonly backend: ChosenBackend;
  readonly reason: string; // a sentence for a person
}

interface Entry {
  readonly executor: Executor['id'];
  readonly what: string;
  /** Why it is not to be had on this machine, or null. Cheap: nothing is started for it. */
  readonly missing?: () => Promise<string | null>;
  /** Loaded on demand: a run must not pay for the others. */
  readonly load: () => Promise<Executor>;
}

async function graphOn(id: 'wasm' | 'cpu'): Promise<Executor> {
  const [{ graphHere }, { openPortable }] = await Promise.all([
    import('./graph/executor.ts'),
    import('./backends/open.ts'),
  ]);
  return graphHere(openPortable, id);
}

async function native(device: 'cuda' | 'tensorflow'): Promise<Executor> {
  const { graphNative } = await import('./graph/native.ts');
  return graphNative({ device }, await graphOn('wasm'));
}

async function noTensorFlow(): Promise<string | null> {
  const { nativeSource } = await import('./backends/tensorflow.ts');
  try {
    return (await nativeSource()) === null ? 'no TensorFlow is bound' : null;
  } catch (error) {
    // The one that was bound is gone: as good as none, and said.
    return error instanceof Error ? error.message : String(error);
  }
}

const ENTRIES: Readonly<Record<ChosenBackend, Entry>> = {
  fused: { executor: 'fused', what: 'our kernels', load: async () => (await import('./fused.ts')).fused },
  cuda: { executor: 'graph', what: 'TensorFlow on a graphics card', missing: noTensorFlow, load: () => native('cuda') },
  tensorflow: {
    ...{ executor: 'graph', what: 'TensorFlow on the processor' },
    ...{ missing: noTensorFlow, load: () => native('tensorflow') },
  },
  wasm: { executor: 'graph', what: 'TensorFlow.js on WebAssembly', load: () => graphOn('wasm') },
  cpu: { executor: 'graph', what: 'TensorFlow.js in plain JavaScript', load: () => graphOn('cpu') },
};

/** What `auto` tries, fastest first. A graphics card is asked for by name: whether there is one shows only at work. */
const AUTO: readonly ChosenBackend[] = ['fused', 'tensorflow', 'wasm', 'cpu'];

/**
 * The fastest executor and backend that can run all the networks of a model; `--backend` forces one.
 * @throws RecsmithError REFUSED where the one that was asked for cannot
 */
export async function chooseExecutor(networks: readonly Network[], wanted: WantedBackend): Promise<ExecutorChoice> {
  if (networks.some(({ loss }) => loss.kind === 'custom'))
    return {
      ...{ executor: 'graph', backend: 'wasm' },
      reason: 'Runs on TensorFlow.js in the process of the plug-in: its loss is a function of that file.',
    };
  const passed: string[] = [];
  for (const backend of wanted === 'auto' ? AUTO : [wanted]) {
    const entry = ENTRIES[backend];
    const problem = await problemOf(entry, networks);
    if (problem !== null) {
      passed.push(`${entry.what} (${problem.replace(/\.$/, '')})`);
      continue;
    }
    const why = passed.length > 0 ? `, not on ${passed.join(', nor on ')}` : ', the fastest there is';
    const reason = `Runs on ${entry.what}${wanted === 'auto' ? why : ', as asked for'}.`;
    return { executor: entry.executor, backend, reason };
  }
  throw new RecsmithError('REFUSED', `This model cannot run on the backend ${wanted}.`, {
    where: 'backend',
    why: passed.join('; '),
    next: 'Choose auto; "recsmith doctor" lists what there is.',
  });
}

async function problemOf({ missing, load }: Entry, networks: readonly Network[]): Promise<string | null> {
  const lacking = (await missing?.()) ?? null;
  if (lacking !== null) return lacking;
  const executor = await load();
  return networks.map((network) => executor.refusal(network)).find((problem) => problem !== null) ?? null;
}

/** The executor of a choice. The owner closes it, where it has something to close. */
export const openExecutor = ({ backend }: Pick<ExecutorChoice, 'backend'>): Promise<Executor> =>
  ENTRIES[backend].load();
