import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMetric, parseMetrics, rankingMetrics } from '../../src/main/engine/evaluation/metrics/registry.ts';
import { positionsAmong, topOfRow } from '../../src/main/engine/kernels/reference/rank.ts';

/**
 * The numeric cases that the systems this project grew from were executed on: Recoder (1, 2), RecBole (3), cf_step (4),
 * leave-one-out as in ConvNCF (5). Ten digits.
 */

/** A metric of a list and the relevant items, as those systems take it. */
function ofList(name: string, list: readonly number[], relevant: readonly number[], candidates = list.length): number {
  const request = parseMetric(name);
  if (request.kind !== 'ranking') throw new Error(`${name} is no ranking metric`);
  const positions = Uint32Array.from(list.keys()).filter((at) => relevant.includes(list[at]));
  return request.metric.perUser(positions, relevant.length, candidates, request.k ?? candidates);
}

/** The same from positions. */
function ofPositions(name: string, positions: number[], relevant: number, candidates: number): number {
  const request = parseMetric(name);
  if (request.kind !== 'ranking') throw new Error(`${name} is no ranking metric`);
  return request.metric.perUser(Uint32Array.from(positions), relevant, candidates, request.k ?? candidates);
}

const tenth = (value: number) => Number(value.toFixed(10));

type Row = [list: number[], relevant: number[], metric: string, expected: number];
const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const recoder: Row[] = [
  // Case 1
  [digits, [0, 2, 5, 8, 9], 'recall-capped@10', 1],
  [digits, [0, 2, 5, 8, 9], 'recall@10', 1],
  [digits, [0, 2, 5, 8, 9], 'map@10', 0.6222222222],
  [digits, [0, 2, 5, 8, 9], 'map-raw@10', 0.6222222222],
  [digits, [0, 2, 5, 8, 9], 'ndcg@10', 0.8296882916],
  [digits, [0, 2, 5, 8, 9], 'recall-capped@3', 0.6666666667],
  [digits, [0, 2, 5, 8, 9], 'recall@3', 0.4],
  [digits, [0, 2, 5, 8, 9], 'map@3', 0.5555555556],
  [digits, [0, 2, 5, 8, 9], 'map-raw@3', 0.3333333333],
  [digits, [0, 2, 5, 8, 9], 'ndcg@3', 0.703918089],
  [digits, [1, 4, 5, 6, 12], 'recall-capped@10', 0.8],
  [digits, [1, 4, 5, 6, 12], 'map@10', 0.3942857143],
  [digits, [1, 4, 5, 6, 12], 'ndcg@10', 0.5790560467],
  [digits, [1, 4, 5, 6, 12], 'recall-capped@3', 0.3333333333],
  [digits, [1, 4, 5, 6, 12], 'recall@3', 0.2],
  [digits, [1, 4, 5, 6, 12], 'map@3', 0.1666666667],
  [digits, [1, 4, 5, 6, 12], 'map-raw@3', 0.1],
  [digits, [1, 4, 5, 6, 12], 'ndcg@3', 0.296081911],
  // Case 2
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'recall-capped@5', 0.8],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'recall@5', 0.5714285714],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'map@5', 0.71],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'map-raw@5', 0.5071428571],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'ndcg@5', 0.8304198974],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'recall-capped@10', 0.5714285714],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'map@10', 0.5071428571],
  [[7, 3, 9, 1, 2], [1, 2, 3, 4, 5, 6, 7], 'ndcg@10', 0.6730234639],
  [[7, 3, 9], [3], 'recall-capped@10', 1],
  [[7, 3, 9], [3], 'map@10', 0.5],
  [[7, 3, 9], [3], 'ndcg@10', 0.6309297536],
];

test.each(recoder)('Recoder: list %j, relevant %j, %s', (list, relevant, metric, expected) => {
  expect(tenth(ofList(metric, list, relevant))).toBe(expected);
});

const recbole: [positions: number[], relevant: number, metric: string, expected: number][] = [
  [[0, 2], 4, 'recall@3', 0.5],
  [[0, 2], 4, 'ndcg@3', 0.703918089],
  [[0, 2], 4, 'map@3', 0.5555555556],
  [[0, 2], 4, 'mrr@3', 1],
  [[0, 2], 4, 'precision@3', 0.6666666667],
  [[2], 2, 'recall@3', 0.5],
  [[2], 2, 'ndcg@3', 0.3065735964],
  [[2], 2, 'map@3', 0.1666666667],
  [[2], 2, 'mrr@3', 0.3333333333],
  [[2], 2, 'precision@3', 0.3333333333],
];
test.each(recbole)('RecBole: hits at %j of %i relevant, %s', (positions, relevant, metric, expected) => {
  expect(tenth(ofPositions(metric, positions, relevant, 100))).toBe(expected);
});

describe('cf_step', () => {
  const predictions = [5, 6, 32, 67, 1, 15, 7, 89, 10, 43];
  const targets = [15, 5, 44, 35, 67, 101, 7, 80, 43, 12];
  test('recall and precision', () => {
    expect(tenth(ofList('recall@5', predictions, targets))).toBe(0.2);
    expect(tenth(ofList('precision@5', predictions, targets))).toBe(0.4);
    expect(tenth(ofList('precision-returned@5', predictions, targets))).toBe(0.4);
    // Of three returned items one is a hit.
    expect(tenth(ofList('precision-returned@5', [5, 6, 32], targets))).toBe(0.3333333333);
    expect(tenth(ofList('precision@5', [5, 6, 32], targets))).toBe(0.2);
  });
  test('its top 3 come worst first, ours best first', () => {
    expect(topOfRow(Float32Array.of(0.3, 0.9, 0.1, 0.5), 3).items.reverse()).toEqual([0, 3, 1]);
  });
});

describe('leave-one-out: the position is the number of negatives that score at least as much', () => {
  const at = (position: number, metric: string, negatives = 999) => {
    const others = Float32Array.from({ length: negatives }, (_, n) => (n < position ? 2 : 0));
    return tenth(ofPositions(metric, Array.from(positionsAmong(others, [1])), 1, negatives + 1));
  };
  test.each([
    [0, 'ndcg@10', 1],
    [1, 'ndcg@10', 0.6309297536],
    [4, 'ndcg@10', 0.3868528072],
    [9, 'ndcg@10', 0.2890648263],
    [10, 'ndcg@10', 0],
    [10, 'ndcg@20', 0.2789429457],
    [9, 'hit@10', 1],
    [10, 'hit@10', 0],
  ])('%i: %s', (position, metric, expected) => {
    expect(at(position, metric)).toBe(expected);
  });
  test('AUC, 1,000 others', () => {
    expect(at(9, 'auc', 1000)).toBe(0.991);
    expect(at(9, 'auc', 999)).toBe(0.990990991);
  });
  test('all scores equal: no hit', () => {
    const [position] = positionsAmong(new Float32Array(999).fill(0.5), [0.5]);
    expect(position).toBe(999);
    expect(ofPositions('hit@10', [position], 1, 1000)).toBe(0);
    expect(ofPositions('auc', [position], 1, 1000)).toBe(0);
  });
});

/** The textbook, with lists of 0 and 1. */
const naive: Record<string, (hits: number[], relevant: number, k: number) => number> = {
  recall: (hits, relevant, k) => sum(hits.slice(0, k)) / relevant,
  'recall-capped': (hits, relevant, k) => sum(hits.slice(0, k)) / Math.min(k, relevant),
  precision: (hits, _relevant, k) => sum(hits.slice(0, k)) / k,
  'precision-returned': (hits, _relevant, k) => sum(hits.slice(0, k)) / hits.slice(0, k).length,
  hit: (hits, _relevant, k) => (hits.slice(0, k).includes(1) ? 1 : 0),
  mrr: (hits, _relevant, k) => (hits.slice(0, k).includes(1) ? 1 / (hits.indexOf(1) + 1) : 0),
  map: (hits, relevant, k) => averagePrecision(hits.slice(0, k)) / Math.min(k, relevant),
  'map-raw': (hits, relevant, k) => averagePrecision(hits.slice(0, k)) / relevant,
  ndcg: (hits, relevant, k) => gain(hits.slice(0, k)) / gain(Array.from({ length: Math.min(k, relevant) }, () => 1)),
  auc(hits, relevant) {
    let right = 0;
    let others = 0;
    for (const [i, a] of hits.entries()) {
      if (a === 0) others++;
      for (const b of hits.slice(i + 1)) if (a === 1 && b === 0) right++;
    }
    return others === 0 ? sum(hits) / relevant : right / (others * relevant);
  },
};
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const gain = (hits: number[]) => sum(hits.map((hit, i) => hit / Math.log2(i + 2)));
const averagePrecision = (hits: number[]) => sum(hits.map((hit, i) => (hit * sum(hits.slice(0, i + 1))) / (i + 1)));

const ranking = fc.record({
  hits: fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 40 }),
  missing: fc.integer({ min: 0, max: 5 }), // relevant items that are no candidates
  k: fc.integer({ min: 1, max: 50 }),
});

describe.each(rankingMetrics.map((metric) => [metric.id, metric] as const))('%s', (id, metric) => {
  const positionsOf = (hits: number[]) => Uint32Array.from(hits.keys()).filter((at) => hits[at] === 1);

  test('equals the textbook and lies in 0..1', () => {
    fc.assert(
      fc.property(ranking, ({ hits, missing, k }) => {
        const relevant = sum(hits) + missing;
        fc.pre(relevant > 0);
        const value = metric.perUser(positionsOf(hits), relevant, hits.length, metric.cutoff ? k : hits.length);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
        expect(value).toBeCloseTo(naive[id](hits, relevant, k), 12);
      }),
    );
  });

  test('an ideal list gets 1, a list whose hits move up gets no less', () => {
    fc.assert(
      fc.property(ranking, ({ hits, k }) => {
        const relevant = sum(hits);
        fc.pre(relevant > 0);
        const cutoff = metric.cutoff ? k : hits.length;
        const best = metric.perUser(
          Uint32Array.from({ length: relevant }, (_, n) => n),
          relevant,
          hits.length,
          cutoff,
        );
        const own = metric.perUser(positionsOf(hits), relevant, hits.length, cutoff);
        expect(best).toBeGreaterThanOrEqual(own - 1e-12);
        // Recall and precision of k divide by what k places cannot always hold.
        if (k === relevant || ['ndcg', 'map', 'recall-capped', 'hit', 'mrr', 'auc'].includes(id))
          expect(best).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('names', () => {
  test('read', () => {
    expect(parseMetrics(['ndcg@10', 'auc', 'rmse', 'ndcg@10', 'recall-capped@5']).map(({ name }) => name)).toEqual([
      'ndcg@10',
      'auc',
      'rmse',
      'recall-capped@5',
    ]);
    expect(parseMetric('ndcg@10')).toMatchObject({ kind: 'ranking', k: 10, metric: { id: 'ndcg' } });
  });
  test.each([
    ['ndgc@10', /there is no metric "ndgc"/],
    ['ndcg', /needs a cut-off/],
    ['ndcg@0', /needs a cut-off/],
    ['ndcg@10@20', /needs a cut-off/],
    ['ndcg@ten', /needs a cut-off/],
    ['auc@10', /takes no cut-off/],
    ['rmse@10', /takes no cut-off/],
    ['', /there is no metric ""/],
  ])('"%s" is refused', (name, says) => {
    expect(() => parseMetric(name)).toThrow(says);
    expect(() => parseMetric(name)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
