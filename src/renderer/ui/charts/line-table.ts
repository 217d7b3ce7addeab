import type { Line } from './lines.ts';
import { smoothed } from './smooth.ts';
import type { ChartTable, TableColumn } from './twin.ts';

interface Options {
  readonly xTitle: string;
  readonly formatX: (x: number) => string;
  readonly figure: (y: number) => string;
  /** Weight of the moving average; 0: none is shown. */
  readonly smoothing: number;
  readonly smoothedLabel: (label: string) => string;
}

/** One row for every x that any line has, one column per line. */
export function lineTable(lines: readonly Line[], options: Options): ChartTable {
  const { smoothing } = options;
  const columns = lines.flatMap((line): { label: string; line: Line; ys: Float64Array }[] => [
    { label: line.label, line, ys: line.ys },
    ...(smoothing > 0
      ? [{ label: options.smoothedLabel(line.label), line, ys: smoothed(line.ys, line.n, smoothing) }]
      : []),
  ]);
  const at = lines.map(() => 0);
  const rows: (number | null)[][] = [];
  for (;;) {
    let x = Infinity;
    for (const [k, { xs, n }] of lines.entries()) if (at[k] < n) x = Math.min(x, xs[at[k]]);
    if (x === Infinity) break;
    const row: (number | null)[] = [x];
    for (const { line, ys } of columns) {
      const k = at[lines.indexOf(line)];
      row.push(k < line.n && line.xs[k] === x && Number.isFinite(ys[k]) ? ys[k] : null);
    }
    rows.push(row);
    for (const [k, { xs, n }] of lines.entries()) if (at[k] < n && xs[at[k]] === x) at[k]++;
  }
  return {
    columns: [
      { label: options.xTitle, numeric: true, format: options.formatX },
      ...columns.map(({ label }): TableColumn => ({ label, numeric: true, format: options.figure })),
    ],
    rows,
  };
}
