/** Called every so often by long loops; throws when nobody wants the answer any more. */
export type Look = () => void;

/** Elements between two looks: well under a millisecond of any loop here. */
export const STEP = 1 << 15;

const DIGITS = 1 << 16;

/**
 * Indices by their keys, equal keys in the given order: least significant digit first, 16 bits at a time, digits that
 * all keys share left out. O(indices) and independent of what the keys are.
 * @param indices left as they are
 * @param words the key of index i is words[k][i] for all k, the least significant word first
 */
export function radixSort(
  indices: Uint32Array,
  words: readonly Uint32Array[],
  descending: boolean,
  look: Look,
): Uint32Array {
  const length = indices.length;
  const flip = descending ? DIGITS - 1 : 0;
  const next = new Uint32Array(DIGITS);
  // Found once for counting and for placing: the keys lie all over memory once the indices are in another order.
  const digits = new Uint16Array(length);
  const spare: Uint32Array[] = [];
  let from = indices;
  for (const word of words)
    for (const shift of [0, 16]) {
      next.fill(0);
      for (let begin = 0; begin < length; begin += STEP) {
        look();
        const end = Math.min(length, begin + STEP);
        for (let n = begin; n < end; n++) {
          const digit = ((word[from[n]] >>> shift) & 0xffff) ^ flip;
          digits[n] = digit;
          next[digit]++;
        }
      }
      if (length === 0 || next[digits[0]] === length) continue;
      let at = 0;
      for (let digit = 0; digit < DIGITS; digit++) {
        const count = next[digit];
        next[digit] = at;
        at += count;
      }
      const to = spare.pop() ?? new Uint32Array(length);
      for (let begin = 0; begin < length; begin += STEP) {
        look();
        const end = Math.min(length, begin + STEP);
        for (let n = begin; n < end; n++) to[next[digits[n]]++] = from[n];
      }
      if (from !== indices) spare.push(from);
      from = to;
    }
  return from === indices ? indices.slice() : from;
}

/** Indices by a comparison, equal ones in the given order: bottom-up merges, so that every loop can look around. */
export function mergeSort(indices: Uint32Array, compare: (a: number, b: number) => number, look: Look): Uint32Array {
  const { length } = indices;
  let from = indices.slice();
  let to = new Uint32Array(length);
  for (let width = 1; width < length; width *= 2) {
    let untilLook = 0;
    for (let begin = 0; begin < length; begin += 2 * width) {
      const middle = Math.min(length, begin + width);
      const end = Math.min(length, begin + 2 * width);
      for (let a = begin, b = middle, n = begin; n < end; n++) {
        if (--untilLook < 0) {
          look();
          untilLook = STEP;
        }
        const first = b >= end || (a < middle && compare(from[a], from[b]) <= 0);
        to[n] = first ? from[a++] : from[b++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Whole numbers in the order of the values, as one word each; -0 is 0. NaN is not allowed. */
export function wordsOfFloats(values: Float32Array): Uint32Array[] {
  const bits = new Uint32Array(values.length);
  const floats = new Float32Array(bits.buffer);
  for (let n = 0; n < values.length; n++) {
    floats[n] = values[n] + 0;
    bits[n] = bits[n] >>> 31 ? ~bits[n] : bits[n] | 0x80000000;
  }
  return [bits];
}

/** The same of double precision: two words each. */
export function wordsOfDoubles(values: Float64Array): Uint32Array[] {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const bits = new Uint32Array(Float64Array.from(values).buffer); // little-endian, as every processor that Node runs on
  for (let n = 0; n < values.length; n++) {
    const zero = values[n] === 0; // of either sign
    const lower = zero ? 0 : bits[2 * n];
    const upper = zero ? 0 : bits[2 * n + 1];
    const negative = upper >>> 31 === 1;
    low[n] = negative ? ~lower : lower;
    high[n] = negative ? ~upper : upper | 0x80000000;
  }
  return [low, high];
}
