import * as v from 'valibot';
import { Count, FileHandle, Ref, method } from './common.ts';

/** Whose factors are looked at. */
export const SIDES = ['items', 'users'] as const;
export const Side = v.picklist(SIDES);
export type Side = v.InferOutput<typeof Side>;

export const MEASURES = ['cosine', 'inner-product', 'euclidean'] as const;
export const Measure = v.picklist(MEASURES);
export type Measure = v.InferOutput<typeof Measure>;

/** Row of a table of factors as a person knows it. */
export const EmbeddingCard = v.object({
  id: v.string(), // original id
  title: v.nullable(v.string()), // of items that have one
  interactions: Count, // of the training part
});
export type EmbeddingCard = v.InferOutput<typeof EmbeddingCard>;

export const EmbeddingInfo = v.object({
  factors: Count, // D; 0: biases alone
  items: Count,
  users: Count,
  itemBias: v.boolean(),
  userBias: v.boolean(),
  offset: v.number(), // what every score starts from
});
export type EmbeddingInfo = v.InferOutput<typeof EmbeddingInfo>;

export const Neighbour = v.object({
  ...EmbeddingCard.entries,
  value: v.number(), // in the measure asked for: cosine and inner product fall along the list, distance rises
  cosine: v.number(), // -1..1, whatever the measure
  similarity: v.number(), // (cosine + 1) / 2, 0..1
});
export type Neighbour = v.InferOutput<typeof Neighbour>;

export const Neighbours = v.object({
  of: Side,
  measure: Measure,
  query: v.nullable(EmbeddingCard), // null: a vector was given
  neighbours: v.array(Neighbour),
  index: v.picklist(['exact', 'hnsw']),
  exact: v.boolean(),
  recall: v.nullable(v.number()), // of the index against exact search, measured when it was built
  effort: v.nullable(Count), // `ef` of this search; null: exact
  seconds: v.number(),
});
export type Neighbours = v.InferOutput<typeof Neighbours>;

export const PairSimilarity = v.object({
  of: Side,
  a: EmbeddingCard,
  b: EmbeddingCard,
  cosine: v.number(),
  similarity: v.number(), // (cosine + 1) / 2
  innerProduct: v.number(),
  euclidean: v.number(),
  lengths: v.tuple([v.number(), v.number()]),
});
export type PairSimilarity = v.InferOutput<typeof PairSimilarity>;

const Biased = v.object({ ...EmbeddingCard.entries, bias: v.number() });

/** Most and least liked beyond what the factors explain. Rows without training rows have no say. */
export const BiasRanking = v.object({
  of: Side,
  most: v.array(Biased), // bias falls
  least: v.array(Biased), // bias rises
  mean: v.number(),
  deviation: v.number(),
  rows: Count, // ranked
  offset: v.number(),
});
export type BiasRanking = v.InferOutput<typeof BiasRanking>;

/** The first principal components of the factors. Each component is signed so that its largest loading is positive. */
export const EmbeddingMap = v.object({
  of: Side,
  /** Share of the variance of all trained rows that each component explains, falling. */
  explained: v.array(v.number()),
  points: v.array(v.object({ ...EmbeddingCard.entries, at: v.array(v.number()) })), // most interactions first
  rows: Count, // trained rows, from which the components come; `points` may be fewer
  seconds: v.number(),
});
export type EmbeddingMap = v.InferOutput<typeof EmbeddingMap>;

const Loaded = v.object({ ...EmbeddingCard.entries, value: v.number() });

/** The ends of one factor. */
export const FactorExtremes = v.object({
  of: Side,
  factor: Count, // 1-based
  factors: Count,
  mean: v.number(),
  deviation: v.number(),
  top: v.array(Loaded), // value falls
  bottom: v.array(Loaded), // value rises
});
export type FactorExtremes = v.InferOutput<typeof FactorExtremes>;

export const FactorPage = v.object({
  of: Side,
  total: Count,
  factors: Count,
  rows: v.array(v.object({ ...EmbeddingCard.entries, bias: v.nullable(v.number()), values: v.array(v.number()) })),
});
export type FactorPage = v.InferOutput<typeof FactorPage>;

export const IndexInfo = v.object({
  available: v.boolean(),
  reason: v.nullable(v.string()), // why not
  built: v.boolean(),
  m: v.nullable(Count), // links per row
  efConstruction: v.nullable(Count), // search effort while it was built
  ef: Count, // search effort unless a search asks for another one
  rows: Count, // of the item table
  dimensions: Count,
  recall: v.nullable(v.number()), // at 10 against exact search, mean over up to 500 rows, at `ef`
  bytes: v.nullable(Count),
  seconds: v.nullable(v.number()), // that building took, where it was built just now
});
export type IndexInfo = v.InferOutput<typeof IndexInfo>;

const run = v.object({ run: Ref });
const of = v.optional(Side, 'items');
const k = v.optional(v.pipe(Count, v.minValue(1), v.maxValue(1000)), 10);
const finite = v.pipe(v.number(), v.finite());

/** What a run has learnt of its items and users. @throws BAD_INPUT where the model has no factors, or no biases */
export const embeddings = {
  describe: method.input(run).output(EmbeddingInfo),
  /** The rows nearest to an id, itself left out, or to a vector: exactly one of them. */
  neighbours: method
    .input(
      v.object({
        run: Ref,
        of,
        id: v.optional(v.string()),
        vector: v.optional(v.pipe(v.array(finite), v.minLength(1), v.maxLength(65_536))),
        k,
        measure: v.optional(Measure, 'cosine'),
        /** Rows and query are scaled to length 1 before they are measured. */
        normalise: v.optional(v.boolean(), false),
        /** The index is over items, by cosine; other questions are searched exactly. */
        index: v.optional(v.picklist(['auto', 'exact', 'hnsw']), 'auto'),
        effort: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(100_000))), // `ef` of the index
      }),
    )
    .output(Neighbours),
  pair: method.input(v.object({ run: Ref, of, a: v.string(), b: v.string() })).output(PairSimilarity),
  biases: method.input(v.object({ run: Ref, of, k })).output(BiasRanking),
  map: method
    .input(
      v.object({
        run: Ref,
        of,
        components: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(10)), 3),
        /** Points to tell: those with most interactions. */
        limit: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(20_000)), 2000),
      }),
    )
    .output(EmbeddingMap),
  factor: method.input(v.object({ run: Ref, of, factor: v.pipe(Count, v.minValue(1)), k })).output(FactorExtremes),
  /** The tables themselves, a page of rows in the run's own order. */
  rows: method
    .input(
      v.object({
        run: Ref,
        of,
        offset: v.optional(Count, 0),
        limit: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(10_000)), 1000),
      }),
    )
    .output(FactorPage),
  index: method.input(run).output(IndexInfo),
  /** Builds the index anew. */
  buildIndex: method
    .input(
      v.object({
        run: Ref,
        m: v.optional(v.pipe(Count, v.minValue(2), v.maxValue(128)), 16),
        efConstruction: v.optional(v.pipe(Count, v.minValue(2), v.maxValue(10_000)), 200),
      }),
    )
    .output(IndexInfo),
  /** Writes the index, built first where there is none. `to`: a handle for a file to write. */
  saveIndex: method.input(v.object({ run: Ref, to: FileHandle })).output(IndexInfo),
  /** @throws BAD_INPUT for an index of another run or size, BAD_DATA for no such file */
  loadIndex: method.input(v.object({ run: Ref, file: FileHandle })).output(IndexInfo),
};
