import * as v from 'valibot';
import { Attributes, Count, Ref, method } from './common.ts';

/** The columns that a table of rows can be sorted by. */
export const INTERACTION_COLUMNS = ['row', 'user', 'item', 'title', 'value', 'time'] as const;
export const USER_COLUMNS = ['user', 'interactions', 'mean', 'first', 'last'] as const;
export const ITEM_COLUMNS = ['item', 'title', 'interactions', 'mean', 'first', 'last'] as const;

const nullable = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);
const text = v.optional(v.pipe(v.string(), v.maxLength(400)), '');

export const InteractionFilter = v.object({
  /** Part of a user's id, of an item's id, or words of its title and attributes (as `datasets.searchItems`). */
  text,
  user: nullable(v.string()), // exactly this id
  item: nullable(v.string()),
  min: nullable(v.number()), // values, both ends inclusive
  max: nullable(v.number()),
  from: nullable(v.number()), // seconds since 1970, inclusive
  to: nullable(v.number()), // exclusive
});
export type InteractionFilter = v.InferOutput<typeof InteractionFilter>;

/** For users and items. */
export const CountFilter = v.object({
  text,
  fewest: nullable(Count), // interactions, both ends inclusive
  most: nullable(Count),
});
export type CountFilter = v.InferOutput<typeof CountFilter>;

const sort = <const C extends readonly [string, ...string[]]>(columns: C) =>
  v.optional(v.nullable(v.object({ column: v.picklist(columns), descending: v.optional(v.boolean(), false) })), null);

/** Ids in natural order (u2 before u10), titles without regard to case and accents; what is missing comes last. */
const query = <F extends v.GenericSchema, const C extends readonly [string, ...string[]]>(filter: F, columns: C) => ({
  dataset: Ref,
  filter: v.optional(filter, {} as never),
  /** Null: as in the file; users and items in the order in which they first appear. */
  sort: sort(columns),
});
const interactions = query(InteractionFilter, INTERACTION_COLUMNS);
const users = query(CountFilter, USER_COLUMNS);
const items = query(CountFilter, ITEM_COLUMNS);

const page = { offset: v.optional(Count, 0), limit: v.optional(v.pipe(Count, v.maxValue(1000)), 100) };
/** Rows of one part of a file. */
const part = { offset: v.optional(Count, 0), limit: v.optional(v.pipe(Count, v.maxValue(50_000)), 20_000) };

const Optional = v.nullable(v.number());

export const InteractionRow = v.object({
  row: v.pipe(Count, v.minValue(1)), // of the file, the line of names not counted
  user: v.string(),
  item: v.string(),
  title: v.nullable(v.string()),
  value: Optional,
  time: Optional, // seconds since 1970
});
export type InteractionRow = v.InferOutput<typeof InteractionRow>;

const summary = { interactions: Count, mean: Optional, first: Optional, last: Optional };
export const UserRow = v.object({ user: v.string(), ...summary });
export type UserRow = v.InferOutput<typeof UserRow>;
export const ItemRow = v.object({
  item: v.string(),
  title: v.nullable(v.string()),
  attributes: Attributes,
  ...summary,
});
export type ItemRow = v.InferOutput<typeof ItemRow>;

const pageOf = <R extends v.GenericSchema>(row: R) =>
  v.object({
    rows: v.array(row),
    total: Count, // rows that the filter leaves
    of: Count, // rows of the whole table
    seconds: v.number(), // that the engine took
  });

/**
 * A dataset as tables: interactions of the imported file, users, items. Filtering and sorting are done once for a
 * question and kept while its pages are read. Every call is cancelled by its abort signal.
 */
export const rows = {
  interactions: method.input(v.object({ ...interactions, ...page })).output(pageOf(InteractionRow)),
  users: method.input(v.object({ ...users, ...page })).output(pageOf(UserRow)),
  items: method.input(v.object({ ...items, ...page })).output(pageOf(ItemRow)),
  /**
   * The same rows as one part of a CSV file; the first part begins with the names of the columns. Texts that a
   * spreadsheet would take for formulas get an apostrophe.
   */
  csv: method
    .input(
      v.variant('table', [
        v.object({ table: v.literal('interactions'), ...interactions, ...part }),
        v.object({ table: v.literal('users'), ...users, ...part }),
        v.object({ table: v.literal('items'), ...items, ...part }),
      ]),
    )
    .output(v.instance(Blob)),
};
