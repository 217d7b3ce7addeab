import type { Migration } from '../migrations.ts';

/** Factors that a user gave a run to begin with: kept, so that a run that is resumed before its first checkpoint has them. */
export const givenFactors: Migration = {
  version: 5,
  name: 'given factors',
  sql: `
    CREATE TABLE given_factors (
      run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      side TEXT NOT NULL CHECK (side IN ('users', 'items')),
      number INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run, side, number)
    ) STRICT, WITHOUT ROWID;
  `,
};
