import { count, decimal, percent, plural } from '../format.ts';

const signed = (x: number): string => `${x < 0 ? '−' : '+'}${decimal(Math.abs(x), 3)}`;

export const explore = {
  none: 'What a finished run has learned of its items shows up here.',
  toTrain: 'Train a model',
  group: 'Explore',
  views: 'Ways to look at what was learned',
  run: 'Run',
  runEntry: (run: string, view: string) => `${run} (${view})`,
  sides: { items: 'Items', users: 'Users' },
  side: 'Whose factors',
  toUsers: 'Recommendations',
  titles: { map: 'Map', biases: 'Likes beyond taste', factors: 'Factors' },
  leads: {
    map: 'What lies close together is liked by the same people; drawn along the two directions in which factors differ most.',
    biases: 'What is liked more, or less, by everybody alike than the factors explain: the bias of the model.',
    factors: 'What stands at the two ends of a factor shows what that factor has learned to tell apart.',
  },
  noFactors: 'This run has no factors to look at',
  noBias: 'This model has no biases',
  otherRun: 'Choose another run above, or train a model with factors and biases.',
  loading: 'Reading the run.',
  k: 'How many',
  top: (k: number) => `${count(k)} each`,
  id: 'Id',
  name: 'Title',
  interactions: 'Interactions',
  interactionsHint: 'Of the training part',

  map: {
    name: 'Map',
    axis: (n: number, share: number) => `component ${count(n)}, ${percent(share)} of the variance`,
    component: (n: number) => `Component ${count(n)}`,
    label: (n: number) => `Map of ${plural(n, 'point', 'points')}, the most popular ones first`,
    reading: (share: number, shown: number, rows: number) =>
      `The two axes hold ${percent(share)} of what the factors vary; neighbours use all of them. ${shown < rows ? `The ${count(shown)} with most interactions of ${count(rows)} are drawn.` : `All ${count(rows)} are drawn.`}`,
    keys: 'Arrow keys go to the next point that way, Home to the most popular one, Enter chooses it, + and - zoom, 0 shows all again. Dragging moves the map.',
    noPlace: 'no point chosen',
    point: (label: string, n: number) => `${label}, ${plural(n, 'interaction', 'interactions')}`,
    find: 'Find on the map',
    findHint: 'Find a title or id',
    found: (n: number) => (n === 0 ? 'Nothing on the map matches.' : `${count(n)} on the map, highlighted.`),
    list: 'Points that match',
    mostPopular: 'Most popular',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    all: 'Show all',
    file: (run: string) => `${run}-map`,
  },

  near: {
    title: 'Nearest',
    choose: 'Choose a point to see what is nearest to it.',
    cosine: 'Cosine',
    inDataset: 'See it in the dataset',
    meta: (factors: number, exact: boolean) =>
      `Cosine of all ${plural(factors, 'factor', 'factors')}, ${exact ? 'compared with every one' : 'by HNSW index'}.`,
  },

  biases: {
    most: 'Most liked',
    least: 'Least liked',
    mostHint: 'Beyond what the factors explain',
    leastHint: 'Below what the factors explain',
    bias: 'Bias',
    signed,
    spread: (rows: number, mean: number, deviation: number) =>
      `Of ${count(rows)} with training interactions; mean bias ${signed(mean)}, standard deviation ${decimal(deviation, 3)}.`,
  },

  factors: {
    which: 'Factor',
    of: (n: number, all: number) => `Factor ${count(n)} of ${count(all)}`,
    previous: 'Previous factor',
    next: 'Next factor',
    top: 'Highest',
    bottom: 'Lowest',
    value: 'Value',
    signed,
    spread: (mean: number, deviation: number) =>
      `Mean ${signed(mean)}, standard deviation ${decimal(deviation, 3)}. The sign of a factor means nothing by itself.`,
  },
};
