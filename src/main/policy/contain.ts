import { isAbsolute, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** The media type of a file that belongs to the window, or null: anything else is not served. */
export function mediaType(path: string): string | null {
  const extension = /\.[a-z0-9]+$/.exec(path)?.[0] ?? '';
  return Object.hasOwn(TYPES, extension) ? TYPES[extension] : null;
}

/**
 * The file that a URL's path names inside a folder, or null where it names one outside. The path is decoded once,
 * resolved, and only then compared: a check of prefixes would let a sibling folder of a similar name through.
 * Links inside the folder are the caller's affair: compare real paths where they may exist.
 */
export function containedFile(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const file = join(folder, decoded.endsWith('/') ? `${decoded}index.html` : decoded);
  return isInside(folder, file) ? file : null;
}

export function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
