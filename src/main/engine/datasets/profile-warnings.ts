import type { DatasetProfile, DatasetWarning, WarningAction } from '../../../shared/contract/datasets.ts';
import type { StoredItem } from '../storage/api.ts';
import type { Interactions } from './interactions.ts';

type Facts = Omit<DatasetProfile, 'warnings'>;

const DAY = 86_400;
const YEAR = 365.25 * DAY;
const number = new Intl.NumberFormat('en');
const percent = (share: number): string => `${Math.round(100 * share)} %`;
const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

const warning = (message: string, fix: string, ...actions: WarningAction[]): DatasetWarning => ({
  ...{ level: 'warning', message, fix, actions },
});
const hint = (message: string, fix: string, ...actions: WarningAction[]): DatasetWarning => ({
  ...{ level: 'hint', message, fix, actions },
});

/** What a person should know before training on these data, each with what to do about it. Hints come last. */
export function datasetWarnings(
  facts: Facts,
  interactions: Interactions,
  items: readonly Pick<StoredItem, 'title'>[],
  perItem: Uint32Array,
): DatasetWarning[] {
  const found = [
    ...sizeWarnings(facts),
    ...valueWarnings(facts, interactions.values),
    ...timeWarnings(facts),
    ...tailWarnings(facts, perItem),
    ...importWarnings(facts, items),
  ];
  return [...found.filter(({ level }) => level === 'warning'), ...found.filter(({ level }) => level === 'hint')];
}

function sizeWarnings({ users, items, interactions }: Facts): DatasetWarning[] {
  const found: DatasetWarning[] = [];
  const more: WarningAction = { kind: 'import', what: 'more' };
  if (users < 50)
    found.push(
      warning(
        `Only ${plural(users, 'user')}: figures will differ widely from seed to seed.`,
        'Read the confidence intervals, not the means, or import more users.',
        more,
      ),
    );
  if (items < 20)
    found.push(
      warning(
        `Only ${plural(items, 'item')}: a list of ten nearly holds them all.`,
        'Evaluate at small cut-offs such as 1 and 3, or import more items.',
        more,
      ),
    );
  if (interactions < 1000 && users >= 50)
    found.push(
      warning(
        `Only ${plural(interactions, 'interaction')}: there is little to learn from.`,
        'Start with popularity and few factors, or import more.',
        more,
      ),
    );
  return found;
}

function valueWarnings({ values, interactions }: Facts, column: Float32Array | null): DatasetWarning[] {
  if (values === null || column === null) return [];
  if (values.distinct === 1)
    return [
      warning(
        `Every value is ${values.min}: there is nothing to predict.`,
        'Treat the data as implicit: make a view in which every interaction counts the same, and train a ranking model such as bpr-mf.',
        { kind: 'view', patch: { binarise: values.min } },
      ),
    ];
  const found: DatasetWarning[] = [];
  let negative = 0;
  let zero = 0;
  let whole = true;
  let below = -Infinity; // the largest value below zero
  for (let n = 0; n < column.length; n++) {
    const value = column[n];
    if (value < 0) {
      negative++;
      below = Math.max(below, value);
    } else if (value === 0) zero++;
    if (whole && value !== Math.floor(value)) whole = false;
  }
  const positive: WarningAction = { kind: 'view', patch: { where: 'value > 0' } };
  // Counts and amounts: whole, no fixed top, and most far below the mean.
  const countLike = whole && values.max > 20 && values.distinct > 10 && values.max > 5 * values.mean;
  if (negative > 0 && (countLike || values.min < -20))
    found.push(
      warning(
        `${plural(negative, 'value')} below zero (${percent(negative / interactions)}), as returns and cancellations have.`,
        'Make a view with the condition "value > 0".',
        positive,
        { kind: 'values', min: null, max: below },
      ),
    );
  if (countLike)
    found.push(
      warning(
        `Values look like counts, not ratings: whole numbers up to ${number.format(values.max)}, ${values.mean.toFixed(1)} on average.`,
        'Train a ranking model such as bpr-mf, or binarise at 1 in a view; a rating model would chase the largest counts.',
        { kind: 'view', patch: { binarise: 1 } },
      ),
    );
  if (zero > 0 && values.min === 0 && values.max > 1)
    found.push(
      warning(
        `${zero / interactions < 0.01 ? plural(zero, 'value') : `${percent(zero / interactions)} of the values`} ${zero === 1 ? 'is' : 'are'} 0, which often means "not rated".`,
        'If so, make a view with the condition "value > 0".',
        { kind: 'values', min: 0, max: 0 },
        positive,
      ),
    );
  if (!countLike && negative === 0) found.push(...likedHint(values, interactions));
  return found;
}

/** People rate what they like: where most ratings stand in the upper two fifths of the scale, they say "liked". */
function likedHint({ min, max, distinct, histogram }: NonNullable<Facts['values']>, total: number): DatasetWarning[] {
  if (distinct < 3 || distinct > 20) return [];
  const bin = histogram.edges.findIndex((edge) => edge >= min + 0.6 * (max - min));
  const from = histogram.edges[bin];
  const held = histogram.counts.slice(bin).reduce((sum, count) => sum + count, 0) / total;
  if (held < 0.6) return [];
  return [
    hint(
      `${percent(held)} of the values are ${from} or more.`,
      `People rate what they like: for a list of what comes next, count ${from} and up as liked.`,
      { kind: 'view', patch: { binarise: from } },
    ),
  ];
}

function timeWarnings({ times, createdAt }: Facts): DatasetWarning[] {
  if (times === null) return [];
  const date = (seconds: number): string => {
    const day = new Date(seconds * 1000);
    return Number.isNaN(day.getTime()) ? 'an impossible date' : day.toISOString().slice(0, 10);
  };
  const fix = 'Import again and choose how times are written (seconds, milliseconds, iso, day-first or month-first).';
  const again: WarningAction = { kind: 'import', what: 'times' };
  const tomorrow = createdAt / 1000 + DAY;
  const found: DatasetWarning[] = [];
  if (times.to - times.from < 1)
    found.push(
      warning(
        'All interactions carry the same time.',
        'Do not split by time: the order would be that of the file.',
        { kind: 'view', patch: { split: 'per-user:0.8,0.1,0.1' } },
        again,
      ),
    );
  if (times.from < 2 * YEAR)
    found.push(
      warning(
        `The earliest time is ${date(times.from)}: times near 1970 are usually missing or read in the wrong unit.`,
        fix,
        again,
        { kind: 'times', from: null, to: 2 * YEAR },
      ),
    );
  if (times.to > tomorrow)
    found.push(
      warning(`The latest time, ${date(times.to)}, lies in the future.`, fix, again, {
        ...{ kind: 'times', from: Math.floor(tomorrow), to: null },
      }),
    );
  if (found.length === 0)
    found.push(
      hint(
        'The interactions carry their time.',
        'For an honest forecast train on the past and test on what came after: choose a temporal split.',
        { kind: 'view', patch: { split: 'temporal:0.8,0.1,0.1' } },
      ),
    );
  return found;
}

function tailWarnings(facts: Facts, perItem: Uint32Array): DatasetWarning[] {
  const { users, items, interactions, coldUsers, coldItems, itemPopularity } = facts;
  if (interactions === 0) return [];
  const found: DatasetWarning[] = [];
  const head = Math.ceil(items / 100);
  const least = itemPopularity.find(({ rank }) => rank >= head)?.count ?? 0;
  // Interactions of the most popular hundredth: all items above the count at that rank.
  let held = 0;
  let members = 0;
  for (const count of perItem)
    if (count > least) {
      held += count;
      members++;
    }
  held += Math.max(0, head - members) * least;
  const coldItem = items >= 50 && coldItems / items > 0.4;
  const coldUser = users >= 50 && coldUsers / users > 0.4;
  const have = (n: number) => (n === 1 ? 'has' : 'have');
  if (coldItem)
    found.push(
      warning(
        `${plural(coldItems, 'item')} (${percent(coldItems / items)}) ${have(coldItems)} fewer than 5 interactions.`,
        'Make a view with at least 5 interactions per item: little can be learned about them.',
        { kind: 'view', patch: { minPerItem: 5, ...(coldUser && { minPerUser: 5 }) } },
      ),
    );
  if (coldUser)
    found.push(
      warning(
        `${plural(coldUsers, 'user')} (${percent(coldUsers / users)}) ${have(coldUsers)} fewer than 5 interactions.`,
        'Make a view with at least 5 interactions per user, or treat them as newcomers.',
        { kind: 'view', patch: { minPerUser: 5 } },
      ),
    );
  if (items >= 200 && held / interactions > 0.4)
    found.push(
      hint(
        `1 % of the items hold ${percent(held / interactions)} of all interactions.`,
        'Popularity will be hard to beat: every run is compared with it.',
      ),
    );
  return found;
}

function importWarnings(
  { duplicates, rejected, interactions, hasTitles }: Facts,
  items: readonly Pick<StoredItem, 'title'>[],
): DatasetWarning[] {
  const found: DatasetWarning[] = [];
  if (duplicates > 0)
    found.push(
      warning(
        `${plural(duplicates, 'row')} repeated a pair of user and item and ${duplicates === 1 ? 'was' : 'were'} merged (${percent(duplicates / (interactions + duplicates))}).`,
        'If a repetition means more interest, import again and add repeated pairs up.',
        { kind: 'import', what: 'duplicates', duplicates: 'sum' },
      ),
    );
  if (rejected > 0)
    found.push(
      warning(
        `${plural(rejected, 'row')} could not be read.`,
        'Look at the rejected rows: each has its line, column and reason.',
        { kind: 'rejects' },
      ),
    );
  const untitled = items.reduce((sum, { title }) => sum + (title === null ? 1 : 0), 0);
  const withItems: WarningAction = { kind: 'import', what: 'items' };
  if (!hasTitles && items.length > 0)
    found.push(
      warning('The items have no titles: lists will show ids.', 'Import again with a file of items.', withItems),
    );
  else if (untitled > 0)
    found.push(
      warning(
        `${plural(untitled, 'item')} of ${number.format(items.length)} ${untitled === 1 ? 'has' : 'have'} no title.`,
        'Check that the file of items is complete and uses the same ids.',
        withItems,
      ),
    );
  return found;
}
