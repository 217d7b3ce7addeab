import { createHash } from 'node:crypto';
import { formatSplit } from '../../../shared/split.ts';
import { takeCensus, type Census } from './census.ts';
import { sharedF32, sharedF64, sharedU32, type Histories, type Interactions } from './interactions.ts';
import { ABSENT, numberByStrata, strataFor, type Numbering } from './numbering.ts';
import type { Assigned } from './recipe.ts';
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
    split: formatSplit(assigned.split),
  };
  return { ...view, hash: hashOf(view) };
}

/** The histories of each part, by PART. */
function layOut(assigned: Assigned, census: Census, users: Numbering, items: Numbering): Histories[] {
  const userCount = users.of.length;
  const histories = census.rows.map((rows, part) => {
    const length = part === PART.dropped ? 0 : rows;
    const { values, times } = sourceOf(assigned, part);
    const start = sharedU32(userCount + 1);
    if (length > 0)
      for (let user = 0; user < userCount; user++) start[user + 1] = start[user] + census.perUser[part][users.of[user]];
    return {
      start,
      items: sharedU32(length),
      values: assigned.implicit || values === null ? null : sharedF32(length),
      times: times === null ? null : sharedF64(length),
    };
  });
  const next = histories.map(({ start }) => start.slice(0, userCount));

  assigned.sources.forEach(({ interactions, parts }, source) => {
    // Item by item in view order, then dealt to their users: items arrive ascending in every history.
    const order = itemOrder(assigned, source, users, items);
    const { values, times } = interactions;
    for (let k = 0; k < order.interactions.length; k++) {
      const n = order.interactions[k];
      const part = parts[n];
      const history = histories[part];
      const at = next[part][order.users[k]]++;
      history.items[at] = items.to[interactions.items[n]];
      if (history.values) history.values[at] = values![n];
      if (history.times) history.times[at] = times![n];
    }
  });
  return histories;
}

/** Whose interactions fill a part: each part has one source, and its columns are that source's. */
function sourceOf({ sources, split }: Assigned, part: number): Interactions {
  const given = split.kind === 'given' && (part === PART.validation || part === PART.test);
  const own = given && sources.slice(1).find(({ parts }) => parts.includes(part));
  return (own || sources[0]).interactions;
}

/** The kept interactions of a source by rising view item (counting sort): position and view user of each. */
function itemOrder(assigned: Assigned, source: number, users: Numbering, items: Numbering) {
  const { interactions, parts } = assigned.sources[source];
  const { start, items: column } = interactions;
  const next = new Uint32Array(items.of.length + 1);
  let kept = 0;
  for (let n = 0; n < column.length; n++)
    if (parts[n] !== PART.dropped) {
      next[items.to[column[n]] + 1]++;
      kept++;
    }
  for (let item = 0; item < items.of.length; item++) next[item + 1] += next[item];
  const order = { interactions: new Uint32Array(kept), users: new Uint32Array(kept) };
  for (let user = 0; user < interactions.userCount; user++) {
    const viewUser = users.to[user];
    for (let n = start[user]; n < start[user + 1]; n++) {
      if (parts[n] === PART.dropped) continue;
      const k = next[items.to[column[n]]]++;
      order.interactions[k] = n;
      order.users[k] = viewUser;
    }
  }
  return order;
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
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
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
