import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RecsmithError } from '../../shared/errors.ts';
import type { Engine } from '../engine/index.ts';
import { uploadName } from '../policy/upload.ts';

/** Kept free on the disk of the workspace (bytes): the database must be able to grow. */
const RESERVE = 512 * 1024 * 1024;
const AT_ONCE = 8;

export interface UploadOptions {
  /** Bytes of one file. */
  readonly limit: number;
}

/** Streams a request's body into the workspace's `incoming` folder and hands out a handle for it. */
export class Uploads {
  readonly #engine: Pick<Engine, 'workspace' | 'writable' | 'files'>;
  readonly #options: UploadOptions;
  #running = 0;

  constructor(engine: Pick<Engine, 'workspace' | 'writable' | 'files'>, options: UploadOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /**
   * @param former the handle that the file had with an engine before this one, where it is sent again
   * @throws RecsmithError; nothing of a failed or broken upload stays
   */
  async take(
    request: IncomingMessage,
    givenName: string | null,
    former: string | null = null,
  ): Promise<{ handle: string }> {
    const { workspace, writable, files } = this.#engine;
    const { limit } = this.#options;
    const name = uploadName(givenName);
    if (name === null) throw new RecsmithError('BAD_INPUT', 'An upload needs the name of its file.', { where: 'name' });
    if (!writable) throw new RecsmithError('REFUSED', 'This workspace is open for reading only.');
    if (this.#running >= AT_ONCE)
      throw new RecsmithError('REFUSED', `${AT_ONCE} files are being received already.`, {
        next: 'Wait for one to end.',
      });
    const announced = Number(request.headers['content-length'] ?? NaN);
    if (announced > limit) throw tooLarge(name, limit);
    const folder = join(workspace, 'incoming');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const room = await freeBytes(folder);
    if (announced > room - RESERVE)
      throw new RecsmithError(
        'DOES_NOT_FIT',
        `${name} needs ${megabytes(announced)} MB; ${megabytes(room)} MB are free.`,
        {
          next: 'Free some space, or import the file by the command line, which makes no copy.',
        },
      );

    // The name on the disk is ours: what the person calls the file never becomes a path.
    const path = join(folder, randomBytes(12).toString('hex'));
    let received = 0;
    // Not by a pipe from the request: that would destroy it on failure, and the sender would never hear why.
    async function* counted() {
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        received += chunk.length;
        if (received > limit) throw tooLarge(name!, limit);
        yield chunk;
      }
    }
    this.#running++;
    try {
      await pipeline(counted, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      this.#running--;
    }
    return { handle: files.register(path, { name, deleteAfter: true, handle: former }) };
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const tooLarge = (name: string, limit: number) =>
  new RecsmithError('DOES_NOT_FIT', `${name} is larger than ${megabytes(limit)} MB.`, {
    why: 'A browser has to send a copy of the file.',
    next: 'Import it by the command line, which makes no copy: recsmith import FILE.',
  });

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
