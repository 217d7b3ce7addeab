import { bytes, count, plural } from '../format.ts';
import { backendNames } from './backends.ts';

/** What a backend is, beside its name. */
const backendAbouts: Record<string, string> = {
  fused: 'built in, the default',
  cuda: 'NVIDIA graphics card',
  tensorflow: 'native, processor',
  wasm: 'models of TensorFlow operations',
  cpu: 'reference, for checking',
};

/** "1 view and 3 runs"; empty where there is nothing. */
const contents = (views: number, runs: number): string =>
  [views > 0 ? plural(views, 'view', 'views') : '', runs > 0 ? plural(runs, 'run', 'runs') : '']
    .filter(Boolean)
    .join(' and ');

export const settings = {
  title: 'Settings',
  sections: {
    device: 'Device',
    appearance: 'Appearance',
    workspace: 'Workspace',
    trash: 'Trash',
    diagnostics: 'Diagnostics',
  },
  computes: 'What computes',
  check: 'Check again',
  backend: 'Backend',
  backendName: (name: string) => backendNames[name] ?? name,
  backendAbout: (name: string) => backendAbouts[name] ?? name,
  state: 'State',
  device: 'Device, or why not',
  inUse: 'in use',
  available: 'available',
  notAvailable: 'not available',
  index: 'Index of neighbours',
  indexFor: 'Approximate neighbours among very many items',
  orderNote: 'In the order in which they would be taken. Every run names the one that it used.',
  limits: 'Limits of training',
  processor: 'Processor',
  processorLine: (name: string, n: number) => `${name}, ${plural(n, 'processor', 'processors')}`,
  threads: 'Threads',
  threadsOf: (n: number, all: number) => `${count(n)} of ${count(all)}`,
  threadsHelp: 'For trainings that name no number of their own, on the command line too.',
  threadsDefault: 'Threads: back to the default',
  memoryFor: 'Memory',
  memoryOf: (limit: number, all: number) => `${bytes(limit)} of ${bytes(all)}`,
  memoryAll: (all: number) => `all that is free of ${bytes(all)}`,
  memoryHelp: (free: number) => `A run that needs more is refused before it starts. ${bytes(free)} are free now.`,
  memoryDefault: 'Memory: back to the default',
  toDefault: 'Default',
  kernels: 'Kernels',
  kernelBuilds: { simd: 'SIMD', 'relaxed-simd': 'relaxed SIMD' },
  platform: 'System',
  version: 'Recsmith',
  parts: (n: string) => `Versions of its ${n} parts`,
  appearance: 'Appearance',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  zoom: 'Size of everything',
  zoomStep: (percent: number) => `${count(percent)} %`,
  followsSystem: 'Reduced motion and more contrast follow the system.',
  workspace: (name: string) => `Workspace ${name}`,
  workspaceHelp: 'Everything lies in this folder; copying it moves it.',
  copyFolder: 'Copy the path',
  folderCopied: 'Path copied',
  openFolder: 'Open the folder',
  diagnostics: 'Diagnostics',
  diagnosticsHelp:
    'For a report of a problem: versions, devices, counts and the last lines of the log. Names, ids, values and folders of yours are left out; look before you send it.',
  copyReport: 'Copy',
  saveReport: 'Save as a file',
  reportCopied: 'Diagnostics copied',
  reportFile: 'recsmith-diagnostics.txt',
  trash: 'Trash',
  trashEmpty: 'Nothing is in the trash. What you delete waits here until you remove it for good.',
  empty: 'Empty the trash…',
  emptyTitle: 'Empty the trash?',
  emptyLead: (n: number, size: string) =>
    `${plural(n, 'thing is', 'things are')} removed for good, with all they hold: ${size}. This cannot be undone.`,
  emptyDo: (n: number) => `Remove ${plural(n, 'thing', 'things')} for good`,
  emptied: (n: number) => `${plural(n, 'thing was', 'things were')} removed for good`,
  keep: 'Keep',
  trashName: 'Name',
  trashKind: 'Kind',
  trashHolds: 'Holds',
  holds: contents,
  trashSize: 'Size',
  trashWhen: 'Deleted',
  trashActions: 'Actions',
  kinds: { dataset: 'dataset', view: 'view', run: 'run' },
  restore: 'Restore',
  restoreNamed: (name: string) => `Restore ${name}`,
  purge: 'Remove…',
  purgeNamed: (name: string) => `Remove ${name} for good`,
  purgeTitle: (name: string) => `Remove ${name} for good?`,
  purgeLead: (kind: string, views: number, runs: number) => {
    const with_ = contents(views, runs);
    return `This ${kind}${with_ === '' ? '' : `, with its ${with_},`} is removed from the disk. This cannot be undone.`;
  },
  purgeType: (name: string) => `Type its name: ${name}`,
  purgeDiffers: (name: string) => `That is not its name. Type ${name}.`,
  purgeDo: 'Remove for good',
};
