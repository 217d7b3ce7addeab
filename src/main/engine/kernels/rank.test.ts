import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { KernelInputError } from './checks.ts';
import { Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';
import { joinLists, packScorer, relevantPositions, scoreListed, topItems, type Lists } from './rank.ts';
import { positionsAmong, scoreRow, topOfRow } from './reference/rank.ts';

const MACHINES = (['simd', 'relaxed-simd'] as const).flatMap((build) =>
  [1, 2, 4].map((threads) => ({ build, threads, name: `${build}, ${threads} threads` })),
);
const machines = new Map<string, Kernels>();

beforeAll(async () => {
  for (const { build, threads, name } of MACHINES) machines.set(name, await Kernels.open({ build, threads }));
});
afterAll(async () => {
  for (const kernels of machines.values()) await kernels.close();
});

/** Sizes around the tile (4 users x 8 items), the block (32 users) and the chunk (256 items), empty ones included. */
const SIZES = [
  { users: 0, items: 5, factors: 3 },
  { users: 1, items: 1, factors: 0 },
  { users: 1, items: 31, factors: 8 },
  { users: 1, items: 300, factors: 7 },
  { users: 3, items: 8, factors: 1 },
  { users: 4, items: 9, factors: 0 },
  { users: 5, items: 255, factors: 16 },
  { users: 33, items: 256, factors: 5 },
  { users: 70, items: 257, factors: 3 },
  { users: 130, items: 700, factors: 12 },
];

interface Case {
  factors: { users: Matrix; items: Matrix; itemBias: Float32Array | null };
  rows: Uint32Array;
  masked: Lists;
  relevant: Lists;
}

/** Small whole numbers: every sum is exact whatever the order, and most scores are tied. */
const wholes = (random: Random) => random.below(5) - 2;
const reals = (random: Random) => 2 * random.uniform() - 1;

function lists(random: Random, users: number, items: number, share: (user: number) => number): Lists {
  const start = new Uint32Array(users + 1);
  const all: number[] = [];
  for (let u = 0; u < users; u++) {
    const p = share(u);
    for (let i = 0; i < items; i++) if (random.uniform() < p) all.push(i);
    start[u + 1] = all.length;
  }
  return { start, items: Uint32Array.from(all) };
}

function makeCase(kernels: Kernels, size: (typeof SIZES)[number], draw: (random: Random) => number): Case {
  const random = new Random(7, `${size.users}-${size.items}-${size.factors}`);
  const table = (rows: number): Matrix => {
    const matrix = kernels.matrix(rows, size.factors);
    for (let r = 0; r < rows; r++)
      for (let f = 0; f < size.factors; f++) matrix.data[r * matrix.stride + f] = draw(random);
    return matrix;
  };
  const users = table(size.users + 3);
  const items = table(size.items);
  const itemBias = size.items % 2 === 1 ? Float32Array.from({ length: size.items }, () => draw(random)) : null;
  // Some items have no score at all.
  if (itemBias && size.items > 2) itemBias[2] = NaN;
  const rows = Uint32Array.from({ length: size.users }, (_, b) => (b * 7) % users.rows);
  // The first user has everything masked, the second all but few.
  const share = (u: number) => (u === 0 && size.users > 1 ? 1 : u === 1 ? 0.97 : 0.2);
  return {
    factors: { users, items, itemBias },
    rows,
    masked: lists(random, size.users, size.items, share),
    relevant: lists(random, size.users, size.items, (u) => (u % 5 === 4 ? 0 : 0.1 + (u % 3) * 0.2)),
  };
}

const slice = (one: Lists, b: number) => Array.from(one.items.subarray(one.start[b], one.start[b + 1]));

function expectedOf({ factors, rows, masked, relevant }: Case, k: number) {
  return Array.from(rows, (user, b) => {
    const row = new Float32Array(factors.items.rows);
    scoreRow(factors, user, row);
    const hidden = new Set(slice(masked, b));
    const wanted = slice(relevant, b).filter((item) => !hidden.has(item));
    const others = Array.from(row.keys()).filter((item) => !hidden.has(item) && !wanted.includes(item));
    const positions = positionsAmong(
      others.map((item) => row[item]),
      wanted.map((item) => row[item]),
    );
    for (const item of hidden) row[item] = NaN;
    return { top: topOfRow(row, k), positions: Array.from(positions) };
  });
}

describe.each(MACHINES)('$name', ({ name }) => {
  test.each(SIZES)('lists and positions equal the reference: $users x $items, $factors factors', async (size) => {
    const kernels = machines.get(name)!;
    const mark = kernels.mark();
    const one = makeCase(kernels, size, wholes);
    const scorer = packScorer(kernels, one.factors);
    for (const k of [1, 10, 1000]) {
      const expected = expectedOf(one, k);
      const top = await topItems(scorer, one.rows, one.masked, k);
      const found = Array.from(one.rows, (_, b) => ({
        items: Array.from(top.items.subarray(b * top.k, b * top.k + top.counts[b])),
        scores: Array.from(top.scores.subarray(b * top.k, b * top.k + top.counts[b])),
      }));
      expect(found).toEqual(expected.map((user) => user.top));
    }
    const { positions, counts } = await relevantPositions(scorer, one.rows, one.masked, one.relevant);
    const found = Array.from(counts, (count, b) =>
      Array.from(positions.subarray(one.relevant.start[b], one.relevant.start[b] + count)),
    );
    expect(found).toEqual(expectedOf(one, 1).map((user) => user.positions));
    kernels.release(mark);
    expect(kernels.bytesInUse).toBe(mark);
  });

  test('scores of listed items are close to the reference, and bit for bit those of the lists', async () => {
    const kernels = machines.get(name)!;
    const mark = kernels.mark();
    const one = makeCase(kernels, { users: 37, items: 263, factors: 64 }, reals);
    const scorer = packScorer(kernels, one.factors);
    const all = {
      start: Uint32Array.from({ length: 38 }, (_, b) => b * 263),
      items: Uint32Array.from({ length: 37 * 263 }, (_, n) => n % 263),
    };
    const nothing = { start: new Uint32Array(38), items: new Uint32Array(0) };
    const scores = await scoreListed(scorer, one.rows, all);
    const top = await topItems(scorer, one.rows, nothing, 263);
    const row = new Float32Array(263);
    for (let b = 0; b < 37; b++) {
      scoreRow(one.factors, one.rows[b], row);
      for (let i = 0; i < 263; i++) {
        if (Number.isNaN(row[i])) expect(scores[b * 263 + i]).toBeNaN();
        else expect(Math.abs(scores[b * 263 + i] - row[i])).toBeLessThan(2e-5);
      }
      expect(top.counts[b]).toBe(262); // one item has no score
      for (let n = 0; n < 262; n++) expect(top.scores[b * top.k + n]).toBe(scores[b * 263 + top.items[b * top.k + n]]);
    }
    kernels.release(mark);
  });
});

test('same bits for 1, 2 and 4 threads, and for a user alone or among others', async () => {
  for (const build of ['simd', 'relaxed-simd']) {
    const results: string[] = [];
    for (const threads of [1, 2, 4]) {
      const kernels = machines.get(`${build}, ${threads} threads`)!;
      const mark = kernels.mark();
      const one = makeCase(kernels, { users: 130, items: 700, factors: 33 }, reals);
      const scorer = packScorer(kernels, one.factors);
      const top = await topItems(scorer, one.rows, one.masked, 20);
      const positions = await relevantPositions(scorer, one.rows, one.masked, one.relevant);
      for (const b of [2, 50, 129]) {
        const masked = joinLists(Uint32Array.of(b), [one.masked]);
        const alone = await topItems(scorer, one.rows.subarray(b, b + 1), masked, 20);
        expect(alone.scores).toEqual(top.scores.subarray(b * top.k, (b + 1) * top.k));
        expect(alone.items).toEqual(top.items.subarray(b * top.k, (b + 1) * top.k));
      }
      results.push(JSON.stringify([...top.items, ...top.scores, ...top.counts, ...positions.positions]));
      kernels.release(mark);
    }
    expect(new Set(results).size).toBe(1);
  }
});

test('an abort ends the call and leaves the kernels usable', async () => {
  const kernels = machines.get('simd, 2 threads')!;
  const mark = kernels.mark();
  const one = makeCase(kernels, { users: 130, items: 700, factors: 12 }, wholes);
  const scorer = packScorer(kernels, one.factors);
  const before = kernels.bytesInUse;
  const abort = new AbortController();
  const call = topItems(scorer, one.rows, one.masked, 5, abort.signal);
  abort.abort();
  await expect(call).rejects.toThrow('aborted');
  expect(kernels.bytesInUse).toBe(before);
  const top = await topItems(scorer, one.rows.subarray(2, 4), joinLists(Uint32Array.of(2, 3), [one.masked]), 5);
  expect(Array.from(top.counts)).toEqual([5, 5]);
  kernels.release(mark);
});

describe('wrappers refuse what the kernels must not see', () => {
  const empty = (users: number): Lists => ({ start: new Uint32Array(users + 1), items: new Uint32Array(0) });
  const broken: Record<string, { rows?: Uint32Array; masked?: Lists; k?: number; says: RegExp }> = {
    'a row that is not there': { rows: Uint32Array.of(9), says: /rows/ },
    'too few offsets': { masked: empty(0), says: /masked\.start/ },
    'an item that is not there': {
      masked: { start: Uint32Array.of(0, 1), items: Uint32Array.of(6) },
      says: /masked\.items has 6.*below 6/,
    },
    'items that do not ascend': {
      masked: { start: Uint32Array.of(0, 2), items: Uint32Array.of(3, 3) },
      says: /ascending/,
    },
    'offsets beyond the items': { masked: { start: Uint32Array.of(0, 2), items: Uint32Array.of(1) }, says: /start/ },
    'no place': { k: 0, says: /k is 0/ },
  };
  test.each(Object.entries(broken))('%s', (_what, { rows = Uint32Array.of(0), masked = empty(1), k = 3, says }) => {
    const kernels = machines.get('simd, 1 threads')!;
    const mark = kernels.mark();
    const scorer = packScorer(kernels, { users: kernels.matrix(2, 4), items: kernels.matrix(6, 4), itemBias: null });
    expect(() => topItems(scorer, rows, masked, k)).toThrow(KernelInputError);
    expect(() => topItems(scorer, rows, masked, k)).toThrow(says);
    kernels.release(mark);
  });

  test('tables that do not belong together', () => {
    const kernels = machines.get('simd, 1 threads')!;
    const mark = kernels.mark();
    const users = kernels.matrix(2, 4);
    expect(() => packScorer(kernels, { users, items: kernels.matrix(6, 5), itemBias: null })).toThrow(/5 columns/);
    expect(() => packScorer(kernels, { users, items: kernels.matrix(6, 4), itemBias: new Float32Array(5) })).toThrow(
      /itemBias has 5 values, expected 6/,
    );
    kernels.release(mark);
  });
});

test('histories are joined ascending, every item once', () => {
  const part = (...rows: number[][]): Lists => ({
    start: Uint32Array.from([0, ...rows.map((_, n) => rows.slice(0, n + 1).flat().length)]),
    items: Uint32Array.from(rows.flat()),
  });
  const a = part([1, 5, 9], [], [2]);
  const b = part([0, 5, 7, 10], [3], []);
  const c = part([], [1, 3], []);
  const joined = joinLists(Uint32Array.of(0, 2, 1, 0), [a, b, c]);
  expect(Array.from(joined.start)).toEqual([0, 6, 7, 9, 15]);
  expect(Array.from(joined.items)).toEqual([0, 1, 5, 7, 9, 10, 2, 1, 3, 0, 1, 5, 7, 9, 10]);
});
