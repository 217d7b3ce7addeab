/** An axis from data to pixels. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly log?: boolean;
}

export type Scale = (value: number) => number;

export function scale({ domain: [low, high], log = false }: Axis, from: number, to: number): Scale {
  const at = log ? Math.log : (x: number) => x;
  const start = at(low);
  const span = at(high) - start || 1;
  return (value) => from + ((at(value) - start) / span) * (to - from);
}

/** From pixels back to data. */
export function inverse({ domain: [low, high], log = false }: Axis, from: number, to: number): Scale {
  const span = to - from || 1;
  if (log) return (pixel) => low * (high / low) ** ((pixel - from) / span);
  return (pixel) => low + ((pixel - from) / span) * (high - low);
}

/**
 * Round values inside the domain, about `wanted` of them. A logarithmic axis gets powers of ten, between them 2 and 5
 * where there are few, and plain round values where it spans hardly a decade.
 */
export function ticks({ domain: [low, high], log = false }: Axis, wanted: number): number[] {
  if (!(high > low)) return [low];
  if (log) return decades(low, high, wanted);
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = raw / power;
  const step = (factor < 1.5 ? 1 : factor < 3 ? 2 : factor < 7 ? 5 : 10) * power;
  const found: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    found.push(Number((k * step).toPrecision(12)));
  return found;
}

function decades(low: number, high: number, wanted: number): number[] {
  const inside = (factors: readonly number[], every: number) => {
    const found: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
      if (power % every === 0)
        for (const factor of factors) {
          const value = Number(`${factor}e${power}`);
          if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
        }
    return found;
  };
  const fine = inside([1, 2, 5], 1);
  if (fine.length < 2) return ticks({ domain: [low, high] }, wanted);
  if (fine.length <= wanted) return fine;
  for (let every = 1; ; every++) {
    const found = inside([1], every);
    if (found.length <= Math.max(1, wanted)) return found.length > 0 ? found : fine.slice(0, 1);
  }
}

/** The range with a little room, so that a line does not run along the frame. */
export function padded([low, high]: readonly [number, number], share = 0.08): [number, number] {
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}

/** As many decimals as tell neighbouring labels apart. */
export function digitsFor(values: readonly number[]): number {
  const steps = values.slice(1).map((value, k) => Math.abs(value - values[k]));
  const smallest = Math.min(...steps.filter((step) => step > 0));
  // A label alone must not be rounded to nothing.
  if (!Number.isFinite(smallest))
    return values.length === 1 && values[0] !== 0 ? Math.max(2, digitsFor([0, values[0]])) : 2;
  // A step such as 0.025 needs the digit after its first.
  for (let digits = 0; digits < 8; digits++)
    if (Math.abs(smallest * 10 ** digits - Math.round(smallest * 10 ** digits)) < 1e-6) return digits;
  return 8;
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
