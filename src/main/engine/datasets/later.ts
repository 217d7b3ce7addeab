import type { ViewCounts } from '../../../shared/contract/views.ts';
import type { Assigned } from './recipe.ts';
import { kthSmallest } from './selection.ts';
import { PART } from './splits.ts';

/**
 * How much training knows of what comes after the test: the share of test interactions whose user has a later one in
 * training, and the share of training interactions that are newer than half of the test interactions. Null where it
 * cannot be said: no time or one for all, nothing tested or trained, or tested users of whom nothing is trained on.
 */
export function laterThanTested({ sources, recipe, userCount }: Assigned): NonNullable<ViewCounts['later']> | null {
  if (recipe.split.kind === 'users') return null;
  const newest = new Float64Array(userCount).fill(-Infinity);
  let trained = 0;
  let tested = 0;
  for (const { interactions, parts } of sources) {
    const { start, times } = interactions;
    if (!times) return null;
    for (let user = 0; user < interactions.userCount; user++)
      for (let n = start[user]; n < start[user + 1]; n++) {
        if (parts[n] === PART.train) {
          trained++;
          if (times[n] > newest[user]) newest[user] = times[n];
        } else if (parts[n] === PART.test) tested++;
      }
  }
  if (trained === 0 || tested === 0) return null;
  const testTimes = new Float64Array(tested);
  let at = 0;
  let own = 0;
  for (const { interactions, parts } of sources) {
    const { start, times } = interactions;
    for (let user = 0; user < interactions.userCount; user++)
      for (let n = start[user]; n < start[user + 1]; n++) {
        if (parts[n] !== PART.test) continue;
        testTimes[at++] = times![n];
        if (newest[user] > times![n]) own++;
      }
  }
  const median = kthSmallest(testTimes, Math.floor((tested - 1) / 2));
  let others = 0;
  for (const { interactions, parts } of sources)
    for (let n = 0; n < parts.length; n++) if (parts[n] === PART.train && interactions.times![n] > median) others++;
  return { own: own / tested, others: others / trained };
}
