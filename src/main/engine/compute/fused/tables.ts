import type { Kernels } from '../../kernels/kernels.ts';
import { strideFor, type Matrix } from '../../kernels/matrix.ts';
import type { Rows } from '../executor.ts';
import { tableNamed, type Network } from '../network.ts';
import type { PlacedTable } from './ops.ts';

export interface PlacedRows {
  readonly start: number;
  readonly items: number;
  readonly values: number; // 0: all 1
}

/** Addresses of compressed rows, which are copied to kernel memory unless they are there. */
export function placeRows(kernels: Kernels, { start, items, values }: Rows): PlacedRows {
  const here = (array: Uint32Array | Float32Array) => array.buffer === kernels.memory.buffer;
  const whole = (array: Uint32Array) => {
    if (here(array)) return array.byteOffset;
    const copy = kernels.u32(Math.max(1, array.length));
    copy.set(array);
    return copy.byteOffset;
  };
  let at = 0;
  if (values && here(values)) at = values.byteOffset;
  else if (values) {
    const copy = kernels.f32(Math.max(1, values.length));
    copy.set(values);
    at = copy.byteOffset;
  }
  return { start: whole(start), items: whole(items), values: at };
}

/** Tables that operations multiply by: these need their transpose, forward (tied weights) or backward. */
const isTurned = ({ nodes }: Network, name: string): boolean =>
  nodes.some(({ layer, tables }) => (layer === 'dense' || layer === 'convolution') && tables[0] === name);

/** Tables whose gradients are summed per shard: all that no layer looks rows up in. */
export const isWeight = (network: Network, name: string): boolean => {
  const { of, group } = tableNamed(network, name);
  return of === null && group !== 'state';
};

/** Where the kernels find a network's tables, their transposes, and their gradients within a shard's. */
export class TablePlaces {
  readonly shardBytes: number;
  readonly #places = new Map<string, PlacedTable>();
  readonly #turned: { readonly table: Matrix; readonly at: number; readonly pitch: number }[] = [];
  readonly #kernels: Kernels;

  constructor(kernels: Kernels, network: Network, table: (name: string) => Matrix) {
    this.#kernels = kernels;
    let offset = 0;
    for (const { name, frozen, group } of network.tables) {
      const matrix = table(name);
      let gradient = -1;
      // Of a normalisation the gradients of scale and shift are part of the slope of its input, frozen or not.
      if (isWeight(network, name) && (!frozen || group === 'norm')) {
        gradient = offset;
        offset += 4 * ((matrix.rows + 3) & ~3) * matrix.stride;
      }
      let turned = { at: 0, pitch: 0 };
      if (isTurned(network, name)) {
        const pitch = 4 * strideFor(matrix.rows);
        turned = { at: kernels.f32(((matrix.columns + 7) & ~7) * (pitch / 4)).byteOffset, pitch };
        this.#turned.push({ table: matrix, ...turned });
      }
      this.#places.set(name, { at: kernels.at(matrix.data), pitch: 4 * matrix.stride, gradient, turned });
    }
    this.shardBytes = Math.max(32, offset);
  }

  of(name: string): PlacedTable {
    return this.#places.get(name)!;
  }

  /** Makes the transposes anew, on the calling thread. */
  turn(): void {
    for (const { table, at, pitch } of this.#turned)
      this.#kernels.exports.transpose(table.data.byteOffset, 4 * table.stride, 0, table.rows, table.columns, at, pitch);
  }
}
