import type { RecognisedFile } from '../../../../shared/contract/imports.ts';
import { RecsmithError } from '../../../../shared/errors.ts';
import { NCF_LINE } from './candidates.ts';
import type { FileRef } from './input.ts';
import { guessItemRoles, isText, namesUser, type ColumnSample } from './roles.ts';
import { columnSamples, openTable } from './table.ts';

export interface NamedFile {
  readonly handle: string;
  readonly file: FileRef;
}

type Kind = RecognisedFile['kind'];
interface Seen {
  readonly kind: Kind;
  readonly bytes: number;
  readonly reason: string | null;
}

/**
 * What each of some files seems to be. Of files of interactions the largest is the one to import; the others are sets of
 * the user's own where their names say so.
 */
export async function recognise(files: readonly NamedFile[], signal: AbortSignal): Promise<RecognisedFile[]> {
  const seen: Seen[] = [];
  for (const { file } of files) seen.push(await look(file, signal));
  const largest = seen.reduce(
    (best, { kind, bytes }, at) => (kind === 'interactions' && (best < 0 || bytes > seen[best].bytes) ? at : best),
    -1,
  );
  const taken = new Set<Kind>();
  return seen.map(({ kind, reason }, at) => {
    const { handle, file } = files[at];
    const role = kind !== 'interactions' || at === largest ? kind : setByName(file.name);
    if (role === null || (role !== 'unknown' && taken.has(role)))
      return { file: handle, kind: 'unknown', reason: 'Another of the files holds the same.' };
    taken.add(role);
    return { file: handle, kind: role, reason };
  });
}

async function look(file: FileRef, signal: AbortSignal): Promise<Seen> {
  try {
    const table = await openTable(file, {}, signal);
    const { bytes } = table.raw;
    if (NCF_LINE.test(table.head.text.toString('utf8'))) return { kind: 'candidates', bytes, reason: null };
    if (table.names.length === 1) return { kind: 'unknown', bytes, reason: 'It has only one column.' };
    return { kind: holdsItems(columnSamples(table)) ? 'items' : 'interactions', bytes, reason: null };
  } catch (error) {
    if (!(error instanceof RecsmithError) || error.code !== 'BAD_DATA') throw error;
    return { kind: 'unknown', bytes: 0, reason: error.details.why ?? error.message };
  }
}

/** One row per id, and a title; interactions repeat users and items, and name a user. */
function holdsItems(columns: readonly ColumnSample[]): boolean {
  const { id, title } = guessItemRoles(columns, {});
  if (id === null || title === null) return false;
  const ids = columns[id].texts;
  if (new Set(ids).size !== ids.length) return false;
  return !namesUser(columns) && (columns[title].name !== null || isText(columns[title]));
}

function setByName(name: string): Kind | null {
  if (/test/i.test(name)) return 'test';
  if (/valid|\bdev\b/i.test(name)) return 'validation';
  return null;
}
