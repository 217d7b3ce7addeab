import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of the application, from the package.json it was built or shipped with. */
export function applicationVersion(): string {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (found.name === 'recsmith' && found.version) return found.version;
    } catch {
      // Not in this folder: look further up.
    }
  }
  return 'unknown';
}
