import type { Kernels } from '../../kernels/kernels.ts';

/** A field of a record for the kernels: a whole number, or a real one. */
export type Field = number | { readonly real: number };
export const real = (value: number): Field => ({ real: value });

/** Writes records of four-byte fields one after the other; returns their words, which later writes may change. */
export function records(kernels: Kernels, rows: readonly (readonly Field[])[]): Uint32Array {
  const words = kernels.u32(
    Math.max(
      1,
      rows.reduce((sum, row) => sum + row.length, 0),
    ),
  );
  writeRecords(words, rows);
  return words;
}

export function writeRecords(words: Uint32Array, rows: readonly (readonly Field[])[]): void {
  const whole = new Int32Array(words.buffer, words.byteOffset, words.length);
  const reals = new Float32Array(words.buffer, words.byteOffset, words.length);
  let at = 0;
  for (const row of rows)
    for (const field of row) {
      if (typeof field === 'number') whole[at++] = field | 0;
      else reals[at++] = field.real;
    }
}

/** Memory of one owner: all of it goes back at once, if nobody has allocated after it. */
export class Lease {
  readonly #kernels: Kernels;
  readonly #mark: number;
  #top: number | null = null;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#mark = kernels.mark();
  }
  /** Call when all is allocated, before others may allocate. */
  seal(): void {
    this.#top = this.#kernels.mark();
  }
  close(): void {
    if (this.#top === null || this.#kernels.mark() === this.#top) this.#kernels.release(this.#mark);
  }
}
