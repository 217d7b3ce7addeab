/** How numbers and times stand in a column, and how they are read. `null` from a reader: not readable. */
export type Decimal = '.' | ',';
export type TimeFormat = 'seconds' | 'milliseconds' | 'iso' | 'day-first' | 'month-first';

/** Decimal numbers; DuckDB lets an underscore stand between digits (1_000), and so it may here. */
const NUMBER = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/;
const numberOf = (plain: string) => Number(plain.includes('_') ? plain.replaceAll('_', '') : plain);

/** A finite number that a 32-bit float can hold, or null. Thousands separators are not read: they are ambiguous. */
export function readNumber(text: string, decimal: Decimal): number | null {
  let plain = text.trim();
  if (decimal === ',') {
    if (plain.includes('.')) return null;
    plain = plain.replace(',', '.');
  }
  if (!NUMBER.test(plain)) return null;
  const value = Math.fround(numberOf(plain));
  return Number.isFinite(value) ? value : null;
}

const DATE_PARTS =
  /^(\d{1,2})[/. -](\d{1,2})(?:[/.-]|, ?| )(\d{4})(?:[ T,]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?: ?([AaPp])[Mm])?)?$/;
const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d{1,9})?)?(?: ?(Z|UTC|[+-]\d{2}(?::?\d{2})?))?)?$/;
/** The years 1000 to 9999, in seconds: a year has four digits. */
export const EARLIEST = -30_610_224_000;
export const LATEST = 253_402_300_799;

/** Seconds since 1970 (times without a zone count as UTC), or null. */
export function readTime(text: string, format: TimeFormat): number | null {
  const trimmed = text.trim();
  if (format === 'seconds' || format === 'milliseconds') {
    if (!NUMBER.test(trimmed)) return null;
    return inRange(numberOf(trimmed) / (format === 'milliseconds' ? 1000 : 1));
  }
  const plain = trimmed.replace(/\s+/g, ' ');
  return inRange(format === 'iso' ? readIso(plain) : readDate(plain, format));
}

const inRange = (seconds: number | null): number | null =>
  seconds !== null && seconds >= EARLIEST && seconds <= LATEST ? seconds : null;

function readIso(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const time = secondsOf(+year, +month, +day, +hour, +minute, +second);
  if (time === null) return null;
  let offset = 0;
  if (zone !== 'Z' && zone !== 'UTC') {
    const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
    offset = (zone.startsWith('-') ? -1 : 1) * (+digits.slice(0, 2) * 3600 + +digits.slice(2) * 60);
  }
  return time - offset + (fraction ? Number(`0${fraction}`) : 0);
}

function readDate(text: string, format: 'day-first' | 'month-first'): number | null {
  const match = DATE_PARTS.exec(text);
  if (!match) return null;
  const [, first, second, year, hour = '0', minute = '0', seconds = '0', half = ''] = match;
  const [day, month] = format === 'day-first' ? [+first, +second] : [+second, +first];
  let hours = +hour;
  if (half) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  return secondsOf(+year, month, day, hours, +minute, +seconds);
}

function secondsOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return null; // 30 February
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** Unix times from 1985 to 2100. */
const isUnix = (seconds: number) => seconds >= 473_385_600 && seconds <= 4_102_444_800;

export interface TimeGuess {
  readonly format: TimeFormat;
  /** Day and month could be the other way round as far as the sample goes. */
  readonly ambiguous: boolean;
}

/**
 * The format in which a share of `enough` of the sample is a plausible time; null where none is. Between day first and month
 * first decides which one can be read; where both can, the one under which the sample spans less time.
 */
export function guessTime(sample: readonly string[], enough = 0.9): TimeGuess | null {
  const texts = sample.filter((text) => text.trim() !== '');
  if (texts.length === 0) return null;
  const share = (format: TimeFormat, plausible: (seconds: number) => boolean) =>
    texts.filter((text) => {
      const seconds = readTime(text, format);
      return seconds !== null && plausible(seconds);
    }).length / texts.length;
  if (share('seconds', isUnix) >= enough) return { format: 'seconds', ambiguous: false };
  if (share('milliseconds', isUnix) >= enough) return { format: 'milliseconds', ambiguous: false };
  if (share('iso', () => true) >= enough) return { format: 'iso', ambiguous: false };
  const day = share('day-first', () => true);
  const month = share('month-first', () => true);
  if (Math.max(day, month) < enough) return null;
  if (day !== month) return { format: day > month ? 'day-first' : 'month-first', ambiguous: false };
  const [spanDay, spanMonth] = [span(texts, 'day-first'), span(texts, 'month-first')];
  return { format: spanMonth < spanDay ? 'month-first' : 'day-first', ambiguous: true };
}

function span(texts: readonly string[], format: TimeFormat): number {
  let from = Infinity;
  let to = -Infinity;
  for (const text of texts) {
    const seconds = readTime(text, format);
    if (seconds === null) continue;
    from = Math.min(from, seconds);
    to = Math.max(to, seconds);
  }
  return to - from;
}

/** The decimal sign of a column: a comma where some values have one and none has a point. */
export function guessDecimal(sample: readonly string[]): Decimal {
  let comma = 0;
  for (const text of sample) {
    if (/^\s*[+-]?\d*\.\d+\s*$/.test(text)) return '.';
    if (/^\s*[+-]?\d*,\d+\s*$/.test(text)) comma++;
  }
  return comma > 0 ? ',' : '.';
}
