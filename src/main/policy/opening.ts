import { basename, resolve } from 'node:path';
import { WORKSPACE_FILE } from './workspaces.ts';

export interface CommandLine {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** Given by `--workspace=DIR`; a switch of two words would not survive: Chromium sorts switches before arguments. */
  readonly workspace: string | null;
}

/**
 * What a start, or a second one, was asked to open.
 * @param packaged the executable is Recsmith itself; otherwise its first argument is the folder of the sources
 */
export function readCommandLine(argv: readonly string[], directory: string, packaged: boolean): CommandLine {
  const given = argv.slice(1);
  const plain = given.filter((word) => word !== '' && !word.startsWith('-') && !/^[a-z][a-z0-9+.-]+:/i.test(word));
  const named = given.find((word) => word.startsWith('--workspace='))?.slice('--workspace='.length);
  return {
    paths: (packaged ? plain : plain.slice(1)).map((path) => resolve(directory, path)),
    workspace: named ? resolve(directory, named) : null,
  };
}

export interface PathFacts {
  readonly exists: boolean;
  readonly isDirectory: boolean;
  /** For a folder: it holds a workspace. */
  readonly holdsWorkspace: boolean;
}

export type Opening = 'workspace' | 'import' | 'refuse';

/** A workspace, or the database inside one, opens it; any other file is data to import. */
export function judgePath(path: string, { exists, isDirectory, holdsWorkspace }: PathFacts): Opening {
  if (!exists) return 'refuse';
  if (isDirectory) return holdsWorkspace ? 'workspace' : 'refuse';
  return basename(path) === WORKSPACE_FILE ? 'workspace' : 'import';
}

/**
 * The workspace that a start opens: the one it names, else the one the environment names, else the last one that is
 * still there, else the default.
 * @param usual the default, which is the environment's where that names one
 */
export function firstWorkspace(
  named: string | null,
  environment: NodeJS.ProcessEnv,
  recent: readonly string[],
  usual: string,
): string {
  if (named !== null) return named;
  return environment.RECSMITH_WORKSPACE ? usual : (recent.at(0) ?? usual);
}
