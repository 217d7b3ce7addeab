import type { MetricTable, MetricValue, RunSummary } from '../../../shared/contract/runs.ts';
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

export interface Difference {
  /** First minus second. */
  readonly value: number;
  /** 95 % interval of the difference, as if the two had been measured on different users: never too narrow. */
  readonly low: number;
  readonly high: number;
  /** 'unclear' where the interval holds 0. */
  readonly verdict: Verdict;
}
export type Verdict = 'better' | 'worse' | 'unclear';

/**
 * The difference of two figures with its interval, made of the intervals of both (Zou and Donner 2008, "MOVER"), which
 * need not be symmetric: those of RMSE are not.
 */
export function difference(metric: string, own: MetricValue, base: MetricValue): Difference {
  const value = own.mean - base.mean;
  const low = value - Math.hypot(own.mean - own.low, base.high - base.mean);
  const high = value + Math.hypot(own.high - own.mean, base.mean - base.low);
  const clear = low > 0 || high < 0;
  return { value, low, high, verdict: clear ? (value > 0 === higherIsBetter(metric) ? 'better' : 'worse') : 'unclear' };
}

/** "+.0151" */
export const differenceFigure = (metric: string, { value }: Difference): string => metricDifference(metric, value);

export interface Comparison {
  readonly value: number | null;
  readonly popularity: number | null;
  /** With its sign; null where one side is missing. */
  readonly difference: string | null;
  readonly verdict: Verdict | null;
}

/** A run's figure beside popularity's, on the same view and protocol. */
export function compare(metric: string, metrics: MetricTable | null, popularity: MetricTable | null): Comparison {
  const own = metrics?.[metric] ?? null;
  const base = popularity?.[metric] ?? null;
  const both = own && base && difference(metric, own, base);
  return {
    value: own?.mean ?? null,
    popularity: base?.mean ?? null,
    difference: both && differenceFigure(metric, both),
    verdict: both && both.verdict,
  };
}

/** Why two runs have no difference in a metric, or null where they have one. */
export type Reason = 'itself' | 'view' | 'protocol' | 'unmeasured' | 'baseline' | 'metric' | 'baselineMetric';

/** Figures are set side by side only where they were measured in the same way: same view, part, candidates, ties. */
export function reasonAgainst(metric: string, run: RunSummary, base: RunSummary): Reason | null {
  if (run.id === base.id) return 'itself';
  if (run.viewId !== base.viewId) return 'view';
  if (run.metrics === null) return 'unmeasured';
  if (base.metrics === null) return 'baseline';
  if (!(metric in run.metrics)) return 'metric';
  if (!(metric in base.metrics)) return 'baselineMetric';
  return protocolKey(run) === protocolKey(base) ? null : 'protocol';
}

const protocolKey = ({ protocol }: RunSummary): string =>
  JSON.stringify([protocol?.part, protocol?.split, protocol?.candidates, protocol?.candidateItems, protocol?.ties]);
