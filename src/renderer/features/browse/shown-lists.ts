import type { WhatIf } from '../../../shared/contract/browse.ts';
import type { CsvCell } from '../../../shared/csv.ts';
import type { Column } from './browse.svelte.ts';

export const SHOWN_COLUMNS = [
  'run',
  'user',
  'rank',
  'item',
  'title',
  'score',
  'popularity',
  'held_out',
  'rank_before',
] as const;

/** The lists of one user as they stand on the screen, a line per item; `changed` takes the place of the first one. */
export function shownLines(user: string | null, columns: readonly Column[], changed: WhatIf | null): CsvCell[][] {
  return columns.flatMap(({ run, lists }, n) => {
    const before = n === 0 ? changed : null;
    const items = before?.items ?? lists?.items ?? [];
    return items.map((each, place) => [
      run.name,
      user,
      each.rank,
      each.item,
      each.title,
      each.score,
      each.popularity,
      each.heldOut,
      before ? before.items[place].before : null,
    ]);
  });
}
