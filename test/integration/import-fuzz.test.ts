import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewImport } from '../../src/main/engine/datasets/import/preview.ts';
import { RecsmithError } from '../../src/shared/errors.ts';
import { openBench, type Bench } from './import-support.ts';

// A good file, damaged at random: what comes out is an error that says where and what next, or a whole dataset with its
// rejects; never a crash, never half a dataset.
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const runs = process.env.SOAK === '1' ? 200 : 30;
const LINES = Array.from(
  { length: 300 },
  (_, n) => `"user ${n % 20}",été ${n % 40},${1 + (n % 5)},${1_381_945_744 + n}`,
);
const GOOD = `user,item,rating,timestamp\n${LINES.join('\n')}\n`;

const position = fc.double({ min: 0, max: 1, noNaN: true });
type Change = (bytes: Buffer) => Buffer;
const cut = (bytes: Buffer, at: number) => Math.floor(at * bytes.length);
const splice = (bytes: Buffer, from: number, to: number, piece: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(to)]);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(position, fc.integer({ min: 1, max: 255 })).map(([at, mask]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[Math.min(copy.length - 1, cut(copy, at))] ^= mask;
    return copy;
  }),
  position.map((at) => (bytes: Buffer) => bytes.subarray(0, cut(bytes, at))),
  position.map((at) => (bytes: Buffer) => {
    const lines = bytes.toString('latin1').split('\n');
    lines.splice(Math.floor(at * lines.length), 1);
    return Buffer.from(lines.join('\n'), 'latin1');
  }),
  fc
    .tuple(
      position,
      fc.constantFrom(
        '"',
        '""',
        '\0',
        '\n',
        '\r',
        ',',
        ',,,',
        ';',
        '::',
        '\t',
        ' ',
        '\\',
        'é',
        '-',
        'NaN',
        '1e999',
        '\ufeff',
        '\ufffe',
        `"${'x'.repeat(300_000)}`,
      ),
    )
    .map(
      ([at, piece]) =>
        (bytes: Buffer) =>
          splice(bytes, cut(bytes, at), cut(bytes, at), Buffer.from(piece)),
    ),
  fc.tuple(position, fc.uint8Array({ minLength: 1, maxLength: 64 })).map(
    ([at, junk]) =>
      (bytes: Buffer) =>
        splice(bytes, cut(bytes, at), cut(bytes, at) + junk.length, Buffer.from(junk)),
  ),
  fc.constantFrom<Change>(
    (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'),
    (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
    (bytes) => Buffer.from(bytes.toString('utf8').replaceAll(',', ';'), 'utf16le').swap16(),
    (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r'), 'latin1'),
    (bytes) => gzipSync(bytes),
  ),
);

it(`${runs} damaged files`, async () => {
  const { datasets, trash } = bench.storage.services;
  let imported = 0;
  let refused = 0;
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(0, 0.1, 1),
      async (changes, packed, share) => {
        let bytes: Buffer = Buffer.from(GOOD);
        if (packed) bytes = gzipSync(bytes);
        for (const next of changes) bytes = next(bytes);
        const file = bench.file(`damaged-${++number}.csv`, bytes);
        const input = { file, format: {}, columns: {}, duplicates: 'last' as const, maxRejects: { share } };

        const preview = await previewImport(input, new AbortController().signal).catch(expectSaid);
        const result = await bench.run(input).catch(expectSaid);
        if (preview === null) expect(result).toBeNull();
        const { datasets: left, files } = await bench.leftovers();
        expect(files).toEqual([]);
        if (result === null) {
          refused++;
          expect(left).toEqual([]);
          return;
        }
        imported++;
        const { dataset } = result;
        expect(left).toEqual([dataset]);
        const stored = await datasets.interactions(dataset.id, 'all');
        expect(stored.items).toHaveLength(dataset.interactions);
        expect(stored.start).toHaveLength(dataset.users + 1);
        expect(stored.items.every((item) => item < dataset.items)).toBe(true);
        expect(stored.values?.every(Number.isFinite) ?? true).toBe(true);
        expect(stored.times?.every(Number.isFinite) ?? true).toBe(true);
        expect(await datasets.rejects(dataset.id)).toHaveLength(result.rejected);
        const ids = await datasets.userIds(
          dataset.id,
          Uint32Array.from({ length: dataset.users }, (_, k) => k),
        );
        expect(new Set(ids).size).toBe(dataset.users);
        expect(ids.every((id) => id !== '' && !id.includes('\0'))).toBe(true);
        await trash.delete(dataset.id);
        await trash.empty();
      },
    ),
    { numRuns: runs, seed: 7, endOnFailure: true },
  );
  // Else the damage was too little, or too much, to mean anything.
  expect(imported).toBeGreaterThan(runs / 10);
  expect(refused).toBeGreaterThan(runs / 10);
});

/** An error a person can use; anything else is a crash. */
function expectSaid(error: unknown): null {
  if (!(error instanceof RecsmithError)) throw error;
  expect(['BAD_DATA', 'BAD_INPUT']).toContain(error.code);
  expect(error.message).not.toBe('');
  expect(error.details.where).toMatch(/damaged-\d+\.csv/);
  expect(error.details.next).toBeTruthy();
  return null;
}
