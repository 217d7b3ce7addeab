import { RecsmithError } from '../../../../shared/errors.ts';
import type { DUPLICATES } from '../../../../shared/contract/imports.ts';
import { sharedF32, sharedF64, sharedU32, type Interactions } from '../interactions.ts';
import type { Columns } from './columns.ts';

export type Duplicates = (typeof DUPLICATES)[number];

/** Ids of one pair and the rows it stands in, for the refusal of duplicates. */
export class DuplicatePairs extends RecsmithError {
  readonly pairs: { user: number; item: number; rows: [number, number] }[];

  constructor(pairs: { user: number; item: number; rows: [number, number] }[], count: number) {
    super('BAD_DATA', `${count} rows repeat a user and item that the file has already.`);
    this.pairs = pairs;
  }
}

/** Lets events in (a cancel), between pieces of work of at most some 50 ms. */
const breathe = (signal: AbortSignal) =>
  new Promise<void>((resolve) => setImmediate(resolve)).then(() => signal.throwIfAborted());
const PIECE = 1 << 20;

/**
 * Sorts rows by user (counting sort, stable: file order within a user) and merges rows of the same pair.
 *
 * Kept is, of each pair: the newest row (`last`; the later one in the file without times and at equal times), the oldest
 * (`first`), the one with the greatest value (`max`); `mean` and `sum` keep the newest row with the mean or sum of all values.
 * Without values `sum` counts the rows of each pair, and the counts become the values.
 *
 * @throws DuplicatePairs with the first 5, for `error`
 */
export async function compress(
  columns: Columns,
  userCount: number,
  itemCount: number,
  policy: Duplicates,
  signal: AbortSignal,
): Promise<{ interactions: Interactions; duplicates: number }> {
  const { count, users, items } = columns;
  const start = sharedU32(userCount + 1);
  for (let from = 0; from < count; from += PIECE) {
    for (let n = from, to = Math.min(count, from + PIECE); n < to; n++) start[users[n] + 1]++;
    await breathe(signal);
  }
  for (let user = 0; user < userCount; user++) start[user + 1] += start[user];

  const counting = policy === 'sum' && columns.values === null;
  const sorted = {
    items: sharedU32(count),
    rows: sharedU32(count),
    values: counting || columns.values ? sharedF32(count) : null,
    times: columns.times ? sharedF64(count) : null,
  };
  const next = start.slice();
  for (let from = 0; from < count; from += PIECE) {
    for (let n = from, to = Math.min(count, from + PIECE); n < to; n++) {
      const at = next[users[n]]++;
      sorted.items[at] = items[n];
      sorted.rows[at] = columns.rows ? columns.rows[n] : n;
      if (sorted.values) sorted.values[at] = columns.values ? columns.values[n] : 1;
      if (sorted.times) sorted.times[at] = columns.times![n];
    }
    await breathe(signal);
  }

  const found = await merge(sorted, start, userCount, itemCount, policy, signal);
  if (found.pairs.length > 0) throw new DuplicatePairs(found.pairs, found.duplicates);
  // Purely implicit data stay so where nothing repeats.
  const values = counting && found.duplicates === 0 ? null : sorted.values;
  const kept = count - found.duplicates;
  return {
    duplicates: found.duplicates,
    interactions: {
      userCount,
      itemCount,
      start,
      items: sorted.items.subarray(0, kept),
      rows: sorted.rows.subarray(0, kept),
      values: values && values.subarray(0, kept),
      times: sorted.times && sorted.times.subarray(0, kept),
    },
  };
}

interface Sorted {
  items: Uint32Array;
  rows: Uint32Array;
  values: Float32Array | null;
  times: Float64Array | null;
}

/** Merges in place; `start` is adjusted, the arrays' rest is void. */
async function merge(
  { items, rows, values, times }: Sorted,
  start: Uint32Array,
  userCount: number,
  itemCount: number,
  policy: Duplicates,
  signal: AbortSignal,
): Promise<{ duplicates: number; pairs: DuplicatePairs['pairs'] }> {
  // Where the user at hand has the item so far, plus 1; entries of former users lie before `begin`.
  const place = new Uint32Array(itemCount);
  const dropped = new Uint8Array(items.length);
  // Sums and numbers of rows of merged pairs, by the place kept: 32 bits would lose digits.
  const sums = new Map<number, { sum: number; rows: number }>();
  const pairs: DuplicatePairs['pairs'] = [];
  let duplicates = 0;
  let since = 0;
  for (let user = 0; user < userCount; user++) {
    const begin = start[user];
    for (let n = begin; n < start[user + 1]; n++) {
      const item = items[n];
      const former = place[item] - 1;
      if (former < begin) {
        place[item] = n + 1;
        continue;
      }
      duplicates++;
      if (policy === 'error') {
        if (pairs.length < 5) pairs.push({ user, item, rows: [rows[former], rows[n]] });
        continue;
      }
      const newer = times === null || times[n] >= times[former];
      const keepNew =
        policy === 'first'
          ? !newer && times[n] < times[former]
          : policy === 'max' && values
            ? better(values, times, n, former)
            : newer;
      const [kept, gone] = keepNew ? [n, former] : [former, n];
      dropped[gone] = 1;
      place[item] = kept + 1;
      if ((policy === 'mean' || policy === 'sum') && values) {
        const other = sums.get(former) ?? { sum: values[former], rows: 1 };
        sums.delete(former);
        sums.set(kept, { sum: other.sum + values[n], rows: other.rows + 1 });
      }
    }
    since += start[user + 1] - begin;
    if (since > PIECE) {
      since = 0;
      await breathe(signal);
    }
  }
  if (duplicates === 0 || policy === 'error') return { duplicates, pairs };
  for (const [at, { sum, rows: of }] of sums) values![at] = policy === 'mean' ? sum / of : sum;

  let to = 0;
  let from = 0;
  for (let user = 0; user < userCount; user++) {
    const end = start[user + 1];
    for (start[user] = to; from < end; from++) {
      if (dropped[from] !== 0) continue;
      items[to] = items[from];
      rows[to] = rows[from];
      if (values) values[to] = values[from];
      if (times) times[to] = times[from];
      to++;
    }
  }
  start[userCount] = to;
  return { duplicates, pairs };
}

/** The greater value; among equals the newer row. */
function better(values: Float32Array, times: Float64Array | null, n: number, former: number): boolean {
  if (values[n] !== values[former]) return values[n] > values[former];
  return times === null || times[n] >= times[former];
}
