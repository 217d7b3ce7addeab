import type { Matrix } from '../kernels/matrix.ts';
import type { OptimizerSettings, StepSettings } from './executor.ts';
import type { TableSpec } from './network.ts';

export interface TableUpdate {
  readonly optimizer: OptimizerSettings;
  readonly spec: TableSpec;
  readonly table: Matrix;
  readonly step: StepSettings;
  readonly slot: (suffix: string) => Matrix;
  /** Laid out as the table's data. */
  readonly gradient: Float64Array;
  /** Only these rows; null: all. */
  readonly rows: readonly number[] | null;
}

/** The L2 of a table: its group's, times its own scale. */
export const l2Of = (
  { l2 }: Pick<OptimizerSettings, 'l2'>,
  { group, l2Scale = 1 }: Pick<TableSpec, 'group' | 'l2Scale'>,
): number => (l2[group] ?? 0) * l2Scale;

/** One step of the optimiser on a table, in place: the formulas of `OptimizerSettings` (executor.ts), in plain code. */
export function updateTable({ optimizer, spec, table, step, slot, gradient, rows }: TableUpdate): void {
  const { kind, beta2, epsilon, withMomentum } = optimizer;
  const { learningRate: rate, momentum: beta1, step: t } = step;
  const l2 = l2Of(optimizer, spec);
  const keep = 1 - rate * (optimizer.decay[spec.group] ?? 0);
  const pull = penaltySlope(table, optimizer.normPenalty[spec.group] ?? 0);
  const m = kind === 'momentum' || kind === 'adam' || (kind === 'rmsprop' && withMomentum) ? slot('m').data : null;
  const v = kind === 'adam' || kind === 'adagrad' || kind === 'rmsprop' ? slot('v').data : null;
  const [unbias1, unbias2] = [1 - beta1 ** t, 1 - beta2 ** t];
  const update = (at: number) => {
    const w = table.data[at] * keep;
    const g = gradient[at] + (l2 + pull) * table.data[at];
    table.data[at] = w - rate * move(g, at);
  };
  const move = (g: number, at: number): number => {
    switch (kind) {
      case 'sgd':
        return g;
      case 'momentum':
        return (m![at] = beta1 * m![at] + g);
      case 'adam':
        m![at] += (1 - beta1) * (g - m![at]);
        v![at] += (1 - beta2) * (g * g - v![at]);
        return m![at] / unbias1 / (Math.sqrt(v![at] / unbias2) + epsilon);
      case 'adagrad':
        v![at] += g * g;
        return g / (Math.sqrt(v![at]) + epsilon);
      case 'rmsprop': {
        v![at] = beta2 * v![at] + (1 - beta2) * g * g;
        const d = g / (Math.sqrt(v![at]) + epsilon);
        return m ? (m[at] = beta1 * m[at] + d) : d;
      }
    }
  };
  const all = rows ?? Array.from({ length: table.rows }, (_, row) => row);
  for (const row of all) for (let f = 0; f < table.columns; f++) update(row * table.stride + f);
}

/** What a value is multiplied by in the gradient of `penalty` times the Euclidean norm of the whole table. */
export function penaltySlope({ data }: Matrix, penalty: number): number {
  if (penalty === 0) return 0;
  let squares = 0;
  for (const value of data) squares += value * value;
  return squares > 0 ? penalty / Math.sqrt(squares) : 0;
}
