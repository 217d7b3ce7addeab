import type { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Network, TableGroup } from './network.ts';

/** Compressed rows: row r holds entries start[r] to start[r + 1] - 1. */
export interface Rows {
  readonly start: Uint32Array; // [R + 1]
  readonly items: Uint32Array; // [entries]
  readonly values: Float32Array | null; // [entries]; null: all 1
}

/** Examples of S steps, one step after the other; step s has the examples starts[s] to starts[s + 1] - 1. */
export interface PairBatches {
  readonly kind: 'pairs';
  readonly starts: Uint32Array; // [S + 1]
  readonly users: Uint32Array; // [N]
  readonly items: Uint32Array; // [N]
  /** The item that was not chosen, for the loss `bpr`. */
  readonly negatives: Uint32Array | null; // [N]
  /** For the other losses. */
  readonly targets: Float32Array | null; // [N]
  readonly weights: Float32Array | null; // [N]; null: all 1
}

/** One step of a `rows` network: B users. */
export interface RowBatch {
  readonly kind: 'rows';
  readonly users: Uint32Array; // [B]
  /** What goes in: items of the view, B rows. */
  readonly input: Rows;
  /** The item set that is scored, ascending, [J]; null: all items in order. */
  readonly items: Uint32Array | null;
  /** What should come out, B rows; `items` are positions in the item set, ascending within a row. */
  readonly target: Rows;
}
export type Batches = PairBatches | RowBatch;

export interface StepSettings {
  /** 1-based since the start of the stage: the optimiser's t, and the step of every random stream. */
  readonly step: number;
  readonly learningRate: number;
  /** Adam's first beta, or the momentum of SGD and RMSprop. */
  readonly momentum: number;
  /** Weight of the KL term of `gaussian` layers; 0 without one. */
  readonly klWeight: number;
}

export type OptimizerKind = 'sgd' | 'momentum' | 'adam' | 'adagrad' | 'rmsprop';

/**
 * Formulas, g the gradient with l2 w added, in place after w was multiplied by 1 - rate decay:
 * sgd: w -= rate g. momentum: m = beta m + g; w -= rate m.
 * adam (epsilon outside the root of the corrected v, "Algorithm 1"): m, v moving means of g and g^2;
 * w -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon); t is the step, for rows not touched in every step too.
 * adagrad: v += g^2; w -= rate g / (sqrt(v) + epsilon).
 * rmsprop: v moving mean of g^2; d = g / (sqrt(v) + epsilon); w -= rate d, or with momentum m = beta m + d; w -= rate m.
 */
export interface OptimizerSettings {
  readonly kind: OptimizerKind;
  readonly beta2: number; // Adam's second beta, RMSprop's smoothing
  readonly epsilon: number;
  readonly initialAccumulator: number; // Adagrad's v before the first step
  /** RMSprop with a momentum buffer. */
  readonly withMomentum: boolean;
  /** By group; where rows are updated sparsely, in the steps that touch the row. */
  readonly l2: Readonly<Partial<Record<TableGroup, number>>>;
  readonly decay: Readonly<Partial<Record<TableGroup, number>>>;
  /** RecBole's ConvNCF: adds penalty * w / |W|, the gradient of the unsquared Euclidean norm of the whole table. */
  readonly normPenalty: Readonly<Partial<Record<TableGroup, number>>>;
  /** Every row of embedding tables in every step; otherwise rows of the batch alone (lazy). */
  readonly dense: boolean;
}

/** Suffixes of the tables of optimiser state beside a table: `users/m`. */
export function slotsOf({ kind, withMomentum }: Pick<OptimizerSettings, 'kind' | 'withMomentum'>): readonly string[] {
  switch (kind) {
    case 'sgd':
      return [];
    case 'momentum':
      return ['m'];
    case 'adam':
      return ['m', 'v'];
    case 'adagrad':
      return ['v'];
    case 'rmsprop':
      return withMomentum ? ['m', 'v'] : ['v'];
  }
}

/** The network's tables and, while training, the optimiser's, in kernel memory: what a checkpoint holds. */
export interface NetworkTables {
  table(name: string): Matrix;
  /** suffix: one of `slotsOf`. Only of tables that are trained. */
  slot(name: string, suffix: string): Matrix;
}

export interface StepOutcome {
  /** Mean over the examples of all steps of the loss of one example (rows: of one user, summed over its items). */
  readonly loss: number;
  readonly examples: number;
  /** Euclidean norm of the whole gradient in the last step: of all tables that are trained, l2 not included. */
  readonly gradientNorm: number;
  /** The first step whose loss is not finite, and that loss; the tables are then worthless. */
  readonly bad: { readonly step: number; readonly loss: number } | null;
}

export interface TrainerOptions {
  readonly kernels: Kernels;
  readonly network: Network;
  readonly tables: NetworkTables;
  readonly optimizer: OptimizerSettings;
  /** Of the run: with the stream of a layer, the step and the element it decides every random number. */
  readonly seed: number;
  readonly itemCount: number;
  /** Most examples of a step (users of a row batch), and most entries of its input and of its target. */
  readonly limits: { readonly examples: number; readonly entries: number };
  /** What `bag` layers of a `pairs` network look up: by user its items, by item its users. */
  readonly histories?: { readonly user: Rows; readonly item: Rows };
}

/** Takes steps. The outcome depends on network, tables, batches and seed alone, never on threads. */
export interface NetworkTrainer {
  /** `steps` has one entry per step of the batches. Rejects with the signal's reason when aborted, tables half-way. */
  run(batches: Batches, steps: readonly StepSettings[], signal?: AbortSignal): Promise<StepOutcome>;
  /** After it the tables hold what was learned; executors with variables of their own copy them back. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ScorerOptions {
  readonly kernels: Kernels;
  readonly network: Network;
  readonly tables: Pick<NetworkTables, 'table'>;
  readonly itemCount: number;
  readonly histories?: { readonly user: Rows; readonly item: Rows };
}

/**
 * Scores with the tables as they are at the moment of the call (no dropout, running statistics). One call at a time.
 * `rows` networks with a bag need the users' input histories; others take null.
 */
export interface NetworkScorer {
  /** `pairs` networks, on the calling thread: out[k] = score of users[k] and items[k]; all [N]. */
  scorePairs(users: Uint32Array, items: Uint32Array, out: Float32Array): void;
  /** All items for each user, [B x I], on the calling thread. */
  scoreAll(users: Uint32Array, input: Rows | null, out: Float32Array): void;
  /** The same, to the bit, on all threads. */
  scoreMany(users: Uint32Array, input: Rows | null, out: Float32Array, signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** What runs networks. `refusal` says why one cannot be run here, as a sentence for a person, or null. */
export interface Executor {
  readonly id: 'fused' | 'graph' | 'plain';
  readonly refusal: (network: Network) => string | null;
  trainer(options: TrainerOptions): Promise<NetworkTrainer>;
  scorer(options: ScorerOptions): Promise<NetworkScorer>;
  /** Ends what it keeps from one trainer to the next, if anything. */
  close?(): Promise<void>;
}
