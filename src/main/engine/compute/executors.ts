import { RecsmithError } from '../../../shared/errors.ts';
import type { TrainInput } from '../../../shared/contract/runs.ts';
import type { Executor } from './executor.ts';
import type { Network } from './network.ts';

/** What a run asked for, as in `--backend`. */
export type WantedBackend = TrainInput['backend'];

/** What runs a model's networks, and why. */
export interface ExecutorChoice {
  readonly executor: Executor['id'];
  /** `fused`, or the backend of `graph`. */
  readonly backend: string;
  readonly reason: string; // a sentence for a person
}

interface Entry {
  readonly id: Executor['id'];
  readonly what: string;
  /** Loaded on demand: a run must not pay for the others. null: not part of this build. */
  readonly load: (() => Promise<Executor>) | null;
}

/** Fastest first. `plain` is the reference: it is taken where nothing else is there, or to check others against it. */
const EXECUTORS: readonly Entry[] = [
  { id: 'fused', what: 'our kernels', load: loadFused },
  { id: 'graph', what: 'TensorFlow.js operations', load: null },
  { id: 'plain', what: 'plain code, the slow reference', load: async () => (await import('./plain.ts')).plain },
];

/** Trains; scores are still those of the reference. */
async function loadFused(): Promise<Executor> {
  const [{ fused }, { plain }] = await Promise.all([import('./fused.ts'), import('./plain.ts')]);
  return { ...fused, scorer: (options) => plain.scorer(options) };
}

const entryOf = (id: Executor['id']): Entry => EXECUTORS.find((entry) => entry.id === id)!;

/**
 * The fastest executor that can run all the networks of a model; `--backend` forces one.
 * @throws RecsmithError REFUSED where the one that was asked for cannot
 */
export async function chooseExecutor(networks: readonly Network[], wanted: WantedBackend): Promise<ExecutorChoice> {
  const passed: string[] = [];
  for (const entry of candidates(wanted)) {
    const problem = await refusalOf(entry, networks);
    if (problem === null) {
      const why = passed.length > 0 ? `not on ${passed.join('; not on ')}` : 'the fastest';
      const reason = wanted === 'auto' ? `Runs on ${entry.what}: ${why}.` : `Runs on ${entry.what}, as asked for.`;
      return { executor: entry.id, backend: backendOf(entry.id, wanted), reason };
    }
    passed.push(`${entry.what} (${problem})`);
  }
  throw new RecsmithError('REFUSED', `This model cannot run on the backend ${wanted}.`, {
    where: 'backend',
    why: passed.join('; '),
    next: 'Choose auto.',
  });
}

function candidates(wanted: WantedBackend): readonly Entry[] {
  if (wanted === 'auto') return EXECUTORS;
  return wanted === 'fused' ? [entryOf('fused')] : [entryOf('graph')];
}

const backendOf = (id: Executor['id'], wanted: WantedBackend): string =>
  id === 'graph' && wanted !== 'auto' ? wanted : id;

async function refusalOf({ load }: Entry, networks: readonly Network[]): Promise<string | null> {
  if (!load) return 'not part of this build';
  const executor = await load();
  return networks.map((network) => executor.refusal(network)).find((problem) => problem !== null) ?? null;
}

/** @throws RecsmithError REFUSED for one that is not part of this build */
export async function openExecutor(id: Executor['id']): Promise<Executor> {
  const { load, what } = entryOf(id);
  if (!load) throw new RecsmithError('REFUSED', `This version has no executor for ${what}.`, { where: 'backend' });
  return load();
}
