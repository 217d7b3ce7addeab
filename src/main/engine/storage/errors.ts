import Database from 'better-sqlite3';
import { statfsSync } from 'node:fs';
import { RecsmithError } from '../../../shared/errors.ts';

/** SQLite's errors as a person can use them; anything unknown stays as it is and becomes INTERNAL at the boundary. */
export function storageError(error: unknown, folder: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const options = { cause: error };
  const code = error.code;
  if (code === 'SQLITE_FULL')
    return new RecsmithError(
      'DOES_NOT_FIT',
      'The disk of the workspace is full; nothing of this step was kept.',
      { where: folder, why: freeSpace(folder), next: 'Free some space, or empty the trash, and try again.' },
      options,
    );
  if (code === 'SQLITE_READONLY' || code.startsWith('SQLITE_READONLY_'))
    return new RecsmithError(
      'REFUSED',
      'This workspace is open for reading only; it cannot be changed from here.',
      { where: folder, next: 'Make the change where the workspace is open for writing, or close that first.' },
      options,
    );
  if (code === 'SQLITE_NOTADB')
    return new RecsmithError(
      'BAD_DATA',
      'workspace.sqlite is not a database.',
      {
        where: folder,
        why: error.message,
        next: 'Choose another folder, or put a copy of the workspace in its place.',
      },
      options,
    );
  if (code === 'SQLITE_CORRUPT' || code.startsWith('SQLITE_CORRUPT_'))
    return new RecsmithError(
      'BAD_DATA',
      'The database of the workspace is damaged.',
      {
        where: folder,
        why: error.message,
        next: 'Put a copy of the workspace in its place, or import the data again.',
      },
      options,
    );
  if (code === 'SQLITE_BUSY' || code.startsWith('SQLITE_BUSY_') || code === 'SQLITE_LOCKED')
    return new RecsmithError(
      'WORKSPACE_LOCKED',
      'Another program is holding the database of the workspace.',
      { where: folder, why: error.message, next: 'Close that program, or wait until it has finished.' },
      options,
    );
  if (code === 'SQLITE_CANTOPEN' || code.startsWith('SQLITE_CANTOPEN_') || code === 'SQLITE_PERM')
    return notWritable(folder, error);
  if (code.startsWith('SQLITE_IOERR'))
    return new RecsmithError(
      'BAD_DATA',
      'The disk of the workspace could not be read or written.',
      { where: folder, why: `${error.message} (${code})`, next: 'Check the disk, then open the workspace again.' },
      options,
    );
  return error;
}

export function notWritable(folder: string, cause: unknown): RecsmithError {
  return new RecsmithError(
    'REFUSED',
    'The folder of the workspace cannot be written.',
    {
      where: folder,
      why: cause instanceof Error ? cause.message : String(cause),
      next: 'Choose a folder you may write to: --workspace DIR.',
    },
    { cause },
  );
}

function freeSpace(folder: string): string {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return `${((bavail * bsize) / 1e6).toFixed(0)} MB are free`;
  } catch {
    return 'no space is left';
  }
}

/** The same methods with SQLite's errors made clear. */
export function guarded<R extends object>(repository: R, folder: string): R {
  const guard =
    (method: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      try {
        return method(...args);
      } catch (error) {
        throw storageError(error, folder);
      }
    };
  return Object.fromEntries(
    Object.entries(repository).map(([name, method]) => [name, guard(method as (...args: unknown[]) => unknown)]),
  ) as R;
}
