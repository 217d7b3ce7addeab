export type Cell = string | number | null;

/**
 * Comma separated, CRLF (RFC 4180), numbers in full. Texts that a spreadsheet would take for a formula get an
 * apostrophe: titles and ids come from strangers' files.
 */
export function csv(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [header.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** With a byte order mark: spreadsheets take a file without one for the system's old encoding. */
export const csvFile = (header: readonly string[], rows: Iterable<readonly Cell[]>): Blob =>
  new Blob(['\ufeff', csv(header, rows)], { type: 'text/csv;charset=utf-8' });

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
