import type { RunDetail, RunSummary } from '../../../shared/contract/runs.ts';
import { count } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';
import { line, type Line } from '../../ui/charts/lines.ts';
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

/** The curve of one run: an epoch that was not measured has no point. `slot`: its place on the page, 0 to 7. */
export function curveOf({ id, name, history }: RunDetail, what: string, slot: number): Line {
  const rows = history.filter((row) => what === 'loss' || what in row.metrics);
  return line({
    id,
    label: name,
    slot,
    xs: rows.map((row) => row.epoch),
    ys: rows.map((row) => (what === 'loss' ? row.loss : row.metrics[what])),
  });
}

/** "a,b,a" as the address has it: each once. */
export const idsOf = (list: string): string[] => [...new Set(list.split(',').filter(Boolean))];

/** A run has one colour everywhere on the page, by its place. */
export const colourOf = (place: number): string => `var(--series-${place + 1})`;
