import type { DatasetProfile } from '../../../shared/contract/datasets.ts';
import type { StoredItem } from '../storage/api.ts';
import type { Interactions } from './interactions.ts';

type Warning = DatasetProfile['warnings'][number];
type Facts = Omit<DatasetProfile, 'warnings'>;

const DAY = 86_400;
const YEAR = 365.25 * DAY;
const number = new Intl.NumberFormat('en');
const percent = (share: number): string => `${Math.round(100 * share)} %`;
const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

/** What a person should know before training on these data, each with what to do about it. */
export function datasetWarnings(
  facts: Facts,
  interactions: Interactions,
  items: readonly Pick<StoredItem, 'title'>[],
  perItem: Uint32Array,
): Warning[] {
  return [
    ...sizeWarnings(facts),
    ...valueWarnings(facts, interactions.values),
    ...timeWarnings(facts),
    ...tailWarnings(facts, perItem),
    ...importWarnings(facts, items),
  ];
}

function sizeWarnings({ users, items, interactions }: Facts): Warning[] {
  const found: Warning[] = [];
  if (users < 50)
    found.push({
      message: `Only ${plural(users, 'user')}: figures will differ widely from seed to seed.`,
      fix: 'Read the confidence intervals, not the means, or import more users.',
    });
  if (items < 20)
    found.push({
      message: `Only ${plural(items, 'item')}: a list of ten nearly holds them all.`,
      fix: 'Evaluate at small cut-offs such as 1 and 3.',
    });
  if (interactions < 1000 && users >= 50)
    found.push({
      message: `Only ${plural(interactions, 'interaction')}: there is little to learn from.`,
      fix: 'Start with popularity and few factors, or import more.',
    });
  return found;
}

function valueWarnings({ values, interactions }: Facts, column: Float32Array | null): Warning[] {
  if (values === null || column === null) return [];
  if (values.distinct === 1)
    return [
      {
        message: `Every value is ${values.min}: there is nothing to predict.`,
        fix: 'Treat the data as implicit: import without a value column and train a ranking model such as bpr-mf.',
      },
    ];
  const found: Warning[] = [];
  let negative = 0;
  let zero = 0;
  let whole = true;
  for (let n = 0; n < column.length; n++) {
    const value = column[n];
    if (value < 0) negative++;
    else if (value === 0) zero++;
    if (whole && value !== Math.floor(value)) whole = false;
  }
  // Counts and amounts: whole, no fixed top, and most far below the mean.
  const countLike = whole && values.max > 20 && values.distinct > 10 && values.max > 5 * values.mean;
  if (negative > 0 && (countLike || values.min < -20))
    found.push({
      message: `${plural(negative, 'value')} below zero (${percent(negative / interactions)}), as returns and cancellations have.`,
      fix: 'Make a view with the condition "value > 0".',
    });
  if (countLike)
    found.push({
      message: `Values look like counts, not ratings: whole numbers up to ${number.format(values.max)}, ${values.mean.toFixed(1)} on average.`,
      fix: 'Train a ranking model such as bpr-mf, or binarise at 1 in a view; a rating model would chase the largest counts.',
    });
  if (zero > 0 && values.min === 0 && values.max > 1 && zero / interactions > 0.2)
    found.push({
      message: `${percent(zero / interactions)} of the values are 0, which often means "not rated".`,
      fix: 'If so, make a view with the condition "value > 0".',
    });
  return found;
}

function timeWarnings({ times, createdAt }: Facts): Warning[] {
  if (times === null) return [];
  const date = (seconds: number): string => {
    const day = new Date(seconds * 1000);
    return Number.isNaN(day.getTime()) ? 'an impossible date' : day.toISOString().slice(0, 10);
  };
  const fix = 'Import again and choose how times are written (seconds, milliseconds, iso, day-first or month-first).';
  const found: Warning[] = [];
  if (times.to - times.from < 1)
    found.push({
      message: 'All interactions carry the same time.',
      fix: 'Do not split by time: the order would be that of the file.',
    });
  if (times.from < 2 * YEAR)
    found.push({
      message: `The earliest time is ${date(times.from)}: times near 1970 are usually missing or read in the wrong unit.`,
      fix,
    });
  if (times.to > createdAt / 1000 + DAY)
    found.push({ message: `The latest time, ${date(times.to)}, lies in the future.`, fix });
  return found;
}

function tailWarnings(facts: Facts, perItem: Uint32Array): Warning[] {
  const { users, items, interactions, coldUsers, coldItems, itemPopularity } = facts;
  if (interactions === 0) return [];
  const found: Warning[] = [];
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
  if (items >= 200 && held / interactions > 0.4)
    found.push({
      message: `1 % of the items hold ${percent(held / interactions)} of all interactions.`,
      fix: 'Popularity will be hard to beat: look at the comparison with it, and at what is recommended besides the hits.',
    });
  if (items >= 50 && coldItems / items > 0.4)
    found.push({
      message: `${plural(coldItems, 'item')} (${percent(coldItems / items)}) ${coldItems === 1 ? 'has' : 'have'} fewer than 5 interactions.`,
      fix: 'Make a view with at least 5 interactions per item: little can be learned about them.',
    });
  if (users >= 50 && coldUsers / users > 0.4)
    found.push({
      message: `${plural(coldUsers, 'user')} (${percent(coldUsers / users)}) ${coldUsers === 1 ? 'has' : 'have'} fewer than 5 interactions.`,
      fix: 'Make a view with at least 5 interactions per user, or treat them as newcomers.',
    });
  return found;
}

function importWarnings(
  { duplicates, rejected, interactions, hasTitles }: Facts,
  items: readonly Pick<StoredItem, 'title'>[],
): Warning[] {
  const found: Warning[] = [];
  if (duplicates > 0)
    found.push({
      message: `${plural(duplicates, 'row')} repeated a pair of user and item and ${duplicates === 1 ? 'was' : 'were'} merged (${percent(duplicates / (interactions + duplicates))}).`,
      fix: 'If a repetition means more interest, import again and add repeated pairs up.',
    });
  if (rejected > 0)
    found.push({
      message: `${plural(rejected, 'row')} could not be read.`,
      fix: 'Look at the rejected rows: each has its line, column and reason.',
    });
  const untitled = items.reduce((sum, { title }) => sum + (title === null ? 1 : 0), 0);
  if (!hasTitles && items.length > 0)
    found.push({
      message: 'The items have no titles: lists will show ids.',
      fix: 'Import again with a file of items.',
    });
  else if (untitled > 0)
    found.push({
      message: `${plural(untitled, 'item')} of ${number.format(items.length)} ${untitled === 1 ? 'has' : 'have'} no title.`,
      fix: 'Check that the file of items is complete and uses the same ids.',
    });
  return found;
}
