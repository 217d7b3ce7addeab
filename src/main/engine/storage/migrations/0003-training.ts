import type { Migration } from '../migrations.ts';

/** What networks tell about an epoch, and what incremental learning saw. */
export const training: Migration = {
  version: 3,
  name: 'training',
  sql: `
    ALTER TABLE epochs ADD COLUMN stage TEXT;
    ALTER TABLE epochs ADD COLUMN momentum REAL;
    ALTER TABLE epochs ADD COLUMN gradient_norm REAL;

    CREATE TABLE streams (
      run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      data TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
