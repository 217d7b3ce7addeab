import type { ParameterSchema, Values } from '../../../shared/parameters.ts';
import type { DataSize, View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Random } from '../random.ts';

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
  /** @param examples interactions or pairs worked on, for the rate. A loss that is not finite stops the run. */
  report(result: { loss: number; examples: number }): void;
}

export interface EpochOptions {
  /** The model as it stands, for validation during training. */
  snapshot(): FittedModel;
}

export interface TrainingContext {
  readonly view: View;
  readonly store: Store;
  readonly kernels: Kernels;
  readonly signal: AbortSignal;
  readonly seed: number;
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
}

export interface ModelDefinition<S extends ParameterSchema = ParameterSchema> {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly summary: string; // one sentence: what it is good for
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
  restore(tables: Tables, values: Values<S>, view: View, kernels: Kernels): FittedModel | Promise<FittedModel>;
}

/** Keeps the schema's own type for `fit` while the registry holds them all as ModelDefinition. */
export function defineModel<const S extends ParameterSchema>(definition: ModelDefinition<S>): ModelDefinition {
  return definition;
}
