import type { Matrix } from '../../kernels/matrix.ts';
import type { Tf } from '../backends/backends.ts';
import type { Batches, NetworkTables, StepOutcome, StepSettings } from '../executor.ts';
import { GraphNetwork, type DeviceTables } from '../graph/core.ts';
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

export function nativeTraining(tf: () => Tf): NativeTraining {
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
      device = adamTables(tf(), options.network, tables, options.optimizer);
      graph = new GraphNetwork(tf(), nativeOperations(tf()), { ...options, tables, device });
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
