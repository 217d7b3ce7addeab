import type { MetricTable } from '../../../shared/contract/runs.ts';
import { modelById } from '../models/registry.ts';
import { fitModel } from '../training/context.ts';
import { evaluate, type EvaluateOptions, type EvaluationResult } from './evaluator.ts';
import { higherIsBetter, parseMetrics } from './metrics/registry.ts';

/**
 * Popularity (number of training rows), evaluated on the same view by the same protocol: what every run is compared
 * with. Metrics of predicted ratings are left out, popularity predicts none; null where no metric is left.
 */
export async function popularityBaseline(options: Omit<EvaluateOptions, 'model'>): Promise<EvaluationResult | null> {
  const { kernels, view } = options;
  const metrics = parseMetrics(options.metrics)
    .filter(({ kind }) => kind === 'ranking')
    .map(({ name }) => name);
  if (metrics.length === 0) return null;
  const mark = kernels.mark();
  try {
    const { model } = await fitModel({
      definition: modelById('popularity'),
      parameters: {},
      view,
      kernels,
      seed: 0,
      signal: options.signal ?? new AbortController().signal,
    });
    return await evaluate({ ...options, metrics, model });
  } finally {
    kernels.release(mark);
  }
}

export interface Verdict {
  readonly beatsPopularity: boolean;
  readonly metric: string;
  readonly sentence: string;
}

/** What a run is judged by where its own monitor is no ranking metric. */
const PREFERRED = ['ndcg@10', 'recall@10'];

/**
 * Compares a run with popularity on one metric: the run's monitor where both have it, else NDCG@10, else the first that
 * both have. Better means a better mean; when the interval of the run reaches popularity's mean, the sentence says so.
 * @returns null where the two have no metric in common
 */
export function verdict(metrics: MetricTable, popularity: MetricTable, monitor: string): Verdict | null {
  const both = [monitor, ...PREFERRED, ...Object.keys(metrics)].find((name) => name in metrics && name in popularity);
  if (both === undefined) return null;
  const [own, other] = [metrics[both], popularity[both]];
  const beatsPopularity = higherIsBetter(both) ? own.mean > other.mean : own.mean < other.mean;
  const label = metricLabel(both);
  const figures = `${label} ${show(own.mean)}, popularity ${show(other.mean)}`;
  const near = own.low <= other.mean && other.mean <= own.high;
  const word = beatsPopularity
    ? 'Better than popularity'
    : own.mean === other.mean
      ? 'Equal to popularity'
      : 'Worse than popularity';
  const doubt = near && own.mean !== other.mean ? ' The difference is within the uncertainty of the figure.' : '';
  // A model of ratings is not made for rankings: what it is made for stands beside.
  const ownTask =
    both !== monitor && monitor in metrics
      ? ` It was trained for another task, ${metricLabel(monitor)} ${show(metrics[monitor].mean)}, where popularity has no figure.`
      : '';
  return {
    beatsPopularity,
    metric: both,
    sentence: `${word}${ownTask && ' as a ranking'}: ${figures}.${doubt}${ownTask}`,
  };
}

/** "ndcg@10" as people write it: "NDCG@10", "Recall@20". */
export function metricLabel(name: string): string {
  const [id, cutoff] = name.split('@');
  const label = /^(ndcg|map|mrr|auc|rmse|mae)(-|$)/.test(id)
    ? id.replace(/^[a-z]+/, (word) => word.toUpperCase())
    : id[0].toUpperCase() + id.slice(1);
  return cutoff === undefined ? label : `${label}@${cutoff}`;
}

/** Three digits that matter: .2387, .0123. */
const show = (value: number): string => value.toFixed(4).replace(/^(-?)0\./, '$1.');
