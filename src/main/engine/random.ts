/**
 * Counter-based random numbers: the value depends on (run seed, stream, step, element) and on nothing else, so
 * order and thread count change nothing and a resumed run draws what an uninterrupted one would have drawn.
 *
 * Source of the mixing function: PCG4D, Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
 */
const out = new Uint32Array(4);

function pcg4d(a: number, b: number, c: number, d: number): Uint32Array {
  let x = (Math.imul(a, 1664525) + 1013904223) | 0;
  let y = (Math.imul(b, 1664525) + 1013904223) | 0;
  let z = (Math.imul(c, 1664525) + 1013904223) | 0;
  let w = (Math.imul(d, 1664525) + 1013904223) | 0;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  out[0] = x;
  out[1] = y;
  out[2] = z;
  out[3] = w;
  return out;
}

/** FNV-1a over UTF-16 units: only to give streams distinct, stable numbers. */
export function streamNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Whether element `element` of a dropout mask is kept: one of the four words of a draw for each of four neighbours.
 * Kernels draw the same. @param stream from `streamNumber`
 */
export function keeps(seed: number, stream: number, step: number, element: number, rate: number): boolean {
  return pcg4d(seed, stream, step, element >>> 2)[element & 3] >= rate * 4294967296;
}

/**
 * A whole dropout mask: element k of out becomes 1 / (1 - rate) where `keeps` says so, else 0. One draw serves four.
 * @returns out
 */
export function keepMask(out: Float32Array, seed: number, stream: number, step: number, rate: number): Float32Array {
  const [limit, scale] = [rate * 4294967296, 1 / (1 - rate)];
  for (let k = 0; k < out.length; k += 4) {
    const draw = pcg4d(seed, stream, step, k >>> 2);
    for (let lane = 0; lane < 4 && k + lane < out.length; lane++) out[k + lane] = draw[lane] >= limit ? scale : 0;
  }
  return out;
}

/** Element `element` of a standard normal stream (Box-Muller on two words of one draw). */
export function normalAt(seed: number, stream: number, step: number, element: number): number {
  const [first, second] = pcg4d(seed, stream, step, element);
  return Math.sqrt(-2 * Math.log(1 - first / 4294967296)) * Math.cos((2 * Math.PI * second) / 4294967296);
}

export class Random {
  readonly #seed: number;
  readonly #stream: number;
  readonly #step: number;
  #element = 0;

  /** @param seed 0 to 2^32 - 1. @param step for example the epoch: a new sequence per step. */
  constructor(seed: number, stream: string | number, step = 0) {
    this.#seed = seed >>> 0;
    this.#stream = typeof stream === 'number' ? stream >>> 0 : streamNumber(stream);
    this.#step = step >>> 0;
  }

  /** The same stream at another step. */
  at(step: number): Random {
    return new Random(this.#seed, this.#stream, step);
  }

  /** The next 32 random bits, as an integer 0 to 2^32 - 1. */
  uint32(): number {
    return this.uint32At(this.#element++);
  }

  /** The bits of one element, independent of what was drawn before. */
  uint32At(element: number): number {
    return pcg4d(this.#seed, this.#stream, this.#step, element)[0];
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.uint32() / 4294967296;
  }

  /** Uniform integer in 0..below - 1; below at most 2^32. Lemire's multiply-shift; bias below 2^-20 for below < 4096. */
  below(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Fills with N(mean 0, deviation) by Box-Muller; two values per two draws. */
  normal(values: Float32Array, deviation: number): Float32Array {
    for (let i = 0; i < values.length; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      values[i] = radius * Math.cos(angle);
      if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends Uint32Array>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
    return values;
  }
}
