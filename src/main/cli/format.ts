import type { MetricTable } from '../../shared/contract/runs.ts';

// The command line speaks one language whatever the locale, so that its output can be compared and scripted.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const quantity = (value: number): string => whole.format(value);

export const metric = (value: number): string => value.toFixed(4);

export function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  if (value >= 1e6) return `${Math.round(value / 1e6)} MB`;
  return `${Math.round(value / 1e3)} kB`;
}

export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const instant = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');

export const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Rows "metric, value, interval, popularity" for a table. */
export function metricRows(metrics: MetricTable, popularity: MetricTable | null): string[][] {
  return Object.entries(metrics).map(([name, value]) => [
    name,
    metric(value.mean),
    `${metric(value.low)} to ${metric(value.high)}`,
    popularity && name in popularity ? metric(popularity[name].mean) : '',
  ]);
}
