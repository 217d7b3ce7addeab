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

/** Below this many words a loop is faster than making two views and calling `set`; measured 3 times at 50. */
const SHORT = 96;

/**
 * Copies packed users to their place in the arrays: `words` holds whole blobs one after the other, the user's blob
 * starts at word `from` and has `count` interactions, which become those at `at` and after. Returns where the next
 * blob starts. Everything is a multiple of four bytes, so bytes move as words, whatever they mean.
 *
 * @throws RecsmithError BAD_DATA where words or arrays end before the blob does.
 */
export function unpacker(
  into: Pick<Interactions, 'items' | 'values' | 'times' | 'rows'>,
): (words: Uint32Array, from: number, count: number, at: number) => number {
  const sections = columns(into).map(({ bytes, width }) => ({
    target: new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
    width: width / 4,
  }));
  const each = sections.reduce((sum, { width }) => sum + width, 0);
  return (words, from, count, at) => {
    if (from + each * count > words.length || at + count > into.items.length)
      throw damaged('a history has the wrong length');
    let next = from;
    for (const { target, width } of sections) {
      const length = width * count;
      const start = width * at;
      if (length < SHORT) for (let i = 0; i < length; i++) target[start + i] = words[next + i];
      else target.set(words.subarray(next, next + length), start);
      next += length;
    }
    return next;
  };
}

/** The words of a blob. @throws RecsmithError BAD_DATA where it is no whole number of words. */
export function wordsOf(blob: Uint8Array): Uint32Array {
  if (blob.length % 4 !== 0) throw damaged('a blob has an odd length');
  const { buffer, byteOffset } = blob.byteOffset % 4 === 0 ? blob : Uint8Array.from(blob);
  return new Uint32Array(buffer, byteOffset, blob.length / 4);
}

function columns({ times, items, values, rows }: Pick<Interactions, 'items' | 'values' | 'times' | 'rows'>) {
  return [times, items, values, rows]
    .filter((column) => column !== null)
    .map((column) => ({ bytes: bytesOf(column), width: column.BYTES_PER_ELEMENT }));
}

/** Kernels do not look at indices again, so a damaged or foreign file must not get past here. */
export function checkIndices(indices: Uint32Array, below: number): void {
  // Counted loops: iterators over shared arrays take four times as long.
  let largest = 0;
  for (let i = 0; i < indices.length; i++) if (indices[i] > largest) largest = indices[i];
  if (indices.length > 0 && largest >= below) throw damaged(`item ${largest} of ${below} does not exist`);
}

export function damaged(why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', 'The stored data are damaged.', {
    why,
    next: 'Import the dataset again, or put a copy of the workspace in its place.',
  });
}
