import type { ViewCounts } from '../../../shared/contract/views.ts';
import { takeCensus, type Census } from './census.ts';
import { laterThanTested } from './later.ts';
import type { Assigned } from './recipe.ts';
import { PART } from './splits.ts';
import { warningsOf } from './view-warnings.ts';

/** The figures of an applied recipe, with what a person should know before trusting a view of it. Linear. */
export function countsOf(assigned: Assigned, census: Census = takeCensus(assigned)): ViewCounts {
  const { rows } = census;
  const { interactions } = assigned.sources[0];
  const later = laterThanTested(assigned);
  return {
    users: census.users,
    items: census.items,
    interactions: rows[PART.train] + rows[PART.validation] + rows[PART.test] + rows[PART.foldIn],
    train: rows[PART.train],
    validation: rows[PART.validation],
    test: rows[PART.test],
    validationUsers: positive(census.perUser[PART.validation]),
    testUsers: positive(census.perUser[PART.test]),
    filtered: [...assigned.steps],
    hasValues: !assigned.implicit,
    hasTime: interactions.times !== null,
    later,
    warnings: warningsOf(assigned, census, later),
  };
}

function positive(counts: Uint32Array): number {
  let users = 0;
  for (const count of counts) if (count > 0) users++;
  return users;
}
