import { RecsmithError } from '../../../../shared/errors.ts';
import type { Matrix } from '../../kernels/matrix.ts';
import { nativeSource } from '../backends/tensorflow.ts';
import { slotsOf, type Executor, type NetworkTables, type NetworkTrainer, type TrainerOptions } from '../executor.ts';
import { NativeProcess, type NativeOptions } from '../native/process.ts';
import type { NativeTraining } from '../native/training.ts';
import type { Remote } from '../../threads/remote.ts';
import type { Network } from '../network.ts';
import { graphRefusal } from './executor.ts';

/** A table without padding, as it travels between processes. */
export interface PackedTable {
  /** `users`, or `users/m` of the optimiser's state. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** All that a trainer in another process needs. */
export type PackedTrainer = Pick<TrainerOptions, 'network' | 'optimizer' | 'seed' | 'itemCount' | 'histories'> & {
  readonly tables: readonly PackedTable[];
};

/** Names of all tables of a training: the network's and the optimiser's. */
export function tableNames(
  network: Network,
  optimizer: TrainerOptions['optimizer'],
): { name: string; suffix: string | null }[] {
  return network.tables.flatMap(({ name, frozen, group }) => [
    { name, suffix: null },
    ...(frozen || group === 'state' ? [] : slotsOf(optimizer).map((suffix) => ({ name, suffix }))),
  ]);
}

const matrixOf = (tables: NetworkTables, { name, suffix }: { name: string; suffix: string | null }): Matrix =>
  suffix === null ? tables.table(name) : tables.slot(name, suffix);

export function packTables(
  network: Network,
  optimizer: TrainerOptions['optimizer'],
  tables: NetworkTables,
): PackedTable[] {
  return tableNames(network, optimizer).map((each) => {
    const { rows, columns, stride, data } = matrixOf(tables, each);
    const values = new Float32Array(rows * columns);
    for (let r = 0; r < rows; r++) values.set(data.subarray(r * stride, r * stride + columns), r * columns);
    return { name: each.suffix === null ? each.name : `${each.name}/${each.suffix}`, rows, columns, values };
  });
}

/** The executor on TensorFlow, each training in a process of its own. Scores are computed in this one. */
export function graphNative(
  options: NativeOptions,
  scorers: Pick<Executor, 'scorer'>,
): Omit<Executor, 'trainer'> & { trainer(options: TrainerOptions): Promise<NativeTrainer> } {
  let kept: NativeProcess | null = null;
  return {
    id: 'graph',
    refusal: graphRefusal,
    scorer: (given) => scorers.scorer(given),
    async close() {
      await kept?.close();
      kept = null;
    },
    async trainer(given: TrainerOptions): Promise<NativeTrainer> {
      const native = kept ?? (await start({ threads: given.kernels.threads, ...options }));
      if (options.keep) kept = native;
      try {
        await beginTraining(native, given);
      } catch (error) {
        await native.close();
        throw error;
      }
      return new NativeTrainer(native, given, !options.keep);
    },
  };
}

async function start(options: NativeOptions): Promise<NativeProcess> {
  const source = await nativeSource();
  if (source === null)
    throw new RecsmithError('REFUSED', 'No TensorFlow is bound.', {
      next: 'Bind one with "recsmith tensorflow --use DIR", or choose another backend.',
    });
  const native = await NativeProcess.start(source, options);
  if (options.device !== 'cuda' || (await native.services.backend.describe()).gpu) return native;
  await native.close();
  // It would run on the processor without a word.
  throw new RecsmithError('REFUSED', `${source.name} finds no graphics card.`, {
    where: 'backend',
    next: 'Choose the backend tensorflow for the processor; "recsmith doctor" says what is there.',
  });
}

/** A process that trains. */
export interface TrainingProcess {
  readonly services: { readonly graph: Remote<NativeTraining> };
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** Begins a training there. */
export async function beginTraining(there: TrainingProcess, given: TrainerOptions): Promise<void> {
  const { network, optimizer, tables, seed, itemCount, histories } = given;
  await there.services.graph.begin({
    ...{ network, optimizer, seed, itemCount, tables: packTables(network, optimizer, tables) },
    ...(histories && { histories }),
  });
}

/** A trainer whose steps run in another process; `pid` is that process's. */
export class NativeTrainer implements NetworkTrainer {
  readonly #native: TrainingProcess;
  readonly #options: TrainerOptions;
  readonly #owns: boolean;

  /** @param owns whether the process ends with this trainer */
  constructor(native: TrainingProcess, options: TrainerOptions, owns: boolean) {
    this.#native = native;
    this.#options = options;
    this.#owns = owns;
  }

  get pid(): number | undefined {
    return this.#native.pid;
  }

  async run(...[batches, steps, signal]: Parameters<NetworkTrainer['run']>): ReturnType<NetworkTrainer['run']> {
    signal?.throwIfAborted();
    const { graph } = this.#native.services;
    const stop = () => void graph.stop().catch(() => undefined);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await graph.run(batches, steps);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async sync(): Promise<void> {
    const { network, optimizer, tables } = this.#options;
    const names = tableNames(network, optimizer);
    const packed = await this.#native.services.graph.tables();
    packed.forEach(({ rows, columns, values }, k) => {
      const { data, stride } = matrixOf(tables, names[k]);
      for (let r = 0; r < rows; r++) data.set(values.subarray(r * columns, (r + 1) * columns), r * stride);
    });
  }

  async close(): Promise<void> {
    if (this.#owns) await this.#native.close();
  }
}
