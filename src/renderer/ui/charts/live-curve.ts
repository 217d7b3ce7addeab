import type uPlot from 'uplot';
import { padded } from './scale.ts';

export interface CurveSpec {
  /** Ascending. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly xMax: number;
  readonly format: (y: number, digits: number) => string;
  /** A horizontal line to beat. */
  readonly rule: { readonly y: number; readonly text: string } | null;
  readonly best: { readonly x: number; readonly y: number; readonly text: string } | null;
  /** Draws a smoothed line over the pale raw one. */
  readonly smooth: boolean;
  readonly log: boolean;
}

const INK = {
  line: '--series-1',
  grid: '--chart-grid',
  axis: '--chart-axis',
  ink: '--chart-ink',
  text: '--text',
  surface: '--surface',
};
// An ambient const enum: its members have no value under isolated modules.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const LINEAR: uPlot.Scale.Distr.Linear = 1;
const LOGARITHMIC: uPlot.Scale.Distr.Logarithmic = 3;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

type Ink = Record<keyof typeof INK, string>;

/**
 * uPlot, loaded when the first curve is drawn. It builds an `Intl.NumberFormat` of the browser's language while it
 * loads, which throws where that is no valid tag (`en-US@posix` under LANG=C): English stands in for it.
 */
async function load(): Promise<typeof uPlot> {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { configurable: true, get: () => 'en' });
  }
  const [module] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]);
  return module.default;
}

/** One line that grows while a model learns, on a canvas; the table of epochs beside it is its text. */
export class LiveCurve {
  readonly #plot: uPlot;
  readonly #host: HTMLElement;
  readonly #observer: ResizeObserver;
  #spec: CurveSpec;
  #ink: Ink;
  #dark: boolean | null = null;

  static async in(host: HTMLElement, spec: CurveSpec): Promise<LiveCurve> {
    return new LiveCurve(await load(), host, spec);
  }

  private constructor(Plot: typeof uPlot, host: HTMLElement, spec: CurveSpec) {
    this.#host = host;
    this.#spec = spec;
    this.#ink = inkOf(host);
    this.#plot = new Plot(this.#options(), this.#data(), host);
    this.#observer = new ResizeObserver(() => this.#plot.setSize(sizeOf(host)));
    this.#observer.observe(host);
  }

  update(spec: CurveSpec, dark: boolean): void {
    this.#spec = spec;
    if (dark !== this.#dark) this.#ink = inkOf(this.#host);
    this.#dark = dark;
    this.#plot.setData(this.#data());
  }

  destroy(): void {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  #data(): uPlot.AlignedData {
    const { xs, ys, smooth } = this.#spec;
    return [[...xs], [...ys], smooth ? smoothed(ys) : ys.map(() => null)];
  }

  #options(): uPlot.Options {
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis = {
      stroke: () => this.#ink.ink,
      font,
      ticks: { show: false },
      border: { show: true, stroke: () => this.#ink.axis, width: 1 },
    };
    return {
      ...sizeOf(this.#host),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 12, 0, 0],
      scales: {
        x: { time: false, range: () => [0, Math.max(1, this.#spec.xMax)] },
        y: { distr: this.#spec.log ? LOGARITHMIC : LINEAR, range: () => this.#range() },
      },
      axes: [
        { ...axis, size: 26, gap: 4, grid: { show: false }, space: 60, values: (_plot, at) => at.map(whole) },
        {
          ...axis,
          size: 52,
          gap: 6,
          space: 30,
          border: { show: false },
          grid: { stroke: () => this.#ink.grid, width: 1 },
          values: (_plot, at) => {
            const digits = digitsFor(at);
            return at.map((y) => this.#spec.format(y, digits));
          },
        },
      ],
      series: [
        {},
        {
          // Under a smoothed line the raw one steps back.
          stroke: () => (this.#spec.smooth ? pale(this.#ink.line) : this.#ink.line),
          width: 1.75,
          points: { show: false },
        },
        { stroke: () => this.#ink.line, width: 1.75, points: { show: false } },
      ],
      hooks: {
        draw: [(plot) => this.#decorate(plot)],
      },
    };
  }

  #range(): [number, number] {
    const { ys, rule, log } = this.#spec;
    const values = [...ys, ...(rule ? [rule.y] : [])].filter((y) => Number.isFinite(y) && (!log || y > 0));
    if (values.length === 0) return log ? [0.1, 1] : [0, 1];
    const [low, high] = log ? [Math.min(...values) * 0.9, Math.max(...values) * 1.1] : padded(values, 0.12);
    // A quantity that is never negative does not get an axis below zero.
    return [!log && Math.min(...values) >= 0 ? Math.max(0, low) : low, high];
  }

  /** The line to beat, the best epoch as a ring, the present one as a dot. */
  #decorate(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { xs, ys, rule, best } = this.#spec;
    const px = devicePixelRatio;
    const at = (x: number, y: number) => [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)] as const;
    const font = (weight: number) => `${weight} ${11 * px}px ${getComputedStyle(document.body).fontFamily}`;
    const words = (said: string, x: number, y: number, weight: number, colour: string) => {
      ctx.font = font(weight);
      ctx.lineWidth = 3 * px;
      ctx.lineJoin = 'round';
      ctx.strokeStyle = this.#ink.surface;
      ctx.strokeText(said, x, y);
      ctx.fillStyle = colour;
      ctx.fillText(said, x, y);
    };
    ctx.save();
    if (rule) {
      const [, y] = at(0, rule.y);
      ctx.beginPath();
      ctx.setLineDash([3 * px, 3 * px]);
      ctx.strokeStyle = this.#ink.axis;
      ctx.lineWidth = px;
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.textAlign = 'right';
      words(rule.text, bbox.left + bbox.width, y + 14 * px, 400, this.#ink.ink);
    }
    if (xs.length > 0) {
      const [x, y] = at(xs[xs.length - 1], ys[ys.length - 1]);
      ctx.beginPath();
      ctx.fillStyle = this.#ink.line;
      ctx.arc(x, y, 3.5 * px, 0, 7);
      ctx.fill();
    }
    if (best) {
      const [x, y] = at(best.x, best.y);
      ctx.beginPath();
      ctx.arc(x, y, 4.5 * px, 0, 7);
      ctx.fillStyle = this.#ink.surface;
      ctx.fill();
      ctx.strokeStyle = this.#ink.line;
      ctx.lineWidth = 1.75 * px;
      ctx.stroke();
      ctx.font = font(600);
      const half = ctx.measureText(best.text).width / 2;
      ctx.textAlign = 'center';
      const middle = Math.min(bbox.left + bbox.width - half, Math.max(bbox.left + half, x));
      words(best.text, middle, y - 11 * px, 600, this.#ink.text);
    }
    ctx.restore();
  }
}

/** Exponential moving average without the bias of its first values (TensorBoard's correction). */
export function smoothed(ys: readonly number[], weight = 0.6): number[] {
  let sum = 0;
  let norm = 0;
  return ys.map((y) => {
    sum = weight * sum + (1 - weight) * y;
    norm = weight * norm + (1 - weight);
    return sum / norm;
  });
}

/** As many decimals as tell neighbouring labels apart. */
export function digitsFor(values: readonly number[]): number {
  const steps = values.slice(1).map((value, k) => Math.abs(value - values[k]));
  const smallest = Math.min(...steps.filter((step) => step > 0));
  if (!Number.isFinite(smallest)) return 2;
  // A step such as 0.025 needs the digit after its first.
  for (let digits = 0; digits < 8; digits++)
    if (Math.abs(smallest * 10 ** digits - Math.round(smallest * 10 ** digits)) < 1e-6) return digits;
  return 8;
}

/** A resolved colour, "rgb(1, 2, 3)", at a third of its strength. */
const pale = (colour: string): string => colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.35)');
const whole = (x: number): string => (Number.isInteger(x) ? String(x) : '');
const sizeOf = (host: HTMLElement) => ({
  width: Math.max(80, host.clientWidth),
  height: Math.max(60, host.clientHeight),
});

/** Canvases know nothing of custom properties, and these are `light-dark()` pairs: an element resolves them. */
function inkOf(host: HTMLElement): Ink {
  const probe = document.createElement('i');
  host.append(probe);
  const ink = Object.fromEntries(
    Object.entries(INK).map(([name, token]) => {
      probe.style.color = `var(${token})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as Ink;
  probe.remove();
  return ink;
}
