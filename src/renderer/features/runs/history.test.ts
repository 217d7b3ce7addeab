import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpochRow } from '../../../shared/contract/runs.ts';
import { HistoryColumns } from './history.ts';

const row = (epoch: number, metrics: Record<string, number> = {}, loss = 1 / epoch): EpochRow => ({
  epoch,
  loss,
  learningRate: 0.1,
  seconds: 2,
  examples: 10,
  metrics,
});

const column = (values: Float64Array, n: number) => [...values.subarray(0, n)];

describe('a history', () => {
  test('holds its epochs as columns, with the time that they took together', () => {
    const { n, epoch, loss, time } = HistoryColumns.of([row(1), row(2), row(4)]).snapshot();
    expect(column(epoch, n)).toEqual([1, 2, 4]);
    expect(column(loss, n)).toEqual([1, 0.5, 0.25]);
    expect(column(time, n)).toEqual([2, 4, 6]);
  });

  test('knows where stages begin, and momentum and gradient norm where they are told', () => {
    const staged = (epoch: number, stage: string, more: Partial<EpochRow> = {}) => ({ ...row(epoch), stage, ...more });
    const history = HistoryColumns.of([
      staged(1, 'Pretraining'),
      staged(2, 'Pretraining'),
      staged(3, 'Training', { momentum: 0.9, gradientNorm: 2 }),
    ]);
    const { n, stages, momentum, gradient } = history.snapshot();
    expect(stages).toEqual([
      { name: 'Pretraining', epoch: 1, time: 0 },
      { name: 'Training', epoch: 3, time: 4 },
    ]);
    expect(column(momentum, n)).toEqual([NaN, NaN, 0.9]);
    expect(column(gradient, n)).toEqual([NaN, NaN, 2]);
    // A run that went on from an earlier checkpoint takes its stage back with it.
    history.add(staged(2, 'Pretraining', { loss: 9 }));
    expect(history.snapshot().stages.map(({ name }) => name)).toEqual(['Pretraining']);
    expect(HistoryColumns.of([row(1)]).snapshot().stages).toEqual([]);
  });

  test('names the best epoch of each measure, not the last, and knows where nothing was measured', () => {
    const { metrics, n } = HistoryColumns.of([
      row(1, { 'ndcg@10': 0.1, rmse: 1 }),
      row(2),
      row(3, { 'ndcg@10': 0.3, rmse: 0.8 }),
      row(4, { 'ndcg@10': 0.2, rmse: 0.9 }),
      row(5, { 'ndcg@10': 0.3 }),
    ]).snapshot();
    const [ndcg, rmse] = metrics;
    expect(ndcg.epoch[ndcg.best]).toBe(3);
    expect(rmse.epoch[rmse.best]).toBe(3);
    expect(column(ndcg.epoch, ndcg.n)).toEqual([1, 3, 4, 5]);
    expect(column(ndcg.time, ndcg.n)).toEqual([2, 6, 8, 10]);
    expect(column(rmse.byEpoch, n)).toEqual([1, NaN, 0.8, 0.9, NaN]);
  });

  test('takes what it knows already once, and goes back when a run goes on from a checkpoint', () => {
    const history = HistoryColumns.of([row(1, { rmse: 3 }), row(2, { rmse: 1 }), row(3, { rmse: 2 })]);
    history.add(row(2, { rmse: 1 }));
    expect(history.snapshot().n).toBe(3);
    const before = history.snapshot();
    history.add(row(2, { rmse: 2.5 }, 0.7));
    const { n, loss, metrics } = history.snapshot();
    expect(column(loss, n)).toEqual([1, 0.7]);
    expect(metrics[0].value[metrics[0].best]).toBe(2.5);
    // What was handed out before still shows what it showed.
    expect(column(before.loss, before.n)).toEqual([1, 1 / 2, 1 / 3]);
  });

  test('a snapshot stays as it was while thousands of epochs follow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (first, more) => {
        const history = new HistoryColumns();
        for (let k = 1; k <= first; k++) history.add(row(k, { rmse: k }));
        const early = history.snapshot();
        const seen = [column(early.loss, early.n), column(early.metrics[0].byEpoch, early.n)];
        for (let k = first + 1; k <= first + more; k++) history.add(row(k, { rmse: k }));
        expect([column(early.loss, early.n), column(early.metrics[0].byEpoch, early.n)]).toEqual(seen);
        expect(history.snapshot().n).toBe(first + more);
        expect(history.snapshot().metrics[0].n).toBe(first + more);
      }),
      { numRuns: 30 },
    );
  });
});
