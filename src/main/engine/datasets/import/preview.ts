import type { Preview, Reject } from '../../../../shared/contract/imports.ts';
import { itemLayoutOf, layoutOf, named, type ItemLayout, type KnownLayout, type Layout } from './layout.ts';
import { RecsmithError } from '../../../../shared/errors.ts';
import { IdMap } from './columns.ts';
import { isMatrix } from './matrix.ts';
import { readItems, type ItemTexts } from './items.ts';
import { UNCLOSED } from './records.ts';
import { fieldReader, type Row } from './rows.ts';
import type { Table } from './table.ts';
import type { ResolvedImportInput } from './input.ts';

const ROWS = 100;
const SAMPLES = 3;
/** So much of a file of items is looked through for titles: all of most, a third of a second of any. */
const ITEM_BYTES = 16 * 2 ** 20;
const MOST_REJECTS = 100;
/** A cell may hold a book; a preview shows its beginning. */
const CELL = 300;

/** What an import would do, from the first MiB of each file: format, roles, first rows, rejects, warnings. Stores nothing. */
export async function previewImport(input: ResolvedImportInput, signal: AbortSignal): Promise<Preview> {
  const started = performance.now();
  if (isMatrix(input))
    throw new RecsmithError('BAD_INPUT', 'A sparse matrix has no rows of text to look at.', {
      where: input.file.name,
      next: 'Import it at once: rows are users, columns are items.',
    });
  const layout = await layoutOf(input.file, input.format, input.columns, signal);
  const { table, roles } = layout;
  const roleAt = new Map(
    (['user', 'item', 'value', 'time'] as const).flatMap((role) => (roles[role] === null ? [] : [[roles[role], role]])),
  );
  const read = isKnown(layout) ? readSample(layout) : null;
  const items = input.items
    ? await itemLayoutOf(input.items.file, input.items.format, input.items.columns, signal)
    : null;
  const known = new IdMap([...(read?.itemIds ?? [])]);
  const texts = items && (await readItems(items, known, signal, ITEM_BYTES));
  const itemsPreview = items && previewItems(items, texts?.withTitle ?? 0);
  return {
    fileName: input.file.name,
    bytes: table.raw.bytes,
    format: {
      ...formatOf(table),
      decimal: layout.decimal,
      timeFormat: roles.time === null ? 'auto' : layout.timeFormat,
    },
    columns: table.names.map((name, at) => ({
      name,
      position: at + 1,
      role: roleAt.get(at) ?? 'ignore',
      sample: sampleOf(table, at),
    })),
    rows: firstRows(table),
    lines: table.sample.records.slice(0, ROWS).map(({ line }) => line),
    read: readRows(layout, read, known, texts),
    counts: read && {
      rows: read.rows,
      users: read.userIds.size,
      items: read.itemIds.size,
      repeated: read.repeated,
      wholeFile: table.sample.complete,
    },
    values: read?.values ?? null,
    times: read?.times ?? null,
    rejects: read?.rejects ?? [],
    items: itemsPreview,
    warnings: [...warningsOf(input, layout, read), ...(itemsPreview ? itemWarnings(itemsPreview, read) : [])],
    seconds: (performance.now() - started) / 1000,
  };
}

const isKnown = (layout: Layout): layout is KnownLayout => layout.roles.user !== null && layout.roles.item !== null;

const formatOf = ({ dialect, header, head }: Table) => ({
  delimiter: dialect.delimiter,
  header,
  encoding: head.encoding,
});

const cell = (text: string) => (text.length > CELL ? `${text.slice(0, CELL)}…` : text);

function firstRows({ sample, names }: Table): (string | null)[][] {
  return sample.records
    .slice(0, ROWS)
    .map(({ fields }) => names.map((_, at) => (at < fields.length ? cell(fields[at]) : null)));
}

function sampleOf({ sample }: Table, position: number): string[] {
  const found = new Set<string>();
  for (const { fields } of sample.records.slice(0, 1000)) {
    if (fields[position]) found.add(cell(fields[position]));
    if (found.size === SAMPLES) break;
  }
  return [...found];
}

/** What became of the first rows. */
function readRows(layout: Layout, read: ReadSample | null, known: IdMap, texts: ItemTexts | null): Preview['read'] {
  const { roles, table } = layout;
  return table.sample.records.slice(0, ROWS).map((_, at) => {
    const row = read?.first[at] ?? null;
    if (row === null) return null;
    const index = texts === null ? undefined : known.find(row.item);
    return {
      value: roles.value === null ? null : row.value,
      time: roles.time === null ? null : row.time,
      title: index === undefined ? null : (texts?.items[index].title ?? null),
    };
  });
}

interface ReadSample {
  rows: number;
  first: (Row | null)[]; // the first records, null where rejected
  repeated: number;
  userIds: Set<string>;
  itemIds: Set<string>;
  values: Preview['values'];
  times: Preview['times'];
  rejects: Reject[]; // the first ones
  rejected: number;
}

/** Reads the sample as the import would. */
function readSample(layout: KnownLayout): ReadSample {
  const { table, roles } = layout;
  const { sample } = table;
  const row: Row = { user: '', item: '', value: 0, time: 0 };
  const read = fieldReader(layout, row);
  const userIds = new Set<string>();
  const itemIds = new Set<string>();
  const values = new Set<number>();
  const pairs = new Set<string>();
  const first: (Row | null)[] = [];
  const rejects: Reject[] = sample.problems.map(({ line, problem, raw }) => ({
    file: table.raw.file.name,
    line,
    column: null,
    value: raw,
    reason: problem,
  }));
  const value = { min: Infinity, max: -Infinity };
  const time = { from: Infinity, to: -Infinity };
  let rows = 0;
  for (const { line, fields } of sample.records) {
    const reject = read(
      line,
      fields.length,
      (at) => fields[at],
      () => fields.join(table.dialect.delimiter),
    );
    if (first.length < ROWS) first.push(reject ? null : { ...row });
    if (reject) {
      rejects.push(reject);
      continue;
    }
    rows++;
    pairs.add(`${row.user}\0${row.item}`);
    userIds.add(row.user);
    itemIds.add(row.item);
    values.add(row.value);
    value.min = Math.min(value.min, row.value);
    value.max = Math.max(value.max, row.value);
    time.from = Math.min(time.from, row.time);
    time.to = Math.max(time.to, row.time);
  }
  return {
    rows,
    first,
    repeated: rows - pairs.size,
    userIds,
    itemIds,
    values: roles.value === null || rows === 0 ? null : { ...value, distinct: values.size },
    times: roles.time === null || rows === 0 ? null : time,
    rejects: rejects.sort((a, b) => a.line - b.line).slice(0, MOST_REJECTS),
    rejected: rejects.length,
  };
}

function previewItems({ table, roles }: ItemLayout, withTitle: number): NonNullable<Preview['items']> {
  const attributes = new Set(Object.values(roles.attributes));
  const { id, title } = roles;
  return {
    fileName: table.raw.file.name,
    format: { ...formatOf(table), decimal: '.', timeFormat: 'auto' },
    columns: table.names.map((name, at) => ({
      name,
      position: at + 1,
      role: at === id ? 'id' : at === title ? 'title' : attributes.has(at) ? 'attribute' : 'ignore',
      sample: sampleOf(table, at),
    })),
    rows: firstRows(table),
    withTitle,
  };
}

function warningsOf(input: ResolvedImportInput, layout: Layout, read: ReadSample | null): string[] {
  const { table, roles } = layout;
  const { sample, dialect, head } = table;
  const warnings: string[] = [];
  if (table.names.length === 1)
    warnings.push(
      `With the delimiter ${named(dialect.delimiter)} the file has one column. Choose the one that stands between the columns.`,
    );
  else if (roles.user === null || roles.item === null) warnings.push('Say which columns are the user and the item.');
  const unclosed = sample.problems.find(({ problem }) => problem === UNCLOSED);
  if (unclosed) warnings.push(`In line ${unclosed.line} a quote is opened and never closed; the line cannot be read.`);
  if (!dialect.quotes && sample.records.some(({ fields }) => fields.some((field) => field.startsWith('"'))))
    warnings.push('Quotes are read as ordinary characters, because not all of them come in pairs around a column.');
  if (head.guessed && head.encoding !== 'utf-8' && head.encoding !== 'utf-16')
    warnings.push(`The file is not UTF-8; it is read as ${head.encoding === 'latin-1' ? 'Latin-1' : 'Windows-1252'}.`);
  if (layout.timeAmbiguous)
    warnings.push(
      `The dates could be read in two ways; they are read with the ${layout.timeFormat === 'day-first' ? 'day' : 'month'} first.`,
    );
  const { value } = roles;
  if (value !== null) {
    const comma = sample.records.some(({ fields }) => /^\s*[+-]?\d+,\d+\s*$/.test(fields[value] ?? ''));
    if (comma && layout.decimal === '.')
      warnings.push('Some values have a comma. If it is a decimal comma, choose it.');
    else if (comma && input.format.decimal === undefined) warnings.push('The values are read with a decimal comma.');
  }
  const rows = sample.records.length + sample.problems.length;
  if (rows === 0) warnings.push('The file has no rows.');
  if (read && read.rejected > 0)
    warnings.push(`${read.rejected} of the first ${rows} rows cannot be read and would be left out.`);
  return warnings;
}

function itemWarnings(items: NonNullable<Preview['items']>, read: ReadSample | null): string[] {
  if (read === null || items.withTitle > 0) return [];
  return [`No item of the first rows has a title in ${items.fileName}. Check which columns hold the ids.`];
}
