import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecsmithError } from '../../../shared/errors.ts';
import { HEADER_LIMIT, readSafetensors, writeSafetensors, type TensorSource, type Values } from './safetensors.ts';

function fileOf(tensors: TensorSource[], metadata: Record<string, string> = {}, limit?: number): Uint8Array {
  return Buffer.concat(Array.from(writeSafetensors(tensors, metadata, limit), (chunk) => chunk.slice()));
}

/** A file with the given header, written by hand. */
function handmade(header: unknown, data = new Uint8Array(0), length?: bigint): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([head, json, data]);
}

const bits = (values: Values): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();

const tensor = fc
  .record({
    name: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
    rows: fc.integer({ min: 0, max: 6 }),
    columns: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
    padding: fc.integer({ min: 0, max: 7 }),
    dtype: fc.constantFrom('F32', 'U32', 'F64'),
    fill: fc.noShrink(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 64 })),
  })
  .map(({ name, rows, columns, padding, dtype, fill }): TensorSource => {
    const stride = columns === null ? 1 : columns + padding;
    const make = { F32: Float32Array, U32: Uint32Array, F64: Float64Array }[dtype];
    const data = new make(rows * stride);
    new Uint8Array(data.buffer).forEach((_, index, bytes) => (bytes[index] = fill[index % fill.length]));
    return { name, shape: columns === null ? [rows] : [rows, columns], stride, data };
  });
const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 5 });
const metadata = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 20 }), { maxKeys: 3 });

describe('safetensors', () => {
  it('reads back every bit of what it wrote, whatever the size of the chunks', () => {
    fc.assert(
      fc.property(tensors, metadata, fc.integer({ min: 1, max: 200 }), (given, meta, limit) => {
        const file = fileOf(given, meta, limit);
        expect(file).toEqual(fileOf(given, meta));
        const read = readSafetensors(file);
        expect([...read.metadata].sort()).toEqual(Object.entries(meta).sort());
        expect([...read.tensors.keys()].sort()).toEqual(given.map(({ name }) => name).sort());
        for (const { name, shape, data, stride } of given) {
          const stored = read.tensors.get(name)!;
          expect(stored.shape).toEqual(shape);
          const columns = shape[1] ?? 1;
          const unpadded = Array.from({ length: shape[0] }, (_, row) => [
            ...bits(data.subarray(row * stride, row * stride + columns)),
          ]).flat();
          expect([...bits(stored.values)]).toEqual(unpadded);
        }
      }),
    );
  });

  it('keeps chunks within the limit and the data aligned', () => {
    const data = new Float32Array(1000).fill(1);
    const source = { name: 'a', shape: [1000], data, stride: 1 };
    for (const chunk of writeSafetensors([source], {}, 512)) expect(chunk.length).toBeLessThanOrEqual(512);
    const file = fileOf([
      { name: 'ragged', shape: [3], data: new Uint32Array(3), stride: 1 },
      { name: 'wide', shape: [2], data: new Float64Array(2), stride: 1 },
    ]);
    expect(Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)) % 8).toBe(0);
    expect(readSafetensors(file).tensors.get('wide')!.values).toBeInstanceOf(Float64Array);
  });

  it('reads from shared memory without copying tables', () => {
    const file = fileOf([{ name: 'a', shape: [4], data: new Float32Array([1, 2, 3, 4]), stride: 1 }]);
    const shared = new Uint8Array(new SharedArrayBuffer(file.length));
    shared.set(file);
    const { values } = readSafetensors(shared).tensors.get('a')!;
    expect(values.buffer).toBe(shared.buffer);
    expect([...values]).toEqual([1, 2, 3, 4]);
  });

  it('reads tables that another writer left unaligned', () => {
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} ';
    expect(header.length % 4).not.toBe(0);
    const file = handmade(header, new Uint8Array(new Float32Array([2.5]).buffer));
    expect([...readSafetensors(file).tensors.get('a')!.values]).toEqual([2.5]);
  });

  it('refuses tables that are shorter than their shape', () => {
    const source = { name: 'a', shape: [2, 3], data: new Float32Array(5), stride: 3 };
    expect(() => fileOf([source])).toThrow('shorter than its shape');
  });

  const four = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a few bytes', new Uint8Array(7)],
    ['a header that is not there', handmade('', new Uint8Array(0), 10n)],
    ['a header beyond 16 MiB', handmade('{}', new Uint8Array(0), BigInt(HEADER_LIMIT) + 1n)],
    ['a header length beyond all numbers', handmade('{}', new Uint8Array(0), 2n ** 64n - 1n)],
    ['no JSON', handmade('{]')],
    ['broken UTF-8', handmade(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('latin1'), new Uint8Array(0))],
    ['a list', handmade([])],
    ['a number', handmade('3')],
    ['metadata that are no texts', handmade({ __metadata__: { a: 1 } })],
    ['metadata that are a list', handmade({ __metadata__: [] })],
    ['an undescribed table', handmade({ a: null })],
    ['an unknown type', handmade({ a: { ...four, dtype: 'F16' } }, new Uint8Array(4))],
    ['no shape', handmade({ a: { ...four, shape: 1 } }, new Uint8Array(4))],
    ['a negative size', handmade({ a: { ...four, shape: [-1] } }, new Uint8Array(4))],
    ['a fractional size', handmade({ a: { ...four, shape: [0.5, 2] } }, new Uint8Array(4))],
    ['a shape whose product overflows', handmade({ a: { ...four, shape: [2 ** 52, 2 ** 52] } }, new Uint8Array(4))],
    ['one offset', handmade({ a: { ...four, data_offsets: [0] } }, new Uint8Array(4))],
    ['offsets against the shape', handmade({ a: { ...four, data_offsets: [0, 8] } }, new Uint8Array(8))],
    ['falling offsets', handmade({ a: { ...four, shape: [0], data_offsets: [4, 0] } }, new Uint8Array(4))],
    ['offsets beyond the end', handmade({ a: { ...four, data_offsets: [4, 8] } }, new Uint8Array(4))],
    ['a file cut short', handmade({ a: four }, new Uint8Array(3))],
    ['bytes too many', handmade({ a: four }, new Uint8Array(5))],
    ['overlapping tables', handmade({ a: four, b: four }, new Uint8Array(4))],
    ['a gap', handmade({ a: four, b: { ...four, data_offsets: [8, 12] } }, new Uint8Array(12))],
  ])('calls %s bad data', (_name, file) => {
    expect(codeOf(file)).toBe('BAD_DATA');
  });

  it('never fails otherwise on a damaged file', () => {
    const good = fileOf(
      [
        { name: 'users', shape: [3, 2], data: new Float32Array(6).fill(1), stride: 2 },
        { name: 'bias', shape: [2], data: new Float64Array(2), stride: 1 },
      ],
      { model: 'x' },
    );
    const damage = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), cut: fc.nat(good.length) });
    fc.assert(
      fc.property(damage, ({ at, byte, cut }) => {
        const bad = Uint8Array.from(good);
        bad[at] = byte;
        for (const file of [bad, bad.slice(0, cut)]) expect([null, 'BAD_DATA']).toContain(codeOf(file));
      }),
      { numRuns: 500 },
    );
  });
});

/** null: could be read. */
function codeOf(file: Uint8Array): string | null {
  try {
    readSafetensors(file);
    return null;
  } catch (error) {
    if (!(error instanceof RecsmithError)) throw error;
    return error.code;
  }
}
