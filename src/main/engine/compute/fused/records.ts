import type { Kernels } from '../../kernels/kernels.ts';

/** `u32` also for addresses and counts, `f32` for numbers. */
export type Fields = Readonly<Record<string, 'u32' | 'f32'>>;

/** Records in kernel memory, laid out as an `@unmanaged` class with these fields in this order, four bytes each. */
export class Records<F extends Fields> {
  readonly address: number;
  readonly bytes: number;
  readonly #fields = new Map<string, { index: number; kind: 'u32' | 'f32' }>();
  readonly #words: Uint32Array;
  readonly #numbers: Float32Array;

  constructor(kernels: Kernels, fields: F, count: number) {
    const names = Object.keys(fields);
    names.forEach((name, index) => this.#fields.set(name, { index, kind: fields[name] }));
    this.#words = kernels.u32(names.length * count);
    this.#numbers = new Float32Array(this.#words.buffer, this.#words.byteOffset, this.#words.length);
    this.address = kernels.at(this.#words);
    this.bytes = 4 * names.length;
  }

  at(record: number): number {
    return this.address + record * this.bytes;
  }

  set(record: number, values: Readonly<Partial<Record<keyof F & string, number>>>): void {
    for (const [name, value] of Object.entries(values) as [string, number][]) {
      const { index, kind } = this.#fields.get(name)!;
      (kind === 'u32' ? this.#words : this.#numbers)[(record * this.bytes) / 4 + index] = value;
    }
  }

  get(record: number, name: keyof F & string): number {
    const { index, kind } = this.#fields.get(name)!;
    return (kind === 'u32' ? this.#words : this.#numbers)[(record * this.bytes) / 4 + index];
  }
}
