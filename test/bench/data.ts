import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { View } from '../../src/main/engine/datasets/view.ts';
import { strataFor } from '../../src/main/engine/datasets/numbering.ts';
import { viewOf } from '../../src/main/engine/models/testing.ts';

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

/** A split of MovieLens 1M: one character per row of its file; 0 dropped, 1 train, 2 validation, 3 test. */
export function movieLens1M(split: string, tune = false): View {
  const rows = readFileSync(join(dataFolder, 'ml-1m/ratings-notime.csv'), 'utf8').trim().split('\n').slice(1);
  const letters = readFileSync(join(dataFolder, `splits/${split}.txt`), 'utf8').trim();
  if (letters.length !== rows.length) throw new Error(`${split}: ${letters.length} letters for ${rows.length} rows`);
  const parts = { train: none(), validation: none(), test: none() };
  rows.forEach((row, k) => {
    const [user, item, value] = row.split(',').map(Number);
    if (letters[k] === '1') add(parts.train, user, item, value);
    else if (letters[k] === '2') add(parts.validation, user, item, value);
    else if (letters[k] === '3') add(parts.test, user, item, value);
  });
  return numbered(tune ? setAside(parts) : parts);
}

/** Fold 1 to 5 of MovieLens 100K: u1.base and u1.test to u5. */
export function movieLens100K(fold: number, tune = false): View {
  const read = (name: string) => {
    const part = none();
    for (const line of readFileSync(join(dataFolder, 'ml-100k', name), 'utf8')
      .trim()
      .split('\n')) {
      const [user, item, value] = line.split('\t').map(Number);
      add(part, user, item, value);
    }
    return part;
  };
  const parts = { train: read(`u${fold}.base`), validation: none(), test: read(`u${fold}.test`) };
  return numbered(tune ? setAside(parts) : parts);
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
