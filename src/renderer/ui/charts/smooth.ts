import type { Line } from './lines.ts';

/**
 * Exponential moving average without the bias of its first values (the correction of TensorBoard): s = w s + (1 - w) y,
 * divided by 1 - wᵗ. What is not finite is passed over.
 * @param weight 0 to 0.999; 0 leaves the values as they are
 */
export function smoothed(ys: ArrayLike<number>, n: number, weight: number): Float64Array {
  return new Smoother().of({ ys: Float64Array.from(ys), n }, weight);
}

/** Smooths a growing line: only what has been added since the last call is computed. */
export class Smoother {
  #ys: Float64Array | null = null;
  #weight = -1;
  #done = 0;
  #sum = 0;
  #norm = 0;
  #out = new Float64Array(0);

  /** [>= n], valid until the next call. */
  of({ ys, n }: Pick<Line, 'ys' | 'n'>, weight: number): Float64Array {
    const same = ys === this.#ys && weight === this.#weight && n >= this.#done;
    if (!same) {
      this.#ys = ys;
      this.#weight = weight;
      this.#done = this.#sum = this.#norm = 0;
    }
    if (this.#out.length < ys.length) {
      const out = new Float64Array(ys.length);
      out.set(this.#out);
      this.#out = out;
    }
    for (; this.#done < n; this.#done++) {
      const y = ys[this.#done];
      if (Number.isFinite(y)) {
        this.#sum = weight * this.#sum + (1 - weight) * y;
        this.#norm = weight * this.#norm + (1 - weight);
      }
      this.#out[this.#done] = Number.isFinite(y) ? this.#sum / this.#norm : NaN;
    }
    return this.#out;
  }
}

/** One for each line of a chart. */
export class Smoothers {
  readonly #byLine = new Map<string, Smoother>();

  of(line: Line, weight: number): Float64Array {
    let smoother = this.#byLine.get(line.id);
    if (!smoother) this.#byLine.set(line.id, (smoother = new Smoother()));
    return smoother.of(line, weight);
  }
}
