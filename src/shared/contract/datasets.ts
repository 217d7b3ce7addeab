import * as v from 'valibot';
import { Attributes, Count, FileHandle, Id, Instant, Name, Ref, method } from './common.ts';
import { DUPLICATES, ENCODINGS, Reject, TIME_FORMATS } from './imports.ts';

export const DatasetSummary = v.object({
  id: Id,
  name: v.string(),
  createdAt: Instant,
  source: v.string(), // file name or sample
  users: Count,
  items: Count,
  interactions: Count,
  hasValues: v.boolean(),
  hasTime: v.boolean(),
  hasTitles: v.boolean(),
  duplicates: Count, // rows that repeated a pair and were merged
  rejected: Count,
  contentHash: v.string(), // SHA-256 over the id maps in order and the decoded columns
  given: v.nullable(v.object({ validation: Count, test: Count, candidateUsers: Count })),
});
export type DatasetSummary = v.InferOutput<typeof DatasetSummary>;

/** Counts in bins: bin k covers [edges[k], edges[k + 1]). */
export const Histogram = v.object({ edges: v.array(v.number()), counts: v.array(Count) });
export type Histogram = v.InferOutput<typeof Histogram>;

/** What a new view starts with: text forms as the command line has them (where.ts, split.ts). */
export const ViewPatch = v.object({
  where: v.optional(v.string()),
  minPerUser: v.optional(Count),
  minPerItem: v.optional(Count),
  binarise: v.optional(v.number()),
  split: v.optional(v.string()),
});
export type ViewPatch = v.InferOutput<typeof ViewPatch>;

/** What can be done about a warning at once. */
export const WarningAction = v.variant('kind', [
  v.object({ kind: v.literal('view'), patch: ViewPatch }),
  /** Look at the rows that it is about. */
  v.object({ kind: v.literal('values'), min: v.nullable(v.number()), max: v.nullable(v.number()) }),
  v.object({ kind: v.literal('times'), from: v.nullable(v.number()), to: v.nullable(v.number()) }), // seconds since 1970
  /** Import again: with another policy, another reading of times, a file of items, or just another file. */
  v.object({
    kind: v.literal('import'),
    duplicates: v.optional(v.picklist(DUPLICATES)),
    what: v.picklist(['duplicates', 'times', 'items', 'more']),
  }),
  v.object({ kind: v.literal('rejects') }),
]);
export type WarningAction = v.InferOutput<typeof WarningAction>;

export const DatasetWarning = v.object({
  /** A warning is about what would mislead; a hint is good to know. */
  level: v.optional(v.picklist(['warning', 'hint']), 'warning'),
  message: v.string(),
  fix: v.string(),
  actions: v.optional(v.array(WarningAction), []),
});
export type DatasetWarning = v.InferOutput<typeof DatasetWarning>;

/** A share of the users or items, most active or popular first, and the share of the interactions that they hold. */
export const SharePoint = v.object({ share: v.number(), held: v.number() });
export type SharePoint = v.InferOutput<typeof SharePoint>;

/** How a dataset came to be, as far as it can be repeated. */
export const ImportRecord = v.object({
  format: v.object({
    delimiter: v.string(),
    header: v.boolean(),
    encoding: v.picklist(ENCODINGS),
    decimal: v.picklist(['.', ',']),
    timeFormat: v.nullable(v.picklist(TIME_FORMATS)), // null: no column of times
  }),
  /** Names of columns, or their positions where the file has no line of names; null: not taken. */
  columns: v.object({
    user: v.string(),
    item: v.string(),
    value: v.nullable(v.string()),
    time: v.nullable(v.string()),
  }),
  duplicates: v.picklist(DUPLICATES),
  items: v.nullable(v.string()), // names of files
  validation: v.nullable(v.string()),
  test: v.nullable(v.string()),
  candidates: v.nullable(v.string()),
});
export type ImportRecord = v.InferOutput<typeof ImportRecord>;

export const DatasetProfile = v.object({
  ...DatasetSummary.entries,
  density: v.number(), // interactions / (users * items)
  values: v.nullable(
    v.object({ min: v.number(), max: v.number(), mean: v.number(), distinct: Count, histogram: Histogram }),
  ),
  times: v.nullable(v.object({ from: v.number(), to: v.number(), histogram: Histogram })), // seconds since 1970
  /** Interactions per user, and per item: points of the rank-frequency curve, most active first (about 200). */
  userActivity: v.array(v.object({ rank: Count, count: Count })),
  itemPopularity: v.array(v.object({ rank: Count, count: Count })),
  medianPerUser: v.number(),
  medianPerItem: v.number(),
  coldUsers: Count, // fewer than 5 interactions
  coldItems: Count,
  // Fields that datasets of earlier versions lack have a value for that.
  singleUsers: v.optional(v.nullable(Count), null), // exactly one interaction
  singleItems: v.optional(v.nullable(Count), null),
  userShare: v.optional(v.array(SharePoint), []), // about 100 points from 0 to 1
  itemShare: v.optional(v.array(SharePoint), []),
  attributes: v.optional(v.array(v.string()), []), // names that items have, in order of appearance
  imported: v.optional(v.nullable(ImportRecord), null),
  topItems: v.array(v.object({ item: v.string(), title: v.nullable(v.string()), count: Count })),
  warnings: v.array(DatasetWarning),
});
export type DatasetProfile = v.InferOutput<typeof DatasetProfile>;

export const ImportResult = v.object({
  dataset: DatasetSummary,
  rejected: Count,
  rejects: v.array(Reject), // the first 20
  warnings: v.array(v.string()),
  /** Where ids were given: how many of them, how many came new, how many rows were refused for a new one. */
  ids: v.optional(
    v.object({
      users: v.object({ given: Count, appended: Count }),
      items: v.object({ given: Count, appended: Count }),
      refused: Count,
    }),
  ),
  seconds: v.number(),
});
export type ImportResult = v.InferOutput<typeof ImportResult>;

export const FoundUser = v.object({ user: v.string(), interactions: Count });
export const FoundItem = v.object({
  item: v.string(),
  title: v.nullable(v.string()),
  attributes: Attributes,
  interactions: Count,
});
export type FoundItem = v.InferOutput<typeof FoundItem>;

export const TrashEntry = v.object({
  kind: v.picklist(['dataset', 'view', 'run']),
  id: Id,
  name: v.string(),
  deletedAt: Instant,
  bytes: Count,
  /** What can only be purged with it: its views and runs, whether they were deleted with it or before. */
  holds: v.object({ views: Count, runs: Count }),
});
export type TrashEntry = v.InferOutput<typeof TrashEntry>;

const page = { offset: v.optional(Count, 0), limit: v.optional(v.pipe(Count, v.maxValue(1000)), 100) };

export const datasets = {
  list: method.output(v.array(DatasetSummary)),
  get: method.input(v.object({ dataset: Ref })).output(DatasetProfile),
  rename: method.input(v.object({ dataset: Ref, name: Name })).output(DatasetSummary),
  /** Ids that start with the text first, then ids that contain it. An empty text lists all in order of appearance. */
  searchUsers: method
    .input(v.object({ dataset: Ref, text: v.string(), ...page }))
    .output(v.object({ users: v.array(FoundUser), total: Count })),
  /** Ids and titles; accents and case do not matter, the last word may be unfinished. */
  searchItems: method
    .input(v.object({ dataset: Ref, text: v.string(), ...page }))
    .output(v.object({ items: v.array(FoundItem), total: Count })),
  /**
   * The interactions as a sparse matrix (scipy CSR, .npz), with the ids of rows and columns as text, one a line: of a
   * whole dataset in its order, or of a part of a view. Handles for files to write.
   */
  exportMatrix: method
    .input(
      v.object({
        name: Ref, // a view, or a dataset
        part: v.optional(v.picklist(['all', 'train', 'validation', 'test', 'fold-in']), 'all'),
        to: FileHandle,
        userIds: FileHandle,
        itemIds: FileHandle,
      }),
    )
    .output(v.object({ users: Count, items: Count, interactions: Count, bytes: Count })),
};

/** Deleting is soft: a thing goes to the trash with all that depends on it and comes back whole. */
export const trash = {
  list: method.output(v.array(TrashEntry)),
  delete: method.input(v.object({ name: Ref })).output(TrashEntry),
  restore: method.input(v.object({ name: Ref })).output(TrashEntry),
  /** Removes one thing for good, with all it holds. `typed` must be its name: the one step that nothing takes back. */
  purge: method.input(v.object({ id: Id, typed: v.string() })).output(v.void()),
  empty: method.output(v.object({ removed: Count })),
};
