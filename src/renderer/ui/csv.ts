import { csvLine, type CsvCell as Cell } from '../../shared/csv.ts';

export type { Cell };

/**
 * Comma separated, CRLF (RFC 4180), numbers in full. Texts that a spreadsheet would take for a formula get an
 * apostrophe unless `guard` is off: titles and ids come from strangers' files.
 */
export function csv(header: readonly string[], rows: Iterable<readonly Cell[]>, guard = true): string {
  const lines = [csvLine(header, guard)];
  for (const row of rows) lines.push(csvLine(row, guard));
  return `${lines.join('\r\n')}\r\n`;
}

/** With a byte order mark: spreadsheets take a file without one for the system's old encoding. */
export const csvFile = (header: readonly string[], rows: Iterable<readonly Cell[]>): Blob =>
  new Blob(['\ufeff', csv(header, rows)], { type: 'text/csv;charset=utf-8' });
