import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Columns as ColumnNames, Format } from '../../../../shared/contract/imports.ts';
import { IdMap, type Columns } from './columns.ts';
import { readClean } from './duck.ts';
import { readExactly, type ExactResult } from './exact.ts';
import { layoutOf, requireRoles, type KnownLayout } from './layout.ts';
import type { FileRef } from './input.ts';

// For tests: short ways to a file and to what both readers make of it.

const { signal } = new AbortController();

export function fileOf(folder: string, name: string, content: string | Uint8Array): FileRef {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, name };
}

export async function known(file: FileRef, format: Format = {}, columns: ColumnNames = {}): Promise<KnownLayout> {
  return requireRoles(await layoutOf(file, format, columns, signal));
}

export async function exactly(layout: KnownLayout): Promise<ExactResult & { users: string[]; items: string[] }> {
  const users = new IdMap();
  const items = new IdMap();
  const maxRejects = { share: 1 };
  const nothing = () => undefined;
  const keep = () => Promise.resolve();
  const read = await readExactly({ layout, users, items, maxRejects, signal, progress: nothing, keep });
  return { ...read, users: users.ids, items: items.ids };
}

export function cleanly(layout: KnownLayout, folder: string, threads = 2): ReturnType<typeof readClean> {
  return readClean({ layout, path: layout.table.raw.file.path, folder, threads, signal, progress: () => undefined });
}

/** Columns as plain rows of original ids: what can be compared and printed. */
export function rowsOf(columns: Columns, users: readonly string[], items: readonly string[]): unknown[][] {
  return Array.from({ length: columns.count }, (_, n) => [
    columns.rows ? columns.rows[n] : n,
    users[columns.users[n]],
    items[columns.items[n]],
    columns.values?.[n] ?? null,
    columns.times?.[n] ?? null,
  ]);
}
