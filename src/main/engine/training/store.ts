import { RecsmithError } from '../../../shared/errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Store, Tables } from '../models/definition.ts';
import type { Safetensors, TensorSource } from './safetensors.ts';

type Table = { kind: 'matrix'; matrix: Matrix } | { kind: 'vector'; values: Float32Array };

/** In a checkpoint the best tables so far lie beside the latest ones, under this prefix. */
export const BEST = 'best/';

/** What a fresh run begins with in the place of what its model would: both overwrite what they are given. */
export interface Beginning {
  matrix(name: string, table: Matrix): void;
  vector(name: string, values: Float32Array): void;
}

/**
 * The tables of a run in training, in kernel memory. With `saved`, `table` and `vector` return what the checkpoint
 * holds instead of calling `init`; a table that the checkpoint lacks is an error, because a model that asks for
 * another table than before could not continue bit for bit.
 */
export class TableStore implements Store {
  readonly #kernels: Kernels;
  readonly #saved: Safetensors | null;
  readonly #initial: Beginning | null;
  readonly #tables = new Map<string, Table>();

  /** @param initial what a fresh run begins with in the place of what `init` puts there */
  constructor(kernels: Kernels, saved: Safetensors | null = null, initial: Beginning | null = null) {
    this.#kernels = kernels;
    this.#saved = saved;
    this.#initial = saved ? null : initial;
  }

  table(name: string, rows: number, columns: number, init?: (table: Matrix) => void): Matrix {
    const known = this.#tables.get(name);
    if (known) {
      if (known.kind !== 'matrix' || known.matrix.rows !== rows || known.matrix.columns !== columns)
        throw mismatch(name, 'asked for twice, in two shapes');
      return known.matrix;
    }
    const matrix = this.#saved ? loadMatrix(this.#kernels, this.#saved, name) : this.#kernels.matrix(rows, columns);
    if (matrix.rows !== rows || matrix.columns !== columns)
      throw mismatch(name, `${matrix.rows} x ${matrix.columns}, not ${rows} x ${columns}`);
    if (!this.#saved) init?.(matrix);
    this.#initial?.matrix(name, matrix);
    this.#tables.set(name, { kind: 'matrix', matrix });
    return matrix;
  }

  vector(name: string, length: number, init?: (values: Float32Array) => void): Float32Array {
    const known = this.#tables.get(name);
    if (known) {
      if (known.kind !== 'vector' || known.values.length !== length)
        throw mismatch(name, 'asked for twice, in two shapes');
      return known.values;
    }
    const values = this.#saved ? loadVector(this.#kernels, this.#saved, name) : this.#kernels.f32(length);
    if (values.length !== length) throw mismatch(name, `${values.length} long, not ${length}`);
    if (!this.#saved) init?.(values);
    this.#initial?.vector(name, values);
    this.#tables.set(name, { kind: 'vector', values });
    return values;
  }

  get tables(): Tables {
    return {
      names: [...this.#tables.keys()],
      matrix: (name) => {
        const table = this.#tables.get(name);
        if (table?.kind !== 'matrix') throw missing(name);
        return table.matrix;
      },
      vector: (name) => {
        const table = this.#tables.get(name);
        if (table?.kind !== 'vector') throw missing(name);
        return table.values;
      },
    };
  }

  /** What a checkpoint is written from; the data are the live tables. */
  sources(): TensorSource[] {
    return [...this.#tables].map(([name, table]) =>
      table.kind === 'vector'
        ? { name, shape: [table.values.length], data: table.values, stride: 1 }
        : {
            name,
            shape: [table.matrix.rows, table.matrix.columns],
            data: table.matrix.data,
            stride: table.matrix.stride,
          },
    );
  }
}

/** A copy of all tables outside the kernels' memory: the best so far, or the state an interrupted epoch began with. */
export class TableCopy {
  #copies: TensorSource[] = [];

  /** Takes the tables as they are now. The buffers of the former copy are used again. */
  take(store: TableStore): void {
    const former = new Map(this.#copies.map((copy) => [copy.name, copy.data]));
    this.#copies = store.sources().map((source) => {
      const data = former.get(source.name) ?? new Float32Array(source.data.length);
      data.set(source.data);
      return { ...source, data };
    });
  }

  /** Takes the best tables of a checkpoint, where it holds some. */
  takeBest(saved: Safetensors, store: TableStore): void {
    this.#copies = store.sources().map((source) => {
      const tensor = saved.tensors.get(BEST + source.name);
      if (!tensor) throw missing(BEST + source.name);
      const data = new Float32Array(source.data.length);
      spread(tensor.values as Float32Array, data, source.shape, source.stride);
      return { ...source, data };
    });
  }

  putBack(store: TableStore): void {
    const copies = new Map(this.#copies.map((copy) => [copy.name, copy.data]));
    for (const { name, data } of store.sources()) {
      const copy = copies.get(name);
      if (copy) data.set(copy);
    }
  }

  sources(prefix = ''): TensorSource[] {
    return this.#copies.map((copy) => ({ ...copy, name: prefix + copy.name }));
  }

  drop(): void {
    this.#copies = [];
  }
}

/** Tables of a checkpoint, loaded into kernel memory when they are asked for. */
export function tablesFrom(kernels: Kernels, saved: Safetensors, prefix = ''): Tables {
  const loaded = new Map<string, Matrix | Float32Array>();
  const once = <T extends Matrix | Float32Array>(name: string, load: () => T): T => {
    const value = (loaded.get(name) as T | undefined) ?? load();
    loaded.set(name, value);
    return value;
  };
  return {
    names: [...saved.tensors.keys()]
      .filter((name) => (prefix === '' ? !name.startsWith(BEST) : name.startsWith(prefix)))
      .map((name) => name.slice(prefix.length)),
    matrix: (name) => once(name, () => loadMatrix(kernels, saved, prefix + name)),
    vector: (name) => once(name, () => loadVector(kernels, saved, prefix + name)),
  };
}

function loadMatrix(kernels: Kernels, saved: Safetensors, name: string): Matrix {
  const tensor = saved.tensors.get(name);
  if (!tensor) throw missing(name);
  if (tensor.shape.length !== 2 || !(tensor.values instanceof Float32Array))
    throw mismatch(name, 'no table of numbers');
  const matrix = kernels.matrix(tensor.shape[0], tensor.shape[1]);
  spread(tensor.values, matrix.data, tensor.shape, matrix.stride);
  return matrix;
}

function loadVector(kernels: Kernels, saved: Safetensors, name: string): Float32Array {
  const tensor = saved.tensors.get(name);
  if (!tensor) throw missing(name);
  if (tensor.shape.length !== 1 || !(tensor.values instanceof Float32Array)) throw mismatch(name, 'no list of numbers');
  const values = kernels.f32(tensor.shape[0]);
  values.set(tensor.values);
  return values;
}

/** Unpadded rows into rows that lie `stride` values apart. */
function spread(from: Float32Array, to: Float32Array, shape: readonly number[], stride: number): void {
  const columns = shape.length === 1 ? 1 : shape[1];
  if (stride === columns) to.set(from);
  else for (let row = 0; row < shape[0]; row++) to.set(from.subarray(row * columns, (row + 1) * columns), row * stride);
}

const missing = (name: string): RecsmithError =>
  new RecsmithError('BAD_DATA', `The checkpoint has no table "${name}".`, {
    next: 'Train the run again: it was made by another version of the model.',
  });

const mismatch = (name: string, why: string): RecsmithError =>
  new RecsmithError('BAD_DATA', `The table "${name}" does not fit: ${why}.`, {
    next: 'Train the run again: it was made by another version of the model.',
  });
