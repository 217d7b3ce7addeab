import type { Matrix } from '../../kernels/matrix.ts';
import type { OptimizerSettings, StepSettings } from '../executor.ts';
import type { TableSpec } from '../network.ts';
import { l2Of, penaltySlope } from '../optimizers.ts';

export interface RowsUpdate {
  readonly optimizer: OptimizerSettings;
  readonly spec: TableSpec;
  readonly step: StepSettings;
  readonly table: Matrix;
  readonly slot: (suffix: string) => Matrix;
  /** [R x columns], without padding. */
  readonly gradient: Float32Array;
  /** [R]; null: row r is row r. */
  readonly rows: Uint32Array | null;
}

/**
 * One step of the optimiser on rows of a table in this thread's memory, in place: the formulas of `OptimizerSettings`
 * (executor.ts), a loop for each. Its reference is `updateTable` (optimizers.ts).
 */
export function updateRows({ optimizer, spec, step, table, slot, gradient, rows }: RowsUpdate): void {
  const { kind, beta2, epsilon, withMomentum } = optimizer;
  const { learningRate: rate, momentum: beta, step: t } = step;
  const pull = l2Of(optimizer, spec) + penaltySlope(table, optimizer.normPenalty[spec.group] ?? 0);
  const keep = 1 - rate * (optimizer.decay[spec.group] ?? 0);
  const { columns, stride, data } = table;
  const count = rows ? rows.length : table.rows;
  /** body(at, g): at in the table, g with l2 and penalty. */
  const each = (body: (at: number, g: number) => void): void => {
    for (let r = 0, from = 0; r < count; r++) {
      let at = (rows ? rows[r] : r) * stride;
      for (const end = at + columns; at < end; at++, from++) {
        const w = data[at];
        const g = gradient[from] + pull * w;
        data[at] = w * keep;
        body(at, g);
      }
    }
  };
  switch (kind) {
    case 'sgd':
      each((at, g) => (data[at] -= rate * g));
      return;
    case 'momentum': {
      const m = slot('m').data;
      each((at, g) => (data[at] -= rate * (m[at] = beta * m[at] + g)));
      return;
    }
    case 'adam': {
      const [m, v] = [slot('m').data, slot('v').data];
      const [first, second] = [1 / (1 - beta ** t), 1 / (1 - beta2 ** t)];
      each((at, g) => {
        m[at] += (1 - beta) * (g - m[at]);
        v[at] += (1 - beta2) * (g * g - v[at]);
        data[at] -= (rate * first * m[at]) / (Math.sqrt(v[at] * second) + epsilon);
      });
      return;
    }
    case 'adagrad': {
      const v = slot('v').data;
      each((at, g) => {
        v[at] += g * g;
        data[at] -= (rate * g) / (Math.sqrt(v[at]) + epsilon);
      });
      return;
    }
    case 'rmsprop': {
      const v = slot('v').data;
      const m = withMomentum ? slot('m').data : null;
      each((at, g) => {
        v[at] = beta2 * v[at] + (1 - beta2) * g * g;
        const d = g / (Math.sqrt(v[at]) + epsilon);
        data[at] -= rate * (m ? (m[at] = beta * m[at] + d) : d);
      });
    }
  }
}
