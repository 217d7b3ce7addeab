/** cf_step's `moving_avg`: means of every `window` neighbours; fewer values than that give none (case 4). */
export function movingAverage(values: ArrayLike<number>, window: number): number[] {
  const means: number[] = [];
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    sum += values[k] - (k >= window ? values[k - window] : 0);
    if (k >= window - 1) means.push(sum / window);
  }
  return means;
}

/** Hits one after the other, and the share of them among the last `window`. */
export class HitRate {
  readonly #hits: Uint8Array;
  readonly #window: number;
  #count = 0;
  #inWindow = 0;
  #all = 0;

  constructor(most: number, window: number) {
    this.#hits = new Uint8Array(most);
    this.#window = window;
  }

  add(hit: boolean): void {
    if (this.#count >= this.#window) this.#inWindow -= this.#hits[this.#count - this.#window];
    this.#hits[this.#count++] = hit ? 1 : 0;
    if (hit) {
      this.#inWindow++;
      this.#all++;
    }
  }

  /** Of the last `window`, or of all where there are fewer. */
  get recent(): number {
    return this.#inWindow / Math.max(1, Math.min(this.#count, this.#window));
  }
  get overall(): number {
    return this.#all / Math.max(1, this.#count);
  }
  get lastQuarter(): number {
    const from = Math.floor((3 * this.#count) / 4);
    let hits = 0;
    for (let k = from; k < this.#count; k++) hits += this.#hits[k];
    return hits / Math.max(1, this.#count - from);
  }
}
