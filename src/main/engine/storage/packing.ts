import { RecsmithError } from '../../../shared/errors.ts';
import type { Interactions } from '../datasets/interactions.ts';
import type { Part } from './api.ts';

/**
 * One user's interactions are one blob of up to four sections, little-endian, in this order: times f64, items u32,
 * values f32, rows u32. Sections the dataset does not have are left out. Little-endian is also how every processor
 * that Node and Electron run on keeps its arrays, so packing is copying bytes.
 */
export interface Sections {
  readonly values: boolean;
  readonly times: boolean;
}

export const bytesPerInteraction = ({ values, times }: Sections): number => 8 + (values ? 4 : 0) + (times ? 8 : 0);

const PARTS = { all: 0, validation: 1, test: 2 } as const satisfies Record<Part, number>;

/** Keys stay exact in JavaScript up to dataset number 2^19; part 3 is free. */
export const firstKey = (dataset: number, part: Part = 'all'): number => dataset * 2 ** 34 + PARTS[part] * 2 ** 32;
/** The last key a part can have. */
export const lastKey = (dataset: number, part: Part = 'all'): number => firstKey(dataset, part) + 2 ** 32 - 1;
/** The last key of all parts of a dataset. */
export const lastKeyOfDataset = (dataset: number): number => (dataset + 1) * 2 ** 34 - 1;

export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The columns of several users as bytes; `pack` writes one user's blob, valid until the next call. */
export function packer(
  chunk: Pick<Interactions, 'items' | 'values' | 'times' | 'rows'>,
): (from: number, to: number) => Uint8Array {
  const length = chunk.items.length;
  for (const name of ['values', 'times', 'rows'] as const) {
    const column = chunk[name];
    if (column && column.length !== length)
      throw new RecsmithError('INTERNAL', `appendInteractions: ${name} has ${column.length} entries, items ${length}`);
  }
  const sections = columns(chunk);
  const each = bytesPerInteraction({ values: chunk.values !== null, times: chunk.times !== null });
  let space = new Uint8Array(4096);
  return (from, to) => {
    const size = each * (to - from);
    if (space.length < size) space = new Uint8Array(2 * size);
    let at = 0;
    for (const { bytes, width } of sections) {
      space.set(bytes.subarray(width * from, width * to), at);
      at += width * (to - from);
    }
    return space.subarray(0, size);
  };
}

/** Copies blobs to their place in the arrays. @throws RecsmithError BAD_DATA where a blob's length is not count's. */
export function unpacker(
  into: Pick<Interactions, 'items' | 'values' | 'times' | 'rows'>,
): (blob: Uint8Array, count: number, at: number) => void {
  const sections = columns(into);
  const each = bytesPerInteraction({ values: into.values !== null, times: into.times !== null });
  return (blob, count, at) => {
    if (blob.length !== each * count || at + count > into.items.length) throw damaged('a history has the wrong length');
    let from = 0;
    for (const { bytes, width } of sections) {
      const to = from + width * count;
      bytes.set(blob.subarray(from, to), width * at);
      from = to;
    }
  };
}

function columns({ times, items, values, rows }: Pick<Interactions, 'items' | 'values' | 'times' | 'rows'>) {
  return [times, items, values, rows]
    .filter((column) => column !== null)
    .map((column) => ({ bytes: bytesOf(column), width: column.BYTES_PER_ELEMENT }));
}

/** Kernels do not look at indices again, so a damaged or foreign file must not get past here. */
export function checkIndices(indices: Uint32Array, below: number): void {
  let largest = 0;
  for (const index of indices) if (index > largest) largest = index;
  if (indices.length > 0 && largest >= below) throw damaged(`item ${largest} of ${below} does not exist`);
}

export function damaged(why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', 'The stored data are damaged.', {
    why,
    next: 'Import the dataset again, or put a copy of the workspace in its place.',
  });
}
