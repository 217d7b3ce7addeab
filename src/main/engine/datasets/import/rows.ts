import type { Reject } from '../../../../shared/contract/imports.ts';
import type { KnownLayout } from './layout.ts';
import type { RecordReader } from './records.ts';
import { readNumber, readTime, type TimeFormat } from './values.ts';

/** A record that was read; the same object is filled again and again. */
export interface Row {
  user: string;
  item: string;
  value: number; // 0 where the file has no values
  time: number; // 0 where it has no times
}

const TIME_NAMES: Record<TimeFormat, string> = {
  seconds: 'seconds since 1970',
  milliseconds: 'milliseconds since 1970',
  iso: 'a date like 2013-10-16 17:49:04',
  'day-first': 'a date like 16/10/2013 17:49',
  'month-first': 'a date like 10/16/2013 17:49',
};

/**
 * Makes the function that reads one record into `row`, or says why it cannot: the one place that decides what is a
 * reject. The record is given as line, number of columns, access to its texts, and as it was written.
 */
export function fieldReader(
  layout: KnownLayout,
  row: Row,
): (line: number, count: number, text: (position: number) => string, raw: () => string) => Reject | null {
  const { table, roles, decimal, timeFormat } = layout;
  const { names } = table;
  const width = names.length;
  const file = table.raw.file.name;
  const { user, item, value, time } = roles;
  return (line, count, text, raw) => {
    const reject = (position: number, found: string, reason: string): Reject => ({
      file,
      line,
      column: names[position],
      value: found.slice(0, LONGEST),
      reason,
    });
    // A delimiter at the end of a line adds an empty column, which harms nobody; DuckDB lets it pass too.
    if (count !== width && !(count === width + 1 && text(width) === '')) {
      const reason = `${count === 1 ? '1 column' : `${count} columns`} instead of ${width}: ${
        count < width
          ? 'add what is missing, or choose the separator'
          : 'put a text that holds the separator in quotes, or choose another separator'
      }`;
      return { file, line, column: null, value: raw().slice(0, LONGEST), reason };
    }
    row.user = text(user);
    const userProblem = idProblem(row.user);
    if (userProblem !== null) return reject(user, row.user, userProblem);
    row.item = text(item);
    const itemProblem = idProblem(row.item);
    if (itemProblem !== null) return reject(item, row.item, itemProblem);
    if (value !== null) {
      const found = text(value);
      const number = readNumber(found, decimal);
      if (number === null) return reject(value, found, valueProblem(found));
      row.value = number;
    }
    if (time !== null) {
      const found = text(time);
      const seconds = readTime(found, timeFormat);
      if (seconds === null) return reject(time, found, timeProblem(found, timeFormat));
      row.time = seconds;
    }
    return null;
  };
}

const LONGEST = 200;

function idProblem(text: string): string | null {
  if (text === '') return 'empty: an interaction needs a user and an item';
  return text.includes('\0') ? 'holds a NUL character: take it out of the file' : null;
}

function valueProblem(text: string): string {
  if (text.trim() === '') return 'empty: write a number, or ignore the column';
  if (/^\s*[+-]?\d+,\d+\s*$/.test(text)) return 'not a finite number: choose the decimal comma if all are written so';
  if (/^\s*[+-]?\d+\.\d+\s*$/.test(text)) return 'not a finite number: choose the decimal point if all are written so';
  return 'not a finite number: write it in digits';
}

const timeProblem = (text: string, format: TimeFormat): string =>
  text.trim() === ''
    ? 'empty: write a time, or ignore the column'
    : `not ${TIME_NAMES[format]}: choose how times are written, or correct it`;

/** The same for the record under a reader. */
export function rowReader(layout: KnownLayout, row: Row): (reader: RecordReader) => Reject | null {
  const read = fieldReader(layout, row);
  const file = layout.table.raw.file.name;
  let current: RecordReader;
  const text = (position: number) => current.text(position);
  const raw = () => current.raw();
  return (reader) => {
    current = reader;
    if (reader.problem !== null)
      return { file, line: reader.line, column: null, value: reader.raw(), reason: reader.problem };
    return read(reader.line, reader.count, text, raw);
  };
}
