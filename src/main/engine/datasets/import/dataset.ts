import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { ImportRecord, ImportResult } from '../../../../shared/contract/datasets.ts';
import type { Reject } from '../../../../shared/contract/imports.ts';
import type { StoredItem } from '../../storage/api.ts';
import type { Interactions } from '../interactions.ts';
import { readCandidates, type Candidates } from './candidates.ts';
import { IdMap, type Columns } from './columns.ts';
import { compress, DuplicatePairs } from './csr.ts';
import { readClean } from './duck.ts';
import { linesOfRows, readExactly } from './exact.ts';
import { numberedBy, type GivenIds } from './given-ids.ts';
import { itemTexts } from './item-texts.ts';
import { layoutOf, requireRoles, type KnownLayout } from './layout.ts';
import { isMatrix, readMatrixDataset } from './matrix.ts';
import { openTable } from './table.ts';
import { byteEncoding, plainFile } from './text.ts';
import type { FileRef, ResolvedImportInput } from './input.ts';

export interface ReadContext {
  readonly signal: AbortSignal;
  /** For copies of compressed or transcoded files, and for what does not fit into memory. */
  readonly folder: string;
  report(progress: { stage: string; done: number; total: number | null; unit: string }): void;
  /** Takes rejects as they are found. */
  keep(rejects: Reject[]): Promise<void>;
}

/** All that a dataset is made of, in memory. */
export interface ReadDataset {
  readonly users: readonly string[];
  readonly items: readonly StoredItem[];
  readonly interactions: Interactions;
  readonly validation: Interactions | null;
  readonly test: Interactions | null;
  readonly candidates: Candidates | null;
  readonly duplicates: number;
  readonly rejected: number;
  readonly firstRejects: readonly Reject[]; // at most 20
  readonly warnings: readonly string[];
  /** How the files were read, for whoever wants to repeat it. */
  readonly record: ImportRecord;
  readonly ids: ImportResult['ids'];
}

const FIRST_REJECTS = 20;

/** Reads, checks and compresses everything an import names. @throws RecsmithError BAD_DATA, BAD_INPUT, DOES_NOT_FIT */
export async function readDataset(
  input: ResolvedImportInput,
  context: ReadContext,
  known: GivenIds | null = null,
): Promise<ReadDataset> {
  const { signal } = context;
  if (isMatrix(input)) return readMatrixDataset(input, context, known);
  const warnings: string[] = [];
  const main = await readMain(input, context, warnings);
  const { layout } = main;
  const rejects = [...main.firstRejects];
  let rejected = main.rejected;

  const given: Partial<Record<'validation' | 'test', { layout: KnownLayout; columns: Columns }>> = {};
  for (const part of ['validation', 'test'] as const) {
    const file = input[part];
    if (!file) continue;
    const own = await layoutLike(layout, file, signal);
    const read = await exactly(own, main.users, main.items, input, context);
    if (read.columns.count === 0) throw noRows(own);
    given[part] = { layout: own, columns: read.columns };
    rejected += read.rejected;
    rejects.push(...read.firstRejects);
  }

  const sets = Object.entries(given);
  const numbered = numberedBy(known, main, [main.columns, ...sets.map(([, { columns }]) => columns)], warnings);
  const { users, items } = numbered;
  context.report({ stage: 'Sorting by user', done: 0, total: null, unit: 'rows' });
  // Only now are all ids known: a given set may bring some of its own.
  const compressed = async (columns: Columns, of: KnownLayout) => {
    try {
      return await compress(columns, users.size, items.size, input.duplicates, signal);
    } catch (error) {
      throw error instanceof DuplicatePairs ? await refusal(error, of, users, items, signal) : error;
    }
  };
  const all = await compressed(numbered.columns[0], layout);
  const parts: Record<string, Interactions> = { all: all.interactions };
  let duplicates = all.duplicates;
  for (const [n, [part, { layout: own }]] of sets.entries()) {
    const one = await compressed(numbered.columns[n + 1], own);
    parts[part] = one.interactions;
    duplicates += one.duplicates;
  }

  const candidates = input.candidates ? await readCandidates(input.candidates, users, items, signal) : null;
  if (candidates && candidates.unknown > 0)
    warnings.push(
      `${candidates.unknown} candidates in ${input.candidates!.name} were left out: no interaction has their user or item.`,
    );
  const texts = await itemTexts(input, items, context, warnings, known);
  signal.throwIfAborted();
  return {
    users: users.ids,
    items: texts,
    interactions: all.interactions,
    validation: parts['validation'] ?? null,
    test: parts['test'] ?? null,
    candidates,
    duplicates,
    rejected,
    firstRejects: rejects.slice(0, FIRST_REJECTS),
    warnings,
    record: recordOf(layout, input),
    ids: numbered.ids,
  };
}

function recordOf({ table, roles, decimal, timeFormat }: KnownLayout, input: ResolvedImportInput): ImportRecord {
  const { dialect, header, head, names } = table;
  const column = (position: number | null) =>
    position === null ? null : header ? names[position] : String(position + 1);
  return {
    format: {
      ...{ delimiter: dialect.delimiter, header, encoding: head.encoding, decimal },
      timeFormat: roles.time === null ? null : timeFormat,
    },
    columns: {
      user: column(roles.user)!,
      item: column(roles.item)!,
      value: column(roles.value),
      time: column(roles.time),
    },
    duplicates: input.duplicates,
    items: input.items?.file.name ?? null,
    validation: input.validation?.name ?? null,
    test: input.test?.name ?? null,
    candidates: input.candidates?.name ?? null,
  };
}

interface Read {
  columns: Columns;
  rejected: number;
  firstRejects: Reject[];
}

interface Main extends Read {
  layout: KnownLayout;
  users: IdMap;
  items: IdMap;
}

/** The file of interactions: by DuckDB where it is clean, row by row where it is not. */
async function readMain(input: ResolvedImportInput, context: ReadContext, warnings: string[]): Promise<Main> {
  const { signal, folder } = context;
  const layout = requireRoles(await layoutOf(input.file, input.format, input.columns, signal));
  const { raw, head } = layout.table;
  if (layout.timeAmbiguous && input.format.timeFormat === undefined)
    warnings.push(
      `The dates could be read in two ways; they were read with the ${layout.timeFormat === 'day-first' ? 'day' : 'month'} first.`,
    );
  const path = await plainFile(raw, head.encoding, join(folder, 'plain.txt'), signal, (bytes) =>
    context.report({
      stage: raw.gzip ? 'Decompressing' : 'Reading text',
      done: bytes,
      total: raw.bytes,
      unit: 'bytes',
    }),
  );
  const expected = expectedRows(layout);
  context.report({ stage: 'Reading rows', done: 0, total: expected, unit: 'rows' });
  const clean = await readClean({
    layout,
    path,
    folder,
    threads: availableParallelism(),
    signal,
    progress: (share, rows) =>
      context.report(
        rows === undefined
          ? { stage: 'Reading rows', done: Math.round(share * (expected ?? 0)), total: expected, unit: 'rows' }
          : { stage: 'Numbering users and items', done: 0, total: rows, unit: 'rows' },
      ),
  });
  signal.throwIfAborted();
  if (clean) return { layout, ...clean, rejected: 0, firstRejects: [] };

  if (head.guessed && head.encoding === 'utf-8') {
    const encoding = await byteEncoding(raw, Infinity, signal);
    if (encoding !== 'utf-8') {
      warnings.push(
        `${raw.file.name} is not UTF-8; it was read as ${encoding === 'latin-1' ? 'Latin-1' : 'Windows-1252'}.`,
      );
      return readMain({ ...input, format: { ...input.format, encoding } }, context, warnings);
    }
  }
  const users = new IdMap();
  const items = new IdMap();
  const read = await exactly(layout, users, items, input, context);
  if (read.columns.count === 0) throw noRows(layout);
  return { layout, users, items, ...read };
}

async function exactly(
  layout: KnownLayout,
  users: IdMap,
  items: IdMap,
  input: ResolvedImportInput,
  context: ReadContext,
): Promise<Read> {
  const total = expectedRows(layout);
  return readExactly({
    layout,
    users,
    items,
    maxRejects: input.maxRejects,
    signal: context.signal,
    keep: (rejects) => context.keep(rejects),
    progress: (_bytes, rows) =>
      context.report({ stage: 'Reading rows', done: rows, total: total && Math.max(total, rows), unit: 'rows' }),
  });
}

/** About how many rows the file has, from the length of the first ones; null for a compressed file. */
function expectedRows({ table: { raw, head, sample } }: KnownLayout): number | null {
  if (head.complete) return sample.records.length;
  if (raw.gzip || sample.records.length === 0) return null;
  const scale = head.encoding === 'utf-16' ? 2 : 1;
  return Math.round((raw.bytes / scale / head.text.length) * sample.records.length);
}

function noRows({ table }: KnownLayout): RecsmithError {
  return new RecsmithError('BAD_DATA', 'The file has no row that could be imported.', {
    where: table.raw.file.name,
    why: table.header
      ? 'After the line with the names of the columns nothing follows.'
      : 'No line holds an interaction.',
    next: 'Choose a file with one interaction per line.',
  });
}

/** A set of the user's own is written like the main file; its line of names may be there or not. */
async function layoutLike(main: KnownLayout, file: FileRef, signal: AbortSignal): Promise<KnownLayout> {
  const { delimiter } = main.table.dialect;
  const table = await openTable(file, { delimiter, header: false }, signal);
  const { names } = main.table;
  const [first] = table.sample.records;
  const header = first !== undefined && main.table.header && names.every((name, k) => first.fields[k]?.trim() === name);
  if (table.names.length !== names.length)
    throw new RecsmithError('BAD_DATA', `${file.name} has other columns than ${main.table.raw.file.name}.`, {
      where: `${file.name}:1`,
      why: `It has ${table.names.length} columns where the other has ${names.length}.`,
      next: 'Give the sets the same columns and the same delimiter.',
    });
  return { ...main, table: { ...table, dialect: main.table.dialect, header, names } };
}

async function refusal(
  error: DuplicatePairs,
  layout: KnownLayout,
  users: IdMap,
  items: IdMap,
  signal: AbortSignal,
): Promise<RecsmithError> {
  const wanted = [...new Set(error.pairs.flatMap((pair) => pair.rows))].sort((a, b) => a - b);
  const lines = await linesOfRows(layout, wanted, signal);
  const lineOf = (row: number) => lines[wanted.indexOf(row)];
  const { name } = layout.table.raw.file;
  const pairs = error.pairs.map(({ user, item, rows: [a, b] }) => ({
    user: users.ids[user],
    item: items.ids[item],
    lines: [lineOf(a), lineOf(b)],
  }));
  const [first] = pairs;
  return new RecsmithError('BAD_DATA', error.message, {
    where: `${name}:${first.lines[1]}`,
    why: `User "${first.user}" and item "${first.item}" stand in lines ${first.lines[0]} and ${first.lines[1]}.`,
    next: 'Choose what becomes of repeated pairs (last, first, mean, max or sum), or repair the file.',
    pairs,
  });
}
