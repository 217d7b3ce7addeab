import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { csvLine, type CsvCell } from '../../shared/csv.ts';
import { RecsmithError } from '../../shared/errors.ts';

/** Exact text: scripts read these files, so nothing is neutralised here. */
export const csvText = (head: string[], rows: CsvCell[][]): string =>
  [head, ...rows].map((row) => `${csvLine(row)}\n`).join('');

/** Ids of a small file the user names: first column, with or without a header line `user` or `item`. */
export function readColumns(path: string, names: readonly string[]): string[][] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RecsmithError('NOT_FOUND', `The file ${path} cannot be read`, { where: path }, { cause });
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const delimiter = ['\t', '::', ';', '|', ','].find((mark) => lines[0]?.includes(mark)) ?? ',';
  const rows = lines.map((line) => split(line, delimiter));
  if (rows[0]?.[0]?.trim().toLowerCase().startsWith(names[0])) rows.shift();
  rows.forEach((row, at) => {
    if (row.length < names.length || row.slice(0, names.length).some((cell) => cell === ''))
      throw new RecsmithError('BAD_DATA', `A row needs ${names.join(' and ')}`, { where: `${path}:${at + 1}` });
  });
  return rows.map((row) => row.slice(0, names.length));
}

/** Quoted fields may hold the delimiter; line breaks inside quotes are not expected in lists of ids. */
function split(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') {
      if (quoted && line[at + 1] === '"') cell += line[at++];
      else quoted = !quoted;
    } else if (!quoted && line.startsWith(delimiter, at)) {
      cells.push(cell);
      cell = '';
      at += delimiter.length - 1;
    } else cell += line[at];
  }
  return [...cells, cell];
}

/** A text file written piece by piece, so that millions of lines need no memory. */
export function lineSink(path: string): { write(text: string): Promise<void>; end(): Promise<void> } {
  const stream = createWriteStream(path);
  const failed = once(stream, 'error').then(([error]: unknown[]) => {
    throw new RecsmithError('BAD_INPUT', `${path} cannot be written`, { where: path }, { cause: error });
  });
  // Only awaited together with a write; on its own it must not count as unhandled.
  failed.catch(() => undefined);
  return {
    async write(text) {
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
    },
    async end() {
      stream.end();
      await Promise.race([once(stream, 'finish'), failed]);
    },
  };
}
