import * as v from 'valibot';

export interface Column {
  readonly id: string;
  readonly label: string;
  /** What the column holds, where its label is short. */
  readonly hint?: string;
  /** Right-aligned, and sorted from the largest down at first. */
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  /** Narrowest, in rem. */
  readonly width: number;
  /** Share of the room that is left over; 0: none. */
  readonly grow?: number;
  /** Shown unless a person takes it away; false: only when asked for. */
  readonly shown?: boolean;
  /** Never taken away. */
  readonly fixed?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What a person chose for a table; kept per workspace. */
export const TableLayout = v.object({
  /** By column, where it differs from what the column says itself. */
  shown: v.optional(v.record(v.string(), v.boolean()), {}),
  widths: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(2), v.maxValue(80))), {}), // rem
  sort: v.optional(v.nullable(v.object({ column: v.string(), descending: v.boolean() })), null),
});
export type TableLayout = v.InferOutput<typeof TableLayout>;
export const NO_LAYOUT: TableLayout = { shown: {}, widths: {}, sort: null };

export const isShown = (column: Column, layout: TableLayout): boolean =>
  column.fixed === true || (layout.shown[column.id] ?? column.shown ?? true);

/** The sort that the head of a column gives: the other way round where it is sorted by already. */
export function nextSort(column: Column, sort: Sort | null): Sort {
  if (sort?.column === column.id) return { column: column.id, descending: !sort.descending };
  return { column: column.id, descending: column.numeric === true };
}

/** Tracks of the grid that head and rows share, and the least width of it all in rem. */
export function tracks(columns: readonly Column[], { widths }: TableLayout): { template: string; least: number } {
  const own = (column: Column) => widths[column.id] ?? column.width;
  // Somebody takes the rest, or the last column's edge would float.
  const grows = columns.some((column) => widths[column.id] === undefined && (column.grow ?? 0) > 0);
  const template = columns.map((column, at) => {
    const fixed = widths[column.id] !== undefined || !column.grow;
    if (fixed && (grows || at < columns.length - 1)) return `${own(column)}rem`;
    return `minmax(${own(column)}rem, ${column.grow ?? 1}fr)`;
  });
  return { template: template.join(' '), least: columns.reduce((sum, column) => sum + own(column), 0) };
}
