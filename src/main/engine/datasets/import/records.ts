import { isUtf8 } from 'node:buffer';

/** How records are told apart: UTF-8 text, delimiter of 1 or more bytes, double quotes or none. */
export interface Dialect {
  readonly delimiter: string;
  readonly quotes: boolean;
}

/** Longer records are not records: somewhere a quote was opened and never closed. */
export const MAX_RECORD_BYTES = 2 ** 18;

const QUOTE = 0x22;
const BLANK = 0x20;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads records of delimited text byte by byte (RFC 4180: fields in double quotes may hold delimiters, line ends and
 * doubled quotes), and knows the true line of each. Lines end with LF, CR LF or CR; empty lines are no records.
 *
 * Feed it blocks; after `next()` returned true, `line`, `count`, `text()` and `problem` describe the record, until the
 * next call. A broken record costs one line: reading goes on with the line after the one it started in.
 */
export class RecordReader {
  /** 1-based line the record starts in. */
  line = 0;
  /** Number of fields. */
  count = 0;
  /** What is wrong with the record as a whole; null where it has fields. */
  problem: string | null = null;

  readonly #delimiter: Buffer;
  readonly #quotes: boolean;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #final = false;
  #nextLine = 1;
  #recordStart = 0;
  #recordEnd = 0;
  readonly #begin: number[] = [];
  readonly #end: number[] = [];
  readonly #escaped: boolean[] = [];
  #ascii = true;

  constructor(dialect: Dialect) {
    this.#delimiter = Buffer.from(dialect.delimiter, 'utf8');
    this.#quotes = dialect.quotes;
  }

  /** Adds a block; what is left of the former ones is kept. */
  feed(block: Buffer): void {
    const rest = this.#buffer.subarray(this.#at);
    this.#buffer = rest.length > 0 ? Buffer.concat([rest, block]) : block;
    this.#at = 0;
  }

  /** No block follows: what is left is a record even without a line end. */
  end(): void {
    this.#final = true;
  }

  /** Moves to the next record; false where more blocks are needed, or at the end. */
  next(): boolean {
    const bytes = this.#buffer;
    let at = this.#at;
    while (at < bytes.length) {
      if (bytes[at] === LF) at++;
      else if (bytes[at] === CR) {
        if (at + 1 >= bytes.length && !this.#final) return this.#wait(at);
        at += bytes[at + 1] === LF ? 2 : 1;
      } else break;
      this.#nextLine++;
    }
    this.#at = at;
    return at < bytes.length && this.#record(at);
  }

  /** The text of field `index`, unquoted. */
  text(index: number): string {
    const text = this.#buffer.toString(this.#ascii ? 'latin1' : 'utf8', this.#begin[index], this.#end[index]);
    return this.#escaped[index] ? text.replaceAll('""', '"') : text;
  }

  /** The record as it is written, at most `length` characters of it. */
  raw(length = 200): string {
    const end = Math.min(this.#recordEnd, this.#recordStart + 4 * length);
    return this.#buffer.toString('utf8', this.#recordStart, end).slice(0, length);
  }

  #wait(at: number): boolean {
    this.#at = at;
    return false;
  }

  #record(start: number): boolean {
    const bytes = this.#buffer;
    const length = bytes.length;
    const delimiter = this.#delimiter;
    const first = delimiter[0];
    const width = delimiter.length;
    let count = 0;
    let lines = 1;
    let high = 0;
    let at = start;
    for (;;) {
      let begin = at;
      let end: number;
      let escaped = false;
      let quote = at;
      // Blanks around an enclosed field belong to neither, as DuckDB has it too.
      if (this.#quotes) while (bytes[quote] === BLANK) quote++;
      if (this.#quotes && quote >= length && !this.#final) return this.#unclosed(start, TOO_LONG);
      if (this.#quotes && bytes[quote] === QUOTE) {
        begin = at = quote + 1;
        for (;;) {
          if (at >= length) return this.#unclosed(start, UNCLOSED);
          const byte = bytes[at];
          high |= byte;
          if (byte === QUOTE) {
            if (at + 1 >= length && !this.#final) return this.#unclosed(start, UNCLOSED);
            if (bytes[at + 1] !== QUOTE) break;
            escaped = true;
            at += 2;
          } else {
            if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) lines++;
            at++;
          }
        }
        end = at++;
        while (bytes[at] === BLANK) at++;
        if (at < length && bytes[at] !== LF && bytes[at] !== CR && !this.#delimiterAt(at)) {
          if (at + width > length && !this.#final) return this.#unclosed(start, TOO_LONG);
          return this.#broken(start, 'text follows a closing quote: write a quote inside a text twice');
        }
      } else {
        while (at < length) {
          const byte = bytes[at];
          if (byte === LF || byte === CR) break;
          if (byte === first && (width === 1 || this.#delimiterAt(at))) break;
          high |= byte;
          at++;
        }
        end = at;
      }
      this.#begin[count] = begin;
      this.#end[count] = end;
      this.#escaped[count] = escaped;
      count++;
      if (at >= length) {
        if (!this.#final) return this.#unclosed(start, TOO_LONG);
        break;
      }
      if (bytes[at] === LF || bytes[at] === CR) break;
      at += width;
      // The delimiter was the last thing so far: the empty last field, or more to come.
      if (at >= length && !this.#final) return this.#unclosed(start, TOO_LONG);
    }
    // A line end cut in two would be counted as two lines.
    if (at < length && bytes[at] === CR && at + 1 >= length && !this.#final) return this.#wait(start);
    this.#recordStart = start;
    this.#recordEnd = at;
    this.line = this.#nextLine;
    this.count = count;
    this.#ascii = high < 0x80;
    this.problem = !this.#ascii && !isUtf8(bytes.subarray(start, at)) ? NOT_UTF8 : null;
    if (at < length) at += bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
    this.#nextLine += lines;
    this.#at = at;
    return true;
  }

  #delimiterAt(at: number): boolean {
    const delimiter = this.#delimiter;
    for (let k = 0; k < delimiter.length; k++) if (this.#buffer[at + k] !== delimiter[k]) return false;
    return true;
  }

  /** The record is not at its end yet: wait for more, or give up on it. */
  #unclosed(start: number, problem: string): boolean {
    if (!this.#final && this.#buffer.length - start < MAX_RECORD_BYTES) return this.#wait(start);
    return this.#broken(start, problem);
  }

  /** Gives up the line that starts at `start`; the next record starts with the next line. */
  #broken(start: number, problem: string): boolean {
    const bytes = this.#buffer;
    let at = start;
    while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
    if (at >= bytes.length && !this.#final && bytes.length - start < 64 * MAX_RECORD_BYTES) return this.#wait(start);
    this.#recordStart = start;
    this.#recordEnd = at;
    this.line = this.#nextLine;
    this.count = 0;
    this.problem = problem;
    this.#at = at; // the line end is taken, and counted, by the next call
    return true;
  }
}

const NOT_UTF8 = 'not valid UTF-8: choose the encoding that the file has';
export const UNCLOSED = 'a quote is opened and never closed: close it, or take it out';
const TOO_LONG = `the line is longer than ${MAX_RECORD_BYTES / 1024} KiB: look for a quote that is not closed`;
