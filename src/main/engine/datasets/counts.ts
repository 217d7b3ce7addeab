import type { ViewCounts } from '../../../shared/contract/views.ts';
import { takeCensus, type Census } from './census.ts';
import type { Assigned } from './recipe.ts';
import { PART } from './splits.ts';

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** The figures of an applied recipe, with what a person should know before trusting a view of it. Linear. */
export function countsOf(assigned: Assigned, census: Census = takeCensus(assigned)): ViewCounts {
  const { rows } = census;
  const { interactions } = assigned.sources[0];
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
    warnings: warningsOf(assigned, census),
  };
}

function positive(counts: Uint32Array): number {
  let users = 0;
  for (const count of counts) if (count > 0) users++;
  return users;
}

function warningsOf(assigned: Assigned, census: Census): string[] {
  const { split } = assigned;
  const { rows } = census;
  if (rows[PART.train] === 0) return ['Nothing is left to train on: every interaction was filtered out or held out.'];
  const found: string[] = [];
  const hasTime = variesInTime(assigned.sources[0].interactions.times);

  if (rows[PART.test] === 0)
    found.push(
      split.kind === 'none'
        ? 'Everything trains: a run on this view has no test figures.'
        : 'The test part is empty: a run on this view has no test figures.',
    );
  if (rows[PART.validation] === 0 && 'validation' in split && split.validation > 0)
    found.push('The validation part is empty: early stopping and keep-best have nothing to look at.');
  if (hasTime && (split.kind === 'random' || split.kind === 'per-user' || split.kind === 'leave-random'))
    found.push(
      'The split is random although the data have a time: the model learns from interactions that are newer than those it is tested on. For an honest forecast choose temporal or leave-last.',
    );
  if (!hasTime && (split.kind === 'temporal' || split.kind === 'leave-last'))
    found.push('The data have no usable time: the order of the file decides which interactions are the newest.');

  if (split.kind === 'given') found.push(...leaks(assigned));
  found.push(...coldWarnings(assigned, census));
  return found;
}

/** Users and items that a model cannot know, and users whose histories were too short to be divided. */
function coldWarnings({ split }: Assigned, { perUser, trainPerItem, itemParts, rows }: Census): string[] {
  const found: string[] = [];
  const isHeldOut = split.kind === 'users';
  const basis = perUser[isHeldOut ? PART.foldIn : PART.train];
  let unknown = 0;
  let whole = 0;
  let untested = 0;
  for (let user = 0; user < basis.length; user++) {
    const targets = perUser[PART.validation][user] + perUser[PART.test][user];
    if (perUser[PART.test][user] > 0 && basis[user] === 0) unknown++;
    if (perUser[PART.foldIn][user] > 0 && targets === 0) untested++;
    if (perUser[PART.train][user] > 0 && targets === 0) whole++;
  }
  if (unknown > 0)
    found.push(
      `${plural(unknown, 'test user')} ${unknown === 1 ? 'has' : 'have'} no training interactions: no personal model of them is possible.`,
    );
  if (whole > 0 && (split.kind === 'leave-last' || split.kind === 'leave-random' || split.kind === 'per-user'))
    found.push(
      `${plural(whole, 'user')} ${whole === 1 ? 'has' : 'have'} too few interactions to be divided and only ${whole === 1 ? 'trains' : 'train'}.`,
    );
  if (untested > 0)
    found.push(
      `${plural(untested, 'held-out user')} ${untested === 1 ? 'has' : 'have'} too few interactions to leave any to predict.`,
    );
  let unseen = 0;
  for (let item = 0; item < trainPerItem.length; item++)
    if ((itemParts[item] & (1 << PART.test)) !== 0 && trainPerItem[item] === 0) unseen++;
  if (unseen > 0 && rows[PART.test] > 0)
    found.push(
      `${plural(unseen, 'item')} of the test part never ${unseen === 1 ? 'occurs' : 'occur'} in training: a model cannot rank ${unseen === 1 ? 'it' : 'them'} well.`,
    );
  return found;
}

/** Pairs of user and item that stand in two parts. Only sets of the user's own can repeat a pair: a dataset holds each once. */
function leaks({ sources, itemCount, userCount }: Assigned): string[] {
  // lastIn[item] = user + 1 where the item occurred in an earlier source for this user.
  const lastIn = new Uint32Array(itemCount);
  const repeated = sources.map(() => 0);
  for (let user = 0; user < userCount; user++)
    sources.forEach(({ interactions: { start, items, userCount: known }, parts }, source) => {
      if (user >= known) return;
      for (let n = start[user]; n < start[user + 1]; n++) {
        if (parts[n] === PART.dropped) continue;
        if (lastIn[items[n]] === user + 1) repeated[source]++;
        lastIn[items[n]] = user + 1;
      }
    });
  return sources.slice(1).flatMap(({ parts }, index) => {
    const count = repeated[index + 1];
    if (count === 0) return [];
    const name = parts.includes(PART.test) ? 'test' : 'validation';
    return [
      `${plural(count, 'pair')} of user and item in the ${name} set also ${count === 1 ? 'stands' : 'stand'} in another part: what is tested was seen, so figures come out wrong.`,
    ];
  });
}

function variesInTime(times: Float64Array | null): boolean {
  return times !== null && times.some((time) => time !== times[0]);
}
