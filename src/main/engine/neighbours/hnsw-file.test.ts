import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import { Random } from '../random.ts';
import { ExactNeighbours } from './exact.ts';
import { checkHnswFile, type HnswShape } from './hnsw-file.ts';
import { loadHnsw } from './hnsw.ts';
import { Indexes } from './indexes.ts';

const hnsw = loadHnsw();
const ROWS = 300;
const COLUMNS = 5;

describe.skipIf(!hnsw.native)('a file of an index', () => {
  let kernels: Kernels;
  let exact: ExactNeighbours;
  let shape: HnswShape;
  let bytes: Uint8Array;

  beforeAll(async () => {
    kernels = await Kernels.open({ threads: 1 });
    const table = kernels.matrix(ROWS, COLUMNS);
    new Random(3, 'rows').normal(table.data, 1);
    for (let row = 0; row < ROWS; row++)
      table.data.fill(0, row * table.stride + (row === 8 ? 0 : COLUMNS), (row + 1) * table.stride);
    exact = new ExactNeighbours(kernels, table);
    shape = { rows: ROWS, dimensions: COLUMNS, vector: (row) => exact.unitRow(row) };
    const indexes = new Indexes('');
    const source = { runId: 'r', checkpoint: 'c', exact };
    bytes = indexes.bytesOf(await indexes.build(source, { m: 6, efConstruction: 40 }));
  }, 60_000);
  afterAll(() => kernels.close());

  test('passes as it was written, and is taken over whole', async () => {
    expect(checkHnswFile(bytes, shape)).toEqual({ m: 6, efConstruction: 40 });
    const indexes = new Indexes('');
    const source = { runId: 'r', checkpoint: 'c', exact };
    const taken = await indexes.adopt(source, bytes);
    expect(taken.recall).toBeGreaterThan(0.9);
    expect(taken.index.count).toBe(ROWS - 1);
    expect(indexes.ready(source)).toBe(taken);
  });

  test('is refused for another table', () => {
    const other = { ...shape, vector: (row: number) => exact.unitRow((row + 1) % ROWS) };
    expect(() => checkHnswFile(bytes, other)).toThrow(/vector of row/);
    expect(() => checkHnswFile(bytes, { ...shape, rows: 200 })).toThrow(/the table has 200/);
    expect(() => checkHnswFile(bytes, { ...shape, dimensions: 6 })).toThrow(/dimensions/);
  });

  test('cut short, lengthened, or with any byte changed it is refused or harmless', () => {
    const cuts = fc.integer({ min: 0, max: bytes.length - 1 });
    fc.assert(
      fc.property(cuts, (length) => {
        expect(() => checkHnswFile(bytes.subarray(0, length), shape)).toThrow();
      }),
    );
    expect(() => checkHnswFile(Uint8Array.from([...bytes, 0, 0, 0, 0]), shape)).toThrow();
    const place = fc.oneof(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: bytes.length - 1 }));
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at] ^= change;
        try {
          checkHnswFile(changed, shape);
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_DATA' });
          return;
        }
        // What passes differs in numbers alone that lead nowhere outside: links among elements, scale, effort.
        expectInside(changed);
      }),
      { numRuns: 1000 },
    );
  });

  /** Reads the file the way the library does, and would run out of it where the check let something through. */
  function expectInside(file: Uint8Array): void {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const count = Number(view.getBigUint64(16, true));
    const perElement = Number(view.getBigUint64(24, true));
    for (let element = 0; element < count; element++) {
      const at = 96 + element * perElement;
      const links = view.getUint16(at, true);
      for (let k = 0; k < links; k++) expect(view.getUint32(at + 4 + 4 * k, true)).toBeLessThan(count);
    }
  }
});
