import { totalmem } from 'node:os';
import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk, type DuckDBResult } from '@duckdb/node-api';
import { sharedF32, sharedF64, sharedU32 } from '../interactions.ts';
import { IdMap, type Columns } from './columns.ts';
import type { KnownLayout } from './layout.ts';
import { MAX_RECORD_BYTES } from './records.ts';
import { EARLIEST, LATEST, type TimeFormat } from './values.ts';

export interface DuckOptions {
  readonly layout: KnownLayout;
  /** The text as plain UTF-8: the file itself, or a copy of it. */
  readonly path: string;
  /** For data that do not fit into the memory limit. */
  readonly folder: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** 0..1 of the reading; then the number of rows, once it is known. */
  progress(share: number, rows?: number): void;
}

export interface DuckResult {
  columns: Columns;
  users: IdMap;
  items: IdMap;
}

const MEMORY_LIMIT = 1.2 * 2 ** 30;

/**
 * Reads a file that holds no bad row, with all threads: ids get their indices in SQL, the columns arrive as typed arrays.
 * Null where the file is not clean, or is written in a way that only `readExactly` knows; then nothing is said about
 * why, because the exact reader will say it with line and column. Whatever this function accepts, that one accepts with
 * the same result.
 */
export async function readClean(options: DuckOptions): Promise<DuckResult | null> {
  if (!canRead(options)) return null;
  const { signal } = options;
  const memory = Math.min(MEMORY_LIMIT, totalmem() / 3);
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.floor(memory / 2 ** 20)}MiB`,
    temp_directory: options.folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    // The one file and nothing else: no other path, no pattern of paths, no address.
    await connection.run(`SET allowed_paths = [${quoted(options.path)}]`);
    await connection.run('SET enable_external_access = false');
    // Without a progress bar that nobody sees there is no progress to ask for.
    await connection.run('SET enable_progress_bar = true');
    await connection.run('SET enable_progress_bar_print = false');
    await connection.run('SET progress_bar_time = 0');
    await connection.run('SET lock_configuration = true');
    const interrupt = () => connection.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      signal.throwIfAborted();
      return await read(connection, options);
    } catch (error) {
      signal.throwIfAborted();
      // DuckDB's words for a bad row, and for a file that went away meanwhile: the exact reader finds out which.
      if (error instanceof Error) return null;
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** DuckDB takes delimiters of at most 4 bytes and one kind of line end. */
function canRead({ layout }: DuckOptions): boolean {
  const { dialect, head } = layout.table;
  if (Buffer.byteLength(dialect.delimiter) > 4 || /["\r\n]/.test(dialect.delimiter)) return false;
  return lineEnd(head.text) !== null;
}

/** The line end that all lines of the head have; null where they differ. */
function lineEnd(text: Buffer): '\\n' | '\\r\\n' | null {
  let plain = 0;
  let both = 0;
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) {
    if (at > 0 && text[at - 1] === 0x0d) both++;
    else plain++;
  }
  let returns = 0;
  for (let at = text.indexOf(0x0d); at >= 0; at = text.indexOf(0x0d, at + 1)) returns++;
  // The head may end between the two.
  if (text[text.length - 1] === 0x0d) returns--;
  if (returns !== both || (plain > 0 && both > 0)) return null;
  return both > 0 ? '\\r\\n' : '\\n';
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

async function read(connection: DuckDBConnection, options: DuckOptions): Promise<DuckResult | null> {
  const { layout, signal } = options;
  const { roles } = layout;
  // An interrupt ends the query under way, not the next one: each asks for itself.
  const ask = (sql: string) => {
    signal.throwIfAborted();
    return connection.run(sql);
  };
  await watched(connection, options, () => ask(createRows(layout, options.path)));
  const counts = await ask(`SELECT count(*)::DOUBLE, count(*) FILTER (
      u IS NULL OR u = '' OR i IS NULL OR i = ''
      ${roles.value === null ? '' : 'OR v IS NULL OR NOT isfinite(v)'} ${roles.time === null ? '' : 'OR t IS NULL'})::DOUBLE FROM rows`);
  const [total, bad] = (await counts.getRowsJS())[0] as [number, number];
  if (bad > 0 || total === 0 || total > 0xffffffff) return null;
  for (const [table, column] of [
    ['users', 'u'],
    ['items', 'i'],
  ])
    await ask(`CREATE TABLE ${table} AS
      SELECT k, (row_number() OVER (ORDER BY first) - 1)::UINTEGER AS id
      FROM (SELECT ${column} AS k, min(rowid) AS first FROM rows GROUP BY ${column})`);
  const users = await ids(await ask(idsOf('users')), signal);
  const items = await ids(await ask(idsOf('items')), signal);
  // SQLite's text, and the line-wise formats of other programs, end at a NUL.
  if (users.some((id) => id.includes('\0')) || items.some((id) => id.includes('\0'))) return null;
  options.progress(1, total);

  const columns = {
    count: total,
    users: sharedU32(total),
    items: sharedU32(total),
    values: roles.value === null ? null : sharedF32(total),
    times: roles.time === null ? null : sharedF64(total),
    rows: null,
  };
  // Every row carries its number: then no order has to be asked for. While the rows of one range are taken, DuckDB
  // joins those of the next.
  const joined = (from: number) =>
    ask(`SELECT r.rowid::UINTEGER, users.id, items.id
      ${roles.value === null ? '' : ', r.v'} ${roles.time === null ? '' : ', r.t'}
    FROM rows r JOIN users ON r.u = users.k JOIN items ON r.i = items.k
    WHERE r.rowid >= ${from} AND r.rowid < ${from + RANGE}`);
  const targets = [columns.users, columns.items, columns.values, columns.times].filter((array) => array !== null);
  let seen = 0;
  let next: ReturnType<typeof joined> | null = joined(0);
  try {
    for (let from = 0; from < total; from += RANGE) {
      const rows: Awaited<ReturnType<typeof joined>> = await next!;
      next = from + RANGE < total ? joined(from + RANGE) : null;
      for (;;) {
        const chunk: DuckDBDataChunk | null = await rows.fetchChunk();
        if (!chunk || chunk.rowCount === 0) break;
        signal.throwIfAborted();
        place(chunk, targets);
        seen += chunk.rowCount;
      }
    }
  } finally {
    // No query may be under way when the connection is closed.
    await next?.catch(() => undefined);
  }
  if (seen !== total) return null;
  return { columns, users: new IdMap(users), items: new IdMap(items) };
}

/** Rows joined by one query. */
const RANGE = 2_000_000;

type NumberArray = Uint32Array | Float32Array | Float64Array;

/** Puts the columns 1, 2, ... of a chunk where its column 0, the numbers of the rows, says. */
function place(chunk: DuckDBDataChunk, targets: readonly NumberArray[]): void {
  const numbers = (column: number) => (chunk.getColumnVector(column) as unknown as { items: NumberArray }).items;
  const size = chunk.rowCount;
  const rows = numbers(0);
  const first = rows[0];
  let inOrder = true;
  for (let n = 1; n < size && inOrder; n++) inOrder = rows[n] === first + n;
  targets.forEach((to, column) => {
    const from = numbers(column + 1);
    if (inOrder) to.set(from.subarray(0, size), first);
    else for (let n = 0; n < size; n++) to[rows[n]] = from[n];
  });
}

const idsOf = (table: string) => `SELECT k FROM ${table} ORDER BY id`;

/** Texts in index order. */
async function ids(result: DuckDBResult, signal: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    signal.throwIfAborted();
    if (!chunk || chunk.rowCount === 0) return texts;
    for (const text of chunk.getColumnValues(0)) texts.push(text as string);
  }
}

/** Keeps file order: the row ids of the table are the rows of the file. */
function createRows(layout: KnownLayout, path: string): string {
  const { table, roles, decimal, timeFormat } = layout;
  const numericTime = timeFormat === 'seconds' || timeFormat === 'milliseconds';
  const types = table.names.map((_, position) => {
    if (position === roles.value && decimal === '.') return 'DOUBLE';
    if (position === roles.time && numericTime) return 'DOUBLE';
    return 'VARCHAR';
  });
  const select = [`c${roles.user} AS u`, `c${roles.item} AS i`];
  if (roles.value !== null) {
    const column = `c${roles.value}`;
    // With a decimal comma a point is an error, as it is for the exact reader.
    const plain =
      decimal === '.' ? column : `CASE WHEN contains(${column}, '.') THEN NULL ELSE replace(${column}, ',', '.') END`;
    select.push(`${decimal === '.' ? plain : `try_cast(${plain} AS DOUBLE)`}::FLOAT AS v`);
  }
  if (roles.time !== null) select.push(`${timeSql(`c${roles.time}`, timeFormat)} AS t`);
  const { delimiter, quotes } = table.dialect;
  const quote = quotes ? `quote = '"', escape = '"'` : `quote = '', escape = ''`;
  return `CREATE TABLE rows AS SELECT ${select.join(', ')} FROM read_csv(${quoted(path)},
    auto_detect = false, delim = ${quoted(delimiter)}, ${quote}, header = ${table.header}, new_line = '${lineEnd(table.head.text)}',
    null_padding = false, strict_mode = true, max_line_size = ${MAX_RECORD_BYTES},
    columns = {${types.map((type, position) => `'c${position}': '${type}'`).join(', ')}})`;
}

function timeSql(column: string, format: TimeFormat): string {
  const ranged = (seconds: string) => `CASE WHEN ${seconds} BETWEEN ${EARLIEST} AND ${LATEST} THEN ${seconds} END`;
  const parsed = (...formats: string[]) =>
    ranged(`epoch(try_strptime(${column}, [${formats.map(quoted).join(', ')}]))`);
  switch (format) {
    case 'seconds':
      return ranged(column);
    case 'milliseconds':
      return ranged(`(${column} / 1000)`);
    case 'iso':
      return parsed('%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d', '%Y-%m-%d %H:%M');
    case 'day-first':
      return parsed('%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y', '%d-%m-%Y');
    case 'month-first':
      return parsed('%m/%d/%Y %H:%M', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y', '%m-%d-%Y');
  }
}

/** Asks for the progress of a query now and then. */
async function watched<T>(connection: DuckDBConnection, options: DuckOptions, run: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage > 0) options.progress(percentage / 100);
    // A cancel is seen even where no event announced it.
    if (options.signal.aborted) connection.interrupt();
  }, 100);
  try {
    return await run();
  } finally {
    clearInterval(timer);
  }
}
