/** Where an item stands against another list of the same user. */
export type Move = { kind: 'same' } | { kind: 'up' | 'down'; by: number } | { kind: 'new' };

/** @param before 1-based rank in the other list; null: it is not there */
export function moveFrom(before: number | null, now: number): Move {
  if (before === null) return { kind: 'new' };
  if (before === now) return { kind: 'same' };
  return before > now ? { kind: 'up', by: before - now } : { kind: 'down', by: now - before };
}

type Ids = readonly { readonly item: string }[];

/** How many of the lists hold each item. */
export function timesListed(lists: readonly Ids[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const list of lists) for (const { item } of list) times.set(item, (times.get(item) ?? 0) + 1);
  return times;
}

/** Items that all of the lists hold. */
export const inAll = (lists: readonly Ids[]): number =>
  lists.length === 0 ? 0 : [...timesListed(lists).values()].filter((times) => times === lists.length).length;

/** Items of `list` that `other` holds too. */
export function shared(list: Ids, other: Ids): number {
  const ids = new Set(other.map(({ item }) => item));
  return list.filter(({ item }) => ids.has(item)).length;
}

/** 1-based rank of every item. */
export const ranks = (list: Ids): Map<string, number> => new Map(list.map(({ item }, n) => [item, n + 1]));
