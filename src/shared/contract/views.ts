import * as v from 'valibot';
import { Count, Id, Instant, Name, Ref, Seed, method } from './common.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const some = v.pipe(Count, v.minValue(1));

/** How a view divides its interactions. Text forms ("random:0.8,0.1,0.1"): `split.ts`. */
export const Split = v.variant('kind', [
  v.object({ kind: v.literal('random'), train: share, validation: share, test: share }),
  v.object({ kind: v.literal('per-user'), train: share, validation: share, test: share }),
  v.object({ kind: v.literal('leave-last'), count: some }), // newest n to test, the n before them to validation
  v.object({ kind: v.literal('leave-random'), count: some }),
  v.object({ kind: v.literal('temporal'), train: share, validation: share, test: share }),
  v.object({ kind: v.literal('rows'), train: share, validation: share, test: share }), // file order
  /** Held-out users; `foldIn` of each one's history is folded in, the rest is to be predicted. */
  v.object({ kind: v.literal('users'), validation: Count, test: Count, foldIn: share }),
  v.object({ kind: v.literal('given') }), // the sets that came with the import
  v.object({ kind: v.literal('none') }), // everything trains
]);
export type Split = v.InferOutput<typeof Split>;

export const Filters = v.object({
  where: v.optional(v.nullable(v.string()), null), // grammar: where.ts
  from: v.optional(v.nullable(v.number()), null), // seconds since 1970, inclusive
  to: v.optional(v.nullable(v.number()), null), // exclusive
  minPerUser: v.optional(Count, 0), // both together: iterated k-core
  minPerItem: v.optional(Count, 0),
  /** Interactions below the threshold are dropped, the rest become 1. */
  binarise: v.optional(v.nullable(v.number()), null),
});
export type Filters = v.InferOutput<typeof Filters>;

export const ViewRecipe = v.object({
  filters: v.optional(Filters, {}),
  split: v.optional(Split, { kind: 'random', train: 0.8, validation: 0.1, test: 0.1 }),
  seed: v.optional(Seed, 42),
  /** Validation and test keep only users and items that training knows. */
  knownOnly: v.optional(v.boolean()),
  /** Users and items of the dataset without interactions stay in the view: tables get a row for every id. */
  allIds: v.optional(v.boolean()),
  /** A given set leaves out pairs of user and item that an earlier part holds. */
  unseenOnly: v.optional(v.boolean()),
});
export type ViewRecipe = v.InferOutput<typeof ViewRecipe>;

export const STEP_KINDS = ['where', 'dates', 'binarise', 'core', 'given', 'held-out'] as const;

/** What one step of the recipe took away. */
export const FilterStep = v.object({
  step: v.string(),
  interactions: Count,
  users: Count,
  items: Count,
  kind: v.optional(v.picklist(STEP_KINDS)), // absent in views of an earlier version
  rounds: v.optional(Count), // of the minimum counts: passes until both held
});
export type FilterStep = v.InferOutput<typeof FilterStep>;

export const WARNING_KINDS = [
  'nothing-left',
  'no-test',
  'no-validation',
  'own-later', // training holds later interactions of the very users that are tested
  'others-later', // training holds interactions of others that are newer than what is tested
  'no-time',
  'unknown-users',
  'unknown-items',
  'short-users',
  'short-held-out',
  'repeated-pairs',
  'note', // stored by an earlier version, text alone
] as const;

/** What a person should know before trusting figures of a view; `fix` is the recipe with which it would not be so. */
export const ViewWarning = v.object({
  kind: v.picklist(WARNING_KINDS),
  message: v.string(),
  fix: v.nullable(v.object({ label: v.string(), recipe: ViewRecipe })),
});
export type ViewWarning = v.InferOutput<typeof ViewWarning>;

export const ViewCounts = v.object({
  users: Count,
  items: Count,
  interactions: Count,
  train: Count,
  validation: Count,
  test: Count,
  validationUsers: Count,
  testUsers: Count,
  filtered: v.array(FilterStep),
  hasValues: v.boolean(),
  hasTime: v.boolean(),
  /** How much training knows of what comes after the test, where that can be said. */
  later: v.optional(
    v.nullable(
      v.object({
        own: share, // of the test interactions: the same user's training holds later ones
        others: share, // of the training interactions: newer than half of the test interactions
      }),
    ),
  ),
  warnings: v.array(ViewWarning),
});
export type ViewCounts = v.InferOutput<typeof ViewCounts>;

export const MARK_PARTS = ['train', 'validation', 'test', 'foldIn'] as const;

/** Histories of a few users with the part of every interaction: what a split does, drawn from the data. */
export const SplitSample = v.object({
  axis: v.picklist(['time', 'order']), // seconds since 1970, or the row of the file
  from: v.number(),
  to: v.number(),
  users: v.array(
    v.object({
      user: v.string(),
      interactions: Count, // all of them; `marks` may be fewer
      marks: v.array(v.object({ at: v.number(), part: v.picklist(MARK_PARTS) })),
    }),
  ),
});
export type SplitSample = v.InferOutput<typeof SplitSample>;

export const ViewPreview = v.object({ ...ViewCounts.entries, sample: SplitSample });
export type ViewPreview = v.InferOutput<typeof ViewPreview>;

export const ViewSummary = v.object({
  id: Id,
  name: v.string(),
  datasetId: Id,
  datasetName: v.string(),
  createdAt: Instant,
  recipe: ViewRecipe,
  hash: v.string(), // SHA-256 over the parts: same recipe and seed, same bytes
  ...ViewCounts.entries,
});
export type ViewSummary = v.InferOutput<typeof ViewSummary>;

const forDataset = v.object({ dataset: Ref, ...ViewRecipe.entries });

export const views = {
  list: method.output(v.array(ViewSummary)),
  get: method.input(v.object({ view: Ref })).output(ViewSummary),
  /** Counts of a recipe without storing it: the live figures of the form. Cancelled by the abort signal of the call. */
  preview: method.input(forDataset).output(ViewPreview),
  create: method.input(v.object({ ...forDataset.entries, name: v.optional(Name) })).output(ViewSummary),
  rename: method.input(v.object({ view: Ref, name: Name })).output(ViewSummary),
};
