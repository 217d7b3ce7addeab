import type { Kernels } from '../../kernels/kernels.ts';
import { strideFor, type Matrix } from '../../kernels/matrix.ts';
import { streamNumber } from '../../random.ts';
import type { NetworkTables, Rows } from '../executor.ts';
import { ACTIVATIONS, type ActivationId, type LayerNode, type Network } from '../network.ts';
import { dropBelow } from './ops.ts';
import { Records } from './records.ts';
import { ROW_OPERATION } from './row-fields.ts';

/** Numbers of operations, as in kernels/assembly/row-plan.ts. */
const KIND = { bag: 0, linear: 1, activation: 2, dropout: 3, gaussian: 4, add: 5 } as const;

/** One operation with its buffers: a row per user of the largest batch. */
export interface RowOperation {
  readonly kind: keyof typeof KIND;
  readonly columns: number;
  readonly row: number; // bytes
  readonly value: number; // address
  readonly slope: number; // address
  readonly address: number;
  readonly inputs: readonly RowOperation[];
  /** Names of tables, as the layer has them. */
  readonly tables: readonly string[];
  readonly transposed: boolean;
  /** Of a bag: whose rows it adds up. */
  readonly of: 'user' | 'entries' | null;
}

/** Entries of the batch in kernel memory. */
export interface RowInput {
  readonly start: Uint32Array; // [B + 1]
  readonly items: Uint32Array; // [entries]
  readonly values: Float32Array; // [entries]
}

export interface RowProgram {
  readonly records: Records<typeof ROW_OPERATION>;
  readonly operations: readonly RowOperation[];
  /** What the scores are made of. */
  readonly input: RowOperation;
  /** The node of the scores. */
  readonly scores: LayerNode;
  /** The position of each user in the batch, and the users. */
  readonly users: RowInput;
}

const LAYERS = new Set(['embedding', 'bag', 'dense', 'activation', 'dropout', 'gaussian', 'add', 'item-scores']);

/** Why this network of rows cannot be run by tiles, or null. */
export function rowsRefusal(network: Network): string | null {
  const bags = new Set<string>();
  for (const { layer, name, settings, tables, inputs } of network.nodes) {
    if (!LAYERS.has(layer)) return `The layer ${name} (${layer}) is not one that networks over rows have by tiles.`;
    if (layer === 'add' && inputs.length !== 2)
      return `The layer ${name} adds ${inputs.length} inputs; by tiles it is two.`;
    if (layer === 'embedding' && settings.of !== 'user') return `The layer ${name} looks up one item; a row has many.`;
    if (layer !== 'embedding' && layer !== 'bag') continue;
    if (bags.has(tables[0])) return `The table ${tables[0]} is looked up by two layers.`;
    bags.add(tables[0]);
  }
  return null;
}

/** Operations for batches of at most `users` users with at most `entries` entries, written to kernel memory. */
export function rowProgram(
  kernels: Kernels,
  network: Network,
  tables: Pick<NetworkTables, 'table'>,
  limits: { readonly users: number; readonly entries: number },
  input: RowInput,
): RowProgram {
  const lowered = network.nodes.slice(0, network.output).flatMap(lower);
  const records = new Records(kernels, ROW_OPERATION, lowered.length);
  const padded = (limits.users + 3) & ~3;
  const users: RowInput = {
    start: kernels.u32(limits.users + 1),
    items: kernels.u32(limits.users),
    values: kernels.f32(0),
  };
  users.start.forEach((_, k) => (users.start[k] = k));
  const operations: RowOperation[] = [];
  /** The last operation of each node. */
  const ends = new Map<LayerNode, RowOperation>();
  for (const [index, step] of lowered.entries()) {
    const { node, kind } = step;
    const columns = node.shape[0];
    const stride = strideFor(columns);
    const inputs = step.inner ? [operations[index - 1]] : node.inputs.map((at) => ends.get(network.nodes[at])!);
    const operation: RowOperation = {
      ...{ kind, columns, row: 4 * stride, address: records.at(index), tables: step.tables, inputs },
      value: kernels.at(kernels.f32(padded * stride)),
      slope: kernels.at(kernels.f32(padded * stride)),
      transposed: kind === 'linear' && node.settings.transposed === true,
      of: node.layer === 'embedding' ? 'user' : node.layer === 'bag' ? 'entries' : null,
    };
    operations.push(operation);
    ends.set(node, operation);
    const matrix = (position: number): Matrix | null => {
      const name = step.tables[position];
      return name === undefined ? null : tables.table(name);
    };
    const rate = (node.layer === 'bag' ? node.settings.noise : (node.settings.rate ?? 0)) as number;
    records.set(index, {
      ...{ kind: KIND[kind], columns, row: operation.row, value: operation.value, slope: operation.slope },
      first: inputs[0]?.address ?? 0,
      second: inputs[1]?.address ?? 0,
      table: matrix(0) ? kernels.at(matrix(0)!.data) : 0,
      tableRow: 4 * (matrix(0)?.stride ?? 0),
      bias: matrix(1) ? kernels.at(matrix(1)!.data) : 0,
      transposed: operation.transposed ? 1 : 0,
      activation: ACTIVATIONS.indexOf((node.settings.kind ?? node.settings.activation ?? 'none') as ActivationId),
      least: dropBelow(rate),
      scale: 1 / (1 - rate),
      stream: streamNumber(node.name),
      normalise: node.settings.normalise ? 1 : 0,
    });
    if (operation.of) {
      const source = operation.of === 'user' ? users : input;
      records.set(index, {
        start: kernels.at(source.start),
        entries: kernels.at(source.items),
        weights: kernels.at(kernels.f32(source.items.length)),
      });
    }
  }
  const scores = network.nodes[network.output];
  return { records, operations, scores, users, input: ends.get(network.nodes[scores.inputs[0]])! };
}

interface Lowered {
  readonly node: LayerNode;
  readonly kind: RowOperation['kind'];
  readonly tables: readonly string[];
  /** Takes what the operation before gave, of the same layer. */
  readonly inner?: boolean;
}

/** A layer as one or two operations: what a dense layer's activation makes of its sums is one of its own. */
function lower(node: LayerNode): Lowered[] {
  switch (node.layer) {
    case 'embedding':
    case 'bag':
      return [{ node, kind: 'bag', tables: node.tables }];
    case 'dense':
      return [
        { node, kind: 'linear', tables: node.tables },
        ...(node.settings.activation === 'none'
          ? []
          : [{ node, kind: 'activation' as const, tables: [], inner: true }]),
      ];
    default:
      return [{ node, kind: node.layer as RowOperation['kind'], tables: [] }];
  }
}

/** Copies a batch's rows to kernel memory. */
export function loadRows(into: RowInput, rows: Rows): void {
  into.start.set(rows.start);
  into.items.set(rows.items);
  if (rows.values) into.values.set(rows.values);
}
