import { RecsmithError } from '../../../../shared/errors.ts';
import type { ImportInput, Reject } from '../../../../shared/contract/imports.ts';
import { GrowingColumns, type Columns, type IdMap } from './columns.ts';
import type { KnownLayout } from './layout.ts';
import { RecordReader } from './records.ts';
import { rowReader, type Row } from './rows.ts';
import { utf8 } from './text.ts';

export type MaxRejects = ImportInput['maxRejects'];

export interface ExactResult {
  columns: Columns;
  rejected: number;
  firstRejects: Reject[]; // at most 20
}

export interface ExactOptions {
  readonly layout: KnownLayout;
  readonly users: IdMap; // extended
  readonly items: IdMap; // extended
  readonly maxRejects: MaxRejects;
  readonly signal: AbortSignal;
  /** Bytes of the file on disk that are read, and rows so far. */
  progress(bytes: number, rows: number): void;
  /** Rejects as they come, in batches. */
  keep(rejects: Reject[]): Promise<void>;
}

const FIRST = 20;
/** Rejects that the refusal of an import names: what a person reads, and an error can carry. */
const NAMED = 200;

/**
 * Reads a file row by row, without DuckDB: for files that hold bad rows, and for small ones. Each bad row becomes a
 * reject with its true line, column, value and reason.
 *
 * @throws RecsmithError BAD_DATA where more rows are bad than allowed; the first 200 are in `details.rejects`
 */
export async function readExactly(options: ExactOptions): Promise<ExactResult> {
  const { layout, users, items, maxRejects, signal } = options;
  const { table, roles } = layout;
  const { raw, head } = table;
  const row: Row = { user: '', item: '', value: 0, time: 0 };
  const read = rowReader(layout, row);
  const reader = new RecordReader(table.dialect);
  const growing = new GrowingColumns(roles.value !== null, roles.time !== null);
  const first: Reject[] = [];
  let batch: Reject[] = [];
  let rejected = 0;
  let rows = table.header ? -1 : 0;
  let consumed = 0;

  const take = () => {
    while (reader.next()) {
      if (rows++ < 0) continue; // the header
      const reject = read(reader);
      if (reject === null) {
        growing.push(users.add(row.user), items.add(row.item), row.value, row.time, rows - 1);
        continue;
      }
      rejected++;
      batch.push(reject);
      if (first.length < NAMED) first.push(reject);
      if ('rows' in maxRejects && rejected > maxRejects.rows) throw tooMany(layout, maxRejects, rejected, rows, first);
    }
  };
  for await (const block of utf8(raw, head.encoding, signal, (bytes) => (consumed = bytes))) {
    reader.feed(block);
    take();
    await options.keep(batch);
    batch = [];
    options.progress(consumed, rows);
    // Even if all that is left were good rows of the least size, there are too many bad ones already.
    const mostRows = raw.gzip ? Infinity : rows + (raw.bytes - consumed) / (2 * table.names.length - 1);
    if ('share' in maxRejects && rejected > maxRejects.share * mostRows)
      throw tooMany(layout, maxRejects, rejected, rows, first);
  }
  reader.end();
  take();
  await options.keep(batch);
  if ('share' in maxRejects && rejected > maxRejects.share * rows)
    throw tooMany(layout, maxRejects, rejected, rows, first);
  return { columns: growing.columns(), rejected, firstRejects: first.slice(0, FIRST) };
}

function tooMany(
  layout: KnownLayout,
  maxRejects: MaxRejects,
  rejected: number,
  rows: number,
  first: Reject[],
): RecsmithError {
  const { file, line, column, value, reason } = first[0];
  const allowed =
    'rows' in maxRejects
      ? `${maxRejects.rows} rows`
      : `${Number((maxRejects.share * 100).toPrecision(3))} % of the rows`;
  const where = column === null ? `"${value}"` : `column "${column}" holds "${value}"`;
  return new RecsmithError('BAD_DATA', `Too many rows cannot be read: ${rejected} of the first ${rows}.`, {
    where: `${file}:${line}`,
    why: `At most ${allowed} may be bad. The first bad row: ${where}, ${reason}.`,
    next: 'Check delimiter, columns and formats in the preview, repair the file, or allow more bad rows.',
    rejects: first,
    rejected,
    rows,
    allowed: maxRejects,
    columns: layout.table.names,
  });
}

/** True lines of rows of the file, given 0-based and ascending. A pass of its own: only for messages. */
export async function linesOfRows(
  layout: KnownLayout,
  wanted: readonly number[],
  signal: AbortSignal,
): Promise<number[]> {
  const { table } = layout;
  const reader = new RecordReader(table.dialect);
  const lines: number[] = [];
  let row = table.header ? -1 : 0;
  const take = () => {
    while (lines.length < wanted.length && reader.next()) if (row++ === wanted[lines.length]) lines.push(reader.line);
  };
  for await (const block of utf8(table.raw, table.head.encoding, signal)) {
    reader.feed(block);
    take();
    if (lines.length === wanted.length) return lines;
  }
  reader.end();
  take();
  return lines;
}
