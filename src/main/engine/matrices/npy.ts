import { RecsmithError } from '../../../shared/errors.ts';

/** An array of NumPy: numbers, or the one text that names the kind of a sparse matrix. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row by row. 64-bit integers as doubles: all of them are checked to be exact. */
  readonly values: Float64Array | Float32Array | Int32Array | Uint32Array;
  readonly boolean: boolean;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const WIDTHS: Readonly<Record<string, number>> = {
  ...{ b1: 1, i1: 1, u1: 1, i2: 2, u2: 2, i4: 4, u4: 4, i8: 8, u8: 8, f4: 4, f8: 8 },
};

/** Format of numpy.lib.format, versions 1 to 3. @throws RecsmithError BAD_DATA @param name for messages */
function header(
  name: string,
  bytes: Uint8Array,
): { dtype: string; shape: number[]; fortran: boolean; data: Uint8Array } {
  if (bytes.length < 12 || MAGIC.some((value, n) => bytes[n] !== value)) throw damaged(name, 'it is no array of NumPy');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, at] = bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  if (bytes[6] > 3 || at + length > bytes.length) throw damaged(name, 'its head is cut short');
  const text = new TextDecoder('latin1').decode(bytes.subarray(at, at + length));
  const dtype = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (dtype === undefined || order === undefined || shape === undefined) throw damaged(name, 'its head cannot be read');
  const sizes = shape
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map(Number);
  if (!sizes.every(Number.isSafeInteger)) throw damaged(name, 'its shape is no number');
  return { dtype, shape: sizes, fortran: order === 'True', data: bytes.subarray(at + length) };
}

/** Numbers. @throws RecsmithError BAD_DATA, saying what is wrong or cannot be taken */
export function readNpy(name: string, bytes: Uint8Array): NpyArray {
  const { dtype, shape, fortran, data } = header(name, bytes);
  const [, order, kind] = /^([<>|=])(.*)$/.exec(dtype) ?? ['', '', ''];
  const width = WIDTHS[kind];
  if (width === undefined)
    throw damaged(
      name,
      `its type is ${dtype}; whole numbers of 8 to 64 bits, floats of 32 and 64 and booleans are read`,
    );
  if (order === '>' && width > 1) throw damaged(name, 'its bytes are in big-endian order');
  if (fortran && shape.length > 1) throw damaged(name, 'it is in Fortran order');
  const count = shape.reduce((all, size) => all * size, 1);
  if (data.length !== count * width) throw damaged(name, `it has ${data.length} bytes for ${count} values of ${width}`);
  return { shape, values: numbers(name, kind, data, count), boolean: kind === 'b1' };
}

function numbers(name: string, kind: string, data: Uint8Array, count: number): NpyArray['values'] {
  // A copy of its own is aligned; `slice` of a Buffer would be none.
  const { buffer } = new Uint8Array(data);
  switch (kind) {
    case 'b1':
    case 'u1':
      return Int32Array.from(new Uint8Array(buffer));
    case 'i1':
      return Int32Array.from(new Int8Array(buffer));
    case 'i2':
      return Int32Array.from(new Int16Array(buffer));
    case 'u2':
      return Int32Array.from(new Uint16Array(buffer));
    case 'i4':
      return new Int32Array(buffer);
    case 'u4':
      return new Uint32Array(buffer);
    case 'f4':
      return new Float32Array(buffer);
    case 'f8':
      return new Float64Array(buffer);
    default: {
      const wide = kind === 'i8' ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
      const values = new Float64Array(count);
      for (let n = 0; n < count; n++) {
        values[n] = Number(wide[n]);
        if (!Number.isSafeInteger(values[n])) throw damaged(name, `the value ${wide[n].toString()} is too large`);
      }
      return values;
    }
  }
}

/** A text of no dimension, as scipy names the kind of a matrix: bytes, or UTF-32. */
export function readNpyText(name: string, bytes: Uint8Array): string {
  const { dtype, shape, data } = header(name, bytes);
  const length = Number(/^[|<]([SU])(\d+)$/.exec(dtype)?.[2] ?? NaN);
  const wide = dtype.includes('U');
  if (!(length <= 32) || shape.length > 0 || data.length !== length * (wide ? 4 : 1))
    throw damaged(name, 'it is no text');
  return Array.from({ length }, (_, n) => String.fromCharCode(data[wide ? 4 * n : n]))
    .join('')
    .replace(/\0+$/, '');
}

const DTYPES = [
  [Float32Array, '<f4'],
  [Int32Array, '<i4'],
  [BigInt64Array, '<i8'],
] as const;

/** An array of one dimension, or a text of none. */
export function writeNpy(values: Float32Array | Int32Array | BigInt64Array | string): Uint8Array {
  const bytes = typeof values === 'string' ? new TextEncoder().encode(values) : values;
  const dtype = typeof values === 'string' ? `|S${bytes.length}` : DTYPES.find(([type]) => values instanceof type)![1];
  const shape = typeof values === 'string' ? '()' : `(${values.length},)`;
  const dictionary = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${shape}, }`;
  // The data begin at a multiple of 64.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const out = new Uint8Array(10 + length + bytes.byteLength);
  out.set(MAGIC);
  out.set([1, 0, length & 255, length >> 8], 6);
  out.set(new TextEncoder().encode(`${dictionary.padEnd(length - 1)}\n`), 10);
  out.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), 10 + length);
  return out;
}

function damaged(name: string, why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', `The array ${name} cannot be read: ${why}.`, { why });
}
