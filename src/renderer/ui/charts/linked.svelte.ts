import type { Range } from './zoom.ts';

/** What charts beside each other share: the place that is read, and the part that is shown. In data units of x. */
export class LinkedCharts {
  cursor = $state<number | null>(null);
  zoom = $state.raw<Range | null>(null);

  /** Another horizontal axis: its places mean something else. */
  reset(): void {
    this.cursor = null;
    this.zoom = null;
  }
}
