export type CsvCell = string | number | null;

/**
 * One record of CSV (RFC 4180), without its end of line. With `guard`, text that a spreadsheet would take for a formula
 * gets an apostrophe in front: files come from strangers. Numbers stay as they are; those that are none are empty.
 */
export const csvLine = (cells: readonly CsvCell[], guard = false): string =>
  cells
    .map((cell) => {
      if (cell === null) return '';
      if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
      const plain = guard && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
      return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
    })
    .join(',');
