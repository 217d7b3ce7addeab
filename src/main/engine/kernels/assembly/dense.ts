// y = activation(x W + b). `table` is what x is multiplied by, [width x units], and `turned` its transpose; a layer with
// tied weights has the two exchanged, and its gradient is the other table's.
import { fma, sum } from './common';
import { activateRows, ownSlope } from './elementwise';
import { NONE, RELU } from './functions';
import { addColumns, gemm } from './gemm';
import { Op, Tile, up4, up8, view } from './tile';

/** One unit: its weights lie in a row of the transpose, and seven eighths of a matrix product would be padding. */
function forwardOne(op: Op, tile: Tile, y: usize, pitch: usize): void {
  const bytes = <usize>up8(op.width) << 2, w = op.turned, bias: f32 = op.bias ? load<f32>(op.bias) : 0, relu = op.kind == RELU;
  let x = view(tile, op.x, op.xSpace, op.xPitch);
  for (let r = 0; r < tile.rows; r++) {
    let a = f32x4.splat(0), b = a;
    for (let f: usize = 0; f < bytes; f += 32) {
      a = fma(v128.load(x + f), v128.load(w + f), a);
      b = fma(v128.load(x + f, 16), v128.load(w + f, 16), b);
    }
    const z = sum(f32x4.add(a, b)) + bias;
    store<f32>(y, relu ? max<f32>(z, 0) : z);
    x += op.xPitch;
    y += pitch;
  }
}

/** gradient[i] += sum over rows of dy x[i], a value every `step` bytes. */
function gradientOne(x: usize, xPitch: usize, dy: usize, dyPitch: usize, rows: i32, width: i32, gradient: usize, step: usize): void {
  for (let f = 0; f < width; f += 8) {
    let a = f32x4.splat(0), b = a, at = x + (<usize>f << 2), slope = dy;
    for (let r = 0; r < rows; r++) {
      const g = v128.load_splat<f32>(slope);
      a = fma(g, v128.load(at), a);
      b = fma(g, v128.load(at, 16), b);
      at += xPitch;
      slope += dyPitch;
    }
    for (let k = f, end = min(width, f + 8); k < end; k++) {
      const to = gradient + <usize>k * step;
      store<f32>(to, load<f32>(to) + f32x4.extract_lane(a, 0));
      a = (k - f) == 3 ? b : v128.shuffle<f32>(a, a, 1, 2, 3, 0);
    }
  }
}

/** kind: of the activation. p0: 1 if tied, so that the gradient has the shape of `turned`. p1: y adds to what is there. */
export function denseForward(op: Op, tile: Tile): void {
  const y = view(tile, op.y, op.ySpace, op.yPitch), kind = op.kind;
  const sums = op.tPitch ? view(tile, op.t, op.tSpace, op.tPitch) : y, pitch = op.tPitch ? op.tPitch : op.yPitch;
  if (op.units == 1 && op.turned) forwardOne(op, tile, sums, pitch);
  else gemm(
    view(tile, op.x, op.xSpace, op.xPitch), op.xPitch, 4, op.table, op.tablePitch, sums, pitch,
    up4(tile.rows), up8(op.units), op.width, op.p1 == 1, op.bias, kind == RELU, 0, 0,
  );
  if (kind > RELU) activateRows(kind, sums, pitch, y, op.yPitch, tile.rows, op.units, 0, 1);
}

/** p2: 1 if x is the output of a relu whose slope is taken along here; p3: 1 if the layer after this one does so. */
export function denseBackward(op: Op, tile: Tile): void {
  const x = view(tile, op.x, op.xSpace, op.xPitch), dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const rows = tile.rows, width = op.width, units = op.units;
  if (op.kind != NONE && !op.p3) ownSlope(op, tile, op.kind);
  if (op.biasGradient >= 0) addColumns(dy, op.dyPitch, rows, units, tile.gradients + <usize>op.biasGradient);
  if (op.tableGradient >= 0) {
    const gradient = tile.gradients + <usize>op.tableGradient;
    if (op.p0) gemm(dy, 4, op.dyPitch, x, op.xPitch, gradient, op.turnedPitch, up4(units), up8(width), rows, true, 0, false, 0, 0);
    else if (units == 1) gradientOne(x, op.xPitch, dy, op.dyPitch, rows, width, gradient, op.tablePitch);
    else gemm(x, 4, op.xPitch, dy, op.dyPitch, gradient, op.tablePitch, up4(width), up8(units), rows, true, 0, false, 0, 0);
  }
  if (op.xMode)
    gemm(
      dy, op.dyPitch, 4, op.turned, op.turnedPitch, view(tile, op.dx, op.dxSpace, op.dxPitch), op.dxPitch,
      up4(rows), up8(width), units, op.xMode == 2, 0, false, op.p2 ? x : 0, op.xPitch,
    );
}
