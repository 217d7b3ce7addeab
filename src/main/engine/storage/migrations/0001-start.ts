import type { Migration } from '../migrations.ts';

/**
 * Keys. Rows of a dataset carry one integer key, `dataset number · 2^34 + part · 2^32 + index` (packing.ts), so that
 * a dataset's users, items and histories are contiguous ranges of a rowid table: scans run in user order without an
 * index, blobs stay out of interior pages, and deleting a dataset is deleting a range.
 */
export const start: Migration = {
  version: 1,
  name: 'start',
  sql: `
    CREATE TABLE datasets (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      source TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('importing', 'complete', 'discarded')),
      layout TEXT NOT NULL,
      summary TEXT NOT NULL,
      profile TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      deleted_at INTEGER,
      deleted_with TEXT
    ) STRICT;

    CREATE TABLE users (
      key INTEGER PRIMARY KEY,
      dataset INTEGER NOT NULL,
      id TEXT NOT NULL,
      UNIQUE (dataset, id)
    ) STRICT;

    CREATE TABLE items (
      key INTEGER PRIMARY KEY,
      dataset INTEGER NOT NULL,
      id TEXT NOT NULL,
      title TEXT,
      attributes TEXT NOT NULL,
      interactions INTEGER NOT NULL,
      UNIQUE (dataset, id)
    ) STRICT;

    CREATE VIRTUAL TABLE item_text USING fts5 (
      title, attributes,
      content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
    );

    CREATE TABLE histories (
      key INTEGER PRIMARY KEY,
      count INTEGER NOT NULL,
      data BLOB NOT NULL
    ) STRICT;

    CREATE TABLE candidates (
      key INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

    CREATE TABLE rejects (
      dataset INTEGER NOT NULL,
      position INTEGER NOT NULL,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      field TEXT,
      value TEXT NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (dataset, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE views (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      dataset TEXT NOT NULL REFERENCES datasets (id),
      created_at INTEGER NOT NULL,
      summary TEXT NOT NULL,
      deleted_at INTEGER,
      deleted_with TEXT
    ) STRICT;
    CREATE INDEX views_dataset ON views (dataset);

    CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      view TEXT NOT NULL REFERENCES views (id),
      dataset TEXT NOT NULL REFERENCES datasets (id),
      created_at INTEGER NOT NULL,
      state TEXT NOT NULL,
      epochs_done INTEGER NOT NULL,
      summary TEXT NOT NULL,
      deleted_at INTEGER,
      deleted_with TEXT
    ) STRICT;
    CREATE INDEX runs_view ON runs (view);
    CREATE INDEX runs_dataset ON runs (dataset);

    CREATE TABLE epochs (
      run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      loss REAL NOT NULL,
      learning_rate REAL NOT NULL,
      seconds REAL NOT NULL,
      examples INTEGER NOT NULL,
      metrics TEXT NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE log (
      number INTEGER PRIMARY KEY,
      run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      at REAL NOT NULL,
      message TEXT NOT NULL
    ) STRICT;
    CREATE INDEX log_run ON log (run);

    CREATE TABLE baselines (
      view TEXT NOT NULL REFERENCES views (id) ON DELETE CASCADE,
      protocol TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (view, protocol)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE checkpoints (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      run TEXT REFERENCES runs (id),
      kind TEXT NOT NULL CHECK (kind IN ('last', 'best')),
      epoch INTEGER NOT NULL,
      state TEXT NOT NULL,
      visibility TEXT NOT NULL CHECK (visibility IN ('writing', 'complete', 'discarded')),
      bytes INTEGER NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX checkpoints_run ON checkpoints (run);

    CREATE TABLE checkpoint_chunks (
      checkpoint INTEGER NOT NULL REFERENCES checkpoints (number),
      position INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (checkpoint, position)
    ) STRICT;

    CREATE TABLE jobs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL,
      job TEXT NOT NULL,
      input TEXT NOT NULL
    ) STRICT;
    CREATE INDEX jobs_state ON jobs (state);

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
