// Convolution without padding as a matrix product: each place of the kernel becomes a row of the patches, and
// y = activation(patches W + b). Sums over space.
import { activateRows, ownSlope } from './elementwise';
import { NONE, RELU } from './functions';
import { addColumns, gemm } from './gemm';
import { Op, Tile, addRow, copyRow, up4, up8, view } from './tile';

// Fields of the operation: p0 kernel, p1 stride, p2 input columns (W), p3 input channels, p4 output rows, p5 output
// columns, p6 offset in scratch of the patches, p7 of rows of padded output channels (0: y itself). kind: activation.

/** Copies to (or adds back from) the patches of one example: one row of kernel x kernel x channels per place. */
// @ts-ignore: decorator
@inline
function walk(op: Op, x: usize, patches: usize, pitch: usize, back: bool): void {
  const kernel = <i32>op.p0, stride = <usize>op.p1, channels = <usize>op.p3;
  const line = (<usize>op.p2 * channels) << 2, run = kernel * <i32>channels;
  for (let r: usize = 0; r < <usize>op.p4; r++)
    for (let c: usize = 0; c < <usize>op.p5; c++) {
      let from = x + r * stride * line + ((c * stride * channels) << 2), to = patches;
      for (let k = 0; k < kernel; k++) {
        if (back) addRow(from, to, run);
        else copyRow(to, from, run);
        from += line;
        to += <usize>run << 2;
      }
      patches += pitch;
    }
}

// @ts-ignore: decorator
@inline
function patchWidth(op: Op): i32 {
  return <i32>(op.p0 * op.p0 * op.p3);
}

function gather(op: Op, tile: Tile, patches: usize, pitch: usize): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), to = patches;
  for (let r = 0; r < tile.rows; r++) {
    walk(op, x, to, pitch, false);
    to += <usize>(op.p4 * op.p5) * pitch;
    x += op.xPitch;
  }
}

/** Rows of `units` values: from the node's buffer, where they lie close, to rows of whole vectors, or back. */
function spread(op: Op, tile: Tile, close: usize, pitch: usize, wide: usize, toWide: bool): void {
  const places = <i32>(op.p4 * op.p5), channels = op.units / places, bytes = <usize>up8(channels) << 2;
  for (let r = 0; r < tile.rows; r++) {
    let at = close;
    for (let k = 0; k < places; k++) {
      if (toWide) copyRow(wide, at, channels);
      else copyRow(at, wide, channels);
      at += <usize>channels << 2;
      wide += bytes;
    }
    close += pitch;
  }
}

export function convolutionForward(op: Op, tile: Tile): void {
  const places = <i32>(op.p4 * op.p5), channels = op.units / places, width = patchWidth(op), pitch = <usize>up8(width) << 2;
  const patches = tile.scratch + <usize>op.p6, y = view(tile, op.y, op.ySpace, op.yPitch);
  gather(op, tile, patches, pitch);
  const sums = op.tPitch ? view(tile, op.t, op.tSpace, op.tPitch) : y, sumPitch = op.tPitch ? op.tPitch : op.yPitch;
  const wide = op.p7 ? tile.scratch + <usize>op.p7 : sums;
  gemm(
    patches, pitch, 4, op.table, op.tablePitch, wide, <usize>up8(channels) << 2,
    up4(tile.rows * places), up8(channels), width, false, op.bias, op.kind == RELU, 0, 0,
  );
  if (op.p7) spread(op, tile, sums, sumPitch, wide, false);
  if (op.kind > RELU) activateRows(op.kind, sums, sumPitch, y, op.yPitch, tile.rows, op.units, 0, 1);
}

export function convolutionBackward(op: Op, tile: Tile): void {
  const places = <i32>(op.p4 * op.p5), channels = op.units / places, width = patchWidth(op), pitch = <usize>up8(width) << 2;
  const patches = tile.scratch + <usize>op.p6, dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const rows = tile.rows * places, channelBytes = <usize>up8(channels) << 2;
  if (op.kind != NONE) ownSlope(op, tile, op.kind);
  const wide = op.p7 ? tile.scratch + <usize>op.p7 : dy;
  if (op.p7) spread(op, tile, dy, op.dyPitch, wide, true);
  if (op.biasGradient >= 0) addColumns(wide, channelBytes, rows, channels, tile.gradients + <usize>op.biasGradient);
  if (op.tableGradient >= 0) {
    // The patches are made again: kept, they would be the largest buffer of the tile.
    gather(op, tile, patches, pitch);
    gemm(
      patches, 4, pitch, wide, channelBytes, tile.gradients + <usize>op.tableGradient, op.tablePitch,
      up4(width), up8(channels), rows, true, 0, false, 0, 0,
    );
  }
  if (!op.xMode) return;
  gemm(wide, channelBytes, 4, op.turned, op.turnedPitch, patches, pitch, up4(rows), up8(width), channels, false, 0, false, 0, 0);
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), from = patches;
  for (let r = 0; r < tile.rows; r++) {
    if (op.xMode == 1) memory.fill(dx, 0, <usize>op.width << 2);
    walk(op, dx, from, pitch, true);
    from += <usize>places * pitch;
    dx += op.dxPitch;
  }
}

/** y[channel] = sum over places of x; width: of x, units: channels. */
export function poolForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), y = view(tile, op.y, op.ySpace, op.yPitch);
  const channels = op.units, bytes = <usize>channels << 2;
  for (let r = 0; r < tile.rows; r++) {
    let at = x;
    copyRow(y, at, channels);
    for (let f = channels; f < op.width; f += channels) addRow(y, (at += bytes), channels);
    x += op.xPitch;
    y += op.yPitch;
  }
}
export function poolBackward(op: Op, tile: Tile): void {
  if (!op.xMode) return;
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const channels = op.units, bytes = <usize>channels << 2;
  for (let r = 0; r < tile.rows; r++) {
    let at = dx;
    for (let f = 0; f < op.width; f += channels) {
      if (op.xMode == 1) copyRow(at, dy, channels);
      else addRow(at, dy, channels);
      at += bytes;
    }
    dx += op.dxPitch;
    dy += op.dyPitch;
  }
}
