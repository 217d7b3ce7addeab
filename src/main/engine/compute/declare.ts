import { RecsmithError } from '../../../shared/errors.ts';
import {
  sizeOf,
  type ActivationId,
  type Initial,
  type LayerId,
  type LayerNode,
  type Loss,
  type Network,
  type TableGroup,
  type TableSpec,
} from './network.ts';

/** A node of a network that is being declared. */
export type Node = number;

interface TableOptions {
  readonly initial: Initial;
  readonly frozen?: boolean;
  readonly l2Scale?: number;
}
interface DenseOptions {
  readonly activation?: ActivationId;
  readonly initial?: Initial;
  readonly biasInitial?: Initial;
  readonly bias?: boolean;
  /** The table of another dense layer, used the other way round (tied weights). */
  readonly tiedTo?: string;
  readonly l2Scale?: number;
}

const ZERO: Initial = { kind: 'constant', value: 0 };
const ONE: Initial = { kind: 'constant', value: 1 };

/**
 * Declares a network, layer by layer:
 *
 *     const net = declare('pairs', size);
 *     const user = net.embedding('users', 'user', 64, { initial });
 *     const item = net.embedding('items', 'item', 64, { initial });
 *     return net.minimise(net.dot(user, item), { kind: 'squared-error', reduction: 'mean', confidence: 0 });
 *
 * Names are unique: of tables they are what a checkpoint holds, of layers what random streams are drawn by.
 */
export function declare(kind: Network['kind'], size: { readonly users: number; readonly items: number }) {
  const tables: TableSpec[] = [];
  const nodes: LayerNode[] = [];

  const table = (
    name: string,
    [rows, columns]: readonly [number, number],
    group: TableGroup,
    { initial, frozen = false, l2Scale }: TableOptions,
    of: TableSpec['of'] = null,
  ): string => {
    const known = tables.find((each) => each.name === name);
    if (known && (known.rows !== rows || known.columns !== columns))
      throw new RecsmithError('INTERNAL', `The table ${name} is declared twice, in two shapes.`);
    if (!known)
      tables.push({ name, rows, columns, group, of, initial, frozen, ...(l2Scale !== undefined && { l2Scale }) });
    return name;
  };

  const node = (
    layer: LayerId,
    name: string,
    shape: readonly number[],
    inputs: readonly Node[],
    rest: Partial<Pick<LayerNode, 'tables' | 'settings'>> = {},
  ): Node => {
    const unique = nodes.some((each) => each.name === name) ? `${name} ${nodes.length}` : name;
    nodes.push({ layer, name: unique, inputs, tables: rest.tables ?? [], settings: rest.settings ?? {}, shape });
    return nodes.length - 1;
  };

  const shapeOf = (index: Node) => nodes[index].shape;
  const width = (index: Node) => sizeOf(shapeOf(index));
  const rowsOf = (of: 'user' | 'item') => (of === 'user' ? size.users : size.items);
  const same = (what: string, a: Node, b: Node) => {
    if (width(a) !== width(b))
      throw new RecsmithError('BAD_INPUT', `${what} needs two inputs of one size, not ${width(a)} and ${width(b)}.`);
  };

  return {
    nodes: nodes as readonly LayerNode[],

    /** A row per user or item. */
    embedding: (name: string, of: 'user' | 'item', columns: number, options: TableOptions): Node =>
      node('embedding', name, [columns], [], {
        tables: [table(name, [rowsOf(of), columns], columns === 1 ? 'bias' : 'embedding', options, of)],
        settings: { of },
      }),

    /**
     * The sum of rows over the history of a user (rows of items) or of an item (rows of users), plus a bias vector
     * `NAME/bias` where `biasInitial` is given.
     */
    bag: (
      name: string,
      of: 'user' | 'item',
      columns: number,
      options: TableOptions & { normalise?: boolean; noise?: number; biasInitial?: Initial },
    ): Node => {
      const entries = of === 'user' ? 'item' : 'user';
      const names = [table(name, [rowsOf(entries), columns], 'embedding', options, entries)];
      if (options.biasInitial)
        names.push(table(`${name}/bias`, [1, columns], 'bias', { initial: options.biasInitial }));
      const settings = { of, normalise: options.normalise ?? false, noise: options.noise ?? 0 };
      return node('bag', name, [columns], [], { tables: names, settings });
    },

    concat: (...inputs: Node[]): Node =>
      node('concat', 'concat', [inputs.reduce((sum, input) => sum + width(input), 0)], inputs),
    multiply: (a: Node, b: Node): Node => {
      same('multiply', a, b);
      return node('multiply', 'multiply', shapeOf(a), [a, b]);
    },
    add: (...inputs: Node[]): Node => {
      for (const input of inputs) same('add', inputs[0], input);
      return node('add', 'add', shapeOf(inputs[0]), inputs);
    },
    dot: (a: Node, b: Node): Node => {
      same('dot', a, b);
      return node('dot', 'dot', [1], [a, b]);
    },
    cosine: (a: Node, b: Node, floor = 1e-6): Node => {
      same('cosine', a, b);
      return node('cosine', 'cosine', [1], [a, b], { settings: { floor } });
    },
    outer: (a: Node, b: Node): Node => node('outer', 'outer product', [width(a), width(b), 1], [a, b]),

    /** Weight `NAME/weight` [in x units] and bias `NAME/bias`. Without `initial`: Xavier uniform, bias 0. */
    dense: (name: string, input: Node, units: number, options: DenseOptions = {}): Node => {
      const { activation = 'none', bias = true, tiedTo, biasInitial = ZERO, l2Scale } = options;
      const fans = { fanIn: width(input), fanOut: units };
      const initial = options.initial ?? ({ kind: 'xavier-uniform', ...fans } as const);
      const names = [tiedTo ?? table(`${name}/weight`, [width(input), units], 'weight', { initial, l2Scale })];
      if (bias) names.push(table(`${name}/bias`, [1, units], 'bias', { initial: biasInitial, l2Scale }));
      return node('dense', name, [units], [input], {
        tables: names,
        settings: { activation, transposed: tiedTo !== undefined },
      });
    },

    convolution: (
      name: string,
      input: Node,
      options: { channels: number; kernel: number; stride: number; activation?: ActivationId } & {
        initial?: Initial;
        biasInitial?: Initial;
      },
    ): Node => {
      const { channels, kernel, stride, activation = 'none', biasInitial = ZERO } = options;
      const [height, breadth, depth] = shapeOf(input);
      const [rows, columns] = [height, breadth].map((length) => Math.floor((length - kernel) / stride) + 1);
      if (depth === undefined || rows < 1 || columns < 1)
        throw new RecsmithError(
          'BAD_INPUT',
          `${name} cannot be applied: its kernel is ${kernel} x ${kernel} and its input ${shapeOf(input).join(' x ')}.`,
          { where: name, next: 'Choose smaller kernels or strides, fewer layers, or a larger embedding size.' },
        );
      const inside = kernel * kernel * depth;
      const initial = options.initial ?? ({ kind: 'he-normal', fanIn: inside } as const);
      return node('convolution', name, [rows, columns, channels], [input], {
        tables: [
          table(`${name}/weight`, [inside, channels], 'weight', { initial }),
          table(`${name}/bias`, [1, channels], 'bias', { initial: biasInitial }),
        ],
        settings: { kernel, stride, activation },
      });
    },
    sumPool: (input: Node): Node => node('sum-pool', 'sum over space', [shapeOf(input)[2]], [input]),

    activation: (name: string, input: Node, activation: ActivationId): Node =>
      activation === 'none'
        ? input
        : node('activation', name, shapeOf(input), [input], { settings: { kind: activation } }),
    /** A rate of 0 adds no layer. */
    dropout: (name: string, input: Node, rate: number): Node =>
      rate === 0 ? input : node('dropout', name, shapeOf(input), [input], { settings: { rate } }),
    batchNorm: (name: string, input: Node, { momentum = 0.1, epsilon = 1e-5 } = {}): Node => {
      const shape = [1, width(input)] as const;
      return node('batch-norm', name, shapeOf(input), [input], {
        tables: [
          table(`${name}/scale`, shape, 'norm', { initial: ONE }),
          table(`${name}/shift`, shape, 'norm', { initial: ZERO }),
          table(`${name}/mean`, shape, 'state', { initial: ZERO }),
          table(`${name}/variance`, shape, 'state', { initial: ONE }),
        ],
        settings: { momentum, epsilon },
      });
    },
    /** No range adds no layer. */
    range: (input: Node, range: readonly [number, number] | null): Node =>
      range ? node('range', 'range', shapeOf(input), [input], { settings: { low: range[0], high: range[1] } }) : input,
    gaussian: (name: string, mean: Node, logVariance: Node): Node => {
      same(name, mean, logVariance);
      return node('gaussian', name, shapeOf(mean), [mean, logVariance]);
    },

    /** The end of a `rows` network. `tiedTo`: the table of the bag at its beginning. Bias `NAME/bias`, a row per item. */
    itemScores: (
      name: string,
      input: Node,
      options: TableOptions & { tiedTo?: string; biasInitial?: Initial | null },
    ): Node => {
      const { tiedTo, biasInitial = ZERO } = options;
      const names = [tiedTo ?? table(name, [size.items, width(input)], 'embedding', options, 'item')];
      if (biasInitial) names.push(table(`${name}/bias`, [size.items, 1], 'bias', { initial: biasInitial }, 'item'));
      return node('item-scores', name, [0], [input], { tables: names });
    },

    /** Ends the declaration. */
    minimise: (output: Node, loss: Loss): Network => {
      const { layer, shape } = nodes[output];
      if ((kind === 'rows') !== (layer === 'item-scores') || (kind === 'pairs' && sizeOf(shape) !== 1))
        throw new RecsmithError('INTERNAL', `A network of ${kind} cannot end in ${layer} of ${shape.join(' x ')}.`);
      return { kind, tables, nodes, output, loss };
    },
  };
}
export type Declaration = ReturnType<typeof declare>;
