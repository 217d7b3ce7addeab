import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The only module that knows where things lie. It works from the sources (`src/main/engine/*.ts`, Node strips the
// types) and from the build (`out/main/*.js`, where this module is inlined into an entry or a chunk beside it).
const built = extname(import.meta.filename) === '.js';

/** The entry of worker threads, as a URL for `new Worker`. */
export const workerEntry: URL = pathToFileURL(join(import.meta.dirname, built ? 'worker.js' : 'worker.ts'));

/** The entry of the process of a native backend, as a path for `fork`. */
export const nativeEntry: string = join(import.meta.dirname, built ? 'native.js' : 'native.ts');

/** The entry of the process of a plug-in, likewise. */
export const pluginEntry: string = join(import.meta.dirname, built ? 'plugin.js' : 'plugin.ts');

/** A file under `resources/`, searched for upwards: repository, build output and packaged app differ in depth. */
export function resource(...parts: string[]): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    // In a packaged app the resources that are opened as files lie unpacked beside the archive.
    const base = folder.endsWith('app.asar') ? `${folder}.unpacked` : folder;
    const file = join(base, 'resources', ...parts);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder)
      throw new Error(`resources/${parts.join('/')} is missing: run "npm run build" in the folder of Recsmith.`);
  }
}
