import * as v from 'valibot';
import { Count, ItemCard, Ref, method } from './common.ts';

/** Recommend nothing but these items, original ids. Ids that the run does not know are passed over. */
const only = v.optional(v.pipe(v.array(v.string()), v.maxLength(100_000)));

const k = v.optional(v.pipe(Count, v.minValue(1), v.maxValue(1000)), 10);

export const HistoryItem = v.object({
  ...ItemCard.entries,
  value: v.nullable(v.number()),
  time: v.nullable(v.number()), // seconds since 1970
  part: v.picklist(['train', 'validation', 'test']), // a folded-in history counts as train
});
export type HistoryItem = v.InferOutput<typeof HistoryItem>;

export const Recommended = v.object({
  ...ItemCard.entries,
  score: v.number(),
  rank: Count, // 1-based
  heldOut: v.nullable(v.picklist(['validation', 'test'])), // the user has it in that part
});
export type Recommended = v.InferOutput<typeof Recommended>;

export const Recommendations = v.object({
  user: v.nullable(v.string()),
  /**
   * False: the run knows nothing of this user (no such id, not in the view, or no training rows), and `items` is empty:
   * a list for nobody in particular would look personal. Held-out users are known where the model folds in histories.
   */
  known: v.boolean(),
  history: v.array(HistoryItem), // newest first where there is time
  items: v.array(Recommended), // fewer than k: a shorter list
  candidates: Count,
  seenExcluded: v.boolean(),
  seconds: v.number(),
});
export type Recommendations = v.InferOutput<typeof Recommendations>;

export const Similar = v.object({
  item: ItemCard,
  items: v.array(v.object({ ...ItemCard.entries, similarity: v.number() })), // cosine, -1..1
  index: v.picklist(['exact', 'hnsw']),
  exact: v.boolean(),
  recall: v.nullable(v.number()), // of the index against exact search, measured when it was built
  seconds: v.number(),
});
export type Similar = v.InferOutput<typeof Similar>;

export const browse = {
  /** For a user of the dataset, or for a history alone (original item ids), which the model folds in: exactly one of them. */
  recommend: method
    .input(
      v.object({
        run: Ref,
        user: v.optional(v.string()), // original id
        history: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10_000))),
        k,
        includeSeen: v.optional(v.boolean(), false),
        only,
      }),
    )
    .output(Recommendations),
  /** Lists only, for many users at once; pages of users for files. */
  recommendMany: method
    .input(
      v.object({
        run: Ref,
        users: v.pipe(v.array(v.string()), v.maxLength(5000)),
        k,
        includeSeen: v.optional(v.boolean(), false),
        only,
      }),
    )
    .output(
      v.array(
        v.object({
          user: v.string(),
          known: v.boolean(),
          items: v.array(v.object({ item: v.string(), title: v.nullable(v.string()), score: v.number(), rank: Count })),
        }),
      ),
    ),
  /** Scores of pairs; null where the run has none for the pair. */
  predict: method
    .input(v.object({ run: Ref, pairs: v.pipe(v.array(v.tuple([v.string(), v.string()])), v.maxLength(100000)) }))
    .output(v.array(v.nullable(v.number()))),
  similar: method
    .input(
      v.object({ run: Ref, item: v.string(), k, index: v.optional(v.picklist(['auto', 'exact', 'hnsw']), 'auto') }),
    )
    .output(Similar),
  similarUsers: method
    .input(v.object({ run: Ref, user: v.string(), k }))
    .output(v.object({ users: v.array(v.object({ user: v.string(), similarity: v.number(), interactions: Count })) })),
  /** A user drawn at random among those of the run's view, for a first look. */
  anyUser: method.input(v.object({ run: Ref })).output(v.object({ user: v.string() })),
};
