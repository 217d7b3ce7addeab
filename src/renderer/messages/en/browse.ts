import { count, fine, plural, significant } from '../format.ts';

export const browse = {
  none: 'What a finished run recommends, user by user, shows up here.',
  toTrain: 'Train a model',
  toData: 'Import data first',
  anyone: 'Any user',
  find: 'Find a user or an item',
  findHint: 'Find a user or a title',
  nothing: 'Neither a user nor an item matches.',
  userEntry: (user: string) => `User ${user}`,
  interactions: (n: number) => plural(n, 'interaction', 'interactions'),
  users: 'Users',
  items: 'Items',
  run: 'Run',
  runEntry: (run: string, view: string) => `${run} (${view})`,
  history: 'History',
  historyMeta: (n: number, timed: boolean) => `${plural(n, 'item', 'items')}${timed ? ', newest first' : ''}`,
  noHistory: 'Nothing is known of this user.',
  item: 'Item',
  value: 'Value',
  parts: { validation: 'validation', test: 'test' },
  dash: '–',
  recommended: 'Recommended',
  recommendedMeta: (n: number, candidates: number, seconds: number) =>
    `top ${count(n)} of ${count(candidates)} · ${fine(seconds)}`,
  showSeen: 'show seen',
  rank: 'Rank',
  score: 'Score',
  popularity: 'Popularity',
  popularityHint: 'Interactions in training',
  heldOut: { validation: 'in validation', test: 'in test' },
  unknownUser: 'This run has never seen this user: the list is the same for everyone it does not know.',
  foundHeldOut: (ranks: number[]) =>
    `The tick marks what was set aside for testing: found at rank ${ranks.map(count).join(', ')}.`,
  noneHeldOut: 'None of what was set aside for testing is among these.',
  inspector: 'About the item',
  itemLine: (attributes: string, popularity: number, rank: number | null, score: number | null) =>
    [
      attributes,
      plural(popularity, 'interaction in training', 'interactions in training'),
      rank === null || score === null ? '' : `rank ${count(rank)}, score ${significant(score)}`,
    ]
      .filter(Boolean)
      .join(' · '),
  id: 'Id',
  similar: 'Similar items',
  cosine: 'Cosine',
  exact: (seconds: number) => `Cosine of the factors, compared with every item in ${fine(seconds)}.`,
  indexed: (recall: string | null, seconds: number) =>
    recall === null
      ? `From an approximate index in ${fine(seconds)}.`
      : `From an approximate index in ${fine(seconds)}; it finds ${recall} of the exact neighbours.`,
  chooseItem: 'Choose an item to see what resembles it.',
};
