import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { againstBaseline, againstPopularity, columnsOf, nameColumn, sortRuns, type Context } from './columns.ts';
import { matcher, NO_FILTER } from './filter.ts';
import { tableOf } from './table.ts';

const value = (mean: number, half = 0.01) => ({ mean, users: 100, low: mean - half, high: mean + half });

/** A finished run; the name is its id. */
function run(name: string, change: Partial<RunSummary> & { ndcg?: number | null } = {}): RunSummary {
  const { ndcg = 0.2, ...rest } = change;
  return {
    ...{ id: name, number: 1, name, notes: '', tags: [], viewId: 'v', viewName: 'View', datasetId: 'd' },
    ...{ datasetName: 'Films', model: 'bpr-mf', modelTitle: 'BPR', parameters: { factors: 8 }, seed: 42 },
    ...{ backend: 'fused', device: 'processor', threads: 2, state: 'done', createdAt: 1, epochsDone: 10 },
    ...{ epochsPlanned: 10, best: null, last: null, seconds: { load: 1, fit: 2, evaluate: 3 } },
    ...{ examplesPerSecond: null, protocol: null, popularity: { 'ndcg@10': value(0.1) } },
    metrics: ndcg === null ? null : { 'ndcg@10': value(ndcg) },
    ...rest,
  } as unknown as RunSummary;
}
const context = (baseline?: RunSummary, at: Context['at'] = 'best'): Context => ({
  metric: 'ndcg@10',
  at,
  baseline: (viewId) => (baseline?.viewId === viewId ? baseline : undefined),
});
const column = (id: string, runs: RunSummary[], given = context()) =>
  id === 'name' ? nameColumn() : columnsOf(runs, given).find((each) => each.id === id)!;

describe('the table of runs', () => {
  test('offers every metric and every parameter that occurs', () => {
    const runs = [
      run('a', { parameters: { factors: 8, learningRate: 0.1 }, last: { epoch: 3, metrics: { rmse: 1 } } }),
      run('b', { parameters: { samples: 2 }, metrics: { auc: value(0.9), 'ndcg@10': value(0.2) } }),
    ];
    expect(columnsOf(runs, context()).map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['test:ndcg@10', 'test:auc', 'validation:rmse', 'parameter:factors', 'parameter:learningRate'],
        ...['parameter:samples', 'epochs', 'fit', 'seconds', 'device', 'seed', 'created', 'tags', 'notes'],
      ]),
    );
    expect(column('parameter:learningRate', runs).label).toBe('learning rate');
  });

  test('sorts best first, what is empty last in either direction, numbers as numbers', () => {
    const runs = [
      run('b', { createdAt: 1, ndcg: 0.1, parameters: { factors: 16 } }),
      run('none', { createdAt: 9, ndcg: null, parameters: {} }),
      run('a10', { createdAt: 2, ndcg: 0.3, parameters: { factors: 128 } }),
      run('a9', { createdAt: 3, ndcg: 0.2, parameters: { factors: 8 } }),
    ];
    const sorted = (id: string, descending: boolean) =>
      sortRuns(runs, { column: column(id, runs), descending, context: context() }).map(({ name }) => name);
    expect(sorted('figure', true)).toEqual(['a10', 'a9', 'b', 'none']);
    expect(sorted('figure', false)).toEqual(['b', 'a9', 'a10', 'none']);
    expect(sorted('popularity', true)).toEqual(['a10', 'a9', 'b', 'none']);
    expect(sorted('parameter:factors', false)).toEqual(['a9', 'b', 'a10', 'none']);
    expect(sorted('name', false)).toEqual(['a9', 'a10', 'b', 'none']);
    expect(sorted('created', true)).toEqual(['none', 'a9', 'a10', 'b']);
    // Nothing decides: the newest first.
    expect(sorted('seed', false)).toEqual(['none', 'a9', 'a10', 'b']);
    expect(runs.map(({ name }) => name)).toEqual(['b', 'none', 'a10', 'a9']);
  });

  test('shows validation at the best or at the last epoch', () => {
    const one = run('a', {
      best: { epoch: 3, metric: 'ndcg@10', value: 0.3 },
      last: { epoch: 9, metrics: { 'ndcg@10': 0.25 } },
    });
    const shown = (at: Context['at']) =>
      column('validation:ndcg@10', [one], context(undefined, at)).value(one, context(undefined, at));
    expect(shown('best')).toBe(0.3);
    expect(shown('last')).toBe(0.25);
  });

  test('compares with popularity and with the pinned run of the same view, and says why not', () => {
    const base = run('base', { ndcg: 0.25 });
    const own = run('own', { ndcg: 0.29 });
    expect(againstPopularity(own, 'ndcg@10').difference).toMatchObject({ verdict: 'better' });
    expect(againstBaseline(own, context(base)).difference).toMatchObject({ verdict: 'better' });
    expect(againstBaseline(own, context(base)).difference?.value).toBeCloseTo(0.04, 12);
    expect(againstBaseline(own, context())).toEqual({ difference: null, reason: null });
    expect(againstBaseline(base, context(base)).reason).toBe('itself');
    // A baseline is one of its view: others have none.
    expect(againstBaseline(run('other', { viewId: 'w' }), context(base))).toEqual({ difference: null, reason: null });
    expect(againstPopularity(run('p', { model: 'popularity' }), 'ndcg@10').reason).toBe('itself');
    expect(againstPopularity(run('r', { metrics: { rmse: value(1) } }), 'rmse').reason).toBe('popularity');
    expect(againstPopularity(run('n', { ndcg: null }), 'ndcg@10').reason).toBe('unmeasured');
  });

  test('is saved as it is shown, differences with their interval and in words', () => {
    const runs = [run('a', { tags: ['x', 'y'], createdAt: 0 }), run('b', { ndcg: null })];
    const columns = ['figure', 'popularity', 'tags', 'created'].map((id) => column(id, runs));
    const { header, rows } = tableOf({ columns, context: context(), order: runs });
    expect(rows.every((row) => row.length === header.length)).toBe(true);
    const first = Object.fromEntries(header.map((label, k) => [label, rows[0][k]]));
    expect(first).toMatchObject({
      ...{ Id: 'a', Run: 'a', View: 'View', Dataset: 'Films', 'NDCG@10': 0.2, Tags: 'x, y' },
      ...{ 'Against popularity, in words': 'better', Started: '1970-01-01T00:00:00.000Z' },
    });
    expect(first['Against popularity']).toBeCloseTo(0.1, 12);
    expect(first['Against popularity, from']).toBeCloseTo(0.1 - Math.hypot(0.01, 0.01), 12);
    expect(rows[1][header.indexOf('Against popularity, in words')]).toMatch(/no figures on the test part/);
  });
});

describe('the filter of runs', () => {
  const runs = [
    run('BPR wide', { tags: ['paper'], notes: 'Découvert par Zoé', state: 'done' }),
    run('Popularity', { model: 'popularity', modelTitle: 'Popularity', viewId: 'w', viewName: 'Cold users' }),
    run('BPR broken', { state: 'failed', datasetId: 'e', datasetName: 'Books', number: 12 }),
  ];
  const found = (change: Partial<typeof NO_FILTER>) =>
    runs.filter(matcher({ ...NO_FILTER, ...change })).map(({ name }) => name);

  test('finds every word in name, model, view, dataset, tags or notes, without accents', () => {
    expect(found({})).toHaveLength(3);
    expect(found({ text: ' bpr ' })).toEqual(['BPR wide', 'BPR broken']);
    expect(found({ text: 'zoe bpr' })).toEqual(['BPR wide']);
    expect(found({ text: 'PAPER' })).toEqual(['BPR wide']);
    expect(found({ text: 'cold' })).toEqual(['Popularity']);
    expect(found({ text: 'books' })).toEqual(['BPR broken']);
    expect(found({ text: '#12' })).toEqual(['BPR broken']);
    expect(found({ text: 'bpr nothing' })).toEqual([]);
  });

  test('narrows by state, model, view, dataset and tag', () => {
    expect(found({ state: 'failed' })).toEqual(['BPR broken']);
    expect(found({ model: 'popularity' })).toEqual(['Popularity']);
    expect(found({ of: 'w' })).toEqual(['Popularity']);
    expect(found({ of: 'e' })).toEqual(['BPR broken']);
    expect(found({ tag: 'paper' })).toEqual(['BPR wide']);
    expect(found({ tag: 'pap' })).toEqual([]);
  });
});
