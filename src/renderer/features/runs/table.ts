import type { RunSummary } from '../../../shared/contract/runs.ts';
import { text } from '../../messages/index.ts';
import type { Cell } from '../../ui/csv.ts';
import { againstBaseline, againstPopularity, nameColumn, type Column, type Context } from './columns.ts';

interface Shown {
  readonly columns: readonly Column[];
  readonly context: Context;
  readonly order: readonly RunSummary[];
}

/** What the table shows, in its order, as rows of a file: figures in full, differences with their intervals. */
export function tableOf({ columns, context, order }: Shown): { header: string[]; rows: Cell[][] } {
  const t = text.runs;
  const saved = [nameColumn(), ...columns.filter(({ id }) => id !== 'bar')];
  const cells = saved.map((column): { header: string[]; cells: (run: RunSummary) => Cell[] } => {
    if (column.kind === 'against')
      return {
        header: [
          column.label,
          t.against.low(column.label),
          t.against.high(column.label),
          t.against.words(column.label),
        ],
        cells: (run) => {
          const { difference, reason } =
            column.id === 'baseline' ? againstBaseline(run, context) : againstPopularity(run, context.metric);
          return difference
            ? [difference.value, difference.low, difference.high, t.against[difference.verdict]]
            : [null, null, null, reason && t.against.whyLong[reason]];
        },
      };
    if (column.kind === 'moment')
      return { header: [column.label], cells: (run) => [new Date(run.createdAt).toISOString()] };
    return { header: [column.label], cells: (run) => [column.value(run, context)] };
  });
  return {
    header: [t.columns.id, t.columns.view, t.columns.dataset, ...cells.flatMap(({ header }) => header)],
    rows: order.map((run) => [run.id, run.viewName, run.datasetName, ...cells.flatMap((each) => each.cells(run))]),
  };
}
