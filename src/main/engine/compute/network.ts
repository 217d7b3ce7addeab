/**
 * A network as plain data: what a model declares once and every executor runs. Nodes are in order of evaluation; a
 * node's inputs are nodes before it. Shapes are per example, without the batch: [64], [16, 16, 32] (height, width,
 * channels).
 */
export interface Network {
  /**
   * `pairs`: an example is a user and an item; the output is one score, [1].
   * `rows`: an example is a user with a history; the output is a score per item of the batch's item set.
   */
  readonly kind: 'pairs' | 'rows';
  readonly tables: readonly TableSpec[];
  readonly nodes: readonly LayerNode[];
  /** Index of the node that is the score; in a `rows` network a node of the layer `item-scores`. */
  readonly output: number;
  readonly loss: Loss;
}

export interface LayerNode {
  readonly layer: LayerId;
  /** What the printout and messages call it: "hidden 1". */
  readonly name: string;
  readonly inputs: readonly number[];
  /** Names of tables, in the order that the layer defines. */
  readonly tables: readonly string[];
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  /** Of one example; item-scores has [0]: the width is the item set's. */
  readonly shape: readonly number[];
}

export const LAYER_IDS = [
  'embedding',
  'bag',
  'concat',
  'multiply',
  'add',
  'dot',
  'cosine',
  'outer',
  'dense',
  'convolution',
  'sum-pool',
  'activation',
  'dropout',
  'batch-norm',
  'range',
  'gaussian',
  'item-scores',
] as const;
export type LayerId = (typeof LAYER_IDS)[number];

export const ACTIVATIONS = [
  'none',
  'relu',
  'tanh',
  'sigmoid',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'leaky-relu',
  'gelu',
  'silu',
  'logit',
] as const;
export type ActivationId = (typeof ACTIVATIONS)[number];

/** Which settings of the optimiser hold for a table. `state` is not trained by gradients (running statistics). */
export type TableGroup = 'embedding' | 'weight' | 'bias' | 'norm' | 'state';

export interface TableSpec {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly group: TableGroup;
  /** Whose rows these are, in the view's order; null for weights. */
  readonly of: 'user' | 'item' | null;
  readonly initial: Initial;
  /** Never changed by training. */
  readonly frozen: boolean;
  /** Multiplies the L2 that the optimiser gives the group; 1 where absent. Read it by `l2Of` (optimizers.ts). */
  readonly l2Scale?: number;
}

/** Starting values. Fans: of a weight its rows and columns; of a convolution kernel height x width x channels. */
export type Initial =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  /** fastai: a standard normal modulo 2, times the deviation: values beyond two deviations wrap around. */
  | { readonly kind: 'wrapped-normal'; readonly deviation: number }
  /** Drawn again beyond two deviations. */
  | { readonly kind: 'truncated-normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** Glorot and Bengio 2010: bound sqrt(6 / (in + out)). */
  | { readonly kind: 'xavier-uniform'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'xavier-normal'; readonly fanIn: number; readonly fanOut: number }
  /** What PyTorch gives a linear layer and its bias: uniform within 1 / sqrt(in). */
  | { readonly kind: 'torch-linear'; readonly fanIn: number }
  /** He et al. 2015, for relu: N(0, 2 / in). */
  | { readonly kind: 'he-normal'; readonly fanIn: number };

/**
 * What a step minimises. `mean` and `sum` are over the examples of the step; of a row, the items are summed either way
 * (so `mean` divides by the users, as Recoder does), but `item-mean` divides by users and items.
 */
export type Loss =
  /** (prediction - target)^2, times the example's weight; rows: weight 1 + confidence where the target is positive. */
  | { readonly kind: 'squared-error'; readonly reduction: Reduction; readonly confidence: number }
  /** With logits: log(1 + e^-x) for a target of 1, stable; times the example's weight. */
  | { readonly kind: 'binary-cross-entropy'; readonly reduction: Reduction }
  /** -log sigmoid(positive - negative), stable; only for `pairs`, with negatives. */
  | { readonly kind: 'bpr'; readonly reduction: Reduction }
  /** -sum target log softmax(scores) over the batch's item set; only for `rows`. */
  | { readonly kind: 'multinomial'; readonly reduction: Reduction }
  /** A function of a plug-in; only on `graph`. */
  | { readonly kind: 'custom'; readonly reduction: Reduction; readonly function: string };
export type Reduction = 'mean' | 'sum' | 'item-mean';

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Trained parameters, padding not counted. */
export const parameterCount = (network: Network): number =>
  network.tables.reduce((sum, { rows, columns, group }) => sum + (group === 'state' ? 0 : rows * columns), 0);

export function tableNamed(network: Network, name: string): TableSpec {
  const table = network.tables.find((each) => each.name === name);
  if (!table) throw new Error(`The network has no table ${name}.`);
  return table;
}
