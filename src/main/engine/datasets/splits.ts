import type { Split } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { checkSplit } from '../../../shared/split.ts';
import { Random } from '../random.ts';
import { longestHistory } from './counting.ts';
import type { Interactions } from './interactions.ts';
import { kthSmallest } from './selection.ts';

/** What happens to an interaction in a view. */
export const PART = { dropped: 0, train: 1, validation: 2, test: 3, foldIn: 4 } as const;

/** The kept interactions of a dataset; a split moves some of them from training to other parts. */
interface Rows {
  readonly interactions: Interactions;
  /** [N]: PART.dropped or PART.train at first. */
  readonly parts: Uint8Array;
  readonly kept: number;
}

type Of<K extends Split['kind']> = Extract<Split, { kind: K }>;
type Splitter<K extends Split['kind']> = (rows: Rows, split: Of<K>, random: Random) => void;

/** Shares are compared with counts; 0.1 * 30 must count as 3 although 1 - 0.9 is a little less than 0.1. */
const floor = (number: number): number => Math.floor(number + 1e-9);

/**
 * Divides kept interactions into parts: [N] of PART. All randomness comes from the seed; the order that matters is the
 * dataset's own (user by user, file order), so the same dataset, filters, split and seed give the same parts.
 * @param keep [N] of 1 and 0.
 * @throws RecsmithError BAD_INPUT for shares that do not add up to 1 and for more held-out users than there are.
 */
export function splitRows(interactions: Interactions, keep: Uint8Array, split: Split, seed: number): Uint8Array {
  checkSplit(split);
  const parts = keep.slice();
  let kept = 0;
  for (let n = 0; n < parts.length; n++) kept += parts[n];
  const splitter = splitters[split.kind] as Splitter<Split['kind']>;
  splitter({ interactions, parts, kept }, split, new Random(seed, `split.${split.kind}`));
  return parts;
}

const splitters: { readonly [K in Split['kind']]: Splitter<K> } = {
  /** Any interaction to any part. Counts are exact: `quotas`. */
  random({ parts, kept }, split, random) {
    let left = kept;
    const quota = quotas(kept, split);
    for (let n = 0; n < parts.length; n++) if (parts[n] === PART.train) parts[n] = draw(quota, left--, random);
  },

  /**
   * The shares within each user, by RecBole's rule, so that its published tables can be compared: a user with n
   * interactions gives floor(share * n) to test and to validation; while training keeps more than one, a part whose
   * exact share lies between 0 and 1 gets one (test first). Training always keeps at least one.
   * Source: recbole/data/dataset/dataset.py, `_calcu_split_ids`.
   */
  'per-user'({ interactions, parts }, split, random) {
    eachUser(interactions, parts, (first, end, count) => {
      const quota = userQuotas(count, split);
      let left = count;
      for (let n = first; n < end; n++) if (parts[n] === PART.train) parts[n] = draw(quota, left--, random);
    });
  },

  /**
   * The newest `count` of each user to test, the `count` before them to validation; equal times go by file order, and
   * without time the file order alone counts. A user keeps at least one training row: validation gives way first.
   */
  'leave-last'({ interactions, parts }, { count }) {
    const space = new Uint32Array(longestHistory(interactions));
    eachUser(interactions, parts, (first, end, kept) => {
      const { test, validation } = leaveQuotas(kept, count);
      const newest = newestOf(interactions, parts, first, end, space.subarray(0, test + validation));
      newest.forEach((n, place) => (parts[n] = place < validation ? PART.validation : PART.test));
    });
  },

  /** `count` interactions of each user to test and as many to validation, at random; the same minimum as `leave-last`. */
  'leave-random'({ interactions, parts }, { count }, random) {
    eachUser(interactions, parts, (first, end, kept) => {
      const quota = leaveQuotas(kept, count);
      let left = kept;
      for (let n = first; n < end && quota.test + quota.validation > 0; n++)
        if (parts[n] === PART.train) parts[n] = draw(quota, left--, random);
    });
  },

  /** The earliest to training, the newest to test, over all users; equal times go by file order. Counts: `quotas`. */
  temporal({ interactions, parts, kept }, split) {
    if (interactions.times) inOrder(interactions, parts, kept, split, interactions.times);
    else inOrder(interactions, parts, kept, split, interactions.rows);
  },

  /** The first rows of the file to training, the last to test. Counts: `quotas`. */
  rows({ interactions, parts, kept }, split) {
    inOrder(interactions, parts, kept, split, interactions.rows);
  },

  /**
   * Held-out users: `test` and `validation` users at random. Of each one's n interactions floor((1 - foldIn) * n) are
   * to be predicted (with foldIn 0.8: 4 -> 0, 5 -> 1, 9 -> 1, 10 -> 2), the rest are folded in; none is trained on.
   * A user too short to give a target is folded in whole and counts as a user without targets.
   */
  users({ interactions, parts }, { validation, test, foldIn }, random) {
    const users: number[] = [];
    eachUser(interactions, parts, (_first, _end, _count, user) => users.push(user));
    if (validation + test >= users.length)
      throw new RecsmithError(
        'BAD_INPUT',
        `${validation + test} users are to be held out, but only ${users.length} are left after the filters.`,
        { where: 'split', next: `Hold out fewer than ${users.length} users in all, or filter less.` },
      );
    const heldOut = random.shuffle(Uint32Array.from(users)).subarray(0, test + validation);
    heldOut.forEach((user, place) => {
      const first = interactions.start[user];
      const end = interactions.start[user + 1];
      let left = 0;
      for (let n = first; n < end; n++) left += parts[n] === PART.train ? 1 : 0;
      let targets = floor((1 - foldIn) * left);
      const part = place < test ? PART.test : PART.validation;
      for (let n = first; n < end; n++) {
        if (parts[n] !== PART.train) continue;
        const chosen = random.below(left--) < targets;
        if (chosen) targets--;
        parts[n] = chosen ? part : PART.foldIn;
      }
    });
  },

  /** The sets of the user's own are parts by themselves; the imported file trains. */
  given() {},

  none() {},
};

interface Quota {
  test: number;
  validation: number;
}

/** Test and validation are rounded to the nearest count; training gets the rest. */
export function quotas(count: number, { validation, test }: { validation: number; test: number }): Quota {
  const tested = Math.min(count, Math.round(test * count));
  return { test: tested, validation: Math.min(count - tested, Math.round(validation * count)) };
}

export function userQuotas(count: number, shares: { validation: number; test: number }): Quota {
  const quota = { test: floor(shares.test * count), validation: floor(shares.validation * count) };
  for (const part of ['test', 'validation'] as const) {
    if (count - quota.test - quota.validation <= 1) break;
    if (shares[part] > 0 && quota[part] === 0) quota[part] = 1;
  }
  // Shares that leave nothing to train on (0, .5, .5) still keep one row.
  if (quota.test + quota.validation === count && count > 0) quota[quota.validation > 0 ? 'validation' : 'test']--;
  return quota;
}

function leaveQuotas(kept: number, count: number): Quota {
  const test = Math.min(count, Math.max(0, kept - 1));
  return { test, validation: Math.min(count, Math.max(0, kept - 1 - test)) };
}

/**
 * The part of the next of `left` interactions, so that exactly the quota is drawn and every choice is equally likely:
 * a uniform permutation cut in three, without holding the permutation (selection sampling, Knuth, TAOCP 3.4.2 S).
 */
function draw(quota: Quota, left: number, random: Random): number {
  const ticket = random.below(left);
  if (ticket < quota.test) {
    quota.test--;
    return PART.test;
  }
  if (ticket < quota.test + quota.validation) {
    quota.validation--;
    return PART.validation;
  }
  return PART.train;
}

/** Calls back for every user that has a kept interaction. */
function eachUser(
  { start, userCount }: Interactions,
  parts: Uint8Array,
  visit: (first: number, end: number, kept: number, user: number) => void,
): void {
  for (let user = 0; user < userCount; user++) {
    let kept = 0;
    for (let n = start[user]; n < start[user + 1]; n++) kept += parts[n] === PART.dropped ? 0 : 1;
    if (kept > 0) visit(start[user], start[user + 1], kept, user);
  }
}

/**
 * Fills `newest` with the newest kept interactions first..end - 1 of one user, oldest of them first. There must be as many.
 * Insertion into a short sorted list: O(history) for the usual one or two, O(history * length) at worst.
 */
function newestOf(
  { times }: Interactions,
  parts: Uint8Array,
  first: number,
  end: number,
  newest: Uint32Array,
): Uint32Array {
  const size = newest.length;
  let length = 0;
  // Backwards: in file order the newest mostly stand last. Of equal times the one met first is then the newer.
  for (let n = end - 1; n >= first && size > 0; n--) {
    if (parts[n] === PART.dropped) continue;
    const time = times ? times[n] : 0;
    const oldest = size - length; // the list is newest[oldest .. size - 1]
    if (length === size && !(times && time > times[newest[0]])) continue;
    let place = length === size ? 0 : oldest - 1;
    for (; place + 1 < size && times && time > times[newest[place + 1]]; place++) newest[place] = newest[place + 1];
    newest[place] = n;
    if (length < size) length++;
  }
  return newest;
}

/** Cuts the kept interactions, ordered by a key and then by file row, into training, validation and test. */
function inOrder(
  { rows }: Interactions,
  parts: Uint8Array,
  kept: number,
  shares: { validation: number; test: number },
  key: Float64Array | Uint32Array,
): void {
  const quota = quotas(kept, shares);
  const validation = boundary(rows, parts, key, kept - quota.test - quota.validation, kept);
  const test = boundary(rows, parts, key, kept - quota.test, kept);
  for (let n = 0; n < parts.length; n++) {
    if (parts[n] === PART.dropped || isBefore(n, validation)) continue;
    parts[n] = isBefore(n, test) ? PART.validation : PART.test;
  }
  function isBefore(n: number, { key: limit, row }: Boundary): boolean {
    return key[n] < limit || (key[n] === limit && rows[n] < row);
  }
}

interface Boundary {
  key: number;
  row: number;
}

/** The place in the order of (key, row) that has exactly `count` of the kept interactions before it. */
function boundary(
  rows: Uint32Array,
  parts: Uint8Array,
  key: Float64Array | Uint32Array,
  count: number,
  kept: number,
): Boundary {
  if (count === kept) return { key: Infinity, row: 0 };
  const keys = new Float64Array(kept);
  for (let n = 0, k = 0; n < parts.length; n++) if (parts[n] !== PART.dropped) keys[k++] = key[n];
  const limit = kthSmallest(keys, count);
  let before = 0;
  let ties = 0;
  for (let k = 0; k < kept; k++) {
    if (keys[k] < limit) before++;
    else if (keys[k] === limit) ties++;
  }
  if (ties === 1) return { key: limit, row: 0 };
  const tied = new Float64Array(ties);
  for (let n = 0, k = 0; n < parts.length; n++) if (parts[n] !== PART.dropped && key[n] === limit) tied[k++] = rows[n];
  return { key: limit, row: kthSmallest(tied, count - before) };
}
