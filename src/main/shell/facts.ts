import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { judgePath, type PathFacts } from '../policy/opening.ts';
import { WORKSPACE_FILE, type FolderFacts } from '../policy/workspaces.ts';

// What the policies want to know of the disk.

export function pathFacts(path: string): PathFacts {
  const found = statSync(path, { throwIfNoEntry: false });
  const isDirectory = found?.isDirectory() ?? false;
  return {
    exists: isDirectory || (found?.isFile() ?? false),
    isDirectory,
    holdsWorkspace: isDirectory && isWorkspace(path),
  };
}

export function folderFacts(folder: string): FolderFacts {
  const found = statSync(folder, { throwIfNoEntry: false });
  const isDirectory = found?.isDirectory() ?? false;
  return { exists: found !== undefined, isDirectory, entries: isDirectory ? readdirSync(folder) : [] };
}

export const isWorkspace = (folder: string): boolean => existsSync(join(folder, WORKSPACE_FILE));

/** The folder of the workspace that a path names: itself, or the one whose database it is. */
export function workspaceAt(path: string): string | null {
  const facts = pathFacts(path);
  if (judgePath(path, facts) !== 'workspace') return null;
  return facts.isDirectory ? path : dirname(path);
}
