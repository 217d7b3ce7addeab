import type { Assigned } from './recipe.ts';
import { PART } from './splits.ts';

/** Interactions per user and item and part of an applied recipe; indices are the dataset's. */
export interface Census {
  /** By PART: rows in each part. */
  readonly rows: readonly number[];
  /** By PART: [U] rows of each user in that part; empty for `dropped`. */
  readonly perUser: readonly Uint32Array[];
  /** [I] training rows. */
  readonly trainPerItem: Uint32Array;
  /** [U], [I]: 1 where the view has the user or item; how many. Items that only candidate lists name belong to it. */
  readonly isUser: Uint8Array;
  readonly isItem: Uint8Array;
  readonly users: number;
  readonly items: number;
  /** [I] bit p is set where the item occurs in part p. */
  readonly itemParts: Uint8Array;
}

export function takeCensus({ sources, userCount, itemCount, candidates, recipe }: Assigned): Census {
  const rows = [0, 0, 0, 0, 0];
  const perUser = rows.map((_, part) => new Uint32Array(part === PART.dropped ? 0 : userCount));
  const trainPerItem = new Uint32Array(itemCount);
  const itemParts = new Uint8Array(itemCount);
  const own = new Uint32Array(rows.length);
  for (const { interactions, parts } of sources) {
    const { start, items } = interactions;
    for (let user = 0; user < interactions.userCount; user++) {
      own.fill(0);
      for (let n = start[user]; n < start[user + 1]; n++) {
        const part = parts[n];
        own[part]++;
        itemParts[items[n]] |= 1 << part;
        if (part === PART.train) trainPerItem[items[n]]++;
      }
      for (let part = 1; part < own.length; part++) {
        perUser[part][user] += own[part];
        rows[part] += own[part];
      }
    }
  }
  const isUser = new Uint8Array(userCount);
  for (const counts of perUser) counts.forEach((count, user) => (isUser[user] |= count > 0 ? 1 : 0));
  // Bit 0 says that the filters dropped the item's rows: such an item does not come back by way of a list.
  const isItem = itemParts.map((inParts) => (inParts > 1 ? 1 : 0));
  if (candidates) for (const item of candidates.items) if (itemParts[item] === 0) isItem[item] = 1;
  if (recipe.allIds) {
    isUser.fill(1);
    isItem.fill(1);
  }
  return { rows, perUser, trainPerItem, isUser, isItem, users: sum(isUser), items: sum(isItem), itemParts };
}

function sum(flags: Uint8Array): number {
  let total = 0;
  for (const flag of flags) total += flag;
  return total;
}
