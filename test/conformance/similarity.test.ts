import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import type { Matrix } from '../../src/main/engine/kernels/matrix.ts';
import { ExactNeighbours } from '../../src/main/engine/neighbours/exact.ts';
import { cosine, likeness, rowOf } from '../../src/main/engine/neighbours/measures.ts';
import { scoreBySimilarity } from '../../src/main/engine/recommend/similarity.ts';

/** Case 12, executed on Recoder's SimilarityRecommender: ids and vectors as there, factors in the kernels' own tables. */
const IDS = [10, 20, 30, 40, 50, 60];
const VECTORS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 0],
  [1, 0.1],
  [0.2, 1],
];
const history = [10, 20];

let kernels: Kernels;
let table: Matrix;
let exact: ExactNeighbours;

beforeAll(async () => {
  kernels = await Kernels.open({ threads: 1 });
  table = kernels.matrix(IDS.length, 2);
  VECTORS.forEach((vector, row) => table.data.set(vector, row * table.stride));
  exact = new ExactNeighbours(kernels, table);
});
afterAll(() => kernels.close());

async function recommend(neighbours: number, scale = 1, includeHistory = false): Promise<[number, number][]> {
  const rows = Uint32Array.from(history, (id) => IDS.indexOf(id));
  // The query counts as one of the n, as in the source.
  const lists = neighbours > 1 ? await exact.search(rows, neighbours - 1) : [];
  const nearest = lists.map((list) => list.map(({ row }) => row));
  return scoreBySimilarity({ items: table, history: rows, nearest, scale, includeHistory }).map(({ item, score }) => [
    IDS[item],
    score,
  ]);
}

function expectList(found: [number, number][], expected: [number, number][]): void {
  expect(found.map(([id]) => id)).toEqual(expected.map(([id]) => id));
  // Factors are single precision: .1 and .2 of the case are not, the sums over them are double.
  found.forEach(([, score], n) => expect(score).toBeCloseTo(expected[n][1], 8));
}

describe('similarity recommender', () => {
  test('one neighbour is the item itself: nothing', async () => {
    expect(await recommend(1)).toEqual([]);
  });
  test('two neighbours', async () => {
    expectList(await recommend(2), [
      [60, 1.5883484054],
      [50, 1.5472704546],
    ]);
  });
  test('three neighbours', async () => {
    const found = await recommend(3);
    expectList(found, [
      [30, 1.7071067812],
      [60, 1.5883484054],
      [50, 1.5472704546],
    ]);
  });
  test('a scale of 4 turns the order round', async () => {
    expectList(await recommend(3, 4), [
      [60, 1.0896536623],
      [50, 1.0814524878],
      [30, 1.0615800859],
    ]);
  });
  test('six neighbours add the opposite item', async () => {
    const found = await recommend(6);
    expect(found.length).toBe(4);
    expectList(found.slice(-1), [[40, 0.5]]);
  });
  test('the history stays among the candidates where it is asked for', async () => {
    expect((await recommend(2, 1, true)).map(([id]) => id).sort()).toEqual([10, 20, 50, 60]);
  });
});

test('similarity of two', () => {
  const similarity = (a: number, b: number) =>
    likeness(cosine(rowOf(table, IDS.indexOf(a)), rowOf(table, IDS.indexOf(b))));
  expect(similarity(10, 30)).toBeCloseTo(0.8535533906, 10);
  expect(similarity(10, 20)).toBe(0.5);
  expect(similarity(10, 40)).toBe(0);
});
