import type { DatasetProfile } from '../../../shared/contract/datasets.ts';
import type { InteractionRow, ItemRow, UserRow } from '../../../shared/contract/rows.ts';
import { brief, count, instant } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';
import type { Column, Sort } from '../../ui/table/columns.ts';

export const TABLES = ['interactions', 'users', 'items'] as const;
export type TableId = (typeof TABLES)[number];

/** A row as it is shown: the text of each column, and whom a link leads to. */
export interface Cells {
  readonly user: string | null;
  readonly item: string | null;
  readonly texts: Readonly<Record<string, string>>;
}

const optional = (value: number | null, format: (value: number) => string): string =>
  value === null ? '' : format(value);
const value = (x: number): string => brief(x);
const figures = ({ interactions, mean, first, last }: Pick<UserRow, 'interactions' | 'mean' | 'first' | 'last'>) => ({
  interactions: count(interactions),
  mean: optional(mean, value),
  first: optional(first, instant),
  last: optional(last, instant),
});

export const interactionCells = (row: InteractionRow): Cells => ({
  user: row.user,
  item: row.item,
  texts: {
    ...{ row: count(row.row), user: row.user, item: row.item, title: row.title ?? '' },
    ...{ value: optional(row.value, value), time: optional(row.time, instant) },
  },
});

export const userCells = (row: UserRow): Cells => ({
  user: row.user,
  item: null,
  texts: { user: row.user, ...figures(row) },
});

/** Attributes stand under a name of their own: one may be called like a column. */
export const itemCells = ({ item, title, attributes, ...rest }: ItemRow): Cells => ({
  user: null,
  item,
  texts: {
    ...Object.fromEntries(Object.entries(attributes).map(([name, held]) => [attributeColumn(name), held])),
    ...{ item, title: title ?? '', ...figures(rest) },
  },
});

const attributeColumn = (name: string): string => `attribute ${name}`;
/** So many attributes are shown at first. */
const SHOWN_ATTRIBUTES = 2;

export function columnsOf(table: TableId, dataset: DatasetProfile): readonly Column[] {
  const { hasValues, hasTime, hasTitles, attributes } = dataset;
  const t = text.data.rows.columns;
  const user: Column = { id: 'user', label: t.user, width: 7, grow: 1, sortable: true, fixed: true };
  const item: Column = { id: 'item', label: t.item, width: 7, grow: 1, sortable: true, fixed: true };
  const title: Column[] = hasTitles ? [{ id: 'title', label: t.title, width: 12, grow: 4, sortable: true }] : [];
  const numeric = { numeric: true, sortable: true };
  if (table === 'interactions')
    return [
      { id: 'row', label: t.row, hint: t.rowHint, width: 6.5, ...numeric },
      user,
      item,
      ...title,
      ...(hasValues ? [{ id: 'value', label: t.value, width: 6, ...numeric }] : []),
      ...(hasTime ? [{ id: 'time', label: t.time, width: 10.5, ...numeric }] : []),
    ];
  const counted: Column[] = [
    { id: 'interactions', label: t.interactions, width: 8, ...numeric },
    ...(hasValues ? [{ id: 'mean', label: t.mean, width: 7, ...numeric }] : []),
    ...(hasTime
      ? [
          { id: 'first', label: t.first, width: 10.5, ...numeric },
          { id: 'last', label: t.last, width: 10.5, ...numeric },
        ]
      : []),
  ];
  if (table === 'users') return [user, ...counted];
  const own = attributes.map((name, n) => ({
    ...{ id: attributeColumn(name), label: name, width: 8, grow: 1, shown: n < SHOWN_ATTRIBUTES },
  }));
  return [item, ...title, ...own, ...counted];
}

export const usualSort = (table: TableId): Sort =>
  table === 'interactions' ? { column: 'row', descending: false } : { column: 'interactions', descending: true };
