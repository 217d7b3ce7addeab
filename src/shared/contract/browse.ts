import * as v from 'valibot';
import { Count, ItemCard, Ref, method } from './common.ts';

/** Recommend nothing but these items, original ids. Ids that the run does not know are passed over. */
const only = v.optional(v.pipe(v.array(v.string()), v.maxLength(100_000)));

const k = v.optional(v.pipe(Count, v.minValue(1), v.maxValue(1000)), 10);

/**
 * Lists by likeness of factors instead of the model's own scores (Aiolli 2013): the candidates are the `neighbours`
 * nearest rows of every item of the history, the item itself counted as one of them, minus the history; the score sums
 * ((cosine + 1) / 2) ^ scale over the history. For runs that offer factors; needs no user that the run knows.
 */
export const BySimilarity = v.object({
  neighbours: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(10_000)), 50),
  scale: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000)), 1),
});
export type BySimilarity = v.InferOutput<typeof BySimilarity>;

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
  /** Users with training rows in the view: what a popularity is out of. */
  trainingUsers: Count,
  /** What another history can change: the list; only what is left out of it as seen; nothing, for want of fold-in. */
  whatIf: v.picklist(['list', 'seen', 'none']),
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

/** Original item ids; each side may be empty. */
const changes = {
  drop: v.optional(v.pipe(v.array(v.string()), v.maxLength(10_000)), []),
  add: v.optional(v.pipe(v.array(v.string()), v.maxLength(1000)), []),
};

/**
 * A list for a changed history beside the one for the history as it is. Both are folded in, so that what moves moves
 * because of the change; `agreement` says how far the unchanged one is from the list that `recommend` gives.
 */
export const WhatIf = v.object({
  items: v.array(v.object({ ...Recommended.entries, before: v.nullable(Count) })), // rank before; null: was left out as seen
  gone: v.array(v.object({ ...ItemCard.entries, before: Count, now: v.nullable(Count) })), // now null: left out as seen
  added: v.array(ItemCard), // the added items that the run knows
  addedValue: v.nullable(v.number()), // what they count with; null where the model needs no values
  length: Count, // of the changed history
  candidates: Count,
  agreement: v.nullable(v.object({ shared: Count, of: Count })), // null: the run knows nothing of the user
  seconds: v.number(),
});
export type WhatIf = v.InferOutput<typeof WhatIf>;

/**
 * What makes a score. `parts` add up to it: what everybody gets for the item, and what this user's history makes of it.
 * `without` says, for single items of the history, what the score would be without them: by folding in, one at a time.
 */
export const Explanation = v.object({
  score: v.nullable(v.number()), // null: the run has none for the pair
  parts: v.nullable(v.object({ everyone: v.number(), person: v.number() })), // null: nothing that adds up
  without: v.array(v.object({ ...ItemCard.entries, change: v.number() })), // what the item brings; largest first
  tried: Count, // items of the history that were left out one at a time, the most similar ones
  of: Count,
  seconds: v.number(),
});
export type Explanation = v.InferOutput<typeof Explanation>;

/** Groups of the users that a run knows; how each is made up: engine/recommend/segments.ts. */
export const SEGMENTS = [
  'all',
  'most-active',
  'middle',
  'fewest',
  'held-out-users',
  'found',
  'missed',
  'niche',
] as const;
export const SegmentId = v.picklist(SEGMENTS);
export type SegmentId = v.InferOutput<typeof SegmentId>;

export const Segment = v.object({
  id: SegmentId,
  users: v.nullable(Count), // null: not counted yet, it takes a list for every user
  /** Lengths of the shortest and longest history in it; null where there is nobody. */
  from: v.nullable(Count),
  to: v.nullable(Count),
});
export type Segment = v.InferOutput<typeof Segment>;

/** One user of a segment and who stands beside. */
export const SegmentPlace = v.object({
  total: Count,
  place: v.nullable(Count), // 0-based; null: the user is not in the segment
  user: v.nullable(v.string()),
  previous: v.nullable(v.string()),
  next: v.nullable(v.string()),
});
export type SegmentPlace = v.InferOutput<typeof SegmentPlace>;

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
        similarity: v.optional(BySimilarity), // absent: by the model's own scores
        recommender: v.optional(v.string()), // of a plug-in, by its id; not with `similarity`
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
        similarity: v.optional(BySimilarity), // absent: by the model's own scores
        recommender: v.optional(v.string()), // of a plug-in, by its id; not with `similarity`
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
  /** Scores of all items of the view for a user or a history, a page of them in the order of the dataset. */
  scores: method
    .input(
      v.object({
        run: Ref,
        user: v.optional(v.string()),
        history: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10_000))),
        /** Seen items have no score. */
        maskSeen: v.optional(v.boolean(), false),
        offset: v.optional(Count, 0),
        limit: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(100_000)), 10_000),
      }),
    )
    .output(
      v.object({
        known: v.boolean(), // as in `recommend`
        total: Count,
        items: v.array(v.string()),
        scores: v.array(v.nullable(v.number())),
        /** What the user has of each item: its value, 1 where there are no values; null for an item that is not in the history. */
        input: v.array(v.nullable(v.number())),
      }),
    ),
  similar: method
    .input(
      v.object({ run: Ref, item: v.string(), k, index: v.optional(v.picklist(['auto', 'exact', 'hnsw']), 'auto') }),
    )
    .output(Similar),
  similarUsers: method
    .input(v.object({ run: Ref, user: v.string(), k }))
    .output(v.object({ users: v.array(v.object({ user: v.string(), similarity: v.number(), interactions: Count })) })),
  /**
   * A user drawn at random among those that the run knows, for a first look; with `hit` rather one with a held-out item
   * among the first k.
   */
  anyUser: method
    .input(v.object({ run: Ref, hit: v.optional(v.boolean(), false), k }))
    .output(v.object({ user: v.string() })),
  whatIf: method
    .input(v.object({ run: Ref, user: v.string(), ...changes, k, includeSeen: v.optional(v.boolean(), false) }))
    .output(WhatIf),
  explain: method.input(v.object({ run: Ref, user: v.string(), item: v.string(), ...changes })).output(Explanation),
  segments: method.input(v.object({ run: Ref, k })).output(v.array(Segment)),
  /** By a user, or by a place, which is brought into the segment; by neither: the first. */
  segmentPlace: method
    .input(v.object({ run: Ref, segment: SegmentId, k, user: v.optional(v.string()), place: v.optional(Count) }))
    .output(SegmentPlace),
  /** The lists of a segment as CSV, some users at a time: the first page brings the header. */
  lists: method
    .input(
      v.object({
        run: Ref,
        segment: SegmentId,
        k,
        /** Of the top k that the segments `found` and `missed` are about. */
        segmentK: k,
        includeSeen: v.optional(v.boolean(), false),
        /** Text that a spreadsheet would take for a formula gets an apostrophe. */
        guard: v.optional(v.boolean(), true),
        offset: v.optional(Count, 0),
        limit: v.pipe(Count, v.minValue(1), v.maxValue(1000)),
      }),
    )
    .output(v.object({ csv: v.string(), users: Count, total: Count })),
};
