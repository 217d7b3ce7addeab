// Numbers, dates and plurals of the English texts. Every figure of the window passes through here.

export const LANGUAGE = 'en-GB';

const integers = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const compacts = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumFractionDigits: 1 });
const plurals = new Intl.PluralRules(LANGUAGE);
const days = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(LANGUAGE, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const instants = new Intl.DateTimeFormat(LANGUAGE, {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
});
const moments = new Intl.DateTimeFormat(LANGUAGE, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const clocks = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** 141,695 */
export const count = (n: number): string => integers.format(n).replace('-', '−');

/** 12k, 1.2M: for ticks only. */
export const compact = (n: number): string => compacts.format(n).replace('K', 'k').replace('-', '−');

/** "1 run", "14 runs" */
export const plural = (n: number, one: string, other: string): string =>
  `${count(n)} ${plurals.select(n) === 'one' ? one : other}`;

const ordinals = new Intl.PluralRules(LANGUAGE, { type: 'ordinal' });
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
/** "1st", "2nd", "13th" */
export const ordinal = (n: number): string => `${count(n)}${ENDINGS[ordinals.select(n)] ?? 'th'}`;

const fixed = new Map<number, Intl.NumberFormat>();
export function decimal(x: number, digits: number): string {
  let format = fixed.get(digits);
  if (!format)
    fixed.set(
      digits,
      (format = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: digits, maximumFractionDigits: digits })),
    );
  return format.format(x).replace('-', '−');
}

/** Up to three significant digits, for values whose size is not known beforehand. */
export function significant(x: number, digits = 3): string {
  if (x === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(x)));
  return size >= digits ? count(Math.round(x)) : decimal(x, Math.min(8, Math.max(0, digits - 1 - size)));
}

/** As `significant`, without zeros at the end: .0881, 0.05, 7.5 */
export const brief = (x: number, digits = 4): string => {
  const text = significant(x, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** An end of an allowed range: small powers of ten are written as such, "10⁻⁶". */
export function bound(x: number): string {
  const power = Math.log10(x);
  if (!(x > 0 && x < 0.001) || Math.abs(power - Math.round(power)) > 1e-9) return brief(x);
  return `10⁻${Array.from(String(-Math.round(power)), (digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}

const isError = (metric: string): boolean => /^(rmse|mae)\b/.test(metric);

/** Figures of measures between 0 and 1 go without the zero before the point; errors keep it. */
export function metricFigure(metric: string, value: number, digits = 4): string {
  if (isError(metric)) return decimal(value, digits);
  return decimal(value, digits).replace(/^(−?)0(?=\.)/, '$1');
}

/** A difference with its sign, in the digits of the measure. */
export function metricDifference(metric: string, value: number): string {
  const text = metricFigure(metric, Math.abs(value));
  return /^0?\.0+$/.test(text) ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** "ndcg@10" -> "NDCG@10", "recall@20" -> "Recall@20" */
export function metricName(metric: string): string {
  const [name, ...rest] = metric.split('@');
  const known: Record<string, string> = {
    rmse: 'RMSE',
    mae: 'MAE',
    ndcg: 'NDCG',
    map: 'MAP',
    'map-raw': 'MAP (raw)',
    mrr: 'MRR',
    auc: 'AUC',
  };
  return [known[name] ?? name.charAt(0).toUpperCase() + name.slice(1), ...rest].join('@');
}

/** Whether a larger value is the better one. */
export const higherIsBetter = (metric: string): boolean => !isError(metric);

/** 0.053 %, 42 % */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value !== 0 && Math.abs(value) < 10 ? brief(value, 2) : count(Math.round(value))} %`;
}

/** "0.4 s", "12 s", "1 min 12 s", "2 h 5 min" */
export function duration(seconds: number): string {
  if (seconds < 0.1) return '< 0.1 s';
  if (seconds < 9.95) return `${decimal(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${count(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Milliseconds where a duration is short: "0.4 ms" */
export const fine = (seconds: number): string =>
  seconds < 0.1 ? `${significant(1000 * seconds, 2)} ms` : duration(seconds);

/** 74 MB, 1.2 GB; powers of ten */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = n / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? decimal(value, 1) : count(value)} ${units[unit]}`;
}

export const gigabytes = (n: number): string => decimal(n / 1e9, 1);

/** Seconds since 1970 as a day. Times of interactions are shown in UTC, as they were counted. */
export const day = (seconds: number): string => days.format(1000 * seconds);
/** "2013-10-16" as a day; anything else as it is. */
export const isoDay = (text: string): string => {
  const at = fromDateField(text);
  return at === null ? text : day(at);
};
/** Seconds since 1970 with the time of day, UTC; a number where it is beyond all dates. */
export const instant = (seconds: number): string =>
  Math.abs(seconds) <= 8.64e12 ? instants.format(1000 * seconds) : significant(seconds);
export const month = (seconds: number): string => months.format(1000 * seconds);

export const dayRange = (from: number, to: number): string => days.formatRange(1000 * from, 1000 * to);

/** "2013-10-16 17:49", as times stand in tables of data. */
export const instantOf = (seconds: number): string =>
  new Date(1000 * seconds).toISOString().slice(0, 16).replace('T', ' ');

/** Milliseconds since 1970, in the person's own time zone. */
export const moment = (milliseconds: number): string => moments.format(milliseconds);

/** Milliseconds since 1970 as a time of day: "14:03:27" */
export const clock = (milliseconds: number): string => clocks.format(milliseconds);

/** Seconds since 1970 <-> the text of a date field. */
export const dateField = (seconds: number): string => new Date(1000 * seconds).toISOString().slice(0, 10);
export const fromDateField = (text: string): number | null => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : at / 1000;
};
