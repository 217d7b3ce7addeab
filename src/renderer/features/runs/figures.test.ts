import { describe, expect, test } from 'vitest';
import type { EpochRow, RunSummary } from '../../../shared/contract/runs.ts';
import { compare, sortedMetrics, sortRuns } from './figures.ts';
import { bestEpoch } from './run.svelte.ts';

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

  test('sort best first, without a figure last in either direction', () => {
    const runs = [run('b', 1, 0.1), run('none', 9, null), run('a', 2, 0.3), run('c', 3, 0.2)];
    const names = (options: Parameters<typeof sortRuns>[1]) => sortRuns(runs, options).map(({ name }) => name);
    expect(names({ key: 'metric', descending: true, metric: 'ndcg@10' })).toEqual(['a', 'c', 'b', 'none']);
    expect(names({ key: 'metric', descending: false, metric: 'ndcg@10' })).toEqual(['b', 'c', 'a', 'none']);
    expect(names({ key: 'name', descending: false, metric: 'ndcg@10' })).toEqual(['a', 'b', 'c', 'none']);
    expect(names({ key: 'created', descending: true, metric: 'ndcg@10' })).toEqual(['none', 'c', 'a', 'b']);
    expect(runs.map(({ name }) => name)).toEqual(['b', 'none', 'a', 'c']);
  });

  test('name the best epoch, not the last', () => {
    const row = (epoch: number, metrics: Record<string, number>): EpochRow => ({
      epoch,
      loss: 1,
      learningRate: 0.1,
      seconds: 1,
      examples: 10,
      metrics,
    });
    const history = [
      row(1, { 'ndcg@10': 0.1, rmse: 1 }),
      row(2, {}),
      row(3, { 'ndcg@10': 0.3, rmse: 0.8 }),
      row(4, { 'ndcg@10': 0.2, rmse: 0.9 }),
    ];
    expect(bestEpoch(history, 'ndcg@10')?.epoch).toBe(3);
    expect(bestEpoch(history, 'rmse')?.epoch).toBe(3);
    expect(bestEpoch(history, 'recall@10')).toBeNull();
    expect(bestEpoch([], 'rmse')).toBeNull();
  });
});
