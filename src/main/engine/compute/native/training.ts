import type { Matrix } from '../../kernels/matrix.ts';
import type { Tf } from '../backends/backends.ts';
import type { Batches, NetworkTables, StepOutcome, StepSettings } from '../executor.ts';
import { GraphNetwork, type DeviceTables } from '../graph/core.ts';
import type { CustomLoss } from '../graph/losses.ts';
import type { GraphOperations } from '../layers/layer.ts';
import { packTables, type PackedTable, type PackedTrainer } from '../graph/native.ts';
import { adamTables, nativeOperations } from '../graph/tensorflow.ts';

/** The one training of a native process. */
export interface NativeTraining {
  begin(options: PackedTrainer): void;
  run(batches: Batches, steps: readonly StepSettings[]): Promise<StepOutcome>;
  /** The steps at work end between two of them. */
  stop(): void;
  /** Everything as it stands, in the order in which it came. */
  tables(): PackedTable[];
}

/** What trainings of a process work with. */
export interface TrainingTools {
  readonly tf: Tf;
  readonly operations: GraphOperations;
  /** Tables that live on the device; null: all live in the process's memory. */
  readonly device: (options: PackedTrainer, tables: NetworkTables) => DeviceTables | null;
  readonly custom?: CustomLoss;
}

/** TensorFlow, with its own optimisers. */
export const nativeTools = (tf: Tf): TrainingTools => ({
  tf,
  operations: nativeOperations(tf),
  device: ({ network, optimizer }, tables) => adamTables(tf, network, tables, optimizer),
});

export function nativeTraining(toolsOf: () => TrainingTools): NativeTraining {
  let packed: PackedTrainer | null = null;
  let tables: NetworkTables | null = null;
  let graph: GraphNetwork | null = null;
  let device: DeviceTables | null = null;
  let stopping = new AbortController();
  return {
    begin(options) {
      device?.dispose();
      packed = options;
      const all = new Map<string, Matrix>(
        options.tables.map(({ name, rows, columns, values }) => [
          name,
          { rows, columns, stride: columns, data: values },
        ]),
      );
      tables = { table: (name) => all.get(name)!, slot: (name, suffix) => all.get(`${name}/${suffix}`)! };
      const { tf, operations, custom, device: deviceOf } = toolsOf();
      device = deviceOf(options, tables);
      graph = new GraphNetwork(tf, operations, { ...options, tables, device, ...(custom && { custom }) });
    },
    run(batches, steps) {
      stopping = new AbortController();
      return graph!.run(batches, steps, stopping.signal);
    },
    stop: () => stopping.abort(),
    tables() {
      device?.sync();
      return packTables(packed!.network, packed!.optimizer, tables!);
    },
  };
}
