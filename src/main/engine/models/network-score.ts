import type { Executor, Rows } from '../compute/executor.ts';
import { CURVES } from '../compute/layers/activation.ts';
import { rangeLink } from './fold-in.ts';
import type { ActivationId, LayerNode, Network } from '../compute/network.ts';
import { pickRows } from '../compute/plain.ts';
import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { FittedModel } from './definition.ts';
import { dot, factorModel, type FactorModelOptions } from './factor-model.ts';

/** Activations that never turn the order of scores round. */
const RISING: readonly ActivationId[] = [
  'none',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'elu',
  'selu',
  'leaky-relu',
];

/** One side of a product: a table of rows, and what its values go through. */
interface Side {
  readonly table: string;
  readonly curve: ActivationId;
}

/** A network whose score is offset + biases + p . q, perhaps through rising functions: ranking then runs as kernels. */
export interface DotShape {
  readonly users: Side;
  readonly items: Side;
  /** Weights of the product's elements (GMF), and a bias of all: a dense layer of one unit. */
  readonly weights: { readonly weight: string; readonly bias: string | null } | null;
  readonly userBias: string | null;
  readonly itemBias: string | null;
  /** From the sum to the score. */
  readonly value: (sum: number) => number;
}

type Product = Pick<DotShape, 'users' | 'items' | 'weights'>;

/** Recognises a dot shape, or null. */
export function dotShape(network: Network): DotShape | null {
  if (network.kind !== 'pairs') return null;
  const node = (index: number): LayerNode => network.nodes[index];
  // Under this loss the output is a logit, and its value a probability.
  const functions = network.loss.kind === 'binary-cross-entropy' ? [CURVES.sigmoid.value] : [];
  let at = network.output;
  for (;;) {
    const { layer, settings, inputs } = node(at);
    if (layer === 'range') {
      const link = rangeLink([settings.low as number, settings.high as number]);
      functions.push((x) => link.value(x));
    } else if (layer === 'activation' && RISING.includes(settings.kind as ActivationId))
      functions.push(CURVES[settings.kind as ActivationId].value);
    else if (layer !== 'dropout') break;
    at = inputs[0];
  }
  const side = (index: number): (Side & { of: unknown }) | null => {
    let [curve, here] = ['none' as ActivationId, node(index)];
    while (here.layer === 'dropout' || (here.layer === 'activation' && curve === 'none')) {
      if (here.layer === 'activation') curve = here.settings.kind as ActivationId;
      here = node(here.inputs[0]);
    }
    return here.layer === 'embedding' ? { table: here.tables[0], curve, of: here.settings.of } : null;
  };
  let product: Product | null = null;
  const biases: Record<string, string | null> = { user: null, item: null };
  const terms = [at];
  for (const index of terms) {
    const term = node(index);
    if (term.layer === 'add') {
      terms.push(...term.inputs);
      continue;
    }
    if (term.layer === 'embedding' && term.shape[0] === 1) {
      const of = term.settings.of as string;
      if (biases[of] !== null) return null;
      biases[of] = term.tables[0];
      continue;
    }
    const found: Product | null = product ? null : productOf(network, term, side);
    if (!found) return null;
    product = found;
  }
  if (!product) return null;
  const value = (sum: number) => functions.reduceRight((x, apply) => apply(x), sum);
  return { ...product, userBias: biases.user, itemBias: biases.item, value };
}

function productOf(
  network: Network,
  term: LayerNode,
  side: (index: number) => (Side & { of: unknown }) | null,
): Product | null {
  let weights: DotShape['weights'] = null;
  let inputs = term.inputs;
  if (term.layer === 'dense' && term.settings.activation === 'none' && !term.settings.transposed) {
    let inner = network.nodes[inputs[0]];
    while (inner.layer === 'dropout') inner = network.nodes[inner.inputs[0]];
    if (inner.layer !== 'multiply') return null;
    weights = { weight: term.tables[0], bias: term.tables.at(1) ?? null };
    inputs = inner.inputs;
  } else if (term.layer !== 'dot') return null;
  const [left, right] = inputs.map(side);
  if (!left || !right || left.of === right.of) return null;
  return left.of === 'user' ? { users: left, items: right, weights } : { users: right, items: left, weights };
}

export interface NetworkModelInput {
  readonly executor: Executor;
  readonly kernels: Kernels;
  readonly network: Network;
  readonly table: (name: string) => Matrix;
  readonly view: View;
  /** Whether scores are values in the data's own unit. */
  readonly ratings: boolean;
  /** Rows go in as 1 whatever their values. */
  readonly binary: boolean;
  readonly foldIn: ((shape: DotFactors) => FactorModelOptions['foldIn']) | null;
}

/** What fold-in of a dot shape needs. */
export interface DotFactors {
  readonly items: Matrix;
  readonly itemBias: Float32Array | null;
  readonly offset: () => number;
  readonly value: (sum: number) => number;
}

/** A network's model, live over the tables: `refresh` after they have changed, before it is asked. */
export interface NetworkModel {
  readonly model: FittedModel;
  /** out[k] = a score of users[k] and items[k], for comparing items of one user; all [N]. Of `pairs` networks. */
  scorePairs(users: Uint32Array, items: Uint32Array, out: Float32Array): void;
  refresh(): void;
}

export async function networkModel(input: NetworkModelInput): Promise<NetworkModel> {
  const { executor, kernels, network, table, view, binary } = input;
  const shape = dotShape(network);
  if (shape) return dotModel(input, shape);
  const histories = historiesOf(network, view, binary);
  const scorer = await executor.scorer({
    ...{ kernels, network, tables: { table }, itemCount: view.itemCount },
    ...(histories && { histories }),
  });
  const own: Rows = { ...view.train, values: binary ? null : view.train.values };
  const inputOf = (users: Uint32Array) => (network.kind === 'rows' ? pickRows(own, users) : null);
  const model: FittedModel = {
    scoreUsers: (users, out) => scorer.scoreAll(users, inputOf(users), out),
    scoreMany: (users, out, signal) => scorer.scoreMany(users, inputOf(users), out, signal),
    close: () => scorer.close(),
    ...(input.ratings &&
      network.kind === 'pairs' && {
        toValue: (score: number) => score,
        predict: (users: Uint32Array, items: Uint32Array, out: Float32Array) => scorer.scorePairs(users, items, out),
      }),
    ...(network.kind === 'rows' && {
      foldIn({ items, values }: { items: Uint32Array; values: Float32Array | null }, out: Float32Array) {
        const start = Uint32Array.of(0, items.length);
        scorer.scoreAll(Uint32Array.of(0), { start, items, values: binary ? null : values }, out);
      },
    }),
  };
  return {
    model,
    scorePairs: (users, items, out) => scorer.scorePairs(users, items, out),
    refresh: () => undefined,
  };
}

/** Factors that are the tables themselves, or made from them where a curve or weights lie between. */
function dotModel(input: NetworkModelInput, shape: DotShape): NetworkModel {
  const { kernels, table, view, ratings } = input;
  const { weights, users: userSide, items: itemSide } = shape;
  const derived = (side: Side, scaled: boolean): Matrix => {
    const { rows, columns } = table(side.table);
    return side.curve === 'none' && !scaled ? table(side.table) : kernels.matrix(rows, columns);
  };
  const users = derived(userSide, weights !== null);
  const items = derived(itemSide, false);
  const userBias = shape.userBias ? new Float32Array(view.userCount) : null;
  const itemBias = shape.itemBias ? new Float32Array(view.itemCount) : null;
  let offset = 0;
  const fill = (into: Matrix, { table: name, curve }: Side, factor: Matrix | null) => {
    const from = table(name);
    if (into === from) return;
    const { value } = CURVES[curve];
    for (let row = 0; row < from.rows; row++)
      for (let f = 0; f < from.columns; f++)
        into.data[row * into.stride + f] =
          value(from.data[row * from.stride + f]) * (factor ? factor.data[f * factor.stride] : 1);
  };
  const gather = (into: Float32Array | null, name: string | null) => {
    if (!into || name === null) return;
    const { data, stride } = table(name);
    for (let row = 0; row < into.length; row++) into[row] = data[row * stride];
  };
  const refresh = () => {
    fill(users, userSide, weights ? table(weights.weight) : null);
    fill(items, itemSide, null);
    gather(userBias, shape.userBias);
    gather(itemBias, shape.itemBias);
    offset = weights?.bias ? table(weights.bias).data[0] : 0;
  };
  refresh();
  const factors = {
    ...{ users, items, userBias, itemBias },
    get offset() {
      return offset;
    },
  };
  const foldIn = input.foldIn?.({ items, itemBias, offset: () => offset, value: shape.value });
  const model = factorModel({
    factors,
    ...(ratings && { toValue: shape.value }),
    ...(foldIn && { foldIn }),
  });
  return {
    model,
    refresh,
    scorePairs(wanted, rated, out) {
      for (let k = 0; k < out.length; k++)
        out[k] = dot(users, wanted[k], items, rated[k]) + (itemBias ? itemBias[rated[k]] : 0);
    },
  };
}

/** What `bag` layers of a `pairs` network look up; undefined where there are none. */
export function historiesOf(
  network: Network,
  view: View,
  binary: boolean,
): { readonly user: Rows; readonly item: Rows } | undefined {
  if (network.kind !== 'pairs' || !network.nodes.some(({ layer }) => layer === 'bag')) return undefined;
  const user: Rows = { ...view.train, values: binary ? null : view.train.values };
  return { user, item: transposed(user, view.itemCount) };
}

/** Rows by item, users ascending. */
export function transposed({ start, items, values }: Rows, itemCount: number): Rows {
  const offsets = new Uint32Array(itemCount + 1);
  for (const item of items) offsets[item + 1]++;
  for (let item = 0; item < itemCount; item++) offsets[item + 1] += offsets[item];
  const at = offsets.slice();
  const users = new Uint32Array(items.length);
  const kept = values ? new Float32Array(items.length) : null;
  for (let user = 0; user + 1 < start.length; user++)
    for (let k = start[user]; k < start[user + 1]; k++) {
      const place = at[items[k]]++;
      users[place] = user;
      if (kept) kept[place] = values![k];
    }
  return { start: offsets, items: users, values: kept };
}
