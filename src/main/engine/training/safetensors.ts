import { RecsmithError } from '../../../shared/errors.ts';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): 8 bytes of header length (u64, little-endian),
 * a JSON header, then the tensors' bytes without gaps. Written in pieces, so that a checkpoint never exists twice in
 * memory; read from one buffer that may be shared. Little-endian machines only, like the kernels.
 */
const WIDTH = { F32: 4, U32: 4, F64: 8, U8: 1 } as const;
export type Dtype = keyof typeof WIDTH;
export type Values = Float32Array | Uint32Array | Float64Array | Uint8Array;

/** The format's own limit is 100 MB; ours is what a table of contents of a few thousand tensors can need. */
export const HEADER_LIMIT = 16 * 1024 * 1024;
export const CHUNK_LIMIT = 8 * 1024 * 1024;
const ALIGNMENT = 8; // of the data, so that every dtype can be viewed in place

export interface TensorSource {
  readonly name: string;
  /** [length] or [rows, columns]. */
  readonly shape: readonly number[];
  /** Rows lie `stride` values apart; padding is left out of the file. stride >= columns, = 1 for vectors. */
  readonly data: Values;
  readonly stride: number;
}

export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major, unpadded; a view of the file where its alignment allows. */
  readonly values: Values;
}

export interface Safetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * The bytes of a file, in chunks of at most `limit` bytes. A chunk is valid until the next one is asked for.
 * @throws RecsmithError INTERNAL when a tensor's data are shorter than its shape says
 */
export function* writeSafetensors(
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>>,
  limit: number = CHUNK_LIMIT,
): Generator<Uint8Array> {
  // Wide values first: the header is padded to 8 bytes, so that everything stays aligned whatever the shapes are.
  const ordered = [...tensors].sort((a, b) => WIDTH[dtypeOf(b.data)] - WIDTH[dtypeOf(a.data)]);
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let offset = 0;
  for (const tensor of ordered) {
    const { rows, columns } = rowsOf(tensor);
    if (rows > 0 && columns > 0 && tensor.data.length < (rows - 1) * tensor.stride + columns)
      throw new RecsmithError(
        'INTERNAL',
        `The table ${tensor.name} is shorter than its shape ${String(tensor.shape)}.`,
      );
    const end = offset + rows * columns * WIDTH[dtypeOf(tensor.data)];
    header.push([tensor.name, { dtype: dtypeOf(tensor.data), shape: tensor.shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const head = new Uint8Array(8 + padded).fill(0x20, 8);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, 8);

  const chunk = new Uint8Array(Math.min(limit, head.length + offset));
  let filled = 0;
  for (const part of partsOf(head, ordered)) {
    for (let at = 0; at < part.length;) {
      const piece = part.subarray(at, at + chunk.length - filled);
      chunk.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled === chunk.length) {
        yield chunk;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** The file's bytes one after the other: the header, then whole tables or, where these are padded, row by row. */
function* partsOf(head: Uint8Array, tensors: readonly TensorSource[]): Generator<Uint8Array> {
  yield head;
  for (const tensor of tensors) {
    const { rows, columns } = rowsOf(tensor);
    if (rows === 0 || columns === 0) continue;
    if (tensor.stride === columns) yield bytesOf(tensor.data.subarray(0, rows * columns));
    else
      for (let row = 0; row < rows; row++)
        yield bytesOf(tensor.data.subarray(row * tensor.stride, row * tensor.stride + columns));
  }
}

/**
 * Reads a file; nothing of it is trusted.
 * @param file may lie in a SharedArrayBuffer; the tensors are views into it
 * @throws RecsmithError BAD_DATA, saying what is wrong
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  if (file.length < 8) throw damaged(`it has ${file.length} bytes`);
  const headerLength = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (headerLength > BigInt(HEADER_LIMIT)) throw damaged(`its header claims ${headerLength.toString()} bytes`);
  if (headerLength > BigInt(file.length - 8)) throw damaged('it ends inside its header');
  const length = Number(headerLength);
  const header = parseHeader(new Uint8Array(file.subarray(8, 8 + length))); // a copy: TextDecoder refuses shared memory
  const data = file.subarray(8 + length);

  const metadata = new Map<string, string>();
  const entries: (Entry & { name: string })[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      if (!isObject(value)) throw damaged('its metadata are no object');
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== 'string') throw damaged(`the metadata "${key}" are no text`);
        metadata.set(key, text);
      }
    } else entries.push({ name, ...checkEntry(name, value) });
  }

  // Sorted by offset the tensors must cover the data exactly: no overlap, no gap, no rest.
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let expected = 0;
  for (const { name, start, end } of entries) {
    if (start !== expected) throw damaged(`the table "${name}" starts at byte ${start}, not at ${expected}`);
    expected = end;
  }
  if (expected !== data.length)
    throw damaged(`its tables have ${expected} bytes, but ${data.length} follow the header`);

  return {
    metadata,
    tensors: new Map(
      entries.map(({ name, dtype, shape, start, end }) => [
        name,
        { dtype, shape, values: valuesOf(dtype, data.subarray(start, end)) },
      ]),
    ),
  };
}

interface Entry {
  dtype: Dtype;
  shape: number[];
  start: number;
  end: number;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged('its header is not JSON', cause);
  }
  if (!isObject(value)) throw damaged('its header is no object');
  return value;
}

function checkEntry(name: string, value: unknown): Entry {
  if (!isObject(value)) throw damaged(`the table "${name}" is not described`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== 'F32' && dtype !== 'U32' && dtype !== 'F64' && dtype !== 'U8')
    throw damaged(`the table "${name}" has the type ${JSON.stringify(dtype)}; F32, U32, F64 and U8 are read`);
  if (!isCounts(shape)) throw damaged(`the table "${name}" has no usable shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw damaged(`the table "${name}" has no usable offsets`);
  const [start, end] = offsets;
  const bytes = shape.reduce((product, size) => product * size, WIDTH[dtype]);
  if (end - start !== bytes) throw damaged(`the table "${name}" needs ${bytes} bytes and has ${end - start}`);
  return { dtype, shape, start, end };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && (count as number) >= 0);

function damaged(why: string, cause?: unknown): RecsmithError {
  return new RecsmithError(
    'BAD_DATA',
    `This is no usable safetensors file: ${why}.`,
    { why, next: 'Train the run again, or take another file.' },
    { cause },
  );
}

function rowsOf({ shape }: TensorSource): { rows: number; columns: number } {
  return { rows: shape[0], columns: shape.length === 1 ? 1 : shape[1] };
}

function dtypeOf(values: Values): Dtype {
  if (values instanceof Float32Array) return 'F32';
  if (values instanceof Uint32Array) return 'U32';
  return values instanceof Float64Array ? 'F64' : 'U8';
}

const bytesOf = (values: Values): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function valuesOf(dtype: Dtype, bytes: Uint8Array): Values {
  // A header of another writer may leave the data unaligned; a copy is aligned.
  const { buffer, byteOffset } = bytes.byteOffset % WIDTH[dtype] === 0 ? bytes : new Uint8Array(bytes);
  const length = bytes.length / WIDTH[dtype];
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, length);
    case 'U32':
      return new Uint32Array(buffer, byteOffset, length);
    case 'F64':
      return new Float64Array(buffer, byteOffset, length);
    case 'U8':
      return new Uint8Array(buffer, byteOffset, length);
  }
}
