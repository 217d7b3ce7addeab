import * as v from 'valibot';
import { Count, FileHandle, Id, Instant, JobStarted, Name, ParameterValue, Ref, Seed, method } from './common.ts';

/** A mean over users with its 95 % interval (normal approximation); rmse and mae are over interactions. */
export const MetricValue = v.object({ mean: v.number(), users: Count, low: v.number(), high: v.number() });
export type MetricValue = v.InferOutput<typeof MetricValue>;
export const MetricTable = v.record(v.string(), MetricValue); // "ndcg@10" -> value
export type MetricTable = v.InferOutput<typeof MetricTable>;

/** What must be known to read a figure. */
export const Protocol = v.object({
  part: v.picklist(['validation', 'test']),
  split: v.string(), // text form
  candidates: v.string(), // 'all', 'sampled:99', 'given'
  candidateItems: Count,
  masked: v.string(), // 'train and validation'
  ties: v.string(), // 'against the relevant item'
  users: Count, // averaged over
  usersWithoutItems: Count, // counted apart, not averaged
  k: v.array(Count),
  ratings: v.nullable(
    v.object({ predictions: Count, unknown: Count, clippedTo: v.nullable(v.tuple([v.number(), v.number()])) }),
  ),
  sentence: v.string(), // all of it in words, for the window
});
export type Protocol = v.InferOutput<typeof Protocol>;

export const EpochRow = v.object({
  epoch: Count, // 1-based
  loss: v.number(),
  learningRate: v.number(), // of its last step
  seconds: v.number(),
  examples: Count,
  metrics: v.record(v.string(), v.number()), // on the validation part
  stage: v.optional(v.string()), // of models that train in several
  momentum: v.optional(v.number()), // of its last step
  /** Euclidean norm of the gradient in its last step, without L2. */
  gradientNorm: v.optional(v.number()),
});
export type EpochRow = v.InferOutput<typeof EpochRow>;

/** A word that a person puts on runs, to find them by. */
export const Tag = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40), v.regex(/^[^,\n]*$/));
export const MAX_TAGS = 20;
export const MAX_NOTES = 20_000;

export const RUN_STATES = ['queued', 'running', 'done', 'cancelled', 'failed', 'interrupted'] as const;

export const RunSummary = v.object({
  id: Id,
  number: Count, // counts up in a workspace and is never used again: what charts and short lists call the run
  name: v.string(),
  notes: v.string(), // a person's own words; '' where there are none
  tags: v.array(v.string()), // in the order in which they were given, each once
  viewId: Id,
  viewName: v.string(),
  datasetId: Id,
  datasetName: v.string(),
  model: v.string(),
  modelTitle: v.string(),
  parameters: v.record(v.string(), ParameterValue),
  seed: Seed,
  backend: v.string(),
  executor: v.string(),
  kernelBuild: v.string(),
  device: v.string(),
  threads: Count,
  state: v.picklist(RUN_STATES),
  resumable: v.boolean(),
  createdAt: Instant,
  finishedAt: v.nullable(Instant),
  epochsDone: Count,
  epochsPlanned: Count,
  best: v.nullable(v.object({ epoch: Count, metric: v.string(), value: v.number() })),
  /** The last epoch that was validated; null where none was. Beside `best`, so that no list needs the whole history. */
  last: v.nullable(v.object({ epoch: Count, metrics: v.record(v.string(), v.number()) })),
  stoppedEarly: v.boolean(),
  /** What popularity reaches on the validation part, for a line in the curves; absent where it has no such metric. */
  popularityOnValidation: v.optional(
    v.nullable(
      v.object({
        metric: v.string(), // what the run watches
        value: v.number(),
        values: v.optional(v.record(v.string(), v.number())), // of every metric measured along the way
      }),
    ),
  ),
  metrics: v.nullable(MetricTable), // on the test part
  protocol: v.nullable(Protocol),
  popularity: v.nullable(MetricTable), // of popularity, same view and protocol
  /** Against popularity, in words: "better than popularity: NDCG@10 .238, popularity .118". */
  verdict: v.nullable(v.object({ beatsPopularity: v.boolean(), metric: v.string(), sentence: v.string() })),
  seconds: v.object({ load: v.number(), fit: v.number(), evaluate: v.number() }),
  examplesPerSecond: v.nullable(v.number()),
  peakMemoryBytes: v.nullable(Count),
  error: v.nullable(v.string()),
  /** Why this executor and backend, as a sentence. */
  executorReason: v.optional(v.string()),
  /** What is measured instead of the model's own metrics; the first one is watched. */
  chosenMetrics: v.optional(v.array(v.string())),
  /** Another run whose tables this one began with; ids that it does not have began afresh. */
  /** Whose tables were kept as they began. */
  frozen: v.optional(v.array(v.picklist(['users', 'items']))),
  startedFrom: v.optional(
    v.nullable(
      v.object({
        runId: Id,
        name: v.string(),
        epoch: Count, // of the checkpoint
        /** Absent until the tables are made. */
        counts: v.optional(
          v.object({
            users: v.object({ taken: Count, fresh: Count }),
            items: v.object({ taken: Count, fresh: Count }),
            tables: v.object({ taken: v.array(v.string()), fresh: v.array(v.string()) }),
          }),
        ),
      }),
    ),
  ),
  /** The run came from a checkpoint file; `ids`: without the data it was trained on. */
  loaded: v.optional(
    v.nullable(v.object({ file: v.string(), data: v.picklist(['found', 'ids']), notes: v.array(v.string()) })),
  ),
});
export type RunSummary = v.InferOutput<typeof RunSummary>;

export const LogEntry = v.object({ at: Instant, message: v.string() });
export type LogEntry = v.InferOutput<typeof LogEntry>;

/** Incremental learning: each event is tested before it is learned. */
export const Stream = v.object({
  k: Count, // of recall@k: whether the true item is among the k best of all, known ones included
  window: Count, // events that a moving average goes over
  batch: Count,
  bootstrapEvents: Count,
  events: Count, // tested: those of users that the bootstrap knows
  skipped: Count, // of other users: learned, not tested
  eventsPerSecond: v.nullable(v.number()),
  /** Moving averages of recall@k after `event` tested events, at most 500 points. */
  points: v.array(v.object({ event: Count, learned: v.number(), frozen: v.number(), popularity: v.number() })),
  /** Means over all tested events and over the last quarter of them; null before there are any. */
  overall: v.nullable(v.object({ learned: v.number(), frozen: v.number(), popularity: v.number() })),
  lastQuarter: v.nullable(v.object({ learned: v.number(), frozen: v.number(), popularity: v.number() })),
});
export type Stream = v.InferOutput<typeof Stream>;

export const RunDetail = v.object({
  ...RunSummary.entries,
  history: v.array(EpochRow),
  log: v.array(LogEntry),
  stream: v.nullable(Stream), // of runs that learned event by event
});
export type RunDetail = v.InferOutput<typeof RunDetail>;

export const TrainInput = v.object({
  view: Ref,
  model: v.string(),
  parameters: v.optional(v.record(v.string(), ParameterValue), {}),
  seed: v.optional(Seed, 42),
  backend: v.optional(v.picklist(['auto', 'fused', 'cuda', 'tensorflow', 'wasm', 'cpu']), 'auto'),
  kernels: v.optional(v.picklist(['auto', 'simd', 'relaxed-simd']), 'auto'),
  threads: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(64))),
  name: v.optional(Name),
  evaluate: v.optional(v.boolean(), true),
  /** Measured along the way and at the end instead of the model's own; the first one is watched. "ndcg@10" */
  metrics: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(20))),
  /** A run whose newest tables this one begins with, row by row of the same original ids. A file is loaded first (`checkpoints.load`). */
  from: v.optional(Ref),
  /** Files of factors under original ids that the tables `users` and `items` begin with; other ids begin as the model has it. */
  factors: v.optional(v.object({ users: v.optional(FileHandle), items: v.optional(FileHandle) })),
  /** Tables of these are kept as they begin. */
  freeze: v.optional(v.pipe(v.array(v.picklist(['users', 'items'])), v.maxLength(2))),
  /**
   * Starts although the estimate is above the memory that is free now. Never above what the machine has at all, nor
   * above what kernels can address.
   */
  anyway: v.optional(v.boolean(), false),
});
export type TrainInput = v.InferOutput<typeof TrainInput>;

export const Estimate = v.object({
  memoryBytes: Count, // at its peak, the process's base included
  availableBytes: Count,
  /** The workspace's own limit, where that and not the free memory decides `availableBytes`. */
  limitBytes: v.nullable(Count),
  /** What the machine, or the limit set on this process, has at all. */
  totalBytes: Count,
  fits: v.boolean(),
  /** Does not fit in what is free now, but might run if asked to: `TrainInput.anyway`. */
  anyway: v.boolean(),
  parts: v.array(v.object({ what: v.string(), bytes: Count })),
  seconds: v.nullable(v.number()), // null: no measured speed yet
  basis: v.string(), // how the time was estimated
  problems: v.array(v.object({ parameter: v.nullable(v.string()), message: v.string() })),
  /** The layers, for a printout; null for models that are no networks. */
  network: v.nullable(
    v.object({
      layers: v.array(
        v.object({
          name: v.string(),
          layer: v.string(),
          shape: v.array(Count), // of one example; [0]: as many as there are items in question
          parameters: Count, // 0 where the tables are another layer's
          stage: v.nullable(v.string()), // where a model trains several networks
        }),
      ),
      parameters: Count, // of all tables, each once
    }),
  ),
  executor: v.string(),
  backend: v.string(),
  executorReason: v.string(), // why this one, and why the better ones are not
  /** As the run will go, at most 200 points over all its steps; null for models without epochs. */
  plan: v.nullable(
    v.object({
      stages: v.array(v.object({ name: v.string(), epochs: Count })),
      learningRate: v.array(v.number()),
      momentum: v.nullable(v.array(v.number())),
    }),
  ),
});
export type Estimate = v.InferOutput<typeof Estimate>;

export const FindLearningRateInput = v.object({
  ...TrainInput.entries,
  from: v.optional(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1e3)), 1e-7),
  to: v.optional(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1e3)), 10),
  steps: v.optional(v.pipe(Count, v.minValue(5), v.maxValue(10_000)), 100),
});
export type FindLearningRateInput = v.InferOutput<typeof FindLearningRateInput>;

/** What a learning-rate finder saw: the rate rises from step to step, nothing of it is kept. */
export const LearningRates = v.object({
  points: v.array(v.object({ learningRate: v.number(), loss: v.number(), smoothed: v.number() })),
  suggestion: v.nullable(v.number()), // where the smoothed loss falls fastest
  /** A second opinion: a tenth of the rate at the lowest smoothed loss. */
  tenthOfMinimum: v.nullable(v.number()),
  stopped: v.string(), // why it ended, as a sentence
});
export type LearningRates = v.InferOutput<typeof LearningRates>;

export const StreamInput = v.object({
  ...TrainInput.entries,
  bootstrap: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(0.95)), 0.2), // share of the events, by time
  batch: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(10_000)), 1), // events that are tested, then learned, at a time
  window: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(1_000_000)), 5000),
  k: v.optional(v.pipe(Count, v.minValue(1), v.maxValue(1000)), 10),
});
export type StreamInput = v.InferOutput<typeof StreamInput>;

export const EvaluateInput = v.object({
  run: Ref,
  on: v.optional(v.picklist(['test', 'validation']), 'test'),
  candidates: v.optional(v.pipe(v.string(), v.regex(/^(all|given|sampled:[1-9][0-9]{0,6})$/)), 'all'),
  metrics: v.optional(v.array(v.string())), // "ndcg@10"; absent: the defaults of the model
  seed: v.optional(Seed, 42), // of sampled candidates
  perUser: v.optional(v.boolean(), false),
});
export type EvaluateInput = v.InferOutput<typeof EvaluateInput>;

export const Evaluation = v.object({
  metrics: MetricTable,
  popularity: v.nullable(MetricTable),
  protocol: Protocol,
  seconds: v.number(),
  usersPerSecond: v.number(),
  /** Original user ids and one column of values per metric; present when asked for. */
  perUser: v.nullable(v.object({ users: v.array(v.string()), values: v.record(v.string(), v.array(v.number())) })),
});
export type Evaluation = v.InferOutput<typeof Evaluation>;

/** How many of the users and items of some data a run knows. */
export const Fit = v.object({
  /** The model has something of its own for each user, or item: an id that it does not know cannot be scored as such. */
  userBased: v.boolean(),
  itemBased: v.boolean(),
  foldIn: v.boolean(), // users that it does not know can be folded in
  users: v.object({ total: Count, known: Count, unknown: v.array(v.string()) }), // the first 20 of those
  items: v.object({ total: Count, known: Count, unknown: v.array(v.string()) }),
  interactions: v.object({ total: Count, usable: Count }), // both sides known, or not needed
  fits: v.boolean(), // nothing is unknown that the model needs to know
  sentence: v.string(),
});
export type Fit = v.InferOutput<typeof Fit>;

export const runs = {
  /** Newest first; with ids, only those of them that exist. */
  list: method.input(v.optional(v.object({ runs: v.optional(v.array(Id)) }), {})).output(v.array(RunSummary)),
  get: method.input(v.object({ run: Ref })).output(RunDetail),
  estimate: method.input(TrainInput).output(Estimate),
  /** Checks parameters, needs and memory at once; the training itself is a job. Job result: `{ runId }`. */
  train: method.input(TrainInput).output(v.object({ ...JobStarted.entries, runId: Id })),
  /** Tries rising learning rates for a few steps. Nothing is stored. Job result: LearningRates. */
  findLearningRate: method.input(FindLearningRateInput).output(JobStarted),
  /** Trains on the first events by time, then tests and learns the others one after the other. Job result: `{ runId }`. */
  stream: method.input(StreamInput).output(v.object({ ...JobStarted.entries, runId: Id })),
  resume: method
    .input(v.object({ run: Ref, threads: v.optional(Count) }))
    .output(v.object({ ...JobStarted.entries, runId: Id })),
  /** Whether the users and items of a dataset fit a run. */
  fits: method.input(v.object({ run: Ref, dataset: Ref })).output(Fit),
  evaluate: method.input(EvaluateInput).output(JobStarted), // job result: Evaluation
  rename: method.input(v.object({ run: Ref, name: Name })).output(RunSummary),
  /** What is left out stays as it is. A tag given twice, whatever its case, is kept once, as it was written first. */
  annotate: method
    .input(
      v.object({
        run: Ref,
        notes: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(MAX_NOTES))),
        tags: v.optional(v.pipe(v.array(Tag), v.maxLength(MAX_TAGS))),
      }),
    )
    .output(RunSummary),
};
