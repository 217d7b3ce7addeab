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

/**
 * Moments at which a calendar turns, in seconds since 1970 (UTC): first days of months, of years where there are many
 * months, midnights where there are few. At most five.
 */
export function calendarTicks([from, to]: readonly [number, number]): number[] {
  const DAY = 86_400;
  const days = (to - from) / DAY;
  if (days < 75) {
    const step = Math.max(1, Math.ceil(days / 4)) * DAY;
    return between(Math.ceil(from / DAY) * DAY, to, (at) => at + step);
  }
  const start = new Date(1000 * from);
  const every = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => days / 30.44 / months <= 5) ?? 240;
  const first = every >= 12 ? 12 * (start.getUTCFullYear() + 1) : 12 * start.getUTCFullYear() + start.getUTCMonth() + 1;
  const found: number[] = [];
  for (let month = first; ; month += every) {
    const at = Date.UTC(Math.floor(month / 12), month % 12) / 1000;
    if (at > to) return found;
    found.push(at);
  }
}

function between(first: number, to: number, next: (at: number) => number): number[] {
  const found: number[] = [];
  for (let at = first; at <= to; at = next(at)) found.push(at);
  return found;
}

/** The area inside the axes, in pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
