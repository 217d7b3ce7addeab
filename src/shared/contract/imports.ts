import * as v from 'valibot';
import { Count, FileHandle, JobStarted, Name, Ref, method } from './common.ts';

export const ROLES = ['user', 'item', 'value', 'time', 'ignore'] as const;
export const ITEM_ROLES = ['id', 'title', 'attribute', 'ignore'] as const;
export const DUPLICATES = ['last', 'first', 'mean', 'max', 'sum', 'error'] as const;
export const ENCODINGS = ['utf-8', 'latin-1', 'windows-1252', 'utf-16'] as const;
export const TIME_FORMATS = ['auto', 'seconds', 'milliseconds', 'iso', 'day-first', 'month-first'] as const;

/** How a delimited file is written. `auto` or absent = detected, and said in the preview. */
export const Format = v.object({
  delimiter: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(8))), // ',' '\t' ';' '|' '::'
  header: v.optional(v.boolean()),
  encoding: v.optional(v.picklist(ENCODINGS)),
  decimal: v.optional(v.picklist(['.', ','])),
  timeFormat: v.optional(v.picklist(TIME_FORMATS)),
});
export type Format = v.InferOutput<typeof Format>;

/** Column role -> column name, or its 1-based position as text where the file has no header. */
export const Columns = v.object({
  user: v.optional(v.string()),
  item: v.optional(v.string()),
  value: v.optional(v.nullable(v.string())), // null: take no value although one was guessed
  time: v.optional(v.nullable(v.string())),
});
export type Columns = v.InferOutput<typeof Columns>;

/** Attribute name -> column; `id` and `title` are roles of their own. */
export const ItemColumns = v.object({
  id: v.optional(v.string()),
  title: v.optional(v.nullable(v.string())),
  attributes: v.optional(v.record(v.string(), v.string())),
});
export type ItemColumns = v.InferOutput<typeof ItemColumns>;

export const ImportInput = v.object({
  file: FileHandle,
  name: v.optional(Name),
  format: v.optional(Format, {}),
  columns: v.optional(Columns, {}),
  duplicates: v.optional(v.picklist(DUPLICATES), 'last'),
  items: v.optional(
    v.object({ file: FileHandle, format: v.optional(Format, {}), columns: v.optional(ItemColumns, {}) }),
  ),
  test: v.optional(FileHandle),
  validation: v.optional(FileHandle),
  candidates: v.optional(FileHandle),
  /**
   * Ids in the order of the file, one a line: they come first, in this order, whether or not they have interactions. Of
   * a sparse matrix (.npz) they name the rows and columns.
   */
  userIds: v.optional(FileHandle),
  itemIds: v.optional(FileHandle),
  /** A dataset whose users and items come first, in its order, so that its runs fit the new one. */
  idMaps: v.optional(Ref),
  /** Ids beyond the given ones: their rows are refused, or they are appended. */
  newIds: v.optional(v.picklist(['append', 'refuse'])), // absent: append
  /** Stop when more rows than this are rejected; a number of rows, or a share of all rows. */
  maxRejects: v.optional(
    v.union([v.object({ rows: Count }), v.object({ share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) })]),
    { share: 0.01 },
  ),
});
export type ImportInput = v.InferOutput<typeof ImportInput>;

export const Reject = v.object({
  file: v.string(), // base name
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  column: v.nullable(v.string()), // null: the whole line
  value: v.string(),
  reason: v.string(),
});
export type Reject = v.InferOutput<typeof Reject>;

export const PreviewColumn = v.object({
  name: v.string(), // header text, or 'column 3'
  position: Count, // 1-based
  role: v.picklist(ROLES),
  sample: v.array(v.string()),
});

export const Preview = v.object({
  fileName: v.string(),
  bytes: Count,
  format: v.required(Format), // what was detected or given
  columns: v.array(PreviewColumn),
  rows: v.array(v.array(v.nullable(v.string()))), // the first 100, as text
  lines: v.array(Count), // of these rows, true lines of the file
  /** What an import makes of these rows; null for a row that it rejects, or where user and item are not both known. */
  read: v.array(
    v.nullable(
      v.object({ value: v.nullable(v.number()), time: v.nullable(v.number()), title: v.nullable(v.string()) }),
    ),
  ),
  /** What an import of the first rows would give; null where user and item are not both known. */
  counts: v.nullable(
    v.object({
      rows: Count,
      users: Count,
      items: Count,
      repeated: Count, // rows whose pair of user and item an earlier row holds
      wholeFile: v.boolean(),
    }),
  ),
  values: v.nullable(v.object({ min: v.number(), max: v.number(), distinct: Count })),
  times: v.nullable(v.object({ from: v.number(), to: v.number() })), // seconds since 1970
  rejects: v.array(Reject), // among the rows read for the preview
  items: v.nullable(
    v.object({
      fileName: v.string(),
      format: v.required(Format),
      columns: v.array(
        v.object({ name: v.string(), position: Count, role: v.picklist(ITEM_ROLES), sample: v.array(v.string()) }),
      ),
      rows: v.array(v.array(v.nullable(v.string()))),
      withTitle: Count, // of the items of the interactions read for the preview, see `counts.items`
    }),
  ),
  warnings: v.array(v.string()),
  seconds: v.number(),
});
export type Preview = v.InferOutput<typeof Preview>;

export const FILE_KINDS = ['interactions', 'items', 'test', 'validation', 'candidates', 'unknown'] as const;

/** What a file seems to be, by its first rows and its name. */
export const RecognisedFile = v.object({
  file: FileHandle,
  kind: v.picklist(FILE_KINDS),
  reason: v.nullable(v.string()), // of 'unknown'
});
export type RecognisedFile = v.InferOutput<typeof RecognisedFile>;

export const Sample = v.object({
  id: v.string(),
  title: v.string(),
  kind: v.picklist(['ratings', 'purchases']),
  summary: v.string(),
  users: Count,
  items: Count,
  interactions: Count,
  itemNoun: v.string(), // 'film', 'product'
  firstRows: v.array(v.object({ user: v.string(), title: v.string(), value: v.string(), date: v.string() })),
  licence: v.string(),
});
export type Sample = v.InferOutput<typeof Sample>;

export const imports = {
  /** Detects, reads the first rows, stores nothing. Cancelled by the abort signal of the call. */
  preview: method.input(ImportInput).output(Preview),
  /** Which of several files holds the interactions, which the items, which sets of the user's own. */
  recognise: method
    .input(v.object({ files: v.pipe(v.array(FileHandle), v.minLength(1), v.maxLength(8)) }))
    .output(v.array(RecognisedFile)),
  start: method.input(ImportInput).output(JobStarted), // job result: ImportResult (datasets.ts)
  samples: method.output(v.array(Sample)),
  startSample: method.input(v.object({ sample: v.string(), name: v.optional(Name) })).output(JobStarted),
  /** Rejected rows of an import in file order, a page of them. */
  rejectedRows: method
    .input(
      v.object({
        datasetId: v.string(),
        offset: v.optional(Count, 0),
        limit: v.optional(v.pipe(Count, v.maxValue(1000)), 200),
      }),
    )
    .output(v.object({ rows: v.array(Reject), total: Count })),
  /** All rejected rows of an import as CSV. */
  rejects: method.input(v.object({ datasetId: v.string() })).output(v.instance(Blob)),
};
