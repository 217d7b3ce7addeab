import { sharedU32 } from './interactions.ts';
import { rankByCount } from './counting.ts';

/** Users or items of a view, renumbered part by part. */
export interface Numbering {
  /** [n] view index -> dataset index; shared memory. */
  readonly of: Uint32Array;
  /** dataset index -> view index, ABSENT where it is not in the view. */
  readonly to: Uint32Array;
  /** [S + 1]: part p holds the view indices start[p] to start[p + 1] - 1; shared memory. */
  readonly start: Uint32Array;
}

export const ABSENT = 0xffffffff;

/**
 * The number of strata S: enough that every thread finds work in each of S rounds, few enough that the runs of a user
 * within a stratum stay long. It comes from the data alone, so that results do not depend on the machine's threads.
 * @param rows training rows.
 */
export function strataFor(rows: number, users: number, items: number): number {
  const wanted = rows < 5_000 ? 1 : rows < 50_000 ? 2 : rows < 400_000 ? 4 : rows < 20_000_000 ? 8 : 16;
  return Math.max(1, Math.min(wanted, users, items));
}

/** One more member weighs as much as 1/64 row: parts of equal rows get equal members, and cold ones spread evenly. */
const ROW_WEIGHT = 64;

/**
 * Deals the present indices to `parts` parts by falling count of training rows (equal counts by dataset index), each to
 * the part that is lightest at that moment (equal weights: the lower part), then numbers them part by part, inside a part
 * by dataset index. Source: longest-processing-time rule, Graham 1969.
 * @param counts [n] training rows of each dataset index. @param present [n] 1 where it is in the view; null: all are.
 */
export function numberByStrata(counts: Uint32Array, present: Uint8Array | null, parts: number): Numbering {
  const partOf = new Uint8Array(counts.length).fill(255);
  const weight = new Float64Array(parts);
  const members = new Uint32Array(parts);
  for (const index of rankByCount(counts)) {
    if (present?.[index] === 0) continue;
    let lightest = 0;
    for (let part = 1; part < parts; part++) if (weight[part] < weight[lightest]) lightest = part;
    weight[lightest] += ROW_WEIGHT * counts[index] + 1;
    members[lightest]++;
    partOf[index] = lightest;
  }
  const start = sharedU32(parts + 1);
  for (let part = 0; part < parts; part++) start[part + 1] = start[part] + members[part];
  const of = sharedU32(start[parts]);
  const to = new Uint32Array(counts.length).fill(ABSENT);
  const next = start.slice(0, parts);
  for (let index = 0; index < counts.length; index++) {
    if (partOf[index] === 255) continue;
    to[index] = next[partOf[index]]++;
    of[to[index]] = index;
  }
  return { of, to, start };
}
