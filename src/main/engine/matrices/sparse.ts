import { RecsmithError } from '../../../shared/errors.ts';
import { readNpy, readNpyText, writeNpy, type NpyArray } from './npy.ts';
import { readZip, writeZip } from './zip.ts';

/** The stored cells of a sparse matrix in the order of the file, zeros left out. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly rowOf: Uint32Array; // [N]
  readonly columnOf: Uint32Array; // [N]
  /** [N]; null for booleans, which say that a cell is there and no more. */
  readonly values: Float32Array | null;
  readonly zeros: number; // cells that were stored and hold 0: in a sparse matrix they mean nothing
}

const MOST_BYTES = 16 * 2 ** 30;
const MOST_ROWS = 0xfffffffe;

/**
 * A matrix as `scipy.sparse.save_npz` writes it: CSR, CSC or COO, whole numbers of 8 to 64 bits, floats of 32 and 64 bits or
 * booleans, indices of 32 or 64 bits. Repeated cells come out as often as they are stored.
 * @throws RecsmithError BAD_DATA, saying what is wrong
 */
export function readSparse(file: Uint8Array): SparseMatrix {
  const entries = readZip(file, MOST_BYTES);
  const entry = (name: string): Uint8Array => {
    const found = entries.get(`${name}.npy`);
    if (!found) throw damaged(`it has no "${name}"`);
    return found;
  };
  const format = readNpyText('format', entry('format'));
  const shape = list('shape', readNpy('shape', entry('shape')));
  if (shape.length !== 2) throw damaged(`it has ${shape.length} dimensions`);
  const [rows, columns] = [whole('shape', shape[0], MOST_ROWS), whole('shape', shape[1], MOST_ROWS)];
  const data = readNpy('data', entry('data'));
  const values = list('data', data);
  let rowOf: Uint32Array;
  let columnOf: Uint32Array;
  if (format === 'csr' || format === 'csc') {
    const [major, minor] = format === 'csr' ? [rows, columns] : [columns, rows];
    const pointers = list('indptr', readNpy('indptr', entry('indptr')));
    const indices = list('indices', readNpy('indices', entry('indices')));
    const [along, across] = [
      expand(pointers, major, values.length),
      indicesOf('indices', indices, minor, values.length),
    ];
    [rowOf, columnOf] = format === 'csr' ? [along, across] : [across, along];
  } else if (format === 'coo') {
    rowOf = indicesOf('row', list('row', readNpy('row', entry('row'))), rows, values.length);
    columnOf = indicesOf('col', list('col', readNpy('col', entry('col'))), columns, values.length);
  } else throw damaged(`its kind is "${format}"; csr, csc and coo are read`);
  return keepStored({ rows, columns, rowOf, columnOf, data, values });
}

function keepStored(input: {
  rows: number;
  columns: number;
  rowOf: Uint32Array;
  columnOf: Uint32Array;
  data: NpyArray;
  values: NpyArray['values'];
}): SparseMatrix {
  const { rows, columns, rowOf, columnOf, data, values } = input;
  const kept = new Float32Array(values.length);
  let count = 0;
  for (let n = 0; n < values.length; n++) {
    if (!Number.isFinite(values[n])) throw damaged(`row ${rowOf[n]}, column ${columnOf[n]} holds ${values[n]}`);
    if (values[n] === 0) continue;
    rowOf[count] = rowOf[n];
    columnOf[count] = columnOf[n];
    kept[count++] = values[n];
  }
  return {
    ...{ rows, columns, zeros: values.length - count },
    rowOf: rowOf.subarray(0, count),
    columnOf: columnOf.subarray(0, count),
    values: data.boolean ? null : kept.subarray(0, count),
  };
}

/** Row of each cell, from where the cells of each row begin. */
function expand(pointers: NpyArray['values'], major: number, count: number): Uint32Array {
  if (pointers.length !== major + 1) throw damaged(`"indptr" has ${pointers.length} values, not ${major + 1}`);
  if (pointers[0] !== 0 || pointers[major] !== count)
    throw damaged(`"indptr" goes from ${pointers[0]} to ${pointers[major]}, "data" has ${count}`);
  const of = new Uint32Array(count);
  for (let row = 0; row < major; row++) {
    const [from, to] = [pointers[row], pointers[row + 1]];
    if (!(Number.isInteger(to) && to >= from)) throw damaged(`"indptr" falls at ${row}`);
    of.fill(row, from, to);
  }
  return of;
}

function indicesOf(name: string, values: NpyArray['values'], limit: number, count: number): Uint32Array {
  if (values.length !== count) throw damaged(`"${name}" has ${values.length} values, "data" has ${count}`);
  for (const value of values)
    if (!(Number.isInteger(value) && value >= 0 && value < limit))
      throw damaged(`"${name}" has ${value}, not below ${limit}`);
  return Uint32Array.from(values);
}

function list(name: string, { shape, values }: NpyArray): NpyArray['values'] {
  if (shape.length !== 1) throw damaged(`"${name}" has ${shape.length} dimensions`);
  return values;
}

function whole(name: string, value: number, most: number): number {
  if (!(Number.isInteger(value) && value >= 0 && value <= most)) throw damaged(`"${name}" has ${value}`);
  return value;
}

export interface Compressed {
  readonly rows: number;
  readonly columns: number;
  readonly start: Uint32Array; // [rows + 1]
  readonly indices: Uint32Array;
  /** null: every cell holds 1. */
  readonly values: Float32Array | null;
}

/** The bytes of a CSR matrix as `scipy.sparse.load_npz` reads it: f32 values, i32 indices. The same content, the same bytes. */
export function writeSparse({ rows, columns, start, indices, values }: Compressed): Generator<Uint8Array> {
  const entry = (name: string, content: Uint8Array) => ({ name: `${name}.npy`, content });
  return writeZip([
    entry('indices', writeNpy(Int32Array.from(indices))),
    entry('indptr', writeNpy(Int32Array.from(start))),
    entry('format', writeNpy('csr')),
    entry('shape', writeNpy(BigInt64Array.of(BigInt(rows), BigInt(columns)))),
    entry('data', writeNpy(values ?? new Float32Array(indices.length).fill(1))),
  ]);
}

function damaged(why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', `This is no sparse matrix that can be read: ${why}.`, {
    why,
    next: 'Write it by scipy.sparse.save_npz, as CSR.',
  });
}
