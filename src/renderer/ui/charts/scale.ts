/** An axis from data to pixels. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly log?: boolean;
}

export type Scale = (value: number) => number;

export function scale({ domain: [low, high], log = false }: Axis, from: number, to: number): Scale {
  const at = log ? Math.log : (x: number) => x;
  const span = at(high) - at(low) || 1;
  return (value) => from + ((at(value) - at(low)) / span) * (to - from);
}

/** Round values inside the domain, about `wanted` of them; powers of ten on a logarithmic axis. */
export function ticks({ domain: [low, high], log = false }: Axis, wanted: number): number[] {
  const found: number[] = [];
  if (log) {
    for (let value = 1; value <= high; value *= 10) if (value >= low) found.push(value);
    return found;
  }
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = raw / power;
  const step = (factor < 1.5 ? 1 : factor < 3 ? 2 : factor < 7 ? 5 : 10) * power;
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-9; value += step)
    found.push(Number(value.toFixed(10)));
  return found;
}

/** The domain of the values with a little room, so that a line does not run along the frame. */
export function padded(values: readonly number[], share = 0.08): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}
