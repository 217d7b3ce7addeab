import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadHnsw } from '../../src/main/engine/neighbours/hnsw.ts';
import { commandLine, get, groupedRatings } from './cli-support.ts';

// What a run's tables say, asked for as a user does: real processes, one JSON document each.
const { folder, recsmith, json, write, remove } = commandLine('embeddings');
const run = (...args: string[]) => json('w', ...args);
const group = (id: string) => Math.floor(Number(id) / 20);

beforeAll(() => {
  write('ratings.csv', groupedRatings());
  run('import', 'ratings.csv', '--name', 'films');
  run('view', 'films', '--name', 'v', '--split', 'per-user:0.8,0.1,0.1');
  for (const [model, name] of [
    ['bpr-mf', 'bpr'],
    ['biased-mf', 'mf'],
    ['popularity', 'pop'],
  ])
    run('train', 'v', model, '--name', name, ...(model === 'popularity' ? [] : ['--set', 'factors=8,epochs=30']));
}, 120_000);
afterAll(remove);

interface Row {
  id?: string;
  item: string;
  similarity: number;
  likeness: number;
  value: number;
}

describe('similar', () => {
  test('by cosine, inner product and distance: the measure orders the list', () => {
    for (const measure of ['cosine', 'inner-product', 'euclidean']) {
      const found = run('similar', 'bpr', '--item', '0001', '-k', '6', '--measure', measure);
      const items = found['items'] as Row[];
      expect(items).toHaveLength(6);
      expect(items.map(({ item }) => item)).not.toContain('0001');
      const values = items.map(({ value }) => value);
      expect(values).toEqual([...values].sort((a, b) => (measure === 'euclidean' ? a - b : b - a)));
      for (const { similarity, likeness } of items) expect(likeness).toBeCloseTo((similarity + 1) / 2, 12);
      expect(items.filter(({ item }) => group(item) === 0).length).toBeGreaterThanOrEqual(5);
    }
  });

  test('normalised, inner product is the cosine and distance falls with it', () => {
    const [cosine, inner, distance] = [
      ['--measure', 'cosine'],
      ['--measure', 'inner-product', '--normalise'],
      ['--measure', 'euclidean', '--normalise'],
    ].map((options) => run('similar', 'bpr', '--item', '0030', '-k', '5', ...options)['items'] as Row[]);
    expect(inner.map(({ item }) => item)).toEqual(cosine.map(({ item }) => item));
    expect(distance.map(({ item }) => item)).toEqual(cosine.map(({ item }) => item));
    distance.forEach(({ value }, n) => expect(value ** 2).toBeCloseTo(2 - 2 * cosine[n].value, 5));
  });

  test('to a vector: an item’s own vector finds the item first, users alike', () => {
    const out = join(folder, 'items.csv');
    expect(get(run('factors', 'bpr', '--out', 'items.csv'), 'written')).toBe(60);
    const [head, ...lines] = readFileSync(out, 'utf8').trim().split('\n');
    expect(head).toBe('id,title,interactions,bias,f1,f2,f3,f4,f5,f6,f7,f8');
    const line = lines.find((text) => text.startsWith('0007,'))!;
    write('vector.txt', line.split(',').slice(4).join(' '));
    const [first, second] = run('similar', 'bpr', '--vector', 'vector.txt', '-k', '2')['items'] as Row[];
    expect(first.item).toBe('0007');
    expect(first.similarity).toBeCloseTo(1, 6);
    expect(second.similarity).toBeLessThan(1);
    expect(run('similar', 'bpr', '--vector', 'vector.txt', '--of', 'users', '-k', '2')['users']).toHaveLength(2);
    write('short.txt', '1, 2, 3');
    expect(recsmith('w', 'similar', 'bpr', '--vector', 'short.txt').code).toBe(2);
    write('words.txt', '1, two');
    expect(recsmith('w', 'similar', 'bpr', '--vector', 'words.txt').code).toBe(3);
  });

  test('of two ids, in every measure, the same both ways', () => {
    const near = run('similar', 'bpr', '--item', '0001', '--to', '0002');
    const back = run('similar', 'bpr', '--item', '0002', '--to', '0001');
    expect(near).toMatchObject({ a: { id: '0001' }, b: { id: '0002' } });
    const { similarity, likeness, innerProduct, euclidean, lengths } = near as unknown as {
      similarity: number;
      likeness: number;
      innerProduct: number;
      euclidean: number;
      lengths: [number, number];
    };
    expect(back['similarity']).toBe(similarity);
    expect(likeness).toBeCloseTo((similarity + 1) / 2, 12);
    expect(innerProduct).toBeCloseTo(similarity * lengths[0] * lengths[1], 9);
    expect(euclidean ** 2).toBeCloseTo(lengths[0] ** 2 + lengths[1] ** 2 - 2 * innerProduct, 9);
    const far = run('similar', 'bpr', '--item', '0001', '--to', '0050');
    expect(far['similarity']).toBeLessThan(similarity);
    expect(recsmith('w', 'similar', 'bpr', '--item', '0001', '--to', 'none').code).toBe(4);
    expect(recsmith('w', 'similar', 'pop', '--item', '0001').code).toBe(2);
  });
});

describe('factors', () => {
  test('biases: the ends in order, and a model without them says so', () => {
    const found = run('factors', 'mf', '--bias', '-k', '5') as unknown as {
      most: { bias: number }[];
      least: { bias: number }[];
      rows: number;
    };
    expect(found.rows).toBe(60);
    const [most, least] = [found.most, found.least].map((rows) => rows.map(({ bias }) => bias));
    expect(most).toEqual([...most].sort((a, b) => b - a));
    expect(least).toEqual([...least].sort((a, b) => a - b));
    expect(most[4]).toBeGreaterThanOrEqual(least[4]);
    expect(run('factors', 'mf', '--bias', '--users', '-k', '3')['most']).toHaveLength(3);
  });

  test('map: three components tell the three groups apart, the same every time', () => {
    const found = run('factors', 'bpr', '--pca', '-k', '60') as unknown as {
      explained: number[];
      points: { id: string; at: number[] }[];
    };
    expect(found.points).toHaveLength(60);
    expect(found.explained).toHaveLength(3);
    expect(found.explained).toEqual([...found.explained].sort((a, b) => b - a));
    expect(found.explained[0] + found.explained[1] + found.explained[2]).toBeLessThanOrEqual(1 + 1e-12);
    const centre = (which: number) => {
      const own = found.points.filter(({ id }) => group(id) === which);
      return [0, 1, 2].map((c) => own.reduce((sum, { at }) => sum + at[c], 0) / own.length);
    };
    const centres = [0, 1, 2].map(centre);
    const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, c) => value - b[c]));
    const home = found.points.filter(({ id, at }) => {
      const distances = centres.map((each) => distance(at, each));
      return distances.indexOf(Math.min(...distances)) === group(id);
    });
    expect(home.length).toBeGreaterThanOrEqual(54);
    const again = run('factors', 'bpr', '--pca', '-k', '60');
    expect(again['points']).toEqual(found.points);
    expect(get(run('factors', 'bpr', '--pca', '--out', 'map.csv'), 'written')).toBe(60);
    expect(readFileSync(join(folder, 'map.csv'), 'utf8').split('\n')[0]).toBe('id,title,interactions,c1,c2,c3');
  });

  test('one factor: its ends', () => {
    const found = run('factors', 'bpr', '--factor', '2', '-k', '4') as unknown as {
      top: { value: number }[];
      bottom: { value: number }[];
      mean: number;
      factors: number;
    };
    expect(found.factors).toBe(8);
    expect(found.top[3].value).toBeGreaterThanOrEqual(found.mean);
    expect(found.bottom[3].value).toBeLessThanOrEqual(found.mean);
    expect(recsmith('w', 'factors', 'bpr', '--factor', '9').code).toBe(2);
    expect(recsmith('w', 'factors', 'pop', '--pca').code).toBe(2);
  });
});

describe('recommend --by similarity', () => {
  const items = (...args: string[]) =>
    get(run('recommend', 'bpr', ...args), 'users.0.items') as { item: string; score: number }[];

  test('leaves out the history, asks the neighbours only, one neighbour gives nothing', () => {
    const history = ['--history', '0001,0004', '--by', 'similarity'];
    expect(items(...history, '--neighbours', '1')).toEqual([]);
    const few = items(...history, '--neighbours', '3', '-k', '50');
    expect(few.length).toBeLessThanOrEqual(4);
    const more = items(...history, '--neighbours', '10', '-k', '50');
    expect(more.length).toBeGreaterThan(few.length);
    for (const { item } of more) expect(['0001', '0004']).not.toContain(item);
    // A score is the sum of likenesses to the history.
    const [first] = more;
    const near = ['0001', '0004'].map(
      (id) => run('similar', 'bpr', '--item', id, '--to', first.item)['likeness'] as number,
    );
    expect(first.score).toBeCloseTo(near[0] + near[1], 9);
    const scaled = items(...history, '--neighbours', '10', '--scale', '4', '-k', '50');
    expect(scaled.find(({ item }) => item === first.item)!.score).toBeCloseTo(near[0] ** 4 + near[1] ** 4, 9);
  });

  test('for users and files of users, by their histories', () => {
    const list = items('--user', 'u004', '--by', 'similarity', '-k', '5');
    expect(list.filter(({ item }) => group(item) === 1).length).toBeGreaterThanOrEqual(4);
    expect(get(run('recommend', 'bpr', '--all', '--by', 'similarity', '-k', '3', '--out', 'by.csv'), 'written')).toBe(
      120,
    );
    expect(readFileSync(join(folder, 'by.csv'), 'utf8').trim().split('\n')).toHaveLength(1 + 360);
    expect(recsmith('w', 'recommend', 'bpr', '--user', 'u004', '--scale', '2').code).toBe(2);
    expect(recsmith('w', 'recommend', 'pop', '--user', 'u004', '--by', 'similarity').code).toBe(2);
  });
});

describe.skipIf(!loadHnsw().native)('index', () => {
  test('is built, told about, saved, loaded by its own run and refused by another', () => {
    expect(run('index', 'bpr')).toMatchObject({ built: false, available: true });
    const built = run('index', 'bpr', '--build', '--m', '8', '--ef', '50');
    expect(built).toMatchObject({ built: true, m: 8, efConstruction: 50, rows: 60, dimensions: 8 });
    expect(built['recall']).toBeGreaterThan(0.9);
    expect(run('index', 'bpr')).toMatchObject({ built: true, m: 8 });
    expect(run('index', 'bpr', '--save', 'bpr.index').ok).toBe(true);
    expect(run('index', 'bpr', '--build')).toMatchObject({ m: 16 });
    expect(run('index', 'bpr', '--load', 'bpr.index')).toMatchObject({ built: true, m: 8, recall: built['recall'] });
    expect(run('similar', 'bpr', '--item', '0001', '--index', 'hnsw', '--effort', '80', '-k', '3')).toMatchObject({
      ...{ exact: false, index: 'hnsw', effort: 80 },
    });
    const other = recsmith('w', 'index', 'mf', '--load', 'bpr.index');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('does not belong');
    expect(recsmith('w', 'index', 'mf', '--load', 'ratings.csv').code).toBe(3);
  });
});

test('predict: unknown ids are counted; all items of a user with what the user has of them', () => {
  write('pairs.csv', 'u007,0001\nu007,none\nnobody,0001\n');
  expect(get(run('predict', 'mf', '--pairs', 'pairs.csv'), 'unknown')).toBe(2);
  expect(run('predict', 'mf', '--pairs', 'pairs.csv', '--out', 'p.csv')).toMatchObject({ written: 3, unknown: 2 });
  expect(readFileSync(join(folder, 'p.csv'), 'utf8')).toMatch(/^user,item,prediction\nu007,0001,[\d.]+\nu007,none,\n/);
  const items = run('predict', 'mf', '--user', 'u007', '--input', '--mask-seen')['items'] as {
    score: number | null;
    input: number | null;
  }[];
  expect(items).toHaveLength(60);
  for (const { score, input } of items) expect(score === null).toBe(input !== null);
  expect(recsmith('w', 'predict', 'mf', '--pairs', 'pairs.csv', '--input').code).toBe(2);
});
