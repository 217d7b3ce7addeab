import type { Interactions } from './interactions.ts';

/** Interactions of each user, [U]. */
export function countsPerUser({ start, userCount }: Pick<Interactions, 'start' | 'userCount'>): Uint32Array {
  const counts = new Uint32Array(userCount);
  for (let user = 0; user < userCount; user++) counts[user] = start[user + 1] - start[user];
  return counts;
}

/** Interactions of each item, [I]. */
export function countsPerItem({ items, itemCount }: Pick<Interactions, 'items' | 'itemCount'>): Uint32Array {
  const counts = new Uint32Array(itemCount);
  for (let n = 0; n < items.length; n++) counts[items[n]]++;
  return counts;
}

export function longestHistory({ start, userCount }: Pick<Interactions, 'start' | 'userCount'>): number {
  let longest = 0;
  for (let user = 0; user < userCount; user++) longest = Math.max(longest, start[user + 1] - start[user]);
  return longest;
}

/** Indices by falling count, equal counts by rising index: a counting sort, O(length + largest count). */
export function rankByCount(counts: Uint32Array): Uint32Array {
  let largest = 0;
  for (const count of counts) if (count > largest) largest = count;
  // next[c]: where the next index with count c goes; larger counts lie before smaller ones.
  const next = new Uint32Array(largest + 2);
  for (const count of counts) next[largest - count + 1]++;
  for (let k = 0; k <= largest; k++) next[k + 1] += next[k];
  const ranked = new Uint32Array(counts.length);
  for (let index = 0; index < counts.length; index++) ranked[next[largest - counts[index]]++] = index;
  return ranked;
}
