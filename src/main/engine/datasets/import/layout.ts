import { open } from 'node:fs/promises';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { Columns, Format, ItemColumns } from '../../../../shared/contract/imports.ts';
import { RecordReader } from './records.ts';
import { guessItemRoles, guessRoles, type ItemRoles, type Roles } from './roles.ts';
import { columnPosition, columnSamples, openTable, type Table } from './table.ts';
import { guessDecimal, guessTime, type Decimal, type TimeFormat } from './values.ts';
import type { FileRef } from './input.ts';

/** A file of interactions, and what its columns mean. */
export interface Layout {
  readonly table: Table;
  readonly roles: Roles;
  readonly decimal: Decimal;
  readonly timeFormat: TimeFormat;
  /** Day and month could be the other way round as far as the first rows go. */
  readonly timeAmbiguous: boolean;
}

/** The same with user and item settled. */
export interface KnownLayout extends Layout {
  readonly roles: Roles & { user: number; item: number };
}

export interface ItemLayout {
  readonly table: Table;
  readonly roles: ItemRoles;
}

/** @throws RecsmithError BAD_DATA (file), BAD_INPUT (a column that is not there, or two roles for one) */
export async function layoutOf(file: FileRef, format: Format, columns: Columns, signal: AbortSignal): Promise<Layout> {
  const table = await openTable(file, format, signal);
  const given: Partial<Roles> = {};
  for (const role of ['user', 'item', 'value', 'time'] as const) {
    const wanted = columns[role];
    if (wanted === undefined) continue;
    given[role] = wanted === null ? null : columnPosition(table, wanted, role);
  }
  rejectShared(table, Object.entries(given));
  const samples = columnSamples(table);
  // A file with one column has no roles to guess: the delimiter is wrong, or it is no table.
  const roles: Roles =
    table.names.length === 1
      ? { user: null, item: null, value: null, time: null, ...given }
      : guessRoles(samples, given);
  const texts = (position: number | null) => (position === null ? [] : samples[position].texts);
  const decimal = format.decimal ?? guessDecimal(texts(roles.value));
  const wanted = format.timeFormat === 'auto' ? undefined : format.timeFormat;
  if (wanted) return { table, roles, decimal, timeFormat: wanted, timeAmbiguous: false };
  let time = guessTime(texts(roles.time), 0.5);
  if (time?.ambiguous && roles.time !== null) {
    // Files in order of time start with one month; the end shows more of the calendar.
    const last = await lastTexts(table, roles.time);
    const both = guessTime([...texts(roles.time), ...last], 0.5);
    if (both) time = both;
  }
  return {
    table,
    roles,
    decimal,
    timeFormat: time?.format ?? 'seconds',
    timeAmbiguous: time?.ambiguous ?? false,
  };
}

/** @throws RecsmithError BAD_DATA where user or item are not known: the one thing an import cannot go without. */
export function requireRoles(layout: Layout): KnownLayout {
  const { table, roles } = layout;
  const { user, item } = roles;
  if (user !== null && item !== null) return { ...layout, roles: { ...roles, user, item } };
  const single = table.names.length === 1;
  throw new RecsmithError(
    'BAD_DATA',
    single
      ? 'The file has only one column.'
      : `No column of the file is known to be the ${user === null ? 'user' : 'item'}.`,
    {
      where: `${table.raw.file.name}:1`,
      why: single
        ? `The delimiter ${named(table.dialect.delimiter)} occurs in no line as it should.`
        : `The columns are ${table.names.map((name) => `"${name}"`).join(', ')}.`,
      next: single
        ? 'Choose the delimiter that stands between the columns.'
        : 'Say which columns are the user and the item.',
    },
  );
}

export const named = (delimiter: string): string => (delimiter === '\t' ? 'tab' : `"${delimiter}"`);

export async function itemLayoutOf(
  file: FileRef,
  format: Format,
  columns: ItemColumns,
  signal: AbortSignal,
): Promise<ItemLayout> {
  const table = await openTable(file, format, signal);
  const attributes = columns.attributes
    ? Object.fromEntries(
        Object.entries(columns.attributes).map(([name, column]) => [name, columnPosition(table, column, name)]),
      )
    : undefined;
  const id = columns.id === undefined ? undefined : columnPosition(table, columns.id, 'id');
  const title =
    columns.title === undefined || columns.title === null
      ? columns.title
      : columnPosition(table, columns.title, 'title');
  return { table, roles: guessItemRoles(columnSamples(table), { id, title, attributes }) };
}

function rejectShared(table: Table, given: [string, number | null][]): void {
  const seen = new Map<number, string>();
  for (const [role, position] of given) {
    if (position === null) continue;
    const other = seen.get(position);
    if (other !== undefined)
      throw new RecsmithError(
        'BAD_INPUT',
        `Column "${table.names[position]}" cannot be ${other} and ${role} at once.`,
        {
          where: table.raw.file.name,
          next: 'Give each role a column of its own.',
        },
      );
    seen.set(position, role);
  }
}

const TAIL_BYTES = 2 ** 16;

/** Texts of one column at the end of the file; none where the end cannot be reached without reading all. */
async function lastTexts(table: Table, position: number): Promise<string[]> {
  const { raw, head, dialect } = table;
  if (raw.gzip || head.encoding === 'utf-16' || head.complete) return [];
  const handle = await open(raw.file.path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, raw.bytes - TAIL_BYTES);
    const bytes = buffer.subarray(0, bytesRead);
    const reader = new RecordReader(dialect);
    reader.feed(bytes.subarray(bytes.indexOf(0x0a) + 1));
    reader.end();
    const texts: string[] = [];
    while (reader.next()) if (reader.count === table.names.length) texts.push(reader.text(position));
    return texts;
  } finally {
    await handle.close();
  }
}
