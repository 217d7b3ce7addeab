import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { ParameterValue } from '../../../shared/parameters.ts';
import { higherIsBetter, metricName } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';
import { difference, reasonAgainst, sortedMetrics, type Difference, type Reason } from './figures.ts';

/** Which value of a metric that was measured during training: that of the best epoch, or of the last one. */
export type At = 'best' | 'last';

/** What every cell of the table is computed with. */
export interface Context {
  readonly metric: string;
  readonly at: At;
  /** Pinned baselines: view -> run. */
  readonly baseline: (viewId: string) => RunSummary | undefined;
}

export type ColumnKind =
  'text' | 'state' | 'tags' | 'notes' | 'metric' | 'against' | 'number' | 'seconds' | 'moment' | 'epochs' | 'parameter';

/** A column of the table of runs. Values are what it sorts by and what is saved; null: nothing to show. */
export interface Column {
  /** Lasting, for what is remembered: 'test:ndcg@10', 'parameter:factors'. */
  readonly id: string;
  readonly label: string;
  readonly kind: ColumnKind;
  /** In rem. */
  readonly width: number;
  /** Of the first click: largest first. */
  readonly descending: boolean;
  readonly metric?: string;
  value(run: RunSummary, context: Context): number | string | null;
}

const t = () => text.runs.columns;

const plain = (
  id: string,
  label: string,
  kind: ColumnKind,
  width: number,
  value: Column['value'],
  descending = false,
): Column => ({ id, label, kind, width, descending, value });

/** The name stands in every table. */
export const nameColumn = (): Column => plain('name', t().name, 'text', 16, (run) => run.name);

/** Every column that these runs can fill, in the order in which they are offered. */
export function columnsOf(runs: readonly RunSummary[], context: Context): Column[] {
  const { metric } = context;
  const metrics = sortedMetrics(runs.flatMap((run) => Object.keys(run.metrics ?? {})));
  const validated = sortedMetrics(
    runs.flatMap((run) => [...Object.keys(run.last?.metrics ?? {}), ...(run.best ? [run.best.metric] : [])]),
  );
  const parameters = [...new Set(runs.flatMap((run) => Object.keys(run.parameters)))].sort();
  return [
    plain('number', t().number, 'number', 4, (run) => run.number, true),
    plain('state', t().state, 'state', 6.5, (run) => text.runs.states[run.state]),
    {
      ...plain('figure', metricName(metric), 'metric', 6.5, testValue(metric), higherIsBetter(metric)),
      metric,
    },
    plain('bar', t().bar, 'against', 6, testValue(metric), higherIsBetter(metric)),
    {
      ...plain(
        'popularity',
        t().popularity,
        'against',
        14,
        (run, c) => againstPopularity(run, c.metric).difference?.value ?? null,
        higherIsBetter(metric),
      ),
      metric,
    },
    {
      ...plain(
        'baseline',
        t().baseline,
        'against',
        14,
        (run, c) => againstBaseline(run, c).difference?.value ?? null,
        higherIsBetter(metric),
      ),
      metric,
    },
    ...metrics.map((name) => ({
      ...plain(`test:${name}`, t().test(metricName(name)), 'metric', 6.5, testValue(name), higherIsBetter(name)),
      metric: name,
    })),
    ...validated.map((name) => ({
      ...plain(
        `validation:${name}`,
        t().validation(metricName(name), context.at),
        'metric',
        8.5,
        (run: RunSummary, c: Context) => validationValue(run, name, c.at),
        higherIsBetter(name),
      ),
      metric: name,
    })),
    plain('tags', t().tags, 'tags', 10, (run) => run.tags.join(', ') || null),
    plain('notes', t().notes, 'notes', 16, (run) => run.notes || null),
    plain('model', t().model, 'text', 13, (run) => run.modelTitle),
    plain('epochs', t().epochs, 'epochs', 6.5, (run) => run.epochsDone, true),
    plain('bestEpoch', t().bestEpoch, 'number', 6, (run) => run.best?.epoch ?? null, true),
    plain('fit', t().fit, 'seconds', 6, (run) => run.seconds.fit || null),
    plain(
      'seconds',
      t().seconds,
      'seconds',
      6,
      (run) => run.seconds.load + run.seconds.fit + run.seconds.evaluate || null,
    ),
    plain('speed', t().speed, 'number', 7, (run) => run.examplesPerSecond, true),
    plain('device', t().device, 'text', 7, (run) => run.device),
    plain('threads', t().threads, 'number', 4.5, (run) => run.threads, true),
    plain('seed', t().seed, 'number', 5, (run) => run.seed),
    plain('created', t().created, 'moment', 8, (run) => run.createdAt, true),
    ...parameters.map((name) =>
      plain(`parameter:${name}`, parameterLabel(name), 'parameter', 7, (run) => parameterKey(run.parameters[name])),
    ),
  ];
}

export const DEFAULT_COLUMNS = [
  'number',
  'state',
  'figure',
  'bar',
  'popularity',
  'baseline',
  'tags',
  'epochs',
  'fit',
  'created',
];

/** "learningRate" -> "learning rate": the schema's own labels belong to one model, a column to all. */
export const parameterLabel = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const testValue =
  (metric: string) =>
  (run: RunSummary): number | null =>
    run.metrics?.[metric]?.mean ?? null;

/** On the validation part: at the epoch that was best by what the run watches, or at the last one validated. */
export function validationValue(run: RunSummary, metric: string, at: At): number | null {
  if (at === 'last') return run.last?.metrics[metric] ?? null;
  return run.best?.metric === metric ? run.best.value : null;
}

export interface Against {
  readonly difference: Difference | null;
  /** Why there is none. */
  readonly reason: Reason | 'popularity' | null;
}

export function againstPopularity(run: RunSummary, metric: string): Against {
  if (run.model === 'popularity') return { difference: null, reason: 'itself' };
  if (run.metrics === null) return { difference: null, reason: 'unmeasured' };
  if (!(metric in run.metrics)) return { difference: null, reason: 'metric' };
  const base = run.popularity?.[metric];
  return base
    ? { difference: difference(metric, run.metrics[metric], base), reason: null }
    : { difference: null, reason: 'popularity' };
}

export function againstBaseline(run: RunSummary, { metric, baseline }: Context): Against {
  const base = baseline(run.viewId);
  if (!base) return { difference: null, reason: null };
  const reason = reasonAgainst(metric, run, base);
  return reason === null
    ? { difference: difference(metric, run.metrics![metric], base.metrics![metric]), reason }
    : { difference: null, reason };
}

/** Numbers sort as such, everything else by its text. */
function parameterKey(value: ParameterValue | undefined): number | string | null {
  if (value === undefined) return null;
  return typeof value === 'number' ? value : parameterText(value);
}

export function parameterText(value: ParameterValue | undefined): string {
  const { none, on, off } = text.train;
  if (value === undefined) return text.runs.dash;
  if (value === null) return none;
  if (typeof value === 'boolean') return value ? on : off;
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? none : value.join(value.length === 2 && value[0] < value[1] ? ' … ' : ', ');
}

/** What is empty comes last in either direction; the newest first where nothing else decides. */
export function sortRuns(
  runs: readonly RunSummary[],
  { column, descending, context }: { column: Column; descending: boolean; context: Context },
): RunSummary[] {
  const keyed = runs.map((run) => ({ run, key: column.value(run, context) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null)
      return a.key === b.key ? b.run.createdAt - a.run.createdAt : a.key === null ? 1 : -1;
    const order =
      typeof a.key === 'number' && typeof b.key === 'number'
        ? a.key - b.key
        : collator.compare(String(a.key), String(b.key));
    return (descending ? -order : order) || b.run.createdAt - a.run.createdAt;
  });
  return keyed.map(({ run }) => run);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
