import type Database from 'better-sqlite3';
import type { Refs } from './refs.ts';

/** What every repository is made from. */
export interface Connection {
  readonly database: Database.Database;
  readonly refs: Refs;
  readonly folder: string;
  /** One transaction; it takes the write lock at its start, so that it never fails half-way for a reader's sake. */
  readonly write: <T>(work: () => T) => T;
}
