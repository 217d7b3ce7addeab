/**
 * What a chart of lines draws. Everybody who shows curves (of one run, of several over each other) makes `Line`s and
 * hands them to `LineChart.svelte`:
 *
 *     <LineChart name="Loss" title="loss" xTitle="epoch" label="Loss over 60 epochs" fileName="run-loss"
 *       lines={[line({ id: 'loss', label: 'loss', xs, ys })]} format={decimal} />
 *
 * Lines may differ in their x values and lengths. Charts that are given the same `LinkedCharts` share cursor and zoom.
 */
export interface Line {
  readonly id: string;
  /** Stands at its end where there are several, and in the readout, the table and the files. */
  readonly label: string;
  /** 0 to 7: which of the eight series it is. Colour, dash and marker follow. */
  readonly slot: number;
  /** Ascending. Only the first `n` of both count, so that growing arrays can be handed over as they are. */
  readonly xs: Float64Array;
  /** What is not finite leaves a gap. */
  readonly ys: Float64Array;
  readonly n: number;
  /** A ring, with words where `text` is given. */
  readonly best: { readonly x: number; readonly y: number; readonly text?: string } | null;
  /** A level to beat, drawn across. */
  readonly rule: { readonly y: number; readonly text: string } | null;
}

type Given = Pick<Line, 'id' | 'label'> &
  Partial<Omit<Line, 'xs' | 'ys'>> & { xs: ArrayLike<number>; ys: ArrayLike<number> };

export function line({ xs, ys, slot = 0, n = xs.length, best = null, rule = null, id, label }: Given): Line {
  return { id, label, slot, n, best, rule, xs: floats(xs), ys: floats(ys) };
}

const floats = (values: ArrayLike<number>): Float64Array =>
  values instanceof Float64Array ? values : Float64Array.from(values);

/** Two growing columns, x ascending. What was handed out stays as it was: only what comes after it is written. */
export class Points {
  #xs = new Float64Array(64);
  #ys = new Float64Array(64);
  n = 0;

  get xs(): Float64Array {
    return this.#xs;
  }
  get ys(): Float64Array {
    return this.#ys;
  }

  push(x: number, y: number): void {
    if (this.n === this.#xs.length) {
      this.#xs = grown(this.#xs);
      this.#ys = grown(this.#ys);
    }
    this.#xs[this.n] = x;
    this.#ys[this.n++] = y;
  }
}

export function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}

/** First index whose x is at least `x`; `n` where there is none. */
export function indexFrom({ xs, n }: Pick<Line, 'xs' | 'n'>, x: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the point nearest to `x`, -1 for an empty line. */
export function nearest(line: Pick<Line, 'xs' | 'n'>, x: number): number {
  if (line.n === 0) return -1;
  const after = indexFrom(line, x);
  if (after === 0) return 0;
  if (after === line.n) return line.n - 1;
  return x - line.xs[after - 1] <= line.xs[after] - x ? after - 1 : after;
}
