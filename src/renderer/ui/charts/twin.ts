import type { Cell } from '../csv.ts';

/** What a chart shows, as a table. */
export interface ChartTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface TableColumn {
  readonly label: string;
  readonly numeric: boolean;
  /** How a number reads on the screen; files hold it in full. */
  readonly format?: (value: number) => string;
}
