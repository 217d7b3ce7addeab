import { RecsmithError } from '../../../../shared/errors.ts';
import type { Format } from '../../../../shared/contract/imports.ts';
import { RecordReader, type Dialect } from './records.ts';
import { isKnownName, type ColumnSample } from './roles.ts';
import { readNumber } from './values.ts';
import { openRaw, readHead, type Head, type RawFile } from './text.ts';
import type { FileRef } from './input.ts';

/** So much of a file is read before it is imported: to find out how it is written, and to show its first rows. */
export const HEAD_BYTES = 2 ** 18;
const DETECT_RECORDS = 300;

/** A delimited file, and how it is written. */
export interface Table {
  readonly raw: RawFile;
  readonly head: Head;
  readonly dialect: Dialect;
  readonly header: boolean;
  /** Header texts, else `column 1`, `column 2`, ...; one per column. */
  readonly names: readonly string[];
  readonly sample: Sample;
}

/** Records of the head, without the header. */
export interface Sample {
  readonly records: readonly { readonly line: number; readonly fields: readonly string[] }[];
  /** Lines that are no records. */
  readonly problems: readonly { readonly line: number; readonly problem: string; readonly raw: string }[];
  /** The sample is the whole file. */
  readonly complete: boolean;
}

/** Opens a file and finds out how it is written; what `format` says stays. @throws RecsmithError BAD_DATA */
export async function openTable(file: FileRef, format: Format, signal: AbortSignal): Promise<Table> {
  const raw = await openRaw(file);
  const head = await readHead(raw, format.encoding, HEAD_BYTES, signal);
  const dialect = detectDialect(head, format.delimiter);
  const { records, problems, complete } = readSample(head, dialect);
  const width = Math.max(1, mostFrequent(records.map((record) => record.fields.length)));
  const first = records.find((record) => record.fields.length > 0);
  const header = format.header ?? (first !== undefined && looksLikeHeader(records, width));
  const texts = header && first ? first.fields : [];
  const names = Array.from({ length: width }, (_, index) => (texts[index] ?? '').trim() || `column ${index + 1}`);
  return {
    raw,
    head,
    dialect,
    header,
    names,
    sample: { records: header ? records.slice(1) : records, problems, complete },
  };
}

/** All whole records of the head, at most `limit`. */
function readSample(head: Head, dialect: Dialect, limit = Infinity): Sample {
  const reader = new RecordReader(dialect);
  reader.feed(head.text);
  if (head.complete) reader.end();
  const records: { line: number; fields: string[] }[] = [];
  const problems: { line: number; problem: string; raw: string }[] = [];
  while (records.length + problems.length < limit && reader.next()) {
    if (reader.problem !== null) problems.push({ line: reader.line, problem: reader.problem, raw: reader.raw() });
    else records.push({ line: reader.line, fields: Array.from({ length: reader.count }, (_, k) => reader.text(k)) });
  }
  return { records, problems, complete: head.complete };
}

// In order of preference where two fit equally well. A comma comes late: it also stands in texts and numbers.
const DELIMITERS = ['::', '\t', ';', '|', ','];

function detectDialect(head: Head, given: string | undefined): Dialect {
  if (given !== undefined) return withQuotes(head, given);
  let best: Dialect = { delimiter: ',', quotes: true };
  let highest = 0;
  for (const delimiter of DELIMITERS) {
    if (!head.text.includes(delimiter)) continue;
    const dialect = withQuotes(head, delimiter);
    const { records, problems } = readSample(head, dialect, DETECT_RECORDS);
    const counts = records.map((record) => record.fields.length);
    const width = mostFrequent(counts);
    if (width < 2) continue;
    // Most lines must have the same number of columns; one bad row must not decide. More columns break ties.
    const steady = counts.filter((count) => count === width).length / (counts.length + problems.length);
    const score = Math.round(steady * 10) + Math.min(width, 30) / 100;
    if (steady <= 0.5 || score <= highest) continue;
    best = dialect;
    highest = score;
  }
  return best;
}

const enclosesByDefault = (delimiter: string) => delimiter === ',' || delimiter === ';';

/**
 * Whether double quotes enclose fields. In comma and semicolon files they do. Files with tabs, bars or `::` often hold
 * bare quotes in titles: there they enclose only where the sample has such fields and no broken one.
 */
function withQuotes(head: Head, delimiter: string): Dialect {
  const quoted: Dialect = { delimiter, quotes: true };
  if (enclosesByDefault(delimiter)) return quoted;
  const plain: Dialect = { delimiter, quotes: false };
  if (delimiter === '::' || !head.text.includes('"')) return plain;
  const enclosed = readSample(head, plain).records.some(({ fields }) =>
    fields.some((field) => field.length > 1 && field.startsWith('"')),
  );
  return enclosed && readSample(head, quoted).problems.length === 0 ? quoted : plain;
}

/** The most frequent number, the larger one among equals; 0 for none. */
function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  let best = 0;
  for (const [number, count] of counts) {
    const most = counts.get(best) ?? 0;
    if (count > most || (count === most && number > best)) best = number;
  }
  return best;
}

/** The first record names the columns: known names, or texts above columns that otherwise hold numbers. */
function looksLikeHeader(records: Sample['records'], width: number): boolean {
  const [first, ...rest] = records;
  if (first.fields.length > width || first.fields.every((field) => field.trim() === '')) return false;
  if (first.fields.some(isKnownName)) return true;
  const numeric = (text: string) => readNumber(text, '.') !== null || readNumber(text, ',') !== null;
  if (rest.length === 0 || first.fields.some(numeric)) return false;
  return first.fields.some((_, column) => {
    const texts = rest.slice(0, DETECT_RECORDS).map((record) => record.fields[column] ?? '');
    return texts.every((text) => text === '' || numeric(text)) && texts.some((text) => text !== '');
  });
}

/** Columns as role guessing wants them: texts of the first records. */
export function columnSamples(table: Table, length = 1000): ColumnSample[] {
  const records = table.sample.records.slice(0, length).filter(({ fields }) => fields.length === table.names.length);
  return table.names.map((name, index) => ({
    name: table.header ? name : null,
    texts: records.map(({ fields }) => fields[index]),
  }));
}

/**
 * Position of the column a person named: by its header, exactly or but for case; else by its 1-based position.
 * @throws RecsmithError BAD_INPUT with the columns there are
 */
export function columnPosition(table: Table, wanted: string, role: string): number {
  const { names } = table;
  const exact = names.indexOf(wanted);
  if (exact >= 0) return exact;
  const plain = wanted.trim().toLowerCase();
  const loose = names.findIndex((name) => name.toLowerCase() === plain);
  if (loose >= 0) return loose;
  const position = /^\d+$/.test(plain) ? Number(plain) : 0;
  if (position >= 1 && position <= names.length) return position - 1;
  throw new RecsmithError('BAD_INPUT', `There is no column "${wanted}" for ${role}.`, {
    where: table.raw.file.name,
    why: `The columns are ${names.map((name) => `"${name}"`).join(', ')}.`,
    next: 'Name one of them, or give its position, counted from 1.',
  });
}
