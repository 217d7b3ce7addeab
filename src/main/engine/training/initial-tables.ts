import type { Matrix } from '../kernels/matrix.ts';
import type { Safetensors, StoredTensor } from './safetensors.ts';

/** Where the rows of one side come from. */
export interface RowsFrom {
  /** [n], the row in the source of each row here; -1: it begins afresh. */
  readonly from: Int32Array;
  /** Rows of the source. */
  readonly count: number;
}

/**
 * Tables that a training begins with: those of another run, row by row of the same original ids. Which side a table
 * belongs to shows in its length, here and there; where users and items are as many, in its name. A table of neither
 * (weights, an offset) is taken where its shape is the same. What is not taken keeps what the model itself begins with.
 * Optimiser state goes by the same rules, for it lies in tables of the same shapes.
 */
export class InitialTables {
  readonly users: RowsFrom;
  readonly items: RowsFrom;
  readonly taken: string[] = [];
  readonly fresh: string[] = [];
  readonly #file: Safetensors;

  constructor(file: Safetensors, users: RowsFrom, items: RowsFrom) {
    this.#file = file;
    this.users = users;
    this.items = items;
  }

  /** Overwrites what the model has begun with. */
  matrix(name: string, { rows, columns, stride, data }: Matrix): void {
    const tensor = this.#file.tensors.get(name);
    const values = tensor?.shape.length === 2 && tensor.shape[1] === columns ? floatsOf(tensor) : null;
    const from = values && this.#rowsFor(name, rows, tensor!.shape[0]);
    if (!values || !from) {
      this.fresh.push(name);
      return;
    }
    for (let row = 0; row < rows; row++)
      if (from(row) >= 0) data.set(values.subarray(from(row) * columns, (from(row) + 1) * columns), row * stride);
    this.taken.push(name);
  }

  vector(name: string, target: Float32Array): void {
    const tensor = this.#file.tensors.get(name);
    const values = tensor?.shape.length === 1 ? floatsOf(tensor) : null;
    const from = values && this.#rowsFor(name, target.length, tensor!.shape[0]);
    if (!values || !from) {
      this.fresh.push(name);
      return;
    }
    for (let row = 0; row < target.length; row++) if (from(row) >= 0) target[row] = values[from(row)];
    this.taken.push(name);
  }

  /** The row of the source for a row here; null: the table does not fit. */
  #rowsFor(name: string, rows: number, sourceRows: number): ((row: number) => number) | null {
    const sides = (['users', 'items'] as const).filter(
      (side) => this[side].from.length === rows && this[side].count === sourceRows,
    );
    const side = sides.length < 2 ? sides.at(0) : sides.find((each) => name.toLowerCase().includes(each.slice(0, -1)));
    if (side) return (row) => this[side].from[row];
    return rows === sourceRows ? (row) => row : null;
  }
}

const floatsOf = ({ values }: StoredTensor): Float32Array | null => (values instanceof Float32Array ? values : null);
