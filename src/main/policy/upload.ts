import { basename } from 'node:path';

/** Bytes of one upload: larger files are imported on the desktop or by the command line, where nothing is copied. */
export const UPLOAD_LIMIT = 8 * 1024 ** 3;

/**
 * The name a person gave to an uploaded file, reduced to what may be shown and stored: no folders, no control
 * characters, 1 to 200 characters. Null where nothing is left. It never becomes a path.
 */
export function uploadName(given: string | null): string | null {
  const name = basename((given ?? '').replaceAll('\\', '/'))
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' || name === '.' || name === '..' ? null : name;
}
