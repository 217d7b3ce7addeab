import type { FilterStep, ViewRecipe } from '../../../shared/contract/views.ts';
import type { Source } from './recipe.ts';
import { PART } from './splits.ts';

interface Extent {
  readonly userCount: number;
  readonly itemCount: number;
}

const isTarget = (part: number) => part === PART.validation || part === PART.test;

/**
 * Takes away what must not be tested by the recipe's wish: pairs that an earlier part holds (`unseenOnly`), then
 * interactions whose user or item training does not know (`knownOnly`; a held-out user is known by what is folded in).
 * Changes the sources' parts. Linear.
 */
export function dropHeldOut(sources: readonly Source[], extent: Extent, recipe: ViewRecipe): FilterStep[] {
  const steps: FilterStep[] = [];
  const step = (name: string, drop: () => void) => {
    const before = present(sources, extent);
    drop();
    const after = present(sources, extent);
    steps.push({
      step: name,
      kind: 'held-out',
      interactions: before.interactions - after.interactions,
      users: before.users - after.users,
      items: before.items - after.items,
    });
  };
  if (recipe.unseenOnly) step('held-out pairs that training holds', () => dropRepeated(sources, extent));
  if (recipe.knownOnly)
    step('held-out users and items that training does not know', () => dropUnknown(sources, extent));
  return steps;
}

function dropUnknown(sources: readonly Source[], { userCount, itemCount }: Extent): void {
  const knownUsers = new Uint8Array(userCount);
  const knownItems = new Uint8Array(itemCount);
  eachKept(sources, (user, item, part) => {
    if (part === PART.train) knownItems[item] = 1;
    if (part === PART.train || part === PART.foldIn) knownUsers[user] = 1;
  });
  eachKept(sources, (user, item, part, parts, n) => {
    if (isTarget(part) && (knownUsers[user] === 0 || knownItems[item] === 0)) parts[n] = PART.dropped;
  });
}

function dropRepeated(sources: readonly Source[], extent: Extent): void {
  eachRepeated(sources, extent, (source, n) => {
    const { parts } = sources[source];
    if (isTarget(parts[n])) parts[n] = PART.dropped;
  });
}

/**
 * Visits kept interactions whose pair an earlier source holds too. Only sets of the user's own can repeat a pair: a
 * dataset holds each once.
 */
export function eachRepeated(
  sources: readonly Source[],
  { userCount, itemCount }: Extent,
  visit: (source: number, n: number) => void,
): void {
  // lastIn[item] = user + 1 where the item occurred in an earlier source for this user.
  const lastIn = new Uint32Array(itemCount);
  for (let user = 0; user < userCount; user++)
    sources.forEach(({ interactions: { start, items, userCount: known }, parts }, source) => {
      if (user >= known) return;
      for (let n = start[user]; n < start[user + 1]; n++) {
        if (parts[n] === PART.dropped) continue;
        if (lastIn[items[n]] === user + 1) visit(source, n);
        lastIn[items[n]] = user + 1;
      }
    });
}

function eachKept(
  sources: readonly Source[],
  visit: (user: number, item: number, part: number, parts: Uint8Array, n: number) => void,
): void {
  for (const { interactions, parts } of sources) {
    const { start, items, userCount } = interactions;
    for (let user = 0; user < userCount; user++)
      for (let n = start[user]; n < start[user + 1]; n++)
        if (parts[n] !== PART.dropped) visit(user, items[n], parts[n], parts, n);
  }
}

function present(sources: readonly Source[], { userCount, itemCount }: Extent) {
  const hasUser = new Uint8Array(userCount);
  const hasItem = new Uint8Array(itemCount);
  let interactions = 0;
  eachKept(sources, (user, item) => {
    interactions++;
    hasUser[user] = 1;
    hasItem[item] = 1;
  });
  const count = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);
  return { interactions, users: count(hasUser), items: count(hasItem) };
}
