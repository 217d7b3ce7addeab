import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { RecsmithError } from '../../../shared/errors.ts';

/**
 * Writes a file of the user's so that it is there whole or as it was before: beside its place first, then moved there.
 * @returns bytes written @throws RecsmithError BAD_INPUT where it cannot be written
 */
export async function writeWhole(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const part = `${path}.${randomUUID().slice(0, 8)}.part`;
  let bytes = 0;
  try {
    const file = await open(part, 'wx');
    try {
      for await (const chunk of chunks) {
        // One write may take only a part of it.
        for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
        bytes += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof RecsmithError || !(cause instanceof Error && 'code' in cause)) throw cause;
    throw new RecsmithError(
      'BAD_INPUT',
      'The file cannot be written.',
      { where: path, why: cause.message, next: 'Choose another folder, or make room.' },
      { cause },
    );
  }
  return bytes;
}
