import type { Histories } from '../datasets/interactions.ts';
import { strataFor } from '../datasets/numbering.ts';
import type { DataSize, Strata } from '../datasets/view.ts';
import { KernelInputError, expectLength, expectOffsets } from './checks.ts';
import type { Kernels } from './kernels.ts';

/** Kernels read four items at once: past the end of the last run lie this many items that no lane uses. */
const SLACK = 4;

/**
 * Interactions in the order in which the training kernels read them: by user part, then item part, then user, then
 * item. Lies in kernel memory. S parts, U users, N interactions.
 */
export interface StrataOrder {
  readonly strata: Strata;
  readonly userCount: number;
  readonly itemCount: number;
  readonly interactions: number; // N
  /** [S U + 1]: run k = S userStart[a] + b (users of a) + (u - userStart[a]) is items offsets[k] to offsets[k + 1] - 1. */
  readonly offsets: Uint32Array;
  /** [N + slack], item indices. */
  readonly items: Uint32Array;
  /** [N + slack]; null where the kernel takes no values. */
  readonly values: Float32Array | null;
  /** [S + 1], a copy in kernel memory. */
  readonly userStart: Uint32Array;
  readonly itemStart: Uint32Array;
}

/** Bytes that `orderByStrata` takes for a view of this size. */
export function strataBytes(size: DataSize, withValues: boolean): number {
  const parts = strataFor(size.interactions, size.users, size.items);
  return 4 * (parts * size.users + 1 + (withValues ? 2 : 1) * (size.interactions + SLACK) + 2 * (parts + 1));
}

/**
 * Copies histories into kernel memory in strata order. Parts are contiguous ranges and a history's items ascend, so
 * one walk with a cursor per user is the whole counting sort.
 * @throws KernelInputError for indices out of range, items that do not ascend, or parts that do not cover everything
 */
export function orderByStrata(
  kernels: Kernels,
  { start, items, values }: Pick<Histories, 'start' | 'items' | 'values'>,
  strata: Strata,
  { withValues }: { withValues: boolean },
): StrataOrder {
  const { parts, userStart, itemStart } = strata;
  const userCount = start.length - 1;
  const itemCount = itemStart[itemStart.length - 1];
  const count = items.length;
  expectOffsets('orderByStrata', 'start', start, userCount, count);
  expectOffsets('orderByStrata', 'userStart', userStart, parts, userCount);
  expectOffsets('orderByStrata', 'itemStart', itemStart, parts, itemCount);
  if (withValues) {
    if (!values) throw new KernelInputError('orderByStrata', 'values', 'are missing', 'one per interaction');
    expectLength('orderByStrata', 'values', values, count);
  }

  const offsets = kernels.u32(parts * userCount + 1);
  const orderedItems = kernels.u32(count + SLACK);
  const orderedValues = withValues ? kernels.f32(count + SLACK) : null;
  const cursor = start.slice(0, userCount);
  let run = 0;
  let at = 0;
  for (let userPart = 0; userPart < parts; userPart++) {
    for (let itemPart = 0; itemPart < parts; itemPart++) {
      const itemEnd = itemStart[itemPart + 1];
      for (let user = userStart[userPart]; user < userStart[userPart + 1]; user++) {
        offsets[run++] = at;
        const end = start[user + 1];
        let from = cursor[user];
        for (; from < end && items[from] < itemEnd; from++, at++) {
          orderedItems[at] = items[from];
          if (orderedValues) orderedValues[at] = values![from];
        }
        cursor[user] = from;
      }
    }
  }
  offsets[run] = at;
  for (let user = 0; user < userCount; user++) {
    if (cursor[user] !== start[user + 1])
      throw new KernelInputError(
        'orderByStrata',
        'items',
        `has index ${items[cursor[user]]} in the history of user ${user}`,
        `indices below ${itemCount}`,
      );
    for (let k = start[user] + 1; k < start[user + 1]; k++)
      if (items[k] <= items[k - 1])
        throw new KernelInputError('orderByStrata', 'items', `do not ascend for user ${user}`, 'ascending items');
  }
  const shared = (from: Uint32Array) => {
    const copy = kernels.u32(parts + 1);
    copy.set(from);
    return copy;
  };
  return {
    strata,
    userCount,
    itemCount,
    interactions: count,
    offsets,
    items: orderedItems,
    values: orderedValues,
    userStart: shared(userStart),
    itemStart: shared(itemStart),
  };
}
