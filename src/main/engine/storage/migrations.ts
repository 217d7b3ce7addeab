import Database from 'better-sqlite3';
import { RecsmithError } from '../../../shared/errors.ts';
import { start } from './migrations/0001-start.ts';
import { annotations } from './migrations/0002-annotations.ts';
import { training } from './migrations/0003-training.ts';
import { plugins } from './migrations/0004-plugins.ts';
import { givenFactors } from './migrations/0005-given-factors.ts';

/** One step of the database's format. Append only: a published step is never changed, a mistake gets a new step. */
export interface Migration {
  readonly version: number; // 1, 2, 3...: `PRAGMA user_version` once it has run
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [start, annotations, training, plugins, givenFactors];

/** Marks the file as ours ("RECS"), so that a stranger's database of version 0 is not taken for an empty one. */
export const APPLICATION_ID = 0x52454353;

export const userVersion = (database: Database.Database): number =>
  database.pragma('user_version', { simple: true }) as number;

/**
 * Brings the database to the newest format, one transaction per step. The first step that fails stops it: that step
 * leaves nothing and the database stays at the format before.
 *
 * @throws RecsmithError WORKSPACE_FROM_FUTURE before anything is written; BAD_DATA for a stranger's database.
 */
export function migrate(database: Database.Database, folder: string, steps: readonly Migration[] = migrations): void {
  refuseForeign(database, folder, steps);
  const from = userVersion(database);
  for (const step of steps.filter(({ version }) => version > from)) {
    try {
      database.transaction(() => {
        database.exec(step.sql);
        database.pragma(`user_version = ${step.version}`);
        database.pragma(`application_id = ${APPLICATION_ID}`);
      })();
    } catch (cause) {
      throw new RecsmithError(
        'INTERNAL',
        `The workspace could not be brought to format ${step.version} (${step.name}); it stays at ${userVersion(database)}.`,
        {
          where: folder,
          why: cause instanceof Error ? cause.message : String(cause),
          next: 'Nothing was changed. Keep a copy of the folder and report this.',
        },
        { cause },
      );
    }
  }
}

/** Nothing is written before these checks: a database that is not ours or too new stays exactly as it is. */
export function refuseForeign(
  database: Database.Database,
  folder: string,
  steps: readonly Migration[] = migrations,
): void {
  const version = userVersion(database);
  const newest = steps.at(-1)?.version ?? 0;
  const mark = database.pragma('application_id', { simple: true }) as number;
  const schema = schemaOf(database);
  if (version === 0 && schema.length === 0) return;
  if (mark !== APPLICATION_ID || version === 0)
    throw new RecsmithError('BAD_DATA', 'workspace.sqlite is the database of another program.', {
      where: folder,
      next: 'Choose another folder: --workspace DIR.',
    });
  if (version > newest)
    throw new RecsmithError(
      'WORKSPACE_FROM_FUTURE',
      `The workspace has format ${version}; this version of Recsmith knows formats up to ${newest}.`,
      {
        where: folder,
        why: 'A newer version of Recsmith has opened it.',
        next: 'Install the newer version, or choose another folder: --workspace DIR.',
        workspaceFormat: version,
        knownFormat: newest,
      },
    );
  refuseTampered(schema, version, folder, steps);
}

interface SchemaObject {
  type: string;
  name: string;
  sql: string | null;
}

// FTS5 words its own tables' definitions, and SQLite may change that wording; ANALYZE adds sqlite_stat tables.
const schemaOf = (database: Database.Database): SchemaObject[] =>
  database
    .prepare<[], SchemaObject>(
      `SELECT type, name, sql FROM sqlite_schema
       WHERE type IN ('trigger', 'view')
         OR name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY type, name`,
    )
    .all();

/**
 * A workspace may come from a stranger. Triggers and views run inside our own statements, and so do expressions in
 * changed tables and indexes; a database whose schema is not word for word what the migrations make is refused.
 */
function refuseTampered(found: SchemaObject[], version: number, folder: string, steps: readonly Migration[]): void {
  const reference = new Database(':memory:');
  let expected: Map<string, string | null>;
  try {
    for (const step of steps.filter((known) => known.version <= version)) reference.exec(step.sql);
    expected = new Map(schemaOf(reference).map(({ type, name, sql }) => [`${type} ${name}`, sql]));
  } finally {
    reference.close();
  }
  const keys = new Set(found.map(({ type, name }) => `${type} ${name}`));
  const strange = [
    ...found
      .filter(({ type, name, sql }) => expected.get(`${type} ${name}`) !== sql)
      .map(({ type, name }) => `unexpected ${type} ${name}`),
    ...[...expected.keys()].filter((key) => !keys.has(key)).map((key) => `missing ${key}`),
  ];
  if (strange.length > 0)
    throw new RecsmithError('REFUSED', 'The database of the workspace was changed by another program.', {
      where: folder,
      why: strange.slice(0, 5).join(', '),
      next: 'Do not use this folder unless you trust where it came from; choose another: --workspace DIR.',
    });
}
