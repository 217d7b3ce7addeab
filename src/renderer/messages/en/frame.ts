import { count, duration, gigabytes, plural, significant } from '../format.ts';
import { backendNames } from './backends.ts';

export const app = {
  name: 'Recsmith',
  skip: 'Skip to the page',
  collapse: 'Collapse navigation',
  expand: 'Expand navigation',
  toLight: 'Switch to the light theme',
  toDark: 'Switch to the dark theme',
  places: 'Places',
  status: 'Status',
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
  backendTitle: 'What computes: see Settings',
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
