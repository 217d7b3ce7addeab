import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { Placement } from './placement.ts';

/** What the desktop remembers besides the workspaces themselves. */
export const DesktopState = v.object({
  /** Folders, the one opened last first. */
  recent: v.fallback(v.array(v.string()), []),
  windows: v.fallback(v.record(v.string(), Placement), {}),
});
export type DesktopState = v.InferOutput<typeof DesktopState>;

export const NOTHING_REMEMBERED: DesktopState = { recent: [], windows: {} };
const MOST_RECENT = 10;

/** Anything else than a state of this or an older version is taken as none. */
export function readState(text: string): DesktopState {
  try {
    const { success, output } = v.safeParse(DesktopState, JSON.parse(text));
    return success ? output : NOTHING_REMEMBERED;
  } catch {
    return NOTHING_REMEMBERED;
  }
}

export const withRecent = (state: DesktopState, folder: string): DesktopState => ({
  ...state,
  recent: [folder, ...state.recent.filter((other) => other !== folder)].slice(0, MOST_RECENT),
});

export const withoutRecent = (state: DesktopState, folder: string): DesktopState => ({
  ...state,
  recent: state.recent.filter((other) => other !== folder),
});

/** Places are kept for workspaces that may come back. */
export const withPlacement = (state: DesktopState, folder: string, placement: Placement): DesktopState => ({
  ...state,
  windows: Object.fromEntries(
    Object.entries({ ...state.windows, [folder]: placement }).filter(
      ([other]) => other === folder || state.recent.includes(other),
    ),
  ),
});

/** What the folders are called in a menu: their names, with the folder they lie in where two share a name. */
export function workspaceNames(folders: readonly string[]): string[] {
  const names = folders.map((folder) => basename(folder) || folder);
  return names.map((name, index) =>
    names.some((other, at) => at !== index && other === name)
      ? `${name} (${basename(dirname(folders[index])) || dirname(folders[index])})`
      : name,
  );
}

/** The file that makes a folder a workspace. */
export const WORKSPACE_FILE = 'workspace.sqlite';

export interface FolderFacts {
  readonly exists: boolean;
  readonly isDirectory: boolean;
  /** Names of what lies in it. */
  readonly entries: readonly string[];
}

export type FolderVerdict = 'open' | 'create' | 'refuse';

/**
 * Whether a folder that a person named is a workspace, may become one, or is something else that nothing should be
 * written into. Files of the system's own (".DS_Store") do not count.
 */
export function judgeFolder({ exists, isDirectory, entries }: FolderFacts): FolderVerdict {
  if (!exists) return 'create';
  if (!isDirectory) return 'refuse';
  if (entries.includes(WORKSPACE_FILE)) return 'open';
  return entries.every((name) => name.startsWith('.') || name === 'desktop.ini') ? 'create' : 'refuse';
}
