import type { Kernels } from '../../kernels/kernels.ts';
import { strideFor } from '../../kernels/matrix.ts';
import { activationKind } from '../layers/activation.ts';
import { layers } from '../layers/registry.ts';
import { sizeOf, type LayerNode, type Network } from '../network.ts';
import { maskFloats, MOST_TILE_ROWS, neededNodes, SPARE_ROWS, TILE_BYTES } from './compile.ts';
import type { TileInput, TileOp, TileView } from './ops.ts';
import type { PlacedRows, TablePlaces } from './tables.ts';

/** What a node's value depends on. */
type Side = 'user' | 'item' | 'pair';

export interface ScoringProgram {
  /** Of the user alone, then of the item alone, then of both. */
  readonly ops: Readonly<Record<Side, readonly TileOp[]>>;
  readonly tileRows: number;
  readonly scratchBytes: number;
  readonly maskAt: number;
}

interface ScoringOptions {
  readonly network: Network;
  readonly kernels: Kernels;
  readonly places: TablePlaces;
  readonly histories: { readonly user: PlacedRows; readonly item: PlacedRows } | null;
  /** Items of the view, where all are scored for one user at a time; 0: tiles of pairs. */
  readonly allItems: number;
}

/** A smaller tile than in training: nothing is kept for a backward pass. */
const SCRATCH_AIM = 1 << 20;

/**
 * Operations of a pass without randomness. A dense layer over a concatenation of what depends on the user and what
 * depends on the item alone is taken apart: W [u; i] = W1 u + W2 i. Both kinds of program take the same sums in the
 * same order, so a pair's score has the same bits however it is asked for.
 */
export function compileScoring(options: ScoringOptions): ScoringProgram {
  const aim = compile(options, MOST_TILE_ROWS, true).scratchBytes / MOST_TILE_ROWS;
  const fitting = Math.floor(SCRATCH_AIM / aim / 8) * 8;
  return compile(options, Math.max(8, Math.min(MOST_TILE_ROWS, fitting)), false);
}

function compile(options: ScoringOptions, tileRows: number, dry: boolean): ScoringProgram {
  const { network, kernels, places, histories, allItems } = options;
  const { nodes } = network;
  const needed = neededNodes(network);
  // Without training a dropout is its input.
  const actual = (index: number): number => {
    const own = needed.same[index];
    return nodes[own].layer === 'dropout' ? actual(nodes[own].inputs[0]) : own;
  };
  const sides = new Map<number, Side>();
  for (const index of needed.order) {
    const { layer, inputs, settings } = nodes[index];
    const of = inputs.map((input) => sides.get(needed.same[input])!);
    const own = layer === 'embedding' || layer === 'bag' ? (settings.of as Side) : of[0];
    sides.set(index, of.every((side) => side === own) ? own : 'pair');
  }
  const sideOf = (index: number) => sides.get(actual(index))!;
  /** The concatenation that a layer takes apart. */
  const apart = (node: LayerNode): LayerNode | null => {
    const input = node.layer === 'dense' && !node.settings.transposed ? nodes[actual(node.inputs[0])] : null;
    if (input?.layer !== 'concat' || sideOf(node.inputs[0]) !== 'pair') return null;
    return input.inputs.some((piece) => sideOf(piece) !== 'pair') ? input : null;
  };

  const order = new Set<number>();
  const readBy = new Map<number, number[]>();
  const visit = (index: number, reader: number) => {
    const own = actual(index);
    readBy.set(own, [...(readBy.get(own) ?? []), reader]);
    if (order.has(own)) return;
    order.add(own);
    (apart(nodes[own]) ?? nodes[own]).inputs.forEach((input) => visit(input, own));
  };
  visit(network.output, -1);

  let top = TILE_BYTES;
  const reserve = (floats: number): number => {
    const at = top;
    top += Math.ceil((4 * floats) / 64) * 64;
    return at;
  };
  /** Of one user's row every item's reads the same; an item's row that others read is there for all items. */
  const placeView = (side: Side, size: number, shared: boolean): TileView => {
    const floats = strideFor(size);
    if (allItems > 0 && side === 'user') return { at: reserve(floats), space: 'scratch', pitch: 0 };
    if (allItems > 0 && side === 'item' && shared) {
      const at = dry ? 64 : kernels.f32((allItems + SPARE_ROWS) * floats).byteOffset;
      return { at, space: 'batch', pitch: 4 * floats };
    }
    return { at: reserve(tileRows * floats), space: 'scratch', pitch: 4 * floats };
  };
  const views = new Map<number, TileView>();
  const viewOf = (index: number): TileView => {
    const own = actual(index);
    const known = views.get(own);
    if (known) return known;
    const side = sideOf(own);
    const shared = readBy
      .get(own)!
      .some((reader) => reader < 0 || sideOf(reader) !== side || apart(nodes[reader]) !== null);
    const view = placeView(side, sizeOf(nodes[own].shape), shared);
    views.set(own, view);
    return view;
  };
  const inputOf = (index: number): TileInput => {
    const { shape } = nodes[actual(index)];
    return { view: viewOf(index), slope: null, mode: 'none', width: sizeOf(shape), shape };
  };

  const ops: Record<Side, TileOp[]> = { user: [], item: [], pair: [] };
  /** W [a; b; ...] piece by piece, each side's part by itself, then the activation of their sum. */
  const takeApart = (node: LayerNode, concat: LayerNode, y: TileView) => {
    const units = sizeOf(node.shape);
    const weight = places.of(node.tables[0]);
    const parts: Partial<Record<Side, TileView>> = {};
    let bias = node.tables.length > 1 ? places.of(node.tables[1]) : null;
    let row = 0;
    for (const piece of concat.inputs) {
      const side = sideOf(piece);
      const x = inputOf(piece);
      const add = parts[side] ? 1 : 0;
      parts[side] ??= placeView(side, units, true);
      const table = { at: weight.at + row * weight.pitch, pitch: weight.pitch, gradient: -1 };
      const whole = [0, add];
      ops[side].push({
        code: 'dense',
        x: x.view,
        width: x.width,
        units,
        y: parts[side],
        table,
        bias: add ? null : bias,
        whole,
      });
      if (!add) bias = null;
      row += x.width;
    }
    const sums = Object.values(parts);
    sums.slice(1).forEach((z, k) => {
      const last = k === sums.length - 2;
      const kind = last ? activationKind(node.settings) : 0;
      ops.pair.push({ code: 'join', kind, x: k === 0 ? sums[0] : y, z, y, width: units });
    });
  };

  for (const index of [...order].sort((a, b) => a - b)) {
    const node = nodes[index];
    const out = viewOf(index);
    const concat = apart(node);
    if (concat) {
      takeApart(node, concat, out);
      continue;
    }
    const emitted = layers[node.layer].tile!.emit({
      ...{ node, inputs: node.inputs.map(inputOf), out: { view: out, slope: null }, training: false, stream: 0 },
      table: (position) => places.of(node.tables[position]),
      // Sums before the activation are made and activated in place.
      keep: () => ({ at: 0, space: 'scratch', pitch: 0 }),
      scratch: (floats) => reserve(tileRows * floats),
      perThread: reserve,
      lookUpSlope: null,
      histories: (of) => histories![of],
      perShard: () => 0,
      inPlace: () => false,
    });
    ops[sideOf(index)].push(...emitted);
  }
  ops.pair.push({ code: 'scores', x: viewOf(network.output) });
  const maskAt = reserve(maskFloats(network));
  return { ops, tileRows, scratchBytes: Math.ceil(top / 256) * 256 + 256, maskAt };
}
