import type { Migration } from '../migrations.ts';

/** The models of plug-ins that runs were trained with: a run must not need the file any more. */
export const plugins: Migration = {
  version: 4,
  name: 'plugins',
  sql: `
    CREATE TABLE plugin_models (
      run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      data TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
