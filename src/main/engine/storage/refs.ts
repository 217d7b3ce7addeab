import type Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { RecsmithError } from '../../../shared/errors.ts';

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32: nothing that reads like something else

/** A new id, for example `run-7k3f0xq2`: short enough to be typed, 40 random bits. */
export function newId(prefix: string): string {
  return `${prefix}-${Array.from(randomBytes(8), (byte) => LETTERS[byte & 31]).join('')}`;
}

export type Kind = 'dataset' | 'view' | 'run';

const TABLES = {
  dataset: {
    table: 'datasets',
    visible: "state = 'complete' AND",
    start: 'Import a file first: recsmith import FILE.',
  },
  view: { table: 'views', visible: '', start: 'Make one first: recsmith view DATASET.' },
  run: { table: 'runs', visible: '', start: 'Train one first: recsmith train VIEW MODEL.' },
} as const satisfies Record<Kind, object>;

/** Finds things by id or name, among the living or in the trash. */
export interface Refs {
  /** The id behind a name or an id: exact id, exact name, name in another case; the newest wins. */
  find(kind: Kind, ref: string, where?: 'alive' | 'trash'): string | null;
  /** @throws RecsmithError NOT_FOUND, `details.next` naming what is near. */
  id(kind: Kind, ref: string): string;
  missing(kinds: readonly Kind[], ref: string, where?: 'alive' | 'trash'): RecsmithError;
}

export function refs(database: Database.Database): Refs {
  const prepare = (kind: Kind, deleted: string) => {
    const { table, visible } = TABLES[kind];
    const from = `FROM ${table} WHERE ${visible} ${deleted}`;
    return {
      byRef: database.prepare<{ ref: string }, string>(
        `SELECT id ${from} AND (id = :ref OR name = :ref) ORDER BY id = :ref DESC, number DESC LIMIT 1`,
      ),
      names: database.prepare<[], [string, string]>(`SELECT id, name ${from} ORDER BY number DESC`).raw(),
    };
  };
  const statements = Object.fromEntries(
    (['dataset', 'view', 'run'] as const).map((kind) => [
      kind,
      {
        alive: prepare(kind, 'deleted_at IS NULL'),
        // What went along with something else is not restored by itself.
        trash: prepare(kind, 'deleted_at IS NOT NULL AND deleted_with = id'),
      },
    ]),
  ) as Record<Kind, Record<'alive' | 'trash', ReturnType<typeof prepare>>>;
  for (const kind of Object.values(statements)) for (const { byRef } of Object.values(kind)) byRef.pluck();

  const find: Refs['find'] = (kind, ref, where = 'alive') => {
    const { byRef, names } = statements[kind][where];
    const exact = byRef.get({ ref });
    if (exact !== undefined) return exact;
    // SQLite folds ASCII only, so other cases are compared here; names are few.
    const folded = fold(ref);
    for (const [id, name] of names.iterate()) if (fold(name) === folded) return id;
    return null;
  };
  const missing: Refs['missing'] = (kinds, ref, where = 'alive') => {
    const what = kinds.length === 1 ? kinds[0] : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1) ?? ''}`;
    const names = kinds.flatMap((kind) => statements[kind][where].names.all().map(([, name]) => name));
    const place = where === 'trash' ? ' in the trash' : '';
    return new RecsmithError('NOT_FOUND', `There is no ${what} "${ref}"${place}.`, {
      next: suggestion(ref, names, where === 'trash' ? 'The trash is empty.' : TABLES[kinds[0]].start),
    });
  };
  return {
    find,
    missing,
    id(kind, ref) {
      const id = find(kind, ref);
      if (id === null) throw missing([kind], ref);
      return id;
    },
  };
}

const fold = (text: string): string => text.normalize('NFC').toLowerCase();

function suggestion(ref: string, names: string[], none: string): string {
  const distinct = [...new Set(names)];
  if (distinct.length === 0) return none;
  const near = nearest(ref, distinct);
  return near.length > 0
    ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
    : `There ${distinct.length === 1 ? 'is' : 'are'} ${distinct
        .slice(0, 5)
        .map((name) => `"${name}"`)
        .join(', ')}${distinct.length > 5 ? ` and ${distinct.length - 5} more` : ''}.`;
}

/** Up to three names that contain the text or are a few letters away from it, nearest first. */
export function nearest(text: string, names: readonly string[]): string[] {
  const wanted = fold(text);
  return names
    .map((name) => {
      const folded = fold(name);
      const contains = wanted.length > 1 && (folded.includes(wanted) || wanted.includes(folded));
      return { name, distance: contains ? 1 : editDistance(wanted, folded) };
    })
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Letters to insert, delete, replace or swap with the next (optimal string alignment), in UTF-16 units. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforePrevious[j - 2] + 1 : Infinity;
      row.push(Math.min(row[j - 1] + 1, previous[j] + 1, replaced, swapped));
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length];
}
