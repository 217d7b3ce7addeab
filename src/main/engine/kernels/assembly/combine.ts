// Layers that bring two rows together: dot product, cosine, outer product.
import { fma, sum } from './common';
import { product } from './elementwise';
import { Op, Tile, view } from './tile';

// @ts-ignore: decorator
@inline
function dot(x: usize, z: usize, bytes: usize): f32 {
  let a = f32x4.splat(0), b = a;
  for (let f: usize = 0; f < bytes; f += 32) {
    a = fma(v128.load(x + f), v128.load(z + f), a);
    b = fma(v128.load(x + f, 16), v128.load(z + f, 16), b);
  }
  return sum(f32x4.add(a, b));
}

/** y[0] = x . z. */
export function dotForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let y = view(tile, op.y, op.ySpace, op.yPitch);
  const bytes = <usize>op.width << 2;
  for (let r = 0; r < tile.rows; r++) {
    store<f32>(y, dot(x, z, bytes));
    x += op.xPitch;
    z += op.zPitch;
    y += op.yPitch;
  }
}
export function dotBackward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), dz = view(tile, op.dz, op.dzSpace, op.dzPitch);
  let dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const bytes = <usize>op.width << 2, xMode = op.xMode, zMode = op.zMode;
  for (let r = 0; r < tile.rows; r++) {
    const g = v128.load_splat<f32>(dy);
    for (let f: usize = 0; f < bytes; f += 16) {
      const v = v128.load(x + f), w = v128.load(z + f);
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

/** y[0] = max(floor, x . z / (|x| |z|)), the floor where a length is 0; f0: floor. */
export function cosineForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let y = view(tile, op.y, op.ySpace, op.yPitch);
  const bytes = <usize>op.width << 2, floor = op.f0;
  for (let r = 0; r < tile.rows; r++) {
    const lengths = Mathf.sqrt(dot(x, x, bytes)) * Mathf.sqrt(dot(z, z, bytes));
    store<f32>(y, lengths > 0 ? max(floor, dot(x, z, bytes) / lengths) : floor);
    x += op.xPitch;
    z += op.zPitch;
    y += op.yPitch;
  }
}
/** dx = g (z / (|x| |z|) - cosine x / |x|^2), dz alike; nothing at the floor. */
export function cosineBackward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), dz = view(tile, op.dz, op.dzSpace, op.dzPitch);
  let y = view(tile, op.y, op.ySpace, op.yPitch), dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const bytes = <usize>op.width << 2, xMode = op.xMode, zMode = op.zMode;
  for (let r = 0; r < tile.rows; r++) {
    const cosine = load<f32>(y);
    let cross: f32 = 0, toX: f32 = 0, toZ: f32 = 0;
    if (cosine > op.f0) {
      const g = load<f32>(dy), xx = dot(x, x, bytes), zz = dot(z, z, bytes);
      cross = g / (Mathf.sqrt(xx) * Mathf.sqrt(zz));
      toX = (g * cosine) / xx;
      toZ = (g * cosine) / zz;
    }
    const c = f32x4.splat(cross), a = f32x4.splat(toX), b = f32x4.splat(toZ), one = f32x4.splat(1);
    for (let f: usize = 0; f < bytes; f += 16) {
      const v = v128.load(x + f), w = v128.load(z + f);
      product(xMode, dx + f, one, f32x4.sub(f32x4.mul(c, w), f32x4.mul(a, v)));
      product(zMode, dz + f, one, f32x4.sub(f32x4.mul(c, v), f32x4.mul(b, w)));
    }
    x += op.xPitch;
    z += op.zPitch;
    dx += op.dxPitch;
    dz += op.dzPitch;
    y += op.yPitch;
    dy += op.dyPitch;
  }
}

/** y[i, j] = x[i] z[j]; width: of x; p0: of z. Rows of y follow each other without padding. */
export function outerForward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let y = view(tile, op.y, op.ySpace, op.yPitch);
  const width = op.width, columns = <i32>op.p0, bytes = <usize>columns << 2, whole = bytes & ~15;
  for (let r = 0; r < tile.rows; r++) {
    let at = y;
    for (let i = 0; i < width; i++) {
      const s = v128.load_splat<f32>(x + (<usize>i << 2));
      let f: usize = 0;
      for (; f < whole; f += 16) v128.store(at + f, f32x4.mul(s, v128.load(z + f)));
      for (; f < bytes; f += 4) store<f32>(at + f, f32x4.extract_lane(s, 0) * load<f32>(z + f));
      at += bytes;
    }
    x += op.xPitch;
    z += op.zPitch;
    y += op.yPitch;
  }
}
/** dx[i] = sum over j of dy[i, j] z[j]; dz[j] = sum over i of dy[i, j] x[i]. */
export function outerBackward(op: Op, tile: Tile): void {
  let x = view(tile, op.x, op.xSpace, op.xPitch), z = view(tile, op.z, op.zSpace, op.zPitch);
  let dx = view(tile, op.dx, op.dxSpace, op.dxPitch), dz = view(tile, op.dz, op.dzSpace, op.dzPitch);
  let dy = view(tile, op.dy, op.dySpace, op.dyPitch);
  const width = op.width, columns = <i32>op.p0, bytes = <usize>columns << 2, whole = bytes & ~15;
  for (let r = 0; r < tile.rows; r++) {
    if (op.zMode == 1) memory.fill(dz, 0, bytes);
    let at = dy;
    for (let i = 0; i < width; i++) {
      const own = x + (<usize>i << 2), s = v128.load_splat<f32>(own);
      let f: usize = 0, sums = f32x4.splat(0);
      for (; f < whole; f += 16) {
        const g = v128.load(at + f);
        sums = fma(g, v128.load(z + f), sums);
        if (op.zMode) v128.store(dz + f, fma(g, s, v128.load(dz + f)));
      }
      let total = sum(sums);
      for (; f < bytes; f += 4) {
        const g = load<f32>(at + f);
        total += g * load<f32>(z + f);
        if (op.zMode) store<f32>(dz + f, load<f32>(dz + f) + g * load<f32>(own));
      }
      const to = dx + (<usize>i << 2);
      if (op.xMode == 1) store<f32>(to, total);
      else if (op.xMode == 2) store<f32>(to, load<f32>(to) + total);
      at += bytes;
    }
    x += op.xPitch;
    z += op.zPitch;
    dx += op.dxPitch;
    dz += op.dzPitch;
    dy += op.dyPitch;
  }
}
