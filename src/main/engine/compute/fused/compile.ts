import type { Kernels } from '../../kernels/kernels.ts';
import { strideFor } from '../../kernels/matrix.ts';
import { streamNumber } from '../../random.ts';
import { layers } from '../layers/registry.ts';
import { sizeOf, tableNamed, type LayerNode, type Network } from '../network.ts';
import type { SlopeMode, TileInput, TileOp, TileView } from './ops.ts';
import type { PlacedRows, TablePlaces } from './tables.ts';

/** Bytes at the beginning of a thread's scratch that describe its tile (`Tile`, kernels/assembly/tile.ts). */
export const TILE_BYTES = 128;
export const MOST_TILE_ROWS = 64;
/** Activations of a tile should stay in a core's second-level cache. */
const SCRATCH_AIM = 1 << 20;
/** Rows that whole vectors of examples may write beyond the last one of a step. */
export const SPARE_ROWS = 4;

export interface Program {
  readonly ops: readonly TileOp[];
  /** First operation of each segment, and the number of operations; every segment but the first begins with a layer that couples the batch. */
  readonly segments: readonly number[];
  readonly tileRows: number;
  readonly scratchBytes: number;
  /** Offset in scratch of the random words of a row. */
  readonly maskAt: number;
  /** Where the score of a tile's row lies, and its slope. */
  readonly score: { readonly view: TileView; readonly slope: TileView | null };
  /** Operations that look rows up, and their tables. */
  readonly lookUps: readonly { readonly op: number; readonly table: string; readonly node: LayerNode }[];
}

interface CompileOptions {
  readonly network: Network;
  readonly kernels: Kernels;
  readonly places: TablePlaces;
  readonly histories: { readonly user: PlacedRows; readonly item: PlacedRows } | null;
  /** Most rows of a step. */
  readonly rows: number;
  /** Layers that couple the batch share out their sums over so many shards. */
  readonly shards: number;
}

interface Value {
  readonly view: TileView;
  readonly slope: TileView | null;
}

/** Nodes that the output depends on, each once: lookups of one table by one index are one node. */
export function neededNodes({ nodes, output }: Network): { order: number[]; same: number[] } {
  const same = nodes.map((node, index) =>
    node.layer === 'embedding'
      ? nodes.findIndex(({ layer, tables }) => layer === 'embedding' && tables[0] === node.tables[0])
      : index,
  );
  const needed = new Set<number>();
  const visit = (index: number) => {
    if (needed.has(same[index])) return;
    needed.add(same[index]);
    nodes[same[index]].inputs.forEach(visit);
  };
  visit(output);
  return { order: [...needed].sort((a, b) => a - b), same };
}

/** Floats of random words that a row may need: of its widest dropout, or of a chunk of a history. */
export const maskFloats = ({ nodes }: Network): number =>
  128 + Math.max(0, ...nodes.filter(({ layer }) => layer === 'dropout').map(({ shape }) => strideFor(sizeOf(shape))));

/** Operations of a training pass: forward, loss and, run from the end, backward. */
export function compileTraining(options: CompileOptions): Program {
  const aim = (rows: number) => compile(options, rows, true).scratchBytes;
  const perRow = aim(MOST_TILE_ROWS) / MOST_TILE_ROWS;
  const fitting = Math.floor(SCRATCH_AIM / perRow / 8) * 8;
  return compile(options, Math.max(8, Math.min(MOST_TILE_ROWS, fitting)), false);
}

function compile(options: CompileOptions, tileRows: number, dry: boolean): Program {
  const { network, kernels, places, histories } = options;
  const { nodes } = network;
  const { order, same } = neededNodes(network);
  const coupled = order.some((index) => layers[nodes[index].layer].couplesBatch);
  let top = TILE_BYTES;
  const reserve = (floats: number): number => {
    const at = top;
    top += Math.ceil((4 * floats) / 64) * 64;
    return at;
  };
  const batch = (floats: number): number => (dry ? 64 : kernels.f32((options.rows + SPARE_ROWS) * floats).byteOffset);
  const batchView = (floats: number): TileView => ({ at: batch(floats), space: 'batch', pitch: 4 * floats });
  // Where the batch is coupled, the backward pass comes when other tiles have used the scratch.
  const rowView = (floats: number): TileView =>
    coupled ? batchView(floats) : { at: reserve(tileRows * floats), space: 'scratch', pitch: 4 * floats };

  const consumers = new Map<number, number[]>(order.map((index) => [index, []]));
  for (const index of order) for (const input of nodes[index].inputs) consumers.get(same[input])!.push(index);
  const learns = new Set<number>();
  for (const index of order) {
    const { tables, inputs } = nodes[index];
    const own = tables.some((name) => !tableNamed(network, name).frozen && tableNamed(network, name).group !== 'state');
    if (own || inputs.some((input) => learns.has(same[input]))) learns.add(index);
  }

  /** Whether a layer may write straight into its place in the concatenation that alone reads it. */
  const inPlace = (index: number): boolean => {
    const [consumer, another] = consumers.get(index)!;
    if (consumer === undefined || another !== undefined || nodes[consumer].layer !== 'concat') return false;
    return nodes[index].layer === 'embedding' || sizeOf(nodes[index].shape) % 8 === 0;
  };
  const values = new Map<number, Value>();
  const lookUpSlopes = new Map<number, TileView>();
  const valueOf = (index: number): Value => {
    const known = values.get(index);
    if (known) return known;
    const value = makeValue(index);
    values.set(index, value);
    return value;
  };
  const makeValue = (index: number): Value => {
    const { layer, shape } = nodes[index];
    const floats = strideFor(sizeOf(shape));
    const looksUp = layer === 'embedding' || layer === 'bag';
    const sloped = learns.has(index);
    if (looksUp && sloped) lookUpSlopes.set(index, batchView(floats));
    if (inPlace(index)) {
      const [consumer] = consumers.get(index)!;
      const whole = valueOf(consumer);
      const position = nodes[consumer].inputs.findIndex((input) => same[input] === index);
      const before = nodes[consumer].inputs.slice(0, position);
      const offset = 4 * before.reduce((sum, input) => sum + sizeOf(nodes[input].shape), 0);
      const piece = (view: TileView) => ({ ...view, at: view.at + offset });
      return { view: piece(whole.view), slope: sloped && whole.slope ? piece(whole.slope) : null };
    }
    return { view: rowView(floats), slope: sloped ? (lookUpSlopes.get(index) ?? rowView(floats)) : null };
  };

  const isLoneRelu = (index: number): boolean =>
    nodes[index].layer === 'dense' && nodes[index].settings.activation === 'relu' && consumers.get(index)!.length === 1;
  const opOf = new Map<number, number>();
  const ops: TileOp[] = [];
  const segments = [0];
  const lookUps: { op: number; table: string; node: LayerNode }[] = [];
  for (const index of order) {
    const node = nodes[index];
    const { tile, couplesBatch } = layers[node.layer];
    const copies: TileOp[] = [];
    const inputs = node.inputs.map((given, position): TileInput => {
      const input = same[given];
      const { shape } = nodes[input];
      const width = sizeOf(shape);
      const first = node.inputs.findIndex((other) => same[other] === input) === position;
      const last = Math.max(...consumers.get(input)!) === index;
      const value = valueOf(input);
      const mode: SlopeMode = !value.slope ? 'none' : last && first ? 'store' : 'add';
      if (first) return { ...value, mode, width, shape };
      // An operation that reads one value twice could not write its two slopes to one place.
      const floats = strideFor(width);
      const copy = { view: rowView(floats), slope: value.slope && rowView(floats) };
      const whole = { width, units: width };
      copies.push({
        code: 'copy',
        x: value.view,
        dx: value.slope,
        xMode: mode,
        y: copy.view,
        dy: copy.slope,
        ...whole,
      });
      return { ...copy, mode: copy.slope ? 'store' : 'none', width, shape };
    });
    const out = valueOf(index);
    const emitted = [
      ...tile!.emit({
        ...{ node, inputs, out, training: true, stream: streamNumber(node.name) },
        table: (position) => places.of(node.tables[position]),
        keep: (floats) => rowView(strideFor(floats)),
        scratch: (floats) => reserve(tileRows * floats),
        perThread: reserve,
        lookUpSlope: lookUpSlopes.get(index) ?? null,
        histories: (of) => histories![of],
        perShard: (bytes) => (dry ? 64 : kernels.f64((options.shards * bytes) / 8).byteOffset),
        inPlace: (position) => inPlace(same[node.inputs[position]]),
      }),
    ];
    ops.push(...copies);
    // The slope of a relu between two dense layers is taken while the second one's matrix product is in registers.
    const before = same[node.inputs[0]];
    if (node.layer === 'dense' && inputs[0].mode === 'store' && isLoneRelu(before)) {
      const at = opOf.get(before)!;
      ops[at] = { ...ops[at], whole: [ops[at].whole![0], 0, ops[at].whole![2] ?? 0, 1] };
      emitted[0] = { ...emitted[0], whole: [emitted[0].whole![0], 0, 1, 0] };
    }
    opOf.set(index, ops.length);
    if (couplesBatch) segments.push(ops.length);
    if (lookUpSlopes.has(index)) lookUps.push({ op: ops.length, table: node.tables[0], node });
    ops.push(...emitted);
  }
  const score = valueOf(same[network.output]);
  const kinds = { 'squared-error': 0, 'binary-cross-entropy': 1, bpr: 2, multinomial: 0, custom: 0 } as const;
  ops.push({ code: 'loss', kind: kinds[network.loss.kind], x: score.view, dx: score.slope });
  const maskAt = reserve(maskFloats(network));
  return { ops, segments: [...segments, ops.length], tileRows, scratchBytes: top, maskAt, score, lookUps };
}
