import * as fc from 'fast-check';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RecsmithError } from '../../../shared/errors.ts';
import { readNpy, writeNpy } from './npy.ts';
import { readSparse, writeSparse, type Compressed } from './sparse.ts';
import { readZip, writeZip } from './zip.ts';

const joined = (chunks: Iterable<Uint8Array>): Uint8Array => Uint8Array.from(Buffer.concat([...chunks]));

/** An array as NumPy writes it: version 1.0, any type and order. */
function npy(dtype: string, shape: string, data: ArrayBufferView | Uint8Array, order = 'False'): Uint8Array {
  const head = `{'descr': '${dtype}', 'fortran_order': ${order}, 'shape': ${shape}, }`.padEnd(117) + '\n';
  return Uint8Array.from([
    ...[0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0],
    ...Buffer.from(head),
    ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
}
const text = (value: string) => npy(`|S${value.length}`, '()', Buffer.from(value));
const i8 = (...values: number[]) => npy('<i8', `(${values.length},)`, BigInt64Array.from(values.map(BigInt)));
const i4 = (...values: number[]) => npy('<i4', `(${values.length},)`, Int32Array.from(values));

const archive = (parts: Record<string, Uint8Array>): Uint8Array =>
  joined(writeZip(Object.entries(parts).map(([name, content]) => ({ name: `${name}.npy`, content }))));

/** The same archive with nothing packed, as NumPy's `savez` writes it. */
function storedZip(parts: Record<string, Uint8Array>): Uint8Array {
  const pieces: Uint8Array[] = [];
  const heads: Uint8Array[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const [local, title, , central] = [...writeZip([{ name: `${name}.npy`, content }])].map((piece) =>
      Buffer.from(piece),
    );
    for (const [head, at] of [
      [local, 8],
      [central, 10],
    ] as const) {
      head.writeUInt16LE(0, at); // method: stored
      head.writeUInt32LE(content.length, at + 10); // packed size
    }
    central.writeUInt32LE(offset, 42);
    pieces.push(local, title, content);
    heads.push(central, title);
    offset += local.length + title.length + content.length;
  }
  const end = Buffer.from([...writeZip([])][0]);
  end.writeUInt16LE(heads.length / 2, 8);
  end.writeUInt16LE(heads.length / 2, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, ...heads, end]);
}

/** 3 x 4: (0, 1) = 2, (0, 3) = 5, (2, 0) = 1. */
const csr = {
  format: text('csr'),
  shape: i8(3, 4),
  data: npy('<f8', '(3,)', Float64Array.of(2, 5, 1)),
  indices: i4(1, 3, 0),
  indptr: i4(0, 2, 2, 3),
};
const cells = (file: Uint8Array) => {
  const { rowOf, columnOf, values } = readSparse(file);
  return Array.from(rowOf, (row, n) => [row, columnOf[n], values ? values[n] : true]);
};
const same = [
  [0, 1, 2],
  [0, 3, 5],
  [2, 0, 1],
];

const matrices = fc
  .record({ rows: fc.integer({ min: 0, max: 8 }), columns: fc.integer({ min: 1, max: 9 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(fc.uniqueArray(fc.integer({ min: 0, max: columns - 1 })), { minLength: rows, maxLength: rows })
      .map((lists): Compressed => {
        const sorted = lists.map((list) => list.sort((a, b) => a - b));
        const start = Uint32Array.from([0, ...sorted].map((_, n) => sorted.slice(0, n).flat().length));
        const indices = Uint32Array.from(sorted.flat());
        return { rows, columns, start, indices, values: Float32Array.from(indices, (_, n) => n - 2.5) };
      }),
  );

describe('a sparse matrix', () => {
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const bytes = joined(writeSparse(matrix));
        const read = readSparse(bytes);
        expect([read.rows, read.columns, read.zeros]).toEqual([matrix.rows, matrix.columns, 0]);
        expect(Array.from(read.columnOf)).toEqual(Array.from(matrix.indices));
        expect(Array.from(read.values!)).toEqual(Array.from(matrix.values!));
        expect(Array.from(read.rowOf)).toEqual(
          Array.from({ length: matrix.rows }, (_, row) =>
            new Array<number>(matrix.start[row + 1] - matrix.start[row]).fill(row),
          ).flat(),
        );
        expect(joined(writeSparse(matrix))).toEqual(bytes);
      }),
    );
  });

  test.each([
    ['|i1', Int8Array.of(2, 5, 1)],
    ['|u1', Uint8Array.of(2, 5, 1)],
    ['<i2', Int16Array.of(2, 5, 1)],
    ['<u2', Uint16Array.of(2, 5, 1)],
    ['<i4', Int32Array.of(2, 5, 1)],
    ['<u4', Uint32Array.of(2, 5, 1)],
    ['<i8', BigInt64Array.of(2n, 5n, 1n)],
    ['<u8', BigUint64Array.of(2n, 5n, 1n)],
    ['<f4', Float32Array.of(2, 5, 1)],
    ['<f8', Float64Array.of(2, 5, 1)],
  ])('of %s is read', (dtype, data) => {
    expect(cells(archive({ ...csr, data: npy(dtype, '(3,)', data) }))).toEqual(same);
  });

  test('of booleans says that a cell is there; indices may have 64 bits; text may be Unicode', () => {
    expect(cells(archive({ ...csr, data: npy('|b1', '(3,)', Uint8Array.of(1, 1, 1)) }))).toEqual(
      same.map(([row, column]) => [row, column, true]),
    );
    expect(cells(archive({ ...csr, indices: i8(1, 3, 0), indptr: i8(0, 2, 2, 3) }))).toEqual(same);
    const unicode = npy('<U3', '()', Uint32Array.from(Buffer.from('csr')));
    expect(cells(archive({ ...csr, format: unicode }))).toEqual(same);
  });

  test('by columns or by coordinates is the same', () => {
    const data = npy('<f8', '(3,)', Float64Array.of(1, 2, 5));
    const csc = { ...csr, format: text('csc'), data, indices: i4(2, 0, 0), indptr: i4(0, 1, 2, 2, 3) };
    expect(cells(archive(csc)).sort()).toEqual(same);
    const { indices: _i, indptr: _p, ...rest } = csr;
    expect(cells(archive({ ...rest, format: text('coo'), row: i4(0, 0, 2), col: i4(1, 3, 0) }))).toEqual(same);
  });

  test('from a Buffer in the midst of others, entries stored as they are, is the same', () => {
    const stored = Buffer.concat([Buffer.alloc(3), storedZip(csr)]).subarray(3);
    expect(cells(stored)).toEqual(same);
    const wide = { ...csr, data: npy('<i8', '(3,)', BigInt64Array.of(2n, 5n, 1n)), indices: i8(1, 3, 0) };
    expect(cells(Buffer.concat([Buffer.alloc(5), storedZip(wide)]).subarray(5))).toEqual(same);
  });

  test('leaves out stored zeros, and keeps repeated cells', () => {
    const data = npy('<f4', '(3,)', Float32Array.of(0, 5, 7));
    const found = readSparse(archive({ ...csr, data, indices: i4(1, 3, 3), indptr: i4(0, 3, 3, 3) }));
    expect(found.zeros).toBe(1);
    expect([Array.from(found.columnOf), Array.from(found.values!)]).toEqual([
      [3, 3],
      [5, 7],
    ]);
  });

  test.each<[string, Record<string, Uint8Array>, RegExp]>([
    ['a part is missing', { data: csr.data, shape: csr.shape, format: csr.format }, /no "indptr"/],
    ['of another kind', { ...csr, format: text('bsr') }, /"bsr"/],
    ['an index outside', { ...csr, indices: i4(1, 4, 0) }, /not below 4/],
    ['a negative index', { ...csr, indices: i4(1, -1, 0) }, /-1/],
    ['rows that go back', { ...csr, indptr: i4(0, 3, 2, 3) }, /falls/],
    ['rows that end elsewhere', { ...csr, indptr: i4(0, 1, 1, 1) }, /goes from 0 to 1/],
    ['too few rows', { ...csr, indptr: i4(0, 3) }, /has 2 values, not 4/],
    ['a shape of three', { ...csr, shape: i8(3, 4, 5) }, /3 dimensions/],
    ['no number', { ...csr, data: npy('<f8', '(3,)', Float64Array.of(1, NaN, 2)) }, /holds NaN/],
    ['half floats', { ...csr, data: npy('<f2', '(3,)', Uint16Array.of(1, 2, 3)) }, /<f2/],
    ['objects', { ...csr, data: npy('|O', '(3,)', Uint8Array.of(1, 2, 3)) }, /\|O/],
    ['big-endian', { ...csr, data: npy('>f8', '(3,)', Float64Array.of(1, 2, 3)) }, /big-endian/],
    ['in Fortran order', { ...csr, data: npy('<f4', '(3, 1)', Float32Array.of(1, 2, 3), 'True') }, /Fortran/],
    ['an array that is cut', { ...csr, data: npy('<f8', '(3,)', Float64Array.of(1, 2)) }, /16 bytes for 3/],
    ['a whole number beyond', { ...csr, data: npy('<i8', '(3,)', BigInt64Array.of(1n, 2n ** 60n, 2n)) }, /too large/],
  ])('is refused: %s', (_what, parts, message) => {
    expect(() => readSparse(archive(parts))).toThrow(message);
    expect(() => readSparse(archive(parts))).toThrow(RecsmithError);
  });

  test('with any byte changed, or cut short, is refused by name or read whole', () => {
    const whole = archive(csr);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
    const read = (bytes: Uint8Array) => {
      try {
        const { rows, columns, rowOf, columnOf } = readSparse(bytes);
        expect(rowOf.every((row) => row < rows) && columnOf.every((column) => column < columns)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: 'BAD_DATA' });
      }
    };
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(whole.length - 1), (changes, length) => {
        const bytes = whole.slice();
        for (const [at, by] of changes) bytes[at] ^= by;
        read(bytes);
        expect(() => readSparse(whole.subarray(0, length))).toThrow(RecsmithError);
      }),
      { numRuns: 1000 },
    );
  });

  test('claims that its archive makes are not believed', () => {
    const bytes = archive({ format: writeNpy('csr') });
    const view = new DataView(bytes.buffer);
    const central = bytes.findIndex((_, at) => at + 4 <= bytes.length && view.getUint32(at, true) === 0x02014b50);
    view.setUint32(central + 24, 2 ** 31, true);
    expect(() => readZip(bytes, 2 ** 40)).toThrow(/claims 2147483648 bytes/);
    expect(() => readZip(archive(csr), 100)).toThrow(/claims/);
  });

  test('entries are deflated as others read them', () => {
    const content = writeNpy(Float32Array.from({ length: 1000 }, () => 1));
    const [local, name, packed] = [...writeZip([{ name: 'x', content }])];
    expect([local.length, new TextDecoder().decode(name)]).toEqual([30, 'x']);
    expect(new Uint8Array(inflateRawSync(packed))).toEqual(content);
    expect(readNpy('x', content).values).toEqual(new Float32Array(1000).fill(1));
  });
});
