import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { RecsmithError } from '../../../shared/errors.ts';

/** A plug-in file as it was read once: the bytes that are hashed are the bytes that run. */
export interface PluginSource {
  readonly path: string;
  readonly name: string;
  /** SHA-256 of the file, in hex. */
  readonly hash: string;
  readonly code: string;
  readonly language: 'JavaScript' | 'TypeScript';
}

const LARGEST = 2 ** 20;

/** @throws RecsmithError NOT_FOUND, BAD_INPUT for what cannot be a plug-in */
export function readPlugin(path: string): PluginSource {
  const name = basename(path);
  const type = extname(path);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new RecsmithError('NOT_FOUND', `There is no file ${path}.`, { where: path });
  if (!['.js', '.mjs', '.ts', '.mts'].includes(type) || found.size > LARGEST)
    throw new RecsmithError('BAD_INPUT', `${name} is no plug-in.`, {
      where: path,
      why: found.size > LARGEST ? 'It is larger than 1 MB.' : `Its name ends in ${type || 'nothing'}.`,
      next: 'A plug-in is one JavaScript or TypeScript file: .js, .mjs, .ts or .mts.',
    });
  const bytes = readFileSync(path);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return {
    path,
    name,
    hash,
    code: bytes.toString('utf8'),
    language: type.endsWith('ts') ? 'TypeScript' : 'JavaScript',
  };
}
