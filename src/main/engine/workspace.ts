import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the platform wants programs to keep a user's data. */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Recsmith');
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Recsmith');
    default:
      // The specification of these folders says that a relative path must be ignored.
      return join(
        environment.XDG_DATA_HOME?.startsWith('/') ? environment.XDG_DATA_HOME : join(home, '.local', 'share'),
        'recsmith',
      );
  }
}

/** The workspace where none was named: `RECSMITH_WORKSPACE`, else `workspace` in the user's data folder. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.RECSMITH_WORKSPACE
    ? resolve(environment.RECSMITH_WORKSPACE)
    : join(dataFolder(process.platform, environment), 'workspace');
}
