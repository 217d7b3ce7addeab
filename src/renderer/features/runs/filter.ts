import type { RunSummary } from '../../../shared/contract/runs.ts';

/** What of the runs is shown. Empty texts ask for nothing. */
export interface Filter {
  readonly text: string;
  readonly state: string;
  readonly model: string;
  /** A view's id, or a dataset's. */
  readonly of: string;
  readonly tag: string;
}

export const NO_FILTER: Filter = { text: '', state: '', model: '', of: '', tag: '' };

export const isFiltering = (filter: Filter): boolean => Object.values(filter).some((value: string) => value !== '');

/** Every word must be found somewhere in name, model, view, dataset, tags or notes, in any case and without accents. */
export function matcher(filter: Filter): (run: RunSummary) => boolean {
  const words = fold(filter.text).split(/\s+/).filter(Boolean);
  return (run) =>
    (filter.state === '' || run.state === filter.state) &&
    (filter.model === '' || run.model === filter.model) &&
    (filter.of === '' || run.viewId === filter.of || run.datasetId === filter.of) &&
    (filter.tag === '' || run.tags.includes(filter.tag)) &&
    (words.length === 0 || found(run, words));
}

function found(run: RunSummary, words: readonly string[]): boolean {
  const where = fold(
    [run.name, `#${run.number}`, run.modelTitle, run.model, run.viewName, run.datasetName, ...run.tags, run.notes].join(
      '\n',
    ),
  );
  return words.every((word) => where.includes(word));
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
