import { createHash } from 'node:crypto';
import { formatSplit } from '../../../shared/split.ts';
import { takeCensus, type Census } from './census.ts';
import { longestHistory } from './counting.ts';
import { sharedF32, sharedF64, sharedU32, type Histories, type Interactions } from './interactions.ts';
import { ABSENT, numberByStrata, strataFor, type Numbering } from './numbering.ts';
import type { Assigned, Source } from './recipe.ts';
import { PART } from './splits.ts';
import type { View } from './view.ts';

/**
 * Copies an applied recipe into a view: users and items that occur in no part are left out, the others renumbered by
 * strata, every part laid out user by user with items ascending, the whole hashed. Linear in the interactions; the same
 * recipe and dataset give the same bytes. Items that only the candidate lists name stay in the view unless the filters
 * took their interactions away.
 */
export function materialise(
  assigned: Assigned,
  { id, datasetId }: Pick<View, 'id' | 'datasetId'>,
  census: Census = takeCensus(assigned),
): View {
  const { users: userCount, items: itemCount, isUser, isItem } = census;
  const parts = strataFor(census.rows[PART.train], userCount, itemCount);
  const users = numberByStrata(census.perUser[PART.train], isUser, parts);
  const items = numberByStrata(census.trainPerItem, isItem, parts);
  const histories = layOut(assigned, census, users, items);
  const train = histories[PART.train];
  const view: Omit<View, 'hash'> = {
    id,
    datasetId,
    userCount,
    itemCount,
    userOf: users.of,
    itemOf: items.of,
    train,
    validation: histories[PART.validation],
    test: histories[PART.test],
    foldIn: histories[PART.foldIn],
    candidates: assigned.candidates && candidateLists(assigned.candidates, users, items),
    strata: { parts, userStart: users.start, itemStart: items.start },
    valueRange: range(train.values),
    split: formatSplit(assigned.recipe.split),
  };
  return { ...view, hash: hashOf(view) };
}

/**
 * The histories of each part, by PART. The parts lie one behind the other in one buffer per column, so that one loop with
 * one set of arrays fills them all.
 */
function layOut(assigned: Assigned, census: Census, users: Numbering, items: Numbering): Histories[] {
  const offsets = new Uint32Array(census.rows.length + 1);
  census.rows.forEach((rows, part) => (offsets[part + 1] = offsets[part] + (part === PART.dropped ? 0 : rows)));
  const total = offsets[census.rows.length];
  const hasValues = !assigned.implicit && assigned.sources.some(({ interactions }) => interactions.values);
  const hasTimes = assigned.sources.some(({ interactions }) => interactions.times);
  const columns: Columns = {
    items: sharedU32(total),
    values: hasValues ? sharedF32(total) : null,
    times: hasTimes ? sharedF64(total) : null,
  };
  const userCount = users.of.length;
  const starts = census.rows.map((_, part) => {
    const start = sharedU32(userCount + 1);
    if (part !== PART.dropped)
      for (let user = 0; user < userCount; user++) start[user + 1] = start[user] + census.perUser[part][users.of[user]];
    return start;
  });
  // next[part * U + user]: where the user's next interaction of that part goes.
  const next = new Uint32Array(starts.length * userCount);
  starts.forEach((start, part) => {
    for (let user = 0; user < userCount; user++) next[part * userCount + user] = offsets[part] + start[user];
  });
  for (const source of assigned.sources) fill(columns, next, source, users, items);

  return starts.map((start, part) => {
    const { values, times } = sourceOf(assigned, part);
    const cut = [offsets[part], offsets[part + 1]] as const;
    return {
      start,
      items: columns.items.subarray(...cut),
      // A given set may lack a column that the imported file has.
      values: (values && columns.values?.subarray(...cut)) ?? null,
      times: (times && columns.times?.subarray(...cut)) ?? null,
    };
  });
}

type Columns = Pick<Histories, 'items' | 'values' | 'times'>;

/** Interactions sorted at once: what a block touches at random should stay in the processor's second cache. */
const BLOCK = 1 << 17;

/**
 * Copies the kept interactions of a source to their places, items ascending within a user. Block by block of users in
 * view order: a counting sort by item gives the order, dealing that order to the users gives every row its place, and
 * the columns are then copied user by user, front to back.
 */
function fill(columns: Columns, next: Uint32Array, source: Source, users: Numbering, items: Numbering): void {
  const { parts, interactions } = source;
  const { start, items: column, values, times, userCount } = interactions;
  const { items: itemsOut, values: valuesOut, times: timesOut } = columns;
  const itemTo = items.to;
  const space = blockSpace(interactions, items.of.length);
  const { place } = space;
  for (let user = 0; user < users.of.length;) {
    const endUser = placeBlock(source, next, users, items, user, space);
    let row = 0;
    for (; user < endUser; user++) {
      const own = users.of[user];
      if (own >= userCount) continue;
      for (let n = start[own], end = start[own + 1]; n < end; n++) {
        if (parts[n] === PART.dropped) continue;
        const at = place[row++];
        itemsOut[at] = itemTo[column[n]];
        if (valuesOut !== null && values !== null) valuesOut[at] = values[n];
        if (timesOut !== null && times !== null) timesOut[at] = times[n];
      }
    }
  }
}

interface BlockSpace {
  /** Most rows of a block. */
  readonly limit: number;
  /** [I]: where the next row of an item goes in item order. */
  readonly ends: Uint32Array;
  /** By place in item order: the row in the block, and its entry of `next`. */
  readonly rows: Uint32Array;
  readonly slots: Uint32Array;
  /** By row in the block: the result. */
  readonly place: Uint32Array;
}

function blockSpace(interactions: Interactions, itemCount: number): BlockSpace {
  // With many items a larger block, or clearing the counters would cost more than the sorting.
  const limit = Math.min(interactions.items.length, Math.max(BLOCK, 2 * itemCount) + longestHistory(interactions));
  return {
    limit,
    ends: new Uint32Array(itemCount),
    rows: new Uint32Array(limit),
    slots: new Uint32Array(limit),
    place: new Uint32Array(limit),
  };
}

/**
 * Finds the places of the kept rows of as many users from `firstUser` on as fit a block; returns the user after the last.
 * Rows are counted in the block user by user, in file order.
 */
function placeBlock(
  { interactions, parts }: Source,
  next: Uint32Array,
  users: Numbering,
  items: Numbering,
  firstUser: number,
  { limit, ends, rows, slots, place }: BlockSpace,
): number {
  const { start, items: column, userCount } = interactions;
  const itemTo = items.to;
  const userOf = users.of;
  const total = userOf.length;
  ends.fill(0);
  let endUser = firstUser;
  for (let taken = 0; endUser < total; endUser++) {
    const user = userOf[endUser];
    if (user >= userCount) continue;
    taken += start[user + 1] - start[user];
    if (taken > limit) break;
    for (let n = start[user], end = start[user + 1]; n < end; n++)
      if (parts[n] !== PART.dropped) ends[itemTo[column[n]]]++;
  }
  let length = 0;
  for (let item = 0; item < ends.length; item++) {
    const count = ends[item];
    ends[item] = length;
    length += count;
  }
  let row = 0;
  for (let viewUser = firstUser; viewUser < endUser; viewUser++) {
    const user = userOf[viewUser];
    if (user >= userCount) continue;
    for (let n = start[user], end = start[user + 1]; n < end; n++) {
      if (parts[n] === PART.dropped) continue;
      const k = ends[itemTo[column[n]]]++;
      rows[k] = row++;
      slots[k] = parts[n] * total + viewUser;
    }
  }
  for (let k = 0; k < length; k++) place[rows[k]] = next[slots[k]]++;
  return endUser;
}

/** Whose interactions fill a part: each part has one source, and its columns are that source's. */
function sourceOf({ sources, recipe: { split } }: Assigned, part: number): Interactions {
  const given = split.kind === 'given' && (part === PART.validation || part === PART.test);
  const own = given && sources.slice(1).find(({ parts }) => parts.includes(part));
  return (own || sources[0]).interactions;
}

/** Lists in view indices, items ascending and once each; what is not in the view falls out. */
function candidateLists(lists: Pick<Histories, 'start' | 'items'>, users: Numbering, items: Numbering) {
  const start = sharedU32(users.of.length + 1);
  const all = new Uint32Array(lists.items.length);
  let length = 0;
  users.of.forEach((user, viewUser) => {
    const first = length;
    if (user + 1 < lists.start.length)
      for (let n = lists.start[user]; n < lists.start[user + 1]; n++) {
        const item = items.to[lists.items[n]];
        if (item !== ABSENT) all[length++] = item;
      }
    const own = all.subarray(first, length).sort();
    length = first;
    own.forEach((item, k) => {
      if (k === 0 || item !== own[k - 1]) all[length++] = item;
    });
    start[viewUser + 1] = length;
  });
  const kept = sharedU32(length);
  kept.set(all.subarray(0, length));
  return { start, items: kept };
}

function range(values: Float32Array | null): readonly [number, number] | null {
  if (!values || values.length === 0) return null;
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < values.length; k++) {
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
  }
  return [low, high];
}

/**
 * SHA-256 over the view's content: a line that names every array and its length, then their bytes (little-endian, as all
 * supported processors store them). Ids are left out, so that equal views of equal datasets have equal hashes.
 */
function hashOf(view: Omit<View, 'hash'>): string {
  const arrays: [string, Uint32Array | Float32Array | Float64Array | null][] = [
    ['userOf', view.userOf],
    ['itemOf', view.itemOf],
    ['strata.userStart', view.strata.userStart],
    ['strata.itemStart', view.strata.itemStart],
    ['candidates.start', view.candidates?.start ?? null],
    ['candidates.items', view.candidates?.items ?? null],
  ];
  for (const part of ['train', 'validation', 'test', 'foldIn'] as const)
    for (const column of ['start', 'items', 'values', 'times'] as const)
      arrays.push([`${part}.${column}`, view[part][column]]);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([1, view.split, arrays.map(([name, array]) => [name, array?.length ?? null])]));
  for (const [, array] of arrays) if (array) hash.update(array);
  return hash.digest('hex');
}
