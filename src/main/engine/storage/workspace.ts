import Database from 'better-sqlite3';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RecsmithError } from '../../../shared/errors.ts';
import type { StorageServices } from './api.ts';
import { checkpointsRepository, purgeCheckpoint } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { purgeDataset } from './dataset-imports.ts';
import { datasetsRepository } from './datasets.ts';
import { guarded, notWritable, storageError } from './errors.ts';
import { jobsRepository } from './jobs.ts';
import { lockWorkspace } from './lock.ts';
import { migrate, migrations, refuseForeign, userVersion } from './migrations.ts';
import { refs } from './refs.ts';
import { runsRepository } from './runs.ts';
import { settingsRepository } from './settings.ts';
import { freePages, trashRepository } from './trash.ts';
import { viewsRepository } from './views.ts';

export interface WorkspaceOptions {
  workspace: string; // its folder
  readOnly: boolean;
  door: string; // who opens it: 'window', 'headless server on port 7070', 'command line: train'
}

export interface Workspace {
  readonly services: StorageServices;
  /** What lies below the services; tests look at it. */
  readonly connection: Connection;
  readonly close: () => void;
}

/** Folders of the workspace that live no longer than their writer. */
const TEMPORARY = ['incoming', 'jobs'] as const;
/** Large pages: blobs of some kB then need few overflow pages. */
const PAGE_BYTES = 16384;

/**
 * Opens a workspace: a folder with `workspace.sqlite` and files derived from it. A writer holds the lock, makes the
 * folder and the database where they are missing, migrates, and sweeps what a killed writer left half-done. A reader
 * changes nothing and may work beside a writer.
 *
 * @throws RecsmithError WORKSPACE_LOCKED, WORKSPACE_FROM_FUTURE, REFUSED (not writable, tampered), BAD_DATA (not ours,
 *   damaged), NOT_FOUND (nothing to read).
 */
export function openWorkspace(options: WorkspaceOptions): Workspace {
  const { workspace: folder, readOnly, door } = options;
  const file = join(folder, 'workspace.sqlite');
  if (readOnly && !existsSync(file))
    throw new RecsmithError('NOT_FOUND', 'There is no workspace in this folder.', {
      where: folder,
      next: 'Choose another folder with --workspace DIR, or import something first.',
    });
  if (!readOnly) makeFolder(folder);
  const unlock = readOnly ? () => undefined : lockWorkspace(folder, door);
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: readOnly, timeout: 5000 });
    const connection = prepareConnection(database, folder, readOnly);
    if (!readOnly) sweepLeftovers(connection);
    return { services: services(connection), connection, close: closer(database, readOnly, unlock) };
  } catch (error) {
    database?.close();
    unlock();
    throw storageError(error, folder);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error);
  }
}

function prepareConnection(database: Database.Database, folder: string, readOnly: boolean): Connection {
  // The file may come from a stranger: no function or table of ours may be called by what its schema says.
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  refuseForeign(database, folder);
  if (database.pragma('encoding', { simple: true }) !== 'UTF-8')
    throw new RecsmithError('REFUSED', 'The database of the workspace was made by another program.', {
      where: folder,
      why: 'Its texts are not stored as UTF-8.',
      next: 'Choose another folder: --workspace DIR.',
    });
  if (readOnly) {
    const version = userVersion(database);
    if (version < (migrations.at(-1)?.version ?? 0))
      throw new RecsmithError('REFUSED', `The workspace has the older format ${version}; reading it needs an update.`, {
        where: folder,
        next: 'Open it once for writing, for example in the window.',
      });
  } else {
    if (userVersion(database) === 0) {
      database.pragma(`page_size = ${PAGE_BYTES}`);
      database.pragma('auto_vacuum = INCREMENTAL');
    }
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma(`wal_autocheckpoint = ${(32 * 2 ** 20) / PAGE_BYTES}`);
    database.pragma(`journal_size_limit = ${64 * 2 ** 20}`);
    migrate(database, folder);
  }
  database.pragma('foreign_keys = ON');
  database.pragma('temp_store = MEMORY');
  database.pragma('cache_size = -32768');
  return {
    database,
    folder,
    refs: refs(database),
    write: (work) => database.transaction(work).immediate(),
  };
}

/** What a killed writer left: unfinished imports and checkpoints, things under deletion, temporary files. */
function sweepLeftovers(connection: Connection): void {
  const { database, folder } = connection;
  const ids = (sql: string) => database.prepare<[], string>(sql).pluck().all();
  const datasets = ids("SELECT id FROM datasets WHERE state <> 'complete'");
  const checkpoints = ids("SELECT id FROM checkpoints WHERE visibility <> 'complete'");
  try {
    for (const id of checkpoints) purgeCheckpoint(connection, id);
    for (const id of datasets) purgeDataset(connection, id);
    if (datasets.length + checkpoints.length > 0) freePages(connection);
  } catch (error) {
    // Deleting needs space too. What is left stays invisible and is swept another time; the user can free some now.
    if (!(error instanceof Database.SqliteError && error.code === 'SQLITE_FULL')) throw error;
  }
  for (const name of TEMPORARY) {
    // Of a link only the link is removed, never what it points to: the folder may come from a stranger.
    rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, name));
  }
}

function services(connection: Connection): StorageServices {
  const { folder } = connection;
  return {
    datasets: guarded(datasetsRepository(connection), folder),
    views: guarded(viewsRepository(connection), folder),
    runs: guarded(runsRepository(connection), folder),
    checkpoints: guarded(checkpointsRepository(connection), folder),
    jobs: guarded(jobsRepository(connection), folder),
    trash: guarded(trashRepository(connection), folder),
    settings: guarded(settingsRepository(connection), folder),
  };
}

function closer(database: Database.Database, readOnly: boolean, unlock: () => void): () => void {
  return () => {
    if (!database.open) return;
    try {
      if (!readOnly) database.pragma('optimize');
    } finally {
      database.close();
      unlock();
    }
  };
}
