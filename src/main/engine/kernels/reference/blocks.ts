import type { StrataOrder } from '../strata.ts';

/** A user's interactions within one block: items from to to - 1 of the order. */
export interface Run {
  readonly block: number; // user part x parts + item part
  readonly itemPart: number;
  readonly user: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The runs of an epoch in one of the orders that count as the same: round by round, in each the blocks of pairwise
 * different user and item parts.
 */
export function* blocks({ strata, offsets }: StrataOrder, epoch: number): Generator<Run, void> {
  const { parts, userStart } = strata;
  for (let round = 0; round < parts; round++) {
    for (let userPart = 0; userPart < parts; userPart++) {
      const itemPart = (userPart + round + epoch) % parts;
      const first = userStart[userPart];
      const end = userStart[userPart + 1];
      for (let user = first; user < end; user++) {
        const run = parts * first + itemPart * (end - first) + (user - first);
        yield { block: userPart * parts + itemPart, itemPart, user, from: offsets[run], to: offsets[run + 1] };
      }
    }
  }
}
