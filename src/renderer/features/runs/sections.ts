import type { RunSummary } from '../../../shared/contract/runs.ts';
import { sortRuns, type Column, type Context } from './columns.ts';

/** The runs of one view: figures of different views or protocols are never ranked together. */
export interface Section {
  readonly viewId: string;
  readonly viewName: string;
  readonly datasetName: string;
  readonly protocol: string | null;
  readonly runs: readonly RunSummary[];
  /** Of the metric, for the bars. */
  readonly top: number;
}

/** A line of the table: the head of a view, or a run. */
export type Line =
  | { readonly kind: 'view'; readonly key: string; readonly section: Section }
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly section: Section;
      readonly run: RunSummary;
    };

interface Order {
  readonly sorting: { readonly column: Column; readonly descending: boolean };
  readonly context: Context;
  /** The view that comes first. */
  readonly focused: string | undefined;
}

/** Runs by view, each sorted: the view in focus first, then by their newest run. */
export function sectionsOf(runs: readonly RunSummary[], { sorting, context, focused }: Order): Section[] {
  const { metric } = context;
  return [...Map.groupBy(runs, (run) => run.viewId)]
    .sort(([a], [b]) => Number(b === focused) - Number(a === focused))
    .map(([viewId, group]) => ({
      viewId,
      viewName: group[0].viewName,
      datasetName: group[0].datasetName,
      protocol: group.find((run) => run.metrics !== null && metric in run.metrics)?.protocol?.sentence ?? null,
      runs: sortRuns(group, { ...sorting, context }),
      top: Math.max(0, ...group.map((run) => run.metrics?.[metric]?.mean ?? 0)),
    }));
}

export function linesOf(sections: readonly Section[]): Line[] {
  return sections.flatMap((section): Line[] => [
    { kind: 'view', key: section.viewId, section },
    ...section.runs.map((run) => ({ kind: 'run' as const, key: run.id, section, run })),
  ]);
}

/** View -> its pinned run, as long as that exists. */
export function pinnedRuns(
  runs: readonly RunSummary[],
  pins: Readonly<Record<string, string>>,
): ReadonlyMap<string, RunSummary> {
  return new Map(runs.flatMap((run) => (pins[run.viewId] === run.id ? [[run.viewId, run] as const] : [])));
}
