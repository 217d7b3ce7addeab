import type { MetricTable, RunSummary } from '../../../shared/contract/runs.ts';
import { higherIsBetter, metricDifference } from '../../messages/format.ts';

const ORDER = ['ndcg', 'recall', 'hit', 'map', 'mrr', 'precision', 'auc', 'rmse', 'mae'];

/** Metric names in the order in which they are read: ranking before errors, small k before large. */
export function sortedMetrics(names: Iterable<string>): string[] {
  const key = (name: string) => {
    const [base, k = '0'] = name.split('@');
    const place = ORDER.findIndex((known) => base === known || base.startsWith(`${known}-`));
    return [place < 0 ? ORDER.length : place, Number(k)] as const;
  };
  return [...new Set(names)].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x[0] - y[0] || x[1] - y[1] || (a < b ? -1 : 1);
  });
}

export interface Comparison {
  readonly value: number | null;
  readonly popularity: number | null;
  /** With its sign; null where one side is missing. */
  readonly difference: string | null;
  /** Outside the 95 % interval of the run's own figure, or not clear. */
  readonly verdict: 'better' | 'worse' | 'unclear' | null;
}

/** A run's figure beside popularity's, on the same view and protocol. */
export function compare(metric: string, metrics: MetricTable | null, popularity: MetricTable | null): Comparison {
  const own = metrics?.[metric] ?? null;
  const base = popularity?.[metric] ?? null;
  if (!own || !base)
    return { value: own?.mean ?? null, popularity: base?.mean ?? null, difference: null, verdict: null };
  const clear = base.mean < own.low || base.mean > own.high;
  const better = higherIsBetter(metric) ? own.mean > base.mean : own.mean < base.mean;
  return {
    value: own.mean,
    popularity: base.mean,
    difference: metricDifference(metric, own.mean - base.mean),
    verdict: clear ? (better ? 'better' : 'worse') : 'unclear',
  };
}

export type SortKey = 'name' | 'metric' | 'difference' | 'epochs' | 'fit' | 'created';

/** Best first for the metric; the newest first where nothing else decides. Runs without a figure come last. */
export function sortRuns(
  runs: readonly RunSummary[],
  { key, descending, metric }: { key: SortKey; descending: boolean; metric: string },
): RunSummary[] {
  const value = (run: RunSummary): number | string | null => {
    switch (key) {
      case 'name':
        return run.name;
      case 'metric':
        return run.metrics?.[metric]?.mean ?? null;
      case 'difference': {
        const { value: own, popularity } = compare(metric, run.metrics, run.popularity);
        return own === null || popularity === null ? null : own - popularity;
      }
      case 'epochs':
        return run.epochsDone;
      case 'fit':
        return run.seconds.fit;
      case 'created':
        return run.createdAt;
    }
  };
  return [...runs].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? b.createdAt - a.createdAt : x === null ? 1 : -1;
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, 'en') : Number(x) - Number(y);
    return (descending ? -order : order) || b.createdAt - a.createdAt;
  });
}
