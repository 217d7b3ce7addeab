import type { EpochRow, RunDetail, RunSummary } from '../../../shared/contract/runs.ts';
import { count } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';
import { againstPopularity, parameterLabel, parameterText, type Against } from './columns.ts';
import { difference, reasonAgainst, sortedMetrics } from './figures.ts';

/** A row of the table of parameters: what each run has there. */
export interface Setting {
  readonly label: string;
  readonly values: readonly string[];
  readonly differs: boolean;
}

/** Everything that was chosen for the runs, side by side. */
export function settingsOf(runs: readonly RunSummary[]): Setting[] {
  const t = text.runs.columns;
  const row = (label: string, value: (run: RunSummary) => string): Setting => {
    const values = runs.map(value);
    return { label, values, differs: values.some((each) => each !== values[0]) };
  };
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.parameters)))];
  return [
    row(t.model, (run) => run.modelTitle),
    row(t.dataset, (run) => run.datasetName),
    row(t.view, (run) => run.viewName),
    ...names.map((name) => row(parameterLabel(name), (run) => parameterText(run.parameters[name]))),
    row(t.seed, (run) => count(run.seed)),
    row(t.threads, (run) => count(run.threads)),
    row(t.kernels, (run) => run.kernelBuild),
  ];
}

export const testMetrics = (runs: readonly RunSummary[]): string[] =>
  sortedMetrics(runs.flatMap((run) => Object.keys(run.metrics ?? {})));

/** @param base a run's id, or null: popularity */
export function againstOf(run: RunSummary, base: RunSummary | null, metric: string): Against {
  if (!base) return againstPopularity(run, metric);
  const reason = reasonAgainst(metric, run, base);
  return reason === null
    ? { difference: difference(metric, run.metrics![metric], base.metrics![metric]), reason }
    : { difference: null, reason };
}

/** What can be drawn over epochs: the loss, and what was measured on validation. */
export function curvesOf(runs: readonly RunDetail[]): string[] {
  return [...sortedMetrics(runs.flatMap((run) => run.history.flatMap((row) => Object.keys(row.metrics)))), 'loss'];
}

export interface Point {
  readonly epoch: number;
  readonly y: number;
}

export function pointsOf(history: readonly EpochRow[], what: string): Point[] {
  return history.flatMap((row) => {
    const y = what === 'loss' ? row.loss : (row.metrics[what] as number | undefined);
    return y === undefined ? [] : [{ epoch: row.epoch, y }];
  });
}

/** At most about `most` points, the lowest and the highest of each stretch: nothing that stands out is lost. */
export function thinned(points: readonly Point[], most = 600): readonly Point[] {
  if (points.length <= most) return points;
  const stretch = Math.ceil((2 * points.length) / most);
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const low = part.reduce((a, b) => (b.y < a.y ? b : a));
    const high = part.reduce((a, b) => (b.y > a.y ? b : a));
    kept.push(...(low.epoch === high.epoch ? [low] : low.epoch < high.epoch ? [low, high] : [high, low]));
  }
  return kept;
}

/** "a,b,a" as the address has it: each once. */
export const idsOf = (list: string): string[] => [...new Set(list.split(',').filter(Boolean))];

/** A run has one colour everywhere on the page, by its place. */
export const colourOf = (place: number): string => `var(--series-${place + 1})`;
