import { bytes, count, duration, gigabytes, ordinal, plural, significant } from '../format.ts';
import { backendNames } from './backends.ts';

export const app = {
  name: 'Recsmith',
  skip: 'Skip to the page',
  collapse: 'Collapse navigation',
  expand: 'Expand navigation',
  findHint: 'Find an action, dataset, run, user or item',
  shortcuts: 'Keyboard shortcuts',
  toLight: 'Switch to the light theme',
  toDark: 'Switch to the dark theme',
  places: 'Places',
  status: 'Status',
  close: 'Close',
  loading: 'Reading the workspace…',
  noPlace: 'There is no such place in this window.',
  toData: 'Go to the data',
  title: (place: string, workspace: string) => `${place} · ${workspace} · Recsmith`,
  focusLabel: 'Working with',
  focusTitle: (dataset: string, view: string) => `Working with ${dataset}, ${view}. Choose another view`,
  noView: 'no view yet',
  chooseView: 'Views',
  newView: 'New view…',
};

export const places = {
  data: 'Data',
  views: 'Views',
  train: 'Train',
  runs: 'Runs',
  browse: 'Browse',
  explore: 'Explore',
  settings: 'Settings',
  import: 'Import',
};

export const connection = {
  lost: 'The engine does not answer',
  lostWhy: 'This window keeps trying to reach it. Stored data and finished runs are untouched.',
  lostNext: 'If Recsmith was started again, open the address that it printed: the key in it is new each time.',
  readOnly: 'This workspace is open for reading only: another process writes to it.',
};

export const status = {
  backend: (backend: string, build: string) => {
    const builds: Record<string, string> = { simd: 'SIMD', 'relaxed-simd': 'relaxed SIMD' };
    return `${backendNames[backend] ?? backend}, ${builds[build] ?? build}`;
  },
  deviceTitle: 'What computes, and why not something better',
  device: 'What computes',
  inUse: 'in use',
  better: 'Preferred, but not available',
  nothingBetter: 'Nothing better is known for this computer.',
  toSettings: 'Open Settings',
  memoryTitle: (used: number, free: number, all: number) =>
    `${bytes(used)} used by Recsmith; ${bytes(free)} of ${bytes(all)} are free on this computer`,
  threads: (n: number) => plural(n, 'thread', 'threads'),
  memory: 'Memory',
  memoryUsed: (n: number) => gigabytes(n),
  memoryOf: (n: number) => `of ${gigabytes(n)} GB`,
  offline: 'Offline: nothing leaves this computer',
  noJobs: 'No jobs running',
  jobs: (running: number, waiting: number) =>
    [running ? `${count(running)} running` : '', waiting ? `${count(waiting)} waiting` : ''].filter(Boolean).join(', '),
  readOnly: 'read only',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
};

export const jobs = {
  title: 'Jobs',
  close: 'Close',
  none: 'Nothing runs and nothing waits. Imports, training and evaluation show up here.',
  groups: { running: 'Running', waiting: 'Waiting', ended: 'Ended' },
  clear: 'Clear the ended',
  waiting: (position: number) => (position === 1 ? 'next' : `${ordinal(position)} to start`),
  starting: 'Starting…',
  ended: (when: string) => `ended ${when}`,
  resume: 'Resume',
  resumeNamed: (title: string) => `Resume: ${title}`,
  cancel: 'Cancel',
  cancelNamed: (title: string) => `Cancel: ${title}`,
  open: 'Open',
  left: (seconds: number) => `${duration(seconds)} left`,
  rate: (rate: number, unit: string) => `${significant(rate)} ${unit}/s`,
  amount: (stage: string, done: number, total: number | null, unit: string) =>
    total === null ? `${stage}: ${count(done)} ${unit}` : `${stage}: ${count(done)} of ${count(total)} ${unit}`,
  progress: (title: string) => `Progress of ${title}`,
  state: {
    queued: 'waiting',
    running: 'running',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    interrupted: 'interrupted',
  },
};

export const problems = {
  where: 'Where',
  why: 'Why',
  next: 'Next',
  copy: 'Copy details',
  copied: 'Details copied',
  retry: 'Try again',
  unexpected: 'Something went wrong that should not have',
  titles: {
    BAD_INPUT: 'This cannot be done as asked',
    BAD_DATA: 'This file cannot be used as it is',
    NOT_FOUND: 'Not found',
    CANCELLED: 'Cancelled',
    DOES_NOT_FIT: 'Does not fit in memory',
    WORKSPACE_LOCKED: 'The workspace is in use',
    WORKSPACE_FROM_FUTURE: 'The workspace was made by a newer version',
    REFUSED: 'Refused',
    ENGINE_STOPPED: 'The engine does not answer',
    INTERNAL: 'Something went wrong that should not have',
  },
};

/** Modifiers and keys as keyboards name them, where the letter itself does not do. */
export const keys = {
  control: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  meta: 'Win',
  named: { Escape: 'Esc', Enter: 'Enter', Tab: 'Tab', Delete: 'Del', ' ': 'Space' } as Record<string, string>,
};

export const actions = {
  groups: { go: 'Go to', data: 'Data', window: 'Window', help: 'Help' },
  go: (place: string) => `Go to ${place}`,
  findOnScreen: 'Search on this screen',
  importFile: 'Import a file…',
  importAlso: 'open load csv',
  samples: 'Start from a sample',
  palette: 'Find anything',
  jobs: 'Show the jobs',
  hideJobs: 'Hide the jobs',
  jobsAlso: 'progress tasks queue',
  system: 'Use the theme of the system',
  light: 'Use the light theme',
  dark: 'Use the dark theme',
  themeAlso: 'appearance mode colours night',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomReset: 'Zoom to 100 %',
  zoomAlso: 'larger smaller text size',
  emptyTrash: 'Empty the trash…',
  diagnostics: 'Copy diagnostics',
  diagnosticsAlso: 'report support version backends log',
  train: (model: string) => `Train ${model}`,
  trainOn: (view: string) => `on ${view}`,
  restore: (name: string) => `Undo: bring back ${name}`,
};

export const palette = {
  title: 'Find anything',
  hint: 'Find an action, dataset, view, run, user or item',
  headings: {
    recent: 'Recent',
    act: 'Do',
    dataset: 'Datasets',
    view: 'Views',
    run: 'Runs',
    user: 'Users',
    item: 'Items',
  },
  found: (n: number) => `${count(n)} found`,
  nothing: (query: string) => `Nothing is called “${query}”. Fewer letters find more.`,
  searching: 'Looking for users and items…',
  notSearched: 'Users and items could not be searched.',
  hidden: (n: number) => `and ${count(n)} more: type more to see them`,
  move: 'move',
  doIt: 'do it',
  more: 'more on this',
  back: 'back',
  escape: (key: string) => `${key}: close`,
  results: 'What was found',
  forgiving: 'accents and spelling are forgiving',
  moreOn: (name: string) => `More on ${name}`,
  dataset: (users: number, items: number, interactions: number) =>
    `${plural(users, 'user', 'users')}, ${plural(items, 'item', 'items')}, ${plural(interactions, 'interaction', 'interactions')}`,
  view: (dataset: string) => dataset,
  run: (view: string, figure: string | null) => (figure === null ? view : `${figure} · ${view}`),
  figure: (metric: string, value: string) => `${metric} ${value}`,
  user: (id: string) => `User ${id}`,
  seenBy: (n: number) => plural(n, 'interaction', 'interactions'),
  id: 'Id',
  kind: 'Kind',
  shortcut: 'Shortcut',
  belongs: 'Belongs to',
  about: 'About',
  created: 'Made',
  state: 'State',
  open: 'Open',
  makeView: 'Make a view',
  workWith: 'Work with it',
  trainOn: 'Train on it',
  browse: 'Browse recommendations',
  again: 'Train again',
  similar: 'Similar items',
  copyId: 'Copy the id',
  copied: (id: string) => `Copied ${id}`,
  trash: 'Move to the trash',
};

export const shortcuts = {
  title: 'Keyboard shortcuts',
  lead: 'What can be done now, by key. Keys without Ctrl or Alt rest while you type in a field.',
  none: 'none',
  others: 'Everywhere',
  escape: 'Close what is open',
  tab: 'To the next control',
  enter: 'Do what has the focus',
  arrows: 'Move in lists and menus',
};
