import type { ParameterSchema, ParameterValue } from '../../../shared/parameters.ts';
import type { Declaration } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';

/*
 * What a plug-in file may export: one JavaScript or TypeScript file, without imports of other files. It runs in a
 * process of its own. Everything exported is optional; a file may export several.
 */

export type PluginValues = Readonly<Record<string, ParameterValue>>;

/** Users, items and training rows of the view. */
export interface PluginSize {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/** `export const model`: a network of the engine's layers. It trains on every executor, as the built-in models do. */
export interface PluginModel {
  readonly id: string; // small letters, digits, hyphens
  readonly title: string;
  readonly summary?: string;
  readonly paper?: string;
  /** ['values'] for models that learn ratings. */
  readonly needs?: readonly ('values' | 'time')[];
  /** Beside the engine's own (epochs, batchSize, learningRate, optimizer ...). */
  readonly parameters?: ParameterSchema;
  /**
   * What an example is: a rating, an interaction among drawn negatives, a pair of both, a user's whole history, or what
   * the file's `collator` makes of users.
   */
  readonly examples: 'ratings' | 'implicit' | 'pairwise' | 'rows' | 'collated';
  /** Declares layers on `net` and ends with `net.minimise(score, loss)`. */
  network(net: Declaration, size: PluginSize, values: PluginValues): Network;
}

/** `export const metric`: of one user's ranking. */
export interface PluginMetric {
  readonly id: string;
  readonly better: 'higher' | 'lower';
  /**
   * @param positions of the user's relevant items in the ranking, ascending, the first place is 0
   * @param relevant how many there are, those outside the candidates included
   * @param k the cut, or 0 where none was asked for
   */
  perUser(positions: Uint32Array, relevant: number, k: number): number;
}

/**
 * `export const loss`: in TensorFlow.js operations. A network asks for it by
 * `net.minimise(score, { kind: 'custom', function: ID, reduction: 'mean' })`.
 */
export interface PluginLoss {
  readonly id: string;
  /** @param tf TensorFlow.js @param prediction, target [B], of `rows` [B x J] @returns each one's loss, of that shape */
  perExample(tf: unknown, prediction: unknown, target: unknown): unknown;
}

/** `export const recommender`: orders items for a user from a model's scores. */
export interface PluginRecommender {
  readonly id: string;
  readonly title: string;
  /**
   * @param scores one per item, NaN where there is none @param ids original ids of the items
   * @param history original ids of what the user has
   * @returns a score per item; NaN leaves an item out
   */
  rank(scores: Float32Array, ids: readonly string[], history: readonly string[]): ArrayLike<number>;
}

/** `export const collator`: makes the examples of a batch out of the users' rows. */
export interface PluginCollator {
  readonly id: string;
  /**
   * @param rows what each user of the batch has: item indices and values @param items how many items there are
   * @param random 0 to 1, the same for the same run seed and step
   * @returns examples, all three of one length
   */
  collate(
    rows: readonly { readonly user: number; readonly items: Uint32Array; readonly values: Float32Array | null }[],
    items: number,
    random: () => number,
  ): { users: ArrayLike<number>; items: ArrayLike<number>; targets: ArrayLike<number> };
}

/** A plug-in file's exports. */
export interface Plugin {
  readonly model?: PluginModel;
  readonly metric?: PluginMetric;
  readonly loss?: PluginLoss;
  readonly recommender?: PluginRecommender;
  readonly collator?: PluginCollator;
}
