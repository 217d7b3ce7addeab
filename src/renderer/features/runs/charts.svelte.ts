import * as v from 'valibot';
import { decimal, duration } from '../../messages/format.ts';
import type { Workspace } from '../../state/workspace.svelte.ts';
import { Remembered } from '../../state/remembered.svelte.ts';
import { LinkedCharts } from '../../ui/charts/linked.svelte.ts';

const Choices = v.object({
  x: v.picklist(['epoch', 'time']),
  logX: v.boolean(),
  logY: v.boolean(),
  smooth: v.boolean(),
  /** Of the moving average. */
  weight: v.pipe(v.number(), v.minValue(0.1), v.maxValue(0.99)),
  /** On the validation part; none: what the run watches. */
  metrics: v.array(v.string()),
});
export type ChartChoices = v.InferOutput<typeof Choices>;

const FALLBACK: ChartChoices = { x: 'epoch', logX: false, logY: false, smooth: false, weight: 0.6, metrics: [] };

/** How the curves of runs are shown: kept by the workspace, the same for every run. */
export class ChartSwitches {
  readonly linked = new LinkedCharts();
  #dragged = $state<number | null>(null);
  readonly #remembered: Remembered<ChartChoices>;

  constructor(workspace: Workspace) {
    this.#remembered = new Remembered(workspace, 'window.run.charts', Choices, FALLBACK);
  }

  get now(): ChartChoices {
    return this.#remembered.value;
  }

  change(change: Partial<ChartChoices>): void {
    if ('x' in change) this.linked.reset();
    this.#remembered.value = { ...this.#remembered.value, ...change };
  }

  /** As the slider stands; what is let go of is remembered. */
  get weight(): number {
    return this.#dragged ?? this.now.weight;
  }
  set weight(weight: number) {
    this.#dragged = weight;
  }

  /** 0: off. */
  get smoothing(): number {
    return this.now.smooth ? this.weight : 0;
  }

  /** Adds a measure to those that are shown or takes it away; one always stays. */
  toggleMetric(name: string, shown: readonly string[]): void {
    const metrics = shown.includes(name) ? shown.filter((other) => other !== name) : [...shown, name];
    if (metrics.length > 0) this.change({ metrics });
  }
}

/** Ticks of a time axis: seconds with the decimals that they need, longer times in words. */
export const secondsTick = (seconds: number, digits: number): string =>
  seconds < 120 ? `${decimal(seconds, Math.min(digits, 3))} s` : duration(seconds);
