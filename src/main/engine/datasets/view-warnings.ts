import type { Split, ViewCounts, ViewRecipe, ViewWarning } from '../../../shared/contract/views.ts';
import type { Census } from './census.ts';
import { eachRepeated } from './held-out.ts';
import type { Assigned } from './recipe.ts';
import { PART, quotas } from './splits.ts';

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

const percent = (share: number): string => {
  const value = 100 * share;
  return `${value < 1 ? value.toPrecision(1) : Math.round(value)} %`;
};

/** A share of newer training interactions below this is chance: ties, a clock that went wrong. */
const FEW_LATER = 0.01;
const SHARES = { train: 0.8, validation: 0.1, test: 0.1 };

/**
 * What a person should know before trusting figures of a view, each with the recipe that cures it where there is one.
 * A cured recipe does not warn of the same again.
 */
export function warningsOf(assigned: Assigned, census: Census, later: ViewCounts['later']): ViewWarning[] {
  const { recipe } = assigned;
  const { rows } = census;
  if (rows[PART.train] === 0) return [nothingLeft(assigned)];
  return [
    ...emptyParts(recipe, census),
    ...outOfOrder(assigned, later ?? null),
    ...repeatedPairs(assigned),
    ...unknown(recipe, census),
    ...tooShort(recipe, census),
  ];
}

function nothingLeft({ recipe, sources }: Assigned): ViewWarning {
  const all = sources[0].interactions.items.length;
  const { filters, split } = recipe;
  const plain = { ...filters, where: null, from: null, to: null, binarise: null, minPerUser: 0, minPerItem: 0 };
  const filtered = JSON.stringify(plain) !== JSON.stringify(filters);
  const quota = 'train' in split ? quotas(all, split) : { test: 0, validation: 0 };
  const trains = all - quota.test - quota.validation > 0;
  return {
    kind: 'nothing-left',
    message: 'Nothing is left to train on: every interaction was filtered out or held out.',
    fix: filtered && trains ? { label: 'Take the filters away', recipe: { ...recipe, filters: plain } } : null,
  };
}

function emptyParts(recipe: ViewRecipe, { rows, perUser }: Census): ViewWarning[] {
  const { split } = recipe;
  const found: ViewWarning[] = [];
  if (rows[PART.test] === 0) {
    // Somebody must have two interactions, or there is nothing that could be set aside.
    const divisible = perUser[PART.train].some((count, user) => count + perUser[PART.validation][user] > 1);
    const asked = split.kind === 'none' || ('test' in split && split.test === 0);
    found.push({
      kind: 'no-test',
      message:
        split.kind === 'none'
          ? 'Everything trains: a run on this view has no test figures.'
          : 'The test part is empty: a run on this view has no test figures.',
      fix:
        asked && divisible && !recipe.knownOnly
          ? withSplit(recipe, { kind: 'per-user', ...SHARES }, 'Set a tenth of each user aside')
          : null,
    });
  }
  if (rows[PART.validation] === 0 && 'validation' in split && split.validation > 0)
    found.push({
      kind: 'no-validation',
      message: 'The validation part is empty: early stopping and keep-best have nothing to look at.',
      fix: null,
    });
  return found;
}

/** Training that knows what comes after the test, and splits by a time that the data lack. */
function outOfOrder({ recipe, sources }: Assigned, later: NonNullable<ViewCounts['later']> | null): ViewWarning[] {
  const { split } = recipe;
  const { times } = sources[0].interactions;
  const hasTime = times !== null && times.some((time) => time !== times[0]);
  if (!hasTime && (split.kind === 'temporal' || split.kind === 'leave-last'))
    return [
      {
        kind: 'no-time',
        message: 'The data have no usable time: the order of the file decides which interactions are the newest.',
        fix:
          split.kind === 'temporal'
            ? withSplit(recipe, { ...split, kind: 'random' }, 'Draw at random')
            : withSplit(recipe, { ...split, kind: 'leave-random' }, 'Draw at random within each user'),
      },
    ];
  if (!later) return [];
  if (later.own > 0)
    return [
      {
        kind: 'own-later',
        message: `For ${percent(later.own)} of the test interactions the same user has later ones in training: the model learns from the future of those it is tested on.`,
        fix: inOrder(recipe),
      },
    ];
  if (later.others >= FEW_LATER && split.kind !== 'temporal')
    return [
      {
        kind: 'others-later',
        message: `${percent(later.others)} of the training interactions, of other users, are newer than half of the test: trends of the future flatter every model.`,
        fix: split.kind === 'given' ? null : withSplit(recipe, { kind: 'temporal', ...SHARES }, 'Split by time'),
      },
    ];
  return [];
}

function inOrder(recipe: ViewRecipe): ViewWarning['fix'] {
  const { split } = recipe;
  switch (split.kind) {
    case 'random':
    case 'rows':
      return withSplit(recipe, { ...split, kind: 'temporal' }, 'Split by time');
    case 'per-user':
      return withSplit(recipe, { kind: 'leave-last', count: 1 }, 'Test the last of each user');
    case 'leave-random':
      return withSplit(recipe, { ...split, kind: 'leave-last' }, 'Test the last of each user');
    default:
      return null;
  }
}

function repeatedPairs(assigned: Assigned): ViewWarning[] {
  const { sources, recipe } = assigned;
  if (recipe.split.kind !== 'given') return [];
  const repeated = sources.map(() => 0);
  eachRepeated(sources, assigned, (source) => repeated[source]++);
  const found = sources.flatMap(({ parts }, source) => {
    const count = repeated[source];
    if (count === 0) return [];
    const name = parts.includes(PART.test) ? 'test' : 'validation';
    return [
      `${plural(count, 'pair')} of user and item in the ${name} set also ${count === 1 ? 'stands' : 'stand'} in another part: what is tested was seen, so figures come out wrong.`,
    ];
  });
  return found.map((message) => ({
    kind: 'repeated-pairs',
    message,
    fix: { label: 'Leave these pairs out of the test', recipe: { ...recipe, unseenOnly: true } },
  }));
}

/** Users and items that a model cannot know. */
function unknown(recipe: ViewRecipe, { perUser, trainPerItem, itemParts, rows }: Census): ViewWarning[] {
  const found: ViewWarning[] = [];
  const basis = perUser[recipe.split.kind === 'users' ? PART.foldIn : PART.train];
  let users = 0;
  for (let user = 0; user < basis.length; user++) if (perUser[PART.test][user] > 0 && basis[user] === 0) users++;
  let items = 0;
  for (let item = 0; item < trainPerItem.length; item++)
    if ((itemParts[item] & (1 << PART.test)) !== 0 && trainPerItem[item] === 0) items++;
  const fix = { label: 'Test only what training knows', recipe: { ...recipe, knownOnly: true } };
  if (users > 0)
    found.push({
      kind: 'unknown-users',
      message: `${plural(users, 'test user')} ${users === 1 ? 'has' : 'have'} no training interactions: no personal model of them is possible.`,
      fix,
    });
  if (items > 0 && rows[PART.test] > 0)
    found.push({
      kind: 'unknown-items',
      message: `${plural(items, 'item')} of the test part never ${items === 1 ? 'occurs' : 'occur'} in training: a model cannot rank ${items === 1 ? 'it' : 'them'} well.`,
      fix,
    });
  return found;
}

/** Users whose histories were too short to be divided. */
function tooShort(recipe: ViewRecipe, { perUser }: Census): ViewWarning[] {
  const { split, filters } = recipe;
  const atLeast = (minPerUser: number): NonNullable<ViewWarning['fix']> => ({
    label: `Keep users with ${minPerUser} or more`,
    recipe: { ...recipe, filters: { ...filters, minPerUser: Math.max(minPerUser, filters.minPerUser) } },
  });
  let whole = 0;
  let untested = 0;
  for (let user = 0; user < perUser[PART.train].length; user++) {
    const targets = perUser[PART.validation][user] + perUser[PART.test][user];
    if (targets > 0) continue;
    if (perUser[PART.foldIn][user] > 0) untested++;
    if (perUser[PART.train][user] > 0) whole++;
  }
  const found: ViewWarning[] = [];
  const divides =
    split.kind === 'leave-last' ||
    split.kind === 'leave-random' ||
    (split.kind === 'per-user' && split.validation + split.test > 0);
  // Where only known items are tested, a user may be left without a target however much there is of them.
  if (whole > 0 && divides && !recipe.knownOnly)
    found.push({
      kind: 'short-users',
      message: `${plural(whole, 'user')} ${whole === 1 ? 'has' : 'have'} too few interactions to be divided and only ${whole === 1 ? 'trains' : 'train'}.`,
      fix: atLeast(2),
    });
  if (untested > 0 && split.kind === 'users' && !recipe.knownOnly)
    found.push({
      kind: 'short-held-out',
      message: `${plural(untested, 'held-out user')} ${untested === 1 ? 'has' : 'have'} too few interactions to leave any to predict.`,
      fix: atLeast(Math.ceil(1 / (1 - split.foldIn) - 1e-9)),
    });
  return found;
}

const withSplit = (recipe: ViewRecipe, split: Split, label: string): ViewWarning['fix'] => ({
  label,
  recipe: { ...recipe, split },
});
