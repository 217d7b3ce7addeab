import type { Migration } from '../migrations.ts';

/** What people write about runs. A table of its own: most runs have nothing in it, and `runs` keeps its wording. */
export const annotations: Migration = {
  version: 2,
  name: 'annotations',
  sql: `
    CREATE TABLE annotations (
      run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      notes TEXT NOT NULL,
      tags TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
