import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { compare, difference, reasonAgainst, sortedMetrics } from './figures.ts';

const value = (mean: number, half = 0.01) => ({ mean, users: 100, low: mean - half, high: mean + half });

function run(name: string, createdAt: number, ndcg: number | null, popularity: number | null = 0.1): RunSummary {
  return {
    name,
    createdAt,
    epochsDone: 10,
    seconds: { load: 0, fit: createdAt, evaluate: 0 },
    metrics: ndcg === null ? null : { 'ndcg@10': value(ndcg) },
    popularity: popularity === null ? null : { 'ndcg@10': value(popularity) },
  } as unknown as RunSummary;
}

describe('figures of runs', () => {
  test('are read ranking first, small k before large, errors last', () => {
    expect(sortedMetrics(['rmse', 'recall@20', 'ndcg@100', 'ndcg@10', 'auc', 'recall@5', 'ndcg@10', 'novel'])).toEqual([
      'ndcg@10',
      'ndcg@100',
      'recall@5',
      'recall@20',
      'auc',
      'rmse',
      'novel',
    ]);
  });

  test('are compared with popularity, and a difference inside the interval is not called one', () => {
    expect(compare('ndcg@10', { 'ndcg@10': value(0.12) }, { 'ndcg@10': value(0.1) })).toEqual({
      value: 0.12,
      popularity: 0.1,
      difference: '+.0200',
      verdict: 'better',
    });
    expect(compare('ndcg@10', { 'ndcg@10': value(0.08) }, { 'ndcg@10': value(0.1) }).verdict).toBe('worse');
    expect(compare('ndcg@10', { 'ndcg@10': value(0.105) }, { 'ndcg@10': value(0.1) }).verdict).toBe('unclear');
    // A smaller error is the better one.
    expect(compare('rmse', { rmse: value(0.84) }, { rmse: value(0.98) }).verdict).toBe('better');
    expect(compare('ndcg@10', null, { 'ndcg@10': value(0.1) })).toEqual({
      value: null,
      popularity: 0.1,
      difference: null,
      verdict: null,
    });
  });

  test('differ by an interval made of both, wider than either, also where it is not symmetric', () => {
    const own = { mean: 0.2, users: 9, low: 0.17, high: 0.24 };
    const base = { mean: 0.1, users: 9, low: 0.06, high: 0.13 };
    const found = difference('ndcg@10', own, base);
    expect(found.value).toBeCloseTo(0.1, 12);
    expect(found.low).toBeCloseTo(0.1 - Math.hypot(0.03, 0.03), 12);
    expect(found.high).toBeCloseTo(0.1 + Math.hypot(0.04, 0.04), 12);
    expect(found.verdict).toBe('better');
    expect(difference('rmse', own, base).verdict).toBe('worse');
    expect(difference('ndcg@10', base, own)).toMatchObject({ verdict: 'worse', low: -found.high, high: -found.low });
    // Each lies outside the other's interval, and still the two are not told apart.
    expect(difference('ndcg@10', value(0.115), value(0.104)).verdict).toBe('unclear');
  });

  test('are compared only where they were measured alike, and why not is said', () => {
    const protocol = { part: 'test', split: 's', candidates: 'all', candidateItems: 9, ties: 't', users: 3 };
    const of = (id: string, change: object) =>
      ({ ...run(id, 1, 0.1), id, viewId: 'v', protocol, ...change }) as unknown as RunSummary;
    const base = of('base', {});
    const why = (change: object, against = base, metric = 'ndcg@10') =>
      reasonAgainst(metric, of('run', change), against);
    expect(why({})).toBeNull();
    expect(why({ protocol: { ...protocol, users: 2 } })).toBeNull();
    expect(reasonAgainst('ndcg@10', base, base)).toBe('itself');
    expect(why({ viewId: 'w' })).toBe('view');
    expect(why({ metrics: null })).toBe('unmeasured');
    expect(why({}, of('none', { metrics: null }))).toBe('baseline');
    expect(why({}, base, 'auc')).toBe('metric');
    expect(why({ metrics: { auc: value(0.9) } }, base, 'auc')).toBe('baselineMetric');
    expect(why({ protocol: { ...protocol, candidates: 'sampled:99' } })).toBe('protocol');
  });
});
