import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { Random } from '../random.ts';
import { ExactNeighbours } from './exact.ts';
import { HnswIndex, loadHnsw } from './hnsw.ts';
import { Indexes, measureRecall } from './indexes.ts';

const ROWS = 600;
const COLUMNS = 20;
const EMPTY = 17;
const hnsw = loadHnsw();
if (!hnsw.native) console.info(`skipped: ${hnsw.reason}`);

let kernels: Kernels;
let table: Matrix;
let exact: ExactNeighbours;

/** Points around 30 centres; one row is 0, two rows are equal up to length. */
beforeAll(async () => {
  kernels = await Kernels.open({ threads: 2 });
  table = kernels.matrix(ROWS, COLUMNS);
  const random = new Random(5, 'points');
  const centres = random.normal(new Float32Array(30 * COLUMNS), 1);
  const noise = random.normal(new Float32Array(ROWS * COLUMNS), 0.6);
  for (let row = 0; row < ROWS; row++)
    for (let f = 0; f < COLUMNS; f++)
      table.data[row * table.stride + f] =
        row === EMPTY ? 0 : (1 + row / 100) * (centres[(row % 30) * COLUMNS + f] + noise[row * COLUMNS + f]);
  for (let f = 0; f < COLUMNS; f++) table.data[200 * table.stride + f] = 3 * table.data[100 * table.stride + f];
  exact = new ExactNeighbours(kernels, table);
});
afterAll(() => kernels.close());

function cosine(a: number, b: number): number {
  let [dot, left, right] = [0, 0, 0];
  for (let f = 0; f < COLUMNS; f++) {
    const [x, y] = [table.data[a * table.stride + f], table.data[b * table.stride + f]];
    dot += x * y;
    left += x * x;
    right += y * y;
  }
  return dot / Math.sqrt(left * right);
}

describe('exact search', () => {
  test('finds what sorting all cosines finds', async () => {
    const queries = Uint32Array.of(0, 99, 100, 599);
    const found = await exact.search(queries, 10);
    queries.forEach((query, n) => {
      const others = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row !== query && row !== EMPTY);
      const best = others.sort((a, b) => cosine(query, b) - cosine(query, a)).slice(0, 10);
      expect(found[n].map(({ row }) => row)).toEqual(best);
      for (const { row, similarity } of found[n]) expect(similarity).toBeCloseTo(cosine(query, row), 5);
    });
    expect(found[2][0].row).toBe(200);
    expect(found[2][0].similarity).toBeCloseTo(1, 6);
    expect(found[2][0].similarity).toBeLessThanOrEqual(1);
  });

  test('an empty row is nobody’s neighbour and has none', async () => {
    const [none, all] = await exact.search(Uint32Array.of(EMPTY, 3), 10_000);
    expect(none).toEqual([]);
    expect(all.length).toBe(ROWS - 2);
    expect(all.map(({ row }) => row)).not.toContain(EMPTY);
  });
});

describe('without the library', () => {
  const module = loadHnsw('hnswlib-that-nobody-has');
  test('the reason is told', () => {
    expect(module).toEqual({ native: null, reason: 'hnswlib-that-nobody-has cannot be used: it is not installed' });
  });
  test('an index is refused with the reason', async () => {
    const indexes = new Indexes('', module);
    await expect(indexes.open({ runId: 'r', checkpoint: 'c', exact })).rejects.toMatchObject({
      code: 'REFUSED',
      details: { why: expect.stringContaining('not installed') as string },
    });
    expect(indexes.ready({ runId: 'r', checkpoint: 'c', exact })).toBeNull();
  });
});

describe.skipIf(!hnsw.native)('with the library', () => {
  test('the index agrees with exact search, itself left out', async () => {
    const vectors = new Float32Array(ROWS * COLUMNS);
    for (let row = 0; row < ROWS; row++) vectors.set(exact.unitRow(row), row * COLUMNS);
    const index = HnswIndex.build(hnsw.native!, vectors, COLUMNS);
    expect(index.count).toBe(ROWS - 1);
    expect(await measureRecall(index, exact)).toBeGreaterThanOrEqual(0.99);
    const found = index.search(exact.unitRow(100), 100, 5);
    const [expected] = await exact.search(Uint32Array.of(100), 5);
    expect(found.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
    found.forEach(({ similarity }, n) => expect(similarity).toBeCloseTo(expected[n].similarity, 5));
    expect(index.search(exact.unitRow(100), 100, 10_000).length).toBeGreaterThan(ROWS / 2);
  });

  test('is built once by its own thread, in memory where there is no workspace, and anew for another checkpoint', async () => {
    const indexes = new Indexes('');
    const source = { runId: 'r', checkpoint: 'c', exact };
    expect(indexes.ready(source)).toBeNull();
    const [one, two] = await Promise.all([indexes.open(source), indexes.open(source)]);
    expect(one.index).toBe(two.index);
    expect(one.recall).toBeGreaterThanOrEqual(0.99);
    expect(indexes.ready(source)).toBe(one);
    expect(indexes.ready({ ...source, checkpoint: 'd' })).toBeNull();
    expect((await indexes.open({ ...source, checkpoint: 'd' })).index).not.toBe(one.index);
    indexes.forget('r');
    expect(indexes.ready({ ...source, checkpoint: 'd' })).toBeNull();
  });
});
