import type { SegmentId } from '../../../shared/contract/browse.ts';
import { count, decimal, fine, percent, plural, significant } from '../format.ts';

const items = (n: number): string => plural(n, 'item', 'items');
const users = (n: number): string => plural(n, 'user', 'users');
const ranksOf = (ranks: readonly number[]): string => ranks.map(count).join(', ');
/** All figures of one sum with the same digits. */
const signed = (x: number, digits: number): string => `${x < 0 ? '−' : '+'}${decimal(Math.abs(x), digits)}`;

const segmentNames: Record<SegmentId, string> = {
  all: 'All users',
  'most-active': 'Most active',
  middle: 'Middle',
  fewest: 'Fewest interactions',
  'held-out-users': 'Held-out users',
  found: 'Held-out items found',
  missed: 'Held-out items missed',
  niche: 'Fans of niche items',
};

export const browse = {
  none: 'What a finished run recommends, user by user, shows up here.',
  toTrain: 'Train a model',
  toData: 'Import data first',
  group: 'Browse',
  anyone: 'Any user',
  anyoneAction: 'Show any user',
  previous: 'Previous user',
  next: 'Next user',
  find: 'Find a user or an item',
  findHint: 'Find a user or a title',
  nothing: 'Neither a user nor an item matches.',
  userEntry: (user: string) => `User ${user}`,
  interactions: (n: number) => plural(n, 'interaction', 'interactions'),
  users: 'Users',
  items: 'Items',
  run: 'Run',
  runEntry: (run: string, view: string) => `${run} (${view})`,
  howMany: 'How many runs',
  oneRun: 'One run',
  sideBySide: 'Side by side',

  segment: 'Segment',
  segmentEntry: (id: SegmentId, n: number | null) =>
    n === null ? segmentNames[id] : `${segmentNames[id]} (${count(n)})`,
  segmentNames,
  /** Who is in it, and how it was made up. */
  segmentIs: (id: SegmentId, k: number, from: number | null, to: number | null) => {
    const span =
      from === null || to === null ? '' : from === to ? ` (${items(from)} each)` : ` (${count(from)} to ${items(to)})`;
    const said: Record<SegmentId, string> = {
      all: `everybody the run knows${span}`,
      'most-active': `the tenth with the longest histories${span}`,
      middle: `the tenth around the median${span}`,
      fewest: `the tenth with the shortest histories${span}`,
      'held-out-users': `never trained on, their history is folded in${span}`,
      found: `something set aside is in their top ${count(k)}`,
      missed: `something was set aside, and none of it is in their top ${count(k)}`,
      niche: 'the tenth whose items are the least popular on average, of those with 5 or more',
    };
    return said[id];
  },
  place: (place: number, total: number) => `${count(place + 1)} of ${count(total)}`,
  notInSegment: (total: number) => `not among these ${users(total)}`,
  segmentEmpty: 'nobody',

  history: 'History',
  historyMeta: (n: number, timed: boolean) => `${items(n)}${timed ? ', newest first' : ''}`,
  noHistory: 'Nothing is known of this user.',
  item: 'Item',
  value: 'Value',
  parts: { validation: 'validation', test: 'test' },
  partsHint: { validation: 'Set aside for validation: not trained on', test: 'Set aside for testing: not trained on' },
  dash: '–',

  recommended: 'Recommended',
  recommendedBy: (run: string) => `Recommended by ${run}`,
  recommendedMeta: (n: number, candidates: number, seconds: number) =>
    `Top ${count(n)} of ${count(candidates)} in ${fine(seconds)}.`,
  length: 'Length of the list',
  top: (k: number) => `top ${count(k)}`,
  showSeen: 'show seen',
  seen: 'seen',
  rank: 'Rank',
  score: 'Score',
  popularity: 'Popularity',
  popularityHint: 'Users who have it in training',
  novelty: 'Novelty',
  noveltyHint: 'Bits: 0 for what everybody has, one more for each halving of those who have it',
  bits: (x: number) => decimal(x, 1),
  columns: 'Columns',
  columnNames: {
    attributes: 'Attributes',
    score: 'Score',
    popularity: 'Popularity',
    novelty: 'Novelty',
  },
  heldOut: { validation: 'in validation', test: 'in test' },
  unknownUser: 'This run does not know this user: it has no interactions of theirs to go by, so there is no list.',
  unknownNext: 'Add items to the history to see what they would get.',
  foundHeldOut: (ranks: readonly number[]) =>
    `The tick marks what was set aside for testing: found at rank ${ranksOf(ranks)}.`,
  noneHeldOut: 'None of what was set aside for testing is among these.',
  loading: 'Reading the run.',
  nothingHeldOut: 'Nothing of this user was set aside for testing.',
  short: (n: number) => `Only ${items(n)} are left to recommend.`,

  likeness: {
    by: 'What makes the list',
    names: { scores: 'lists by the model’s scores', likeness: 'lists by likeness' },
    neighbours: 'Neighbours',
    scale: 'Scale',
    scaleHint: 'The power that each likeness is raised to: more lets the closest ones count most.',
    about: 'Items nearest to those of the history, by their factors; likenesses add up.',
    notChanged: 'A changed history is always listed by the scores of the model.',
  },

  whatIf: {
    title: 'What if',
    lead: 'Drop an item, or add one, and see the list change.',
    seenLead: 'This model shows everybody the same: a history only decides what is left out.',
    none: 'This model knows users of its training only: it cannot fold in a changed history.',
    add: 'Add an item',
    addShort: 'Add',
    addHint: 'Add a title',
    nothing: 'No item matches.',
    drop: (item: string) => `What if without ${item}`,
    put: (item: string) => `What if with ${item}`,
    putBack: (item: string) => `Put ${item} back`,
    takeAway: (item: string) => `Take ${item} away again`,
    undo: 'Undo',
    reset: 'Reset',
    resetAction: 'Clear what-if',
    dropped: 'dropped',
    added: 'added',
    addedAs: (value: number) => `counts as ${significant(value)}`,
    title2: (n: number) => `What if: the list for a changed history of ${items(n)}`,
    move: 'Move',
    up: (n: number) => `up ${count(n)}`,
    down: (n: number) => `down ${count(n)}`,
    same: 'unmoved',
    fresh: 'new',
    freshHint: (before: number | null) =>
      before === null ? 'Was in the history before' : `Was at rank ${count(before)} before`,
    gone: 'No longer in the list',
    wasAt: (before: number, now: number | null) =>
      now === null ? `was ${count(before)}, in the history now` : `was ${count(before)}, now ${count(now)}`,
    compared: (shared: number, of: number) =>
      shared === of
        ? 'Moves compare with the history as it is, folded in alike; that gives the same items as the list of the run.'
        : `Moves compare with the history as it is, folded in alike; that gives ${count(shared)} of the ${count(of)} items in the list of the run.`,
    comparedNobody: 'Without a history of their own there is nothing to compare with.',
    empty: 'With no history left, everybody would get this list.',
  },

  compare: {
    add: 'Compare with…',
    addAction: 'Compare with run…',
    choose: 'Another run',
    noOther: 'There is no other finished run of this dataset to compare with.',
    train: 'Train another model',
    remove: (run: string) => `Take ${run} away`,
    inAll: (n: number, lists: number) => `${items(n)} in all ${count(lists)} lists`,
    sharedWith: (n: number, of: number) => `${count(n)} of ${count(of)} also in the first list`,
    first: 'the others are held against this one',
    inLists: (n: number, of: number) => (n < of ? `in ${count(n)} of ${count(of)}` : of === 2 ? 'in both' : 'in all'),
    shift: {
      up: (n: number) => `${count(n)} higher than in the first list`,
      down: (n: number) => `${count(n)} lower than in the first list`,
    },
    absent: 'not in the first list',
    hits: (ranks: readonly number[]) => (ranks.length === 0 ? 'none found' : `found at ${ranksOf(ranks)}`),
    heldOut: 'Set aside',
    novelty: 'Novelty',
    noveltyMean: (bits: number) => `${decimal(bits, 1)} bits on average`,
    views: 'These runs have different views: what one of them trained on, another may have set aside.',
    panel: 'Beside the lists',
    panelItem: 'Item',
  },

  inspector: 'About the item',
  id: 'Id',
  rankAndScore: (rank: number, score: number) => `rank ${count(rank)}, score ${significant(score)}`,
  hadBy: (n: number, of: number) => `${users(n)} of ${count(of)} (${percent(of === 0 ? 0 : n / of)})`,
  noveltyOf: (bits: number) => `${decimal(bits, 1)} bits`,
  inHistory: 'in the history',
  inDataset: 'See it in the dataset',
  why: 'Why',
  everyone: 'for everybody',
  everyoneHint: 'Mean and bias of the item: what it gets whoever the user is',
  person: 'for this user',
  personHint: 'What the user’s own factors and bias add',
  signed,
  addsUp: (score: number, digits: number) => `Adds up to the score, ${decimal(score, digits)}.`,
  speaks: 'What speaks for it',
  speaksNote: (tried: number, of: number) =>
    tried < of
      ? `What the score loses without it: the ${count(tried)} most similar of ${items(of)}, left out one at a time and folded in. These do not add up.`
      : `What the score loses without it: ${items(of)}, left out one at a time and folded in. These do not add up.`,
  speaksNothing: 'No single item of the history raises the score.',
  similar: 'Similar items',
  cosine: 'Cosine',
  searchBy: 'Search',
  exactName: 'Exact',
  hnswName: 'HNSW',
  exact: (seconds: number) => `Cosine of the factors, compared with every item in ${fine(seconds)}.`,
  indexed: (recall: string | null, seconds: number) =>
    recall === null
      ? `Cosine of the factors, by HNSW index in ${fine(seconds)}.`
      : `Cosine of the factors, by HNSW index in ${fine(seconds)}; it finds ${recall} of the exact neighbours.`,
  chooseItem: 'Choose an item to see what resembles it.',

  save: {
    button: 'Save lists…',
    action: 'Save lists as CSV…',
    title: 'Save lists as CSV',
    lead: 'One line per recommended item: ids, titles, scores, popularity, and what was set aside.',
    whose: 'Whose lists',
    shown: (user: string, n: number) =>
      n === 1 ? `User ${user}, as shown` : `User ${user}, ${count(n)} runs as shown`,
    shownHint: (lines: number) => plural(lines, 'line', 'lines'),
    all: 'All users',
    lists: (n: number | null) => (n === null ? 'not counted yet' : plural(n, 'list', 'lists')),
    byRun: (run: string) => `By ${run}`,
    guard: 'Keep text from being taken for a formula',
    guardHint: 'Puts an apostrophe before = + − @. Switch it off for a file that programs read.',
    start: (n: number | null) => (n === null ? 'Save the lists' : `Save ${plural(n, 'list', 'lists')}`),
    cancel: 'Cancel',
    close: 'Close',
    progress: 'Lists written',
    amount: (done: number, total: number | null) =>
      total === null ? 'Making the lists' : `${count(done)} of ${users(total)}`,
    rate: (perSecond: number) => `${count(perSecond)} users/s`,
    running: (done: number, total: number | null) =>
      total === null ? 'Saving lists' : `Saving lists, ${percent(total === 0 ? 1 : done / total)}`,
    done: (n: number, name: string) => `${plural(n, 'list', 'lists')} saved as ${name}.`,
    failed: 'The lists were not saved',
    fileUser: (run: string, user: string) => `${run} user ${user}.csv`,
    fileSegment: (run: string, segment: string, k: number) => `${run} ${segment} top ${k}.csv`,
  },
};
