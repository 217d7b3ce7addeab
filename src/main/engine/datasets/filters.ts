import type { FilterStep, Filters } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { conjuncts, formatWhere, parseWhere } from '../../../shared/where.ts';
import { evaluateWhere } from '../../../shared/where-rows.ts';
import type { Interactions } from './interactions.ts';

/** Which interactions of a dataset a view keeps, and what was taken away on the way. */
export interface Selection {
  /** [N]: 1 kept, 0 dropped. */
  readonly keep: Uint8Array;
  /** [U], [I]: kept interactions of each. */
  readonly perUser: Uint32Array;
  readonly perItem: Uint32Array;
  readonly steps: FilterStep[];
}

/**
 * Applies the filters in this order: `where`, `from` and `to`, `binarise`, then the minimum counts. Users and items of a
 * step's count are those that lost their last interaction in it. Linear in N + U + I.
 * @throws RecsmithError BAD_INPUT for a condition that cannot be read or needs a column the data lack.
 */
export function applyFilters(interactions: Interactions, filters: Filters): Selection {
  const steps: FilterStep[] = [];
  const keep = new Uint8Array(interactions.items.length).fill(1);
  let { perUser, perItem } = countKept(interactions, keep);

  const record = (
    step: Pick<FilterStep, 'step' | 'kind' | 'rounds'>,
    before: Pick<Selection, 'perUser' | 'perItem'>,
  ) => {
    steps.push({
      ...step,
      interactions: sum(before.perUser) - sum(perUser),
      users: present(before.perUser) - present(perUser),
      items: present(before.perItem) - present(perItem),
    });
  };
  for (const { step, kind, mask } of rowSteps(interactions, filters)) {
    for (let n = 0; n < keep.length; n++) keep[n] &= mask[n];
    const before = { perUser, perItem };
    ({ perUser, perItem } = countKept(interactions, keep));
    record({ step, kind }, before);
  }
  const { minPerUser, minPerItem } = filters;
  if (minPerUser > 1 || minPerItem > 1) {
    const before = { perUser: perUser.slice(), perItem: perItem.slice() };
    const rounds = core(interactions, keep, perUser, perItem, minPerUser, minPerItem);
    record({ step: coreName(minPerUser, minPerItem), kind: 'core', rounds }, before);
  }
  return { keep, perUser, perItem, steps };
}

/**
 * The filters for a validation or test set of the user's own. Conditions on rows (`where`, `from`, `to`, `binarise`)
 * say which rows a view knows, so they hold here too. The minimum counts are about training rows: where one is asked
 * for, a row whose user or item has no training row left goes as well. Without minimum counts such rows stay (cold).
 */
export function applyFiltersToGiven(
  given: Interactions,
  filters: Filters,
  training: Selection,
  name: string,
): { keep: Uint8Array; steps: FilterStep[] } {
  const { keep, perUser, perItem, steps } = applyFilters(given, { ...filters, minPerUser: 0, minPerItem: 0 });
  const before = { interactions: sum(perUser), users: present(perUser), items: present(perItem) };
  for (let user = 0; user < given.userCount; user++)
    for (let n = given.start[user]; n < given.start[user + 1]; n++) {
      const userGone = filters.minPerUser > 0 && !(training.perUser[user] > 0);
      const itemGone = filters.minPerItem > 0 && !(training.perItem[given.items[n]] > 0);
      if (userGone || itemGone) keep[n] = 0;
    }
  const left = countKept(given, keep);
  const lost: FilterStep = {
    step: 'users and items without enough training rows',
    kind: 'given',
    interactions: before.interactions - sum(left.perUser),
    users: before.users - present(left.perUser),
    items: before.items - present(left.perItem),
  };
  const all = lost.interactions > 0 ? [...steps, lost] : steps;
  return { keep, steps: all.map((step) => ({ ...step, kind: 'given', step: `given ${name}: ${step.step}` })) };
}

interface RowStep {
  readonly step: string;
  readonly kind: 'where' | 'dates' | 'binarise';
  readonly mask: Uint8Array; // [N]: 1 passes
}

/** The filters that look at one row at a time; conditions joined by "and" are steps of their own. */
function* rowSteps(interactions: Interactions, filters: Filters): Generator<RowStep> {
  const { values, times } = interactions;
  const length = interactions.items.length;
  const where = filters.where?.trim();
  if (where) {
    for (const condition of conjuncts(parseWhere(where))) {
      const mask = evaluateWhere(condition, { value: values, time: times }, length);
      yield { step: `where ${formatWhere(condition)}`, kind: 'where', mask };
    }
  }
  const { from, to, binarise } = filters;
  if (from !== null || to !== null) {
    if (!times) throw missing('time', 'A date range');
    const mask = new Uint8Array(length);
    const first = from ?? -Infinity;
    const end = to ?? Infinity;
    for (let n = 0; n < length; n++) mask[n] = times[n] >= first && times[n] < end ? 1 : 0;
    const parts = [from === null ? null : `from ${instant(from)}`, to === null ? null : `before ${instant(to)}`];
    yield { step: parts.filter((part) => part !== null).join(', '), kind: 'dates', mask };
  }
  if (binarise !== null) {
    if (!values) throw missing('value', 'A threshold');
    const mask = new Uint8Array(length);
    const threshold = Math.fround(binarise); // values are stored in 32 bits: 4.1 must find 4.1
    for (let n = 0; n < length; n++) mask[n] = values[n] >= threshold ? 1 : 0;
    yield { step: `binarise at ${binarise}`, kind: 'binarise', mask };
  }
}

const missing = (field: string, what: string): RecsmithError =>
  new RecsmithError('BAD_INPUT', `${what} needs a ${field}, but these data have none.`, {
    where: field === 'time' ? 'from, to' : 'binarise',
    next: `Leave it away, or import again with a ${field} column.`,
  });

function instant(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `${seconds} s`;
  return date.toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, '');
}

function coreName(minPerUser: number, minPerItem: number): string {
  if (minPerItem <= 1) return `at least ${minPerUser} per user`;
  if (minPerUser <= 1) return `at least ${minPerItem} per item`;
  return `at least ${minPerUser} per user and ${minPerItem} per item, repeated until both hold`;
}

function countKept({ start, items, userCount, itemCount }: Interactions, keep: Uint8Array) {
  const perUser = new Uint32Array(userCount);
  const perItem = new Uint32Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    let count = 0;
    for (let n = start[user]; n < start[user + 1]; n++) {
      const kept = keep[n];
      count += kept;
      perItem[items[n]] += kept;
    }
    perUser[user] = count;
  }
  return { perUser, perItem };
}

/**
 * Drops users with fewer than `minUser` and items with fewer than `minItem` kept interactions until neither exists.
 * What remains is the largest set that satisfies both, whatever the order of dropping (Seidman 1983, k-cores of a
 * bipartite graph). Every user and item is dropped at most once and then visits its interactions once: O(N + U + I).
 * Changes `keep`, `perUser` and `perItem`. Returns the rounds: how often all users and items that were too few went at
 * once until none was.
 */
function core(
  { start, items, userCount, itemCount }: Interactions,
  keep: Uint8Array,
  perUser: Uint32Array,
  perItem: Uint32Array,
  minUser: number,
  minItem: number,
): number {
  // Users are queued as u, items as userCount + i. A count falls below its minimum once, so each enters once.
  const queue = new Uint32Array(userCount + itemCount);
  let end = 0;
  for (let user = 0; user < userCount; user++) if (perUser[user] > 0 && perUser[user] < minUser) queue[end++] = user;
  for (let item = 0; item < itemCount; item++)
    if (perItem[item] > 0 && perItem[item] < minItem) queue[end++] = userCount + item;
  if (end === 0) return 0;
  const columns = minItem > 1 ? byItem(start, items, userCount, itemCount, keep, perItem) : null;

  let rounds = 0;
  let roundEnd = 0;
  for (let next = 0; next < end; next++) {
    if (next === roundEnd) {
      rounds++;
      roundEnd = end;
    }
    if (queue[next] < userCount) {
      const user = queue[next];
      for (let n = start[user]; n < start[user + 1]; n++) {
        if (keep[n] === 0) continue;
        keep[n] = 0;
        const item = items[n];
        if (--perItem[item] === minItem - 1) queue[end++] = userCount + item;
      }
      perUser[user] = 0;
    } else {
      const item = queue[next] - userCount;
      if (!columns) continue;
      for (let k = columns.start[item]; k < columns.start[item + 1]; k++) {
        const n = columns.interactions[k];
        if (keep[n] === 0) continue;
        keep[n] = 0;
        const user = columns.users[k];
        if (--perUser[user] === minUser - 1) queue[end++] = user;
      }
      perItem[item] = 0;
    }
  }
  return rounds;
}

/** The kept interactions item by item: their position and user. */
function byItem(
  start: Uint32Array,
  items: Uint32Array,
  userCount: number,
  itemCount: number,
  keep: Uint8Array,
  perItem: Uint32Array,
) {
  const columnStart = new Uint32Array(itemCount + 1);
  for (let item = 0; item < itemCount; item++) columnStart[item + 1] = columnStart[item] + perItem[item];
  const next = columnStart.slice(0, itemCount);
  const interactions = new Uint32Array(columnStart[itemCount]);
  const users = new Uint32Array(columnStart[itemCount]);
  for (let user = 0; user < userCount; user++)
    for (let n = start[user]; n < start[user + 1]; n++) {
      if (keep[n] === 0) continue;
      const k = next[items[n]]++;
      interactions[k] = n;
      users[k] = user;
    }
  return { start: columnStart, interactions, users };
}

function sum(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

function present(counts: Uint32Array): number {
  let positive = 0;
  for (const count of counts) if (count > 0) positive++;
  return positive;
}
