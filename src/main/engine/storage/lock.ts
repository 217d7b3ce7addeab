import Database from 'better-sqlite3';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecsmithError } from '../../../shared/errors.ts';
import { notWritable } from './errors.ts';

export interface Owner {
  pid: number;
  door: string; // 'window', 'headless server on port 7070', 'command line: train'
  since: number; // milliseconds since 1970
}

/**
 * One writer at a time. The lock is an open exclusive transaction on `lock.sqlite`: SQLite takes the right kind of
 * lock on every system, and the kernel drops it with the process, however that ends. A lock file with a pid alone
 * would outlive a kill -9 and could name an innocent process. `lock.json` only tells others who it is.
 *
 * `lock.sqlite` must never be opened by other means in this process: closing any descriptor of a file drops POSIX locks.
 */
export function lockWorkspace(folder: string, door: string): () => void {
  const ownerFile = join(folder, 'lock.json');
  let database: Database.Database;
  try {
    // A former owner may need a moment to end; longer waits are the caller's decision.
    database = new Database(join(folder, 'lock.sqlite'), { timeout: 500 });
  } catch (error) {
    throw notWritable(folder, error);
  }
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) throw locked(folder);
    throw notWritable(folder, error);
  }
  const owner: Owner = { pid: process.pid, door, since: Date.now() };
  try {
    writeFileSync(`${ownerFile}.new`, JSON.stringify(owner));
    renameSync(`${ownerFile}.new`, ownerFile);
  } catch (error) {
    database.close();
    throw notWritable(folder, error);
  }
  return () => {
    rmSync(ownerFile, { force: true });
    database.exec('ROLLBACK');
    database.close();
  };
}

/** Who holds the workspace, as far as `lock.json` tells. */
export function workspaceOwner(folder: string): Owner | null {
  try {
    const owner = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as Partial<Owner>;
    return typeof owner.pid === 'number' && typeof owner.door === 'string'
      ? { pid: owner.pid, door: owner.door, since: Number(owner.since) }
      : null;
  } catch {
    return null;
  }
}

function locked(folder: string): RecsmithError {
  const owner = workspaceOwner(folder);
  const by = owner ? `${owner.door} (process ${owner.pid})` : 'another process';
  return new RecsmithError('WORKSPACE_LOCKED', `The workspace is in use by ${by}.`, {
    where: folder,
    why: 'A workspace has one writer at a time.',
    next: 'Close it there, wait until it has finished, or choose another folder: --workspace DIR.',
    ...(owner && { pid: owner.pid, door: owner.door }),
  });
}
