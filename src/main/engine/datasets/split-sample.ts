import type { SplitSample } from '../../../shared/contract/views.ts';
import { takeCensus, type Census } from './census.ts';
import type { Assigned } from './recipe.ts';
import { PART } from './splits.ts';

const USERS = 11;
/** A longer history is thinned: its training rows would be a bar, and no mark could be told from the next. */
const MARKS = 60;
const USUAL = { least: 4, most: 60 };
const PART_NAMES = {
  [PART.train]: 'train',
  [PART.validation]: 'validation',
  [PART.test]: 'test',
  [PART.foldIn]: 'foldIn',
};

type Mark = SplitSample['users'][number]['marks'][number];

/** A picture's worth of users, by dataset index; ids are for the caller to find. */
export type IndexedSample = Omit<SplitSample, 'users'> & {
  users: (Omit<SplitSample['users'][number], 'user'> & { index: number })[];
};

/**
 * A few users with the part of each interaction, evenly from all that are tested, validated, and only trained on; those
 * tested first on top. The same recipe and data give the same users. Linear in the users.
 */
export function sampleOf(assigned: Assigned, census: Census = takeCensus(assigned)): IndexedSample {
  const { sources } = assigned;
  const timed = sources.every(({ interactions: { times } }) => times !== null);
  let from = Infinity;
  let to = -Infinity;
  const users = pick(assigned, census).map((index) => {
    const marks: Mark[] = [];
    for (const { interactions, parts } of sources) {
      const { start, times, rows, userCount } = interactions;
      if (index >= userCount) continue;
      for (let n = start[index]; n < start[index + 1]; n++) {
        if (parts[n] === PART.dropped) continue;
        const at = timed ? times![n] : rows[n];
        from = Math.min(from, at);
        to = Math.max(to, at);
        marks.push({ at, part: PART_NAMES[parts[n] as keyof typeof PART_NAMES] as Mark['part'] });
      }
    }
    marks.sort((a, b) => a.at - b.at);
    return { index, interactions: marks.length, marks: thinned(marks) };
  });
  const firstTarget = ({ marks }: { marks: readonly Mark[] }) =>
    marks.find(({ part }) => part === 'test' || part === 'validation')?.at ?? Infinity;
  users.sort((a, b) => firstTarget(a) - firstTarget(b) || a.index - b.index);
  return { axis: timed ? 'time' : 'order', from: users.length > 0 ? from : 0, to: users.length > 0 ? to : 0, users };
}

/** Dataset indices: of tested, validated and other users alike, so many that all kinds are seen. */
function pick({ userCount }: Assigned, { perUser }: Census): number[] {
  const kinds: number[][] = [[], [], []];
  const unusual: number[][] = [[], [], []];
  for (let user = 0; user < userCount; user++) {
    let all = 0;
    for (let part = 1; part < perUser.length; part++) all += perUser[part][user];
    if (all === 0) continue;
    const kind = perUser[PART.test][user] > 0 ? 0 : perUser[PART.validation][user] > 0 ? 1 : 2;
    (all >= USUAL.least && all <= USUAL.most ? kinds : unusual)[kind].push(user);
  }
  const [tested, validated, others] = kinds.map((usual, kind) =>
    usual.length >= USERS ? usual : [...usual, ...unusual[kind]],
  );
  const least = (list: readonly number[], wish: number) => Math.min(list.length, wish);
  let ofOthers = least(others, 2);
  let ofValidated = least(validated, 3);
  const ofTested = least(tested, USERS - ofOthers - ofValidated);
  ofOthers = least(others, USERS - ofTested - ofValidated);
  ofValidated = least(validated, USERS - ofTested - ofOthers);
  return [...evenly(tested, ofTested), ...evenly(validated, ofValidated), ...evenly(others, ofOthers)];
}

const evenly = (list: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, k) => list[Math.floor(((k + 0.5) * list.length) / count)]);

/** All targets as far as they go, and training rows evenly from what is left. */
function thinned(marks: readonly Mark[]): Mark[] {
  if (marks.length <= MARKS) return [...marks];
  const isTarget = ({ part }: Mark) => part === 'test' || part === 'validation';
  const targets = marks.filter(isTarget);
  const others = marks.filter((mark) => !isTarget(mark));
  const kept = Math.min(targets.length, MARKS / 2);
  const some = (list: readonly Mark[], count: number) =>
    list.length <= count
      ? list
      : Array.from({ length: count }, (_, k) => list[Math.floor(((k + 0.5) * list.length) / count)]);
  return [...some(others, MARKS - kept), ...some(targets, kept)].sort((a, b) => a.at - b.at);
}
