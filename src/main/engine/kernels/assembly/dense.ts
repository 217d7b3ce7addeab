// y = activation(x W + b). `table` is what x is multiplied by, [width x units], and `turned` its transpose; a layer with
// tied weights has the two exchanged, and its gradient is the other table's.
import { activateRows, ownSlope } from './elementwise';
import { NONE, RELU } from './functions';
import { addColumns, gemm } from './gemm';
import { Op, Tile, up4, up8, view } from './tile';

/** kind: of the activation. p0: 1 if tied, so that the gradient has the shape of `turned`. p1: y adds to what is there. */
export function denseForward(op: Op, tile: Tile): void {
  const y = view(tile, op.y, op.ySpace, op.yPitch), kind = op.kind;
  const sums = op.tPitch ? view(tile, op.t, op.tSpace, op.tPitch) : y, pitch = op.tPitch ? op.tPitch : op.yPitch;
  gemm(
    view(tile, op.x, op.xSpace, op.xPitch), op.xPitch, 4, op.table, op.tablePitch, sums, pitch,
    up4(tile.rows), up8(op.units), op.width, op.p1 == 1, op.bias, kind == RELU, 0, 0,
  );
  if (kind > RELU) activateRows(kind, sums, pitch, y, op.yPitch, tile.rows, op.units, 0, 1);
}

/** p2: 1 if x is the output of a relu whose slope is taken along here. */
export function denseBackward(op: Op, tile: Tile): void {
  const x = view(tile, op.x, op.xSpace, op.xPitch), dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const rows = tile.rows, width = op.width, units = op.units;
  if (op.kind != NONE && !op.p3) ownSlope(op, tile, op.kind);
  if (op.biasGradient >= 0) addColumns(dy, op.dyPitch, rows, units, tile.gradients + <usize>op.biasGradient);
  if (op.tableGradient >= 0) {
    const gradient = tile.gradients + <usize>op.tableGradient;
    if (op.p0) gemm(dy, 4, op.dyPitch, x, op.xPitch, gradient, op.turnedPitch, up4(units), up8(width), rows, true, 0, false, 0, 0);
    else gemm(x, 4, op.xPitch, dy, op.dyPitch, gradient, op.tablePitch, up4(width), up8(units), rows, true, 0, false, 0, 0);
  }
  if (op.xMode)
    gemm(
      dy, op.dyPitch, 4, op.turned, op.turnedPitch, view(tile, op.dx, op.dxSpace, op.dxPitch), op.dxPitch,
      up4(rows), up8(width), units, op.xMode == 2, 0, false, op.p2 ? x : 0, op.xPitch,
    );
}
