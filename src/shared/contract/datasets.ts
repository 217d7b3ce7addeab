import * as v from 'valibot';
import { Attributes, Count, Id, Instant, Name, Ref, method } from './common.ts';
import { Reject } from './imports.ts';

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

export const DatasetWarning = v.object({ message: v.string(), fix: v.string() });

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
  topItems: v.array(v.object({ item: v.string(), title: v.nullable(v.string()), count: Count })),
  warnings: v.array(DatasetWarning),
});
export type DatasetProfile = v.InferOutput<typeof DatasetProfile>;

export const ImportResult = v.object({
  dataset: DatasetSummary,
  rejected: Count,
  rejects: v.array(Reject), // the first 20
  warnings: v.array(v.string()),
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
};

/** Deleting is soft: a thing goes to the trash with all that depends on it and comes back whole. */
export const trash = {
  list: method.output(v.array(TrashEntry)),
  delete: method.input(v.object({ name: Ref })).output(TrashEntry),
  restore: method.input(v.object({ name: Ref })).output(TrashEntry),
  empty: method.output(v.object({ removed: Count })),
};
