// Layers that take each value by itself: copies and sums, products, activations, dropout. Fields of Op beyond the views
// are named at each.
import { fma } from './common';
import { NONE, RELU, activate, draw16, slope } from './functions';
import { Op, Tile, addRow, copyRow, logicalRow, view } from './tile';

/** y = x, or y += x if kind is 1. Exactly `width` values: y may be a piece of a longer row. */
export function copyForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), y = view(tile, op.y, op.ySpace, op.yPitch);
  const width = op.width, add = op.kind == 1;
  for (let r = 0; r < tile.rows; r++) {
    if (add) addRow(y, x, width);
    else copyRow(y, x, width);
    x += op.xPitch;
    y += op.yPitch;
  }
}
export function copyBackward(op: Op, tile: Tile): void {
  if (!op.xMode) return;
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const width = op.width, add = op.xMode == 2;
  for (let r = 0; r < tile.rows; r++) {
    if (add) addRow(dx, dy, width);
    else copyRow(dx, dy, width);
    dx += op.dxPitch;
    dy += op.dyPitch;
  }
}

/** y = x z. */
export function multiplyForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let y = view(tile, op.y, op.ySpace, op.yPitch);
  const bytes = <usize>op.width << 2;
  for (let r = 0; r < tile.rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16) v128.store(y + f, f32x4.mul(v128.load(x + f), v128.load(z + f)));
    x += op.xPitch;
    z += op.zPitch;
    y += op.yPitch;
  }
}

/** to (+)= g other. */
// @ts-ignore: decorator
@inline
export function product(mode: i32, to: usize, g: v128, other: v128): void {
  if (mode == 1) v128.store(to, f32x4.mul(g, other));
  else if (mode == 2) v128.store(to, fma(g, other, v128.load(to)));
}

export function multiplyBackward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), dz = view(tile, op.dz, op.dzSpace, op.dzPitch);
  let dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const bytes = <usize>op.width << 2, xMode = op.xMode, zMode = op.zMode;
  for (let r = 0; r < tile.rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16) {
      const g = v128.load(dy + f), v = v128.load(x + f), w = v128.load(z + f);
      product(xMode, dx + f, g, w);
      product(zMode, dz + f, g, v);
    }
    x += op.xPitch;
    z += op.zPitch;
    dx += op.dxPitch;
    dz += op.dzPitch;
    dy += op.dyPitch;
  }
}

/** Of a row of `width` values the lanes beyond it become 0: an activation of 0 need not be 0. */
// @ts-ignore: decorator
@inline
function clearPadding(row: usize, width: i32): void {
  for (let f = width; f & 7; f++) store<f32>(row + (<usize>f << 2), 0);
}

/** to = activation(from) for rows of `width` values, with what lies between them and the next multiple of 8 set to 0. */
export function activateRows(
  kind: i32, from: usize, fromPitch: usize, to: usize, toPitch: usize, rows: i32, width: i32, low: f32, span: f32,
): void {
  const bytes = <usize>width << 2, lows = f32x4.splat(low), spans = f32x4.splat(span);
  for (let r = 0; r < rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16) v128.store(to + f, activate(kind, v128.load(from + f), lows, spans));
    if (width & 7) clearPadding(to, width);
    from += fromPitch;
    to += toPitch;
  }
}

/** to (+)= dy slope(x, y), by `mode`; to may be dy. */
export function slopeRows(
  kind: i32, mode: i32, x: usize, xPitch: usize, y: usize, yPitch: usize, dy: usize, dyPitch: usize, to: usize, toPitch: usize,
  rows: i32, width: i32, low: f32, span: f32,
): void {
  const bytes = <usize>width << 2, lows = f32x4.splat(low), spans = f32x4.splat(span);
  for (let r = 0; r < rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16)
      product(mode, to + f, v128.load(dy + f), slope(kind, v128.load(x + f), v128.load(y + f), lows, spans));
    x += xPitch;
    y += yPitch;
    dy += dyPitch;
    to += toPitch;
  }
}

/** kind: of the activation; f0, f1: low and span of a range. */
export function activationForward(op: Op, tile: Tile): void {
  activateRows(
    op.kind, view(tile, op.x, op.xSpace, op.xPitch), op.xPitch, view(tile, op.y, op.ySpace, op.yPitch), op.yPitch,
    tile.rows, op.width, op.f0, op.f1,
  );
}
export function activationBackward(op: Op, tile: Tile): void {
  if (op.xMode)
    slopeRows(
      op.kind, op.xMode, view(tile, op.x, op.xSpace, op.xPitch), op.xPitch, view(tile, op.y, op.ySpace, op.yPitch), op.yPitch,
      view(tile, op.dy, op.dySpace, op.dyPitch), op.dyPitch, view(tile, op.dx, op.dxSpace, op.dxPitch), op.dxPitch,
      tile.rows, op.width, op.f0, op.f1,
    );
}

/** y = activation(x + z), only forward: the two halves of a dense layer whose input is a user's and an item's. */
export function joinForward(op: Op, tile: Tile): void {
  const out = view(tile, op.y, op.ySpace, op.yPitch), bytes = <usize>op.width << 2, relu = op.kind == RELU;
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch), y = out;
  const least = f32x4.splat(relu ? 0 : -Infinity);
  for (let r = 0; r < tile.rows; r++) {
    for (let f: usize = 0; f < bytes; f += 16) v128.store(y + f, f32x4.max(least, f32x4.add(v128.load(x + f), v128.load(z + f))));
    x += op.xPitch;
    z += op.zPitch;
    y += op.yPitch;
  }
  if (op.kind > RELU) activateRows(op.kind, out, op.yPitch, out, op.yPitch, tile.rows, op.width, 0, 1);
}

/** The fused activation of a dense or convolution layer, on its slopes in place. */
export function ownSlope(op: Op, tile: Tile, kind: i32): void {
  if (kind == NONE) return;
  const y = view(tile, op.y, op.ySpace, op.yPitch), dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const sums = op.tPitch ? view(tile, op.t, op.tSpace, op.tPitch) : y, pitch = op.tPitch ? op.tPitch : op.yPitch;
  slopeRows(kind, 1, sums, pitch, y, op.yPitch, dy, op.dyPitch, dy, op.dyPitch, tile.rows, op.units, 0, 1);
}

/** Draws the row's words to the tile's mask; returns where the row's first lies. */
// @ts-ignore: decorator
@inline
export function drawRow(tile: Tile, stream: u32, element: u32, count: i32): usize {
  const counter = element >> 2, end = (element + <u32>count + 3) >> 2;
  let out = tile.mask;
  for (let c = counter; c < end; c += 4) {
    draw16(tile.seed, stream, tile.number, c, out);
    out += 64;
  }
  return tile.mask + (<usize>(element & 3) << 2);
}

/** p0: stream; p1: words below it drop; f0: 1 / (1 - rate). */
function drop(op: Op, tile: Tile, from: usize, fromPitch: usize, to: usize, toPitch: usize, mode: i32): void {
  const width = op.width, bytes = <usize>width << 2, least = i32x4.splat(op.p1), scale = f32x4.splat(op.f0);
  for (let r = 0; r < tile.rows; r++) {
    const words = drawRow(tile, op.p0, <u32>logicalRow(tile, r) * <u32>width, width);
    for (let f: usize = 0; f < bytes; f += 16)
      product(mode, to + f, v128.and(scale, i32x4.ge_u(v128.load(words + f), least)), v128.load(from + f));
    from += fromPitch;
    to += toPitch;
  }
}
export function dropoutForward(op: Op, tile: Tile): void {
  drop(op, tile, view(tile, op.x, op.xSpace, op.xPitch), op.xPitch, view(tile, op.y, op.ySpace, op.yPitch), op.yPitch, 1);
}
export function dropoutBackward(op: Op, tile: Tile): void {
  if (op.xMode)
    drop(op, tile, view(tile, op.dy, op.dySpace, op.dyPitch), op.dyPitch, view(tile, op.dx, op.dxSpace, op.dxPitch), op.dxPitch, op.xMode);
}
