import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { strataFor } from '../../src/main/engine/datasets/numbering.ts';
import { viewOf } from '../../src/main/engine/models/testing.ts';
import { Random } from '../../src/main/engine/random.ts';

/** The data sets of the recorded bars, read from the folder that RECSMITH_DATA names. */

export const dataFolder = process.env.RECSMITH_DATA ?? '';
export const hasData = (...parts: string[]): boolean => dataFolder !== '' && existsSync(join(dataFolder, ...parts));

export interface Columns {
  readonly users: number[];
  readonly items: number[];
  readonly values: number[];
}

const none = (): Columns => ({ users: [], items: [], values: [] });

function add(to: Columns, user: number, item: number, value: number): void {
  to.users.push(user);
  to.items.push(item);
  to.values.push(value);
}

/** Numbers the ids that occur, in ascending order, and deals them to as many parts as a view of this size has. */
export function numbered(parts: { train: Columns; validation: Columns; test: Columns }): View {
  const all = [parts.train, parts.validation, parts.test];
  const index = (name: 'users' | 'items') =>
    new Map([...new Set(all.flatMap((part) => part[name]))].sort((a, b) => a - b).map((id, k) => [id, k]));
  const users = index('users');
  const items = index('items');
  const rows = (part: Columns) => ({
    users: part.users.map((id) => users.get(id)!),
    items: part.items.map((id) => items.get(id)!),
    values: part.values,
  });
  return viewOf({
    userCount: users.size,
    itemCount: items.size,
    train: rows(parts.train),
    validation: rows(parts.validation),
    test: rows(parts.test),
    parts: strataFor(parts.train.users.length, users.size, items.size),
  });
}

interface Row {
  readonly user: number;
  readonly item: number;
  readonly value: number;
}

/** user, item, value, the rest is left; a first line of names is skipped. */
function rowsOf(file: string, separator: string, titled: boolean): Row[] {
  const lines = readFileSync(join(dataFolder, file), 'utf8').trim().split('\n');
  return lines.slice(titled ? 1 : 0).map((line) => {
    const [user, item, value] = line.split(separator).map(Number);
    return { user, item, value };
  });
}

type Part = 'train' | 'validation' | 'test';

/** @param partOf of a row (0-based): its part, or null to leave it out */
function dealt(rows: readonly Row[], partOf: (row: Row, k: number) => Part | null, tune = false): View {
  const parts = { train: none(), validation: none(), test: none() };
  rows.forEach((row, k) => {
    const part = partOf(row, k);
    if (part) add(parts[part], row.user, row.item, row.value);
  });
  return numbered(tune ? setAside(parts) : parts);
}

/** One character per row: 0 dropped, 1 train, 2 validation, 3 test. */
function bySplit(split: string, rows: readonly Row[], tune: boolean): View {
  const letters = readFileSync(join(dataFolder, `splits/${split}.txt`), 'utf8').trim();
  if (letters.length !== rows.length) throw new Error(`${split}: ${letters.length} letters for ${rows.length} rows`);
  const parts: Record<string, Part> = { 1: 'train', 2: 'validation', 3: 'test' };
  return dealt(rows, (_, k) => parts[letters[k]] ?? null, tune);
}

const rowsOf1M = () => rowsOf('ml-1m/ratings-notime.csv', ',', true);

/** A split of MovieLens 1M. */
export const movieLens1M = (split: string, tune = false): View => bySplit(split, rowsOf1M(), tune);

/** RecBole's split of MovieLens 100K, every rating a positive. */
export const recBole100K = (): View =>
  bySplit('recbole-ml-100k-all-seed2020', rowsOf('recbole-ml-100k/ml-100k.inter', '\t', true), false);

/** A fifth of the rows, at random, for testing. */
function fifthHeldOut(rows: readonly Row[], tune: boolean): View {
  const random = new Random(42, 'a fifth held out');
  return dealt(rows, (_, k) => (random.uint32At(k) < 0.2 * 2 ** 32 ? 'test' : 'train'), tune);
}

/** MovieLens 1M, ratings of 3 and above as ones, a fifth of them held out. */
export const movieLens1MOnes = (tune = false): View =>
  fifthHeldOut(
    rowsOf1M()
      .filter(({ value }) => value >= 3)
      .map((row) => ({ ...row, value: 1 })),
    tune,
  );

/** MovieLens latest-small, a fifth held out. */
export const movieLensSmall = (tune = false): View =>
  fifthHeldOut(rowsOf('ml-latest-small/ratings.csv', ',', true), tune);

/** MovieLens 100K in file order: the first `rows` to learn from, the others for testing. */
export const movieLens100KFirst = (rows: number, tune = false): View =>
  dealt(rowsOf('ml-100k/u.data', '\t', false), (_, k) => (k < rows ? 'train' : 'test'), tune);

/** Fold 1 to 5 of MovieLens 100K: u1.base and u1.test to u5. */
export function movieLens100K(fold: number, tune = false): View {
  const train = rowsOf(`ml-100k/u${fold}.base`, '\t', false);
  const test = rowsOf(`ml-100k/u${fold}.test`, '\t', false);
  return dealt([...train, ...test], (_, k) => (k < train.length ? 'train' : 'test'), tune);
}

/** For the choice of settings: every tenth training row becomes validation, the test part is not looked at. */
function setAside({ train, validation }: { train: Columns; validation: Columns }) {
  if (validation.users.length > 0) return { train, validation, test: none() };
  const parts = { train: none(), validation: none(), test: none() };
  let random = 12345;
  train.users.forEach((user, k) => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    add((random >>> 16) % 10 === 0 ? parts.validation : parts.train, user, train.items[k], train.values[k]);
  });
  return parts;
}
