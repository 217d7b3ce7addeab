import type { ParameterSchema, ParameterValues, Values } from '../../../shared/parameters.ts';
import type { WantedBackend } from '../compute/executors.ts';
import type { DataSize, View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Random } from '../random.ts';
import type { Stage, StageInput } from './stages.ts';

export type NeedId = 'values' | 'time';
export type OfferId = 'ranking' | 'ratings' | 'factors' | 'fold-in';

/**
 * Named tables in the kernels' shared memory: exactly what a checkpoint holds. `table` creates a table and fills it
 * by `init` on its first use in a fresh run; on resume it returns the table as the checkpoint left it.
 */
export interface Store {
  /** [rows x columns], padded (see Matrix). */
  table(name: string, rows: number, columns: number, init?: (table: Matrix) => void): Matrix;
  /** [length] of f32, without padding. */
  vector(name: string, length: number, init?: (values: Float32Array) => void): Float32Array;
  readonly tables: Tables;
}

/** What a model is restored from: the tables of a checkpoint, in kernel memory. */
export interface Tables {
  matrix(name: string): Matrix;
  vector(name: string): Float32Array;
  readonly names: readonly string[];
}

/** One epoch of the training loop. */
export interface Epoch {
  readonly number: number; // 1-based
  /** From the schedule; models whose parameters have no `learningRate` ignore it. */
  readonly learningRate: number;
  /** A loss that is not finite stops the run. */
  report(result: EpochResult): void;
  /** Share of a long epoch that is done, 0 to 1; models whose work is one kernel call are asked of the kernels. */
  progress(share: number): void;
}

export interface EpochResult {
  readonly loss: number;
  /** Interactions or pairs worked on, for the rate. */
  readonly examples: number;
  /** Of the last step, where a model has its own schedule by step. */
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly gradientNorm?: number;
  /** Name of the stage, of models that train in several. */
  readonly stage?: string;
  /** The step, counted over the whole run, whose loss is `loss` where that is not finite. */
  readonly badStep?: number;
}

export interface EpochOptions {
  /** The model as it stands, for validation during training. */
  snapshot(): FittedModel;
  /** Epochs of stages before the last: what is best is looked for, and early stopping heard of, from then on only. */
  readonly before?: number;
}

export interface TrainingContext {
  readonly view: View;
  readonly store: Store;
  readonly kernels: Kernels;
  readonly signal: AbortSignal;
  readonly seed: number;
  /** Epochs that an earlier session has done. */
  readonly epochsDone: number;
  /** What the run should run on; models with kernels of their own ignore it. */
  readonly backend: WantedBackend;
  /** Whose tables are kept as they begin. Models with kernels of their own are never asked for it. */
  readonly frozen: readonly ('users' | 'items')[];
  /** A line for the run's log. */
  log(message: string): void;
  /** Same run seed and stream: same numbers, whatever the thread count. */
  random(stream: string): Random;
  /**
   * Epochs still to be done. Owns resume, cancel, schedule, checkpoints, validation, early stop, keep-best and the
   * stop on a non-finite loss; reads the parameters `epochs`, `learningRate`, `schedule`, `patience`, ... by name.
   */
  epochs(options: EpochOptions): AsyncIterable<Epoch>;
}

/** Scores are dot products of these plus biases: top-N, evaluation and neighbours then run as kernels. */
export interface Factors {
  readonly users: Matrix; // [U x D]
  readonly items: Matrix; // [I x D]; D may be 0 (popularity: the bias alone)
  readonly itemBias: Float32Array | null; // [I]
  readonly userBias: Float32Array | null; // [U]; does not change an order
  readonly offset: number; // global mean
}

export interface FittedModel {
  /** Writes [B x I] into out. users: 0..U-1, [B]. No score = NaN; masking is the caller's. */
  scoreUsers(users: Uint32Array, out: Float32Array): void;
  /** The same, to the bit, on all threads; models whose scores take networks have it. */
  scoreMany?(users: Uint32Array, out: Float32Array, signal?: AbortSignal): Promise<void>;
  /** Ratings of pairs in the values' own unit, unclipped; present when `ratings` is offered. [B], [B], [B]. */
  predict?(users: Uint32Array, items: Uint32Array, out: Float32Array): void;
  /** From a score of `scoreUsers` or `foldIn` to the unit of `predict`; rises with the score. */
  toValue?(score: number): number;
  /** Scores of all items, [I], for a user known by a history alone; present when `fold-in` is offered. */
  foldIn?(history: { items: Uint32Array; values: Float32Array | null }, out: Float32Array): void;
  /** Present exactly when `factors` or a factor-shaped score is offered. */
  readonly factors?: Factors;
  /** Gives back what lies outside the kernels' memory. */
  close?(): void;
}

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  /** What is left out has its default. */
  readonly parameters: ParameterValues;
}

export interface ModelDefinition<S extends ParameterSchema = ParameterSchema> {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly summary: string; // one sentence: what it is good for
  readonly family: 'baseline' | 'factors' | 'network' | 'autoencoder';
  readonly about: string; // two plain sentences: what it is for
  readonly data: string; // one sentence: what data it needs
  readonly presets?: readonly Preset[];
  readonly needs: readonly NeedId[];
  readonly offers: readonly OfferId[];
  readonly executors: readonly ('fused' | 'graph')[];
  readonly parameters: S;
  /** The metric that early stopping and keep-best watch on the validation part: "rmse", "ndcg@10". */
  readonly monitor: string;
  /** What the run reports on the test part unless asked otherwise. */
  readonly metrics: readonly string[];
  /** Peak bytes of tables and kernel buffers, named; data and process are added by the caller. */
  memory(size: DataSize, values: Values<S>): { what: string; bytes: number }[];
  /** Work of one epoch in multiply-adds, for the estimate of time. */
  operations(size: DataSize, values: Values<S>): number;
  fit(context: TrainingContext, values: Values<S>): Promise<FittedModel>;
  /**
   * The networks that a model trains, in order (`defineNetworkModel`); absent where `fit` works with kernels of its own.
   * @throws RecsmithError BAD_INPUT for parameters that do not fit together
   */
  stages?(input: StageInput<Values<S>>): readonly Stage[];
  restore(tables: Tables, values: Values<S>, view: View, kernels: Kernels): FittedModel | Promise<FittedModel>;
}

/** Keeps the schema's own type for `fit` while the registry holds them all as ModelDefinition. */
export function defineModel<const S extends ParameterSchema>(definition: ModelDefinition<S>): ModelDefinition {
  return definition;
}
