import { RecsmithError } from '../../../../shared/errors.ts';
import type { RankingMetric } from '../metric.ts';
import { auc } from './auc.ts';
import { hit } from './hit.ts';
import { mapRaw } from './map-raw.ts';
import { map } from './map.ts';
import { mrr } from './mrr.ts';
import { ndcg } from './ndcg.ts';
import { precisionReturned } from './precision-returned.ts';
import { precision } from './precision.ts';
import { recallCapped } from './recall-capped.ts';
import { recall } from './recall.ts';

export const rankingMetrics: readonly RankingMetric[] = [
  recall,
  recallCapped,
  ndcg,
  map,
  mapRaw,
  mrr,
  hit,
  precision,
  precisionReturned,
  auc,
];

/** Errors of predicted ratings, over the interactions of a part; computed by `evaluation/ratings.ts`. */
export const RATING_METRICS = ['rmse', 'mae'] as const;
export type RatingMetric = (typeof RATING_METRICS)[number];

/** A metric as it is named in the window, in files and on the command line: "ndcg@10", "auc", "rmse". */
export type MetricRequest =
  | { readonly kind: 'ranking'; readonly name: string; readonly metric: RankingMetric; readonly k: number | null }
  | { readonly kind: 'rating'; readonly name: RatingMetric };

const isRating = (id: string): id is RatingMetric => (RATING_METRICS as readonly string[]).includes(id);

/** Whether the engine has a metric of this id, without its cut-off. */
export const isMetricId = (id: string): boolean => isRating(id) || rankingMetrics.some((one) => one.id === id);

/** @throws RecsmithError BAD_INPUT, naming what there is. */
export function parseMetric(name: string): MetricRequest {
  const [id, cutoff, ...rest] = name.split('@');
  if (isRating(id)) {
    if (cutoff !== undefined) throw wrong(name, `${id} takes no cut-off`, `Write ${id}.`);
    return { kind: 'rating', name: id };
  }
  const metric = rankingMetrics.find((one) => one.id === id);
  if (!metric) {
    const all = [...rankingMetrics.map((one) => (one.cutoff ? `${one.id}@k` : one.id)), ...RATING_METRICS];
    throw wrong(name, `there is no metric "${id}"`, `Choose among ${all.join(', ')}.`);
  }
  if (!metric.cutoff) {
    if (cutoff !== undefined) throw wrong(name, `${id} takes no cut-off`, `Write ${id}.`);
    return { kind: 'ranking', name, metric, k: null };
  }
  if (cutoff === undefined || rest.length > 0 || !/^[1-9][0-9]{0,6}$/.test(cutoff))
    throw wrong(name, `${id} needs a cut-off`, `Write for example ${id}@10.`);
  return { kind: 'ranking', name, metric, k: Number(cutoff) };
}

export const parseMetrics = (names: readonly string[]): MetricRequest[] => [...new Set(names)].map(parseMetric);

/** Whether a larger value of the named metric is better. */
export function higherIsBetter(name: string): boolean {
  const request = parseMetric(name);
  return request.kind === 'ranking' && request.metric.better === 'higher';
}

function wrong(name: string, why: string, next: string): RecsmithError {
  return new RecsmithError('BAD_INPUT', `"${name}" is not a metric: ${why}.`, { where: 'metrics', why, next });
}
