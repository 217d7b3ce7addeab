import type { TrashEntry } from '../../../shared/contract/datasets.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { TrashRepository } from './api.ts';
import { purgeCheckpoint } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { purgeDataset } from './dataset-imports.ts';
import type { Kind } from './refs.ts';

const TABLES = { dataset: 'datasets', view: 'views', run: 'runs' } as const satisfies Record<Kind, string>;
const KINDS = ['dataset', 'view', 'run'] as const;

/**
 * Soft delete. `deleted_with` names what the user deleted; what depends on it carries the same mark, so that a
 * restore brings back exactly what went along and not what was in the trash before.
 */
export function trashRepository(connection: Connection): TrashRepository {
  const { database, refs, write } = connection;
  const runBytes = `(SELECT coalesce(sum(bytes), 0) FROM checkpoints WHERE checkpoints.run = runs.id)`;
  const viewsOf = '(SELECT count(*) FROM views WHERE views.dataset = datasets.id)';
  const runsOf = (table: string, key: string) => `(SELECT count(*) FROM runs WHERE runs.${key} = ${table}.id)`;
  const entries = database.prepare<[], Omit<TrashEntry, 'holds'> & TrashEntry['holds']>(
    `SELECT 'dataset' AS kind, id, name, deleted_at AS deletedAt, bytes +
       (SELECT coalesce(sum(${runBytes}), 0) FROM runs WHERE runs.deleted_with = datasets.id) AS bytes,
       ${viewsOf} AS views, ${runsOf('datasets', 'dataset')} AS runs
     FROM datasets WHERE deleted_with = id AND state = 'complete'
     UNION ALL
     SELECT 'view', id, name, deleted_at,
       (SELECT coalesce(sum(${runBytes}), 0) FROM runs WHERE runs.deleted_with = views.id), 0, ${runsOf('views', 'view')}
     FROM views WHERE deleted_with = id
     UNION ALL
     SELECT 'run', id, name, deleted_at, ${runBytes}, 0, 0 FROM runs WHERE deleted_with = id
     ORDER BY deletedAt DESC`,
  );
  const mark = (table: string, match: string) =>
    database.prepare<{ id: string; now: number }>(
      `UPDATE ${table} SET deleted_at = :now, deleted_with = :id WHERE ${match} = :id AND deleted_at IS NULL`,
    );
  const runsOfView = mark('runs', 'view');
  const marks = {
    dataset: [mark('datasets', 'id'), mark('views', 'dataset'), mark('runs', 'dataset')],
    view: [mark('views', 'id'), runsOfView],
    run: [mark('runs', 'id')],
  };
  const busy = {
    dataset: busyRun('dataset'),
    view: busyRun('view'),
    run: busyRun('id'),
  };
  const unmarks = Object.values(TABLES).map((table) =>
    database.prepare<[string]>(`UPDATE ${table} SET deleted_at = NULL, deleted_with = NULL WHERE deleted_with = ?`),
  );
  const parents = {
    dataset: null,
    view: database
      .prepare<[string], string>(
        `SELECT datasets.name FROM views JOIN datasets ON datasets.id = views.dataset WHERE views.id = ? AND datasets.deleted_at IS NOT NULL`,
      )
      .pluck(),
    run: database
      .prepare<[string], string>(
        `SELECT iif(datasets.deleted_at IS NULL, views.name, datasets.name) FROM runs JOIN views ON views.id = runs.view JOIN datasets ON datasets.id = runs.dataset WHERE runs.id = ? AND (views.deleted_at IS NOT NULL OR datasets.deleted_at IS NOT NULL)`,
      )
      .pluck(),
  };

  function busyRun(match: string) {
    return database
      .prepare<[string], string>(
        `SELECT name FROM runs WHERE ${match} = ? AND state IN ('queued', 'running') AND deleted_at IS NULL LIMIT 1`,
      )
      .pluck();
  }
  const search = (ref: string, where: 'alive' | 'trash'): { kind: Kind; id: string } => {
    for (const kind of KINDS) {
      const id = refs.find(kind, ref, where);
      if (id !== null) return { kind, id };
    }
    throw refs.missing(KINDS, ref, where);
  };
  const list = (): TrashEntry[] =>
    entries.all().map(({ views, runs, ...rest }) => ({ ...rest, holds: { views, runs } }));
  const entry = (id: string): TrashEntry => list().find((one) => one.id === id)!;

  /**
   * Removes rows of the trash for good. In one transaction they leave it; what lies in bulk is then freed piece by
   * piece, and a crash in between leaves orphans that the next start sweeps. Runs hang on their view and dataset and
   * go before them.
   */
  const remove = (where: Partial<Record<Kind, string>>, id: string | null): void => {
    const doomed = (kind: Kind) => `WHERE deleted_at IS NOT NULL AND ${where[kind] ?? 'FALSE'}`;
    const { checkpoints, datasets } = write(() => {
      const parameters = { id };
      const orphans = database
        .prepare<[typeof parameters], string>(
          `UPDATE checkpoints SET visibility = 'discarded', run = NULL
           WHERE run IN (SELECT id FROM runs ${doomed('run')}) RETURNING id`,
        )
        .pluck()
        .all(parameters);
      database.prepare(`DELETE FROM runs ${doomed('run')}`).run(parameters);
      database.prepare(`DELETE FROM views ${doomed('view')}`).run(parameters);
      const gone = database
        .prepare<[typeof parameters], string>(
          `UPDATE datasets SET state = 'discarded' ${doomed('dataset')} RETURNING id`,
        )
        .pluck()
        .all(parameters);
      return { checkpoints: orphans, datasets: gone };
    });
    for (const each of checkpoints) purgeCheckpoint(connection, each);
    for (const each of datasets) purgeDataset(connection, each);
    freePages(connection);
  };
  /** A thing and all that hangs on it, whenever that was deleted. */
  const hanging: Record<Kind, Partial<Record<Kind, string>>> = {
    dataset: { dataset: 'id = :id', view: 'dataset = :id', run: 'dataset = :id' },
    view: { view: 'id = :id', run: 'view = :id' },
    run: { run: 'id = :id' },
  };

  return {
    list,

    delete(ref) {
      return write(() => {
        const { kind, id } = search(ref, 'alive');
        const run = busy[kind].get(id);
        if (run !== undefined)
          throw new RecsmithError('REFUSED', `"${ref}" is in use: the run "${run}" is being trained.`, {
            next: 'Cancel the training or wait until it has finished.',
          });
        const now = Date.now();
        for (const statement of marks[kind]) statement.run({ id, now });
        return entry(id);
      });
    },

    restore(ref) {
      return write(() => {
        const { kind, id } = search(ref, 'trash');
        const parent = parents[kind]?.get(id);
        if (parent !== undefined)
          throw new RecsmithError('REFUSED', `"${ref}" depends on "${parent}", which is in the trash.`, {
            next: `Restore "${parent}" first.`,
          });
        const restored = entry(id);
        for (const statement of unmarks) statement.run(id);
        return restored;
      });
    },

    purge(id, typed) {
      const { kind } = search(id, 'trash');
      const { name } = entry(id);
      if (typed.trim() !== name.trim())
        throw new RecsmithError('BAD_INPUT', `What was typed is not the name of this ${kind}.`, {
          where: 'typed',
          next: `Type "${name}" to remove it for good.`,
        });
      remove(hanging[kind], id);
    },

    empty() {
      const removed = list().length;
      if (removed > 0) remove({ dataset: 'TRUE', view: 'TRUE', run: 'TRUE' }, null);
      return removed;
    },
  };
}

/** Gives free pages back to the system, some MB per transaction. */
export function freePages({ database, write }: Connection): void {
  const freelist = () => database.pragma('freelist_count', { simple: true }) as number;
  for (let free = freelist(); free > 0;) {
    write(() => database.pragma('incremental_vacuum(1024)'));
    const left = freelist();
    if (left >= free) break;
    free = left;
  }
  database.pragma('wal_checkpoint(TRUNCATE)');
}
