import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { RecsmithError } from '../../shared/errors.ts';

export interface RegisteredFile {
  readonly path: string;
  /** What a person calls it: the name in the user's own folder, not that of a copy. */
  readonly name: string;
  /** The file is ours (an upload): it goes when it has been imported, at the latest with the engine. */
  readonly deleteAfter: boolean;
  /** The user named it as code that may run: the command line, or the desktop's question of trust. No upload is. */
  readonly code: boolean;
  /** A place to write to: never read, and nothing but it is ever written to. */
  readonly target: boolean;
}

const HANDLE = /^file-[\w-]{24}$/;

/** A window names files by handles alone. Hosts (dialogs, uploads, the command line) hand them out; they end with the engine. */
export class FileRegistry {
  readonly #files = new Map<string, RegisteredFile>();

  /**
   * @param options.handle what a former engine called the same file; ignored where it is none, or taken
   * @returns a handle that cannot be guessed
   */
  register(path: string, options: { name: string; deleteAfter?: boolean; handle?: string | null }): string {
    const { name, deleteAfter = false, handle: former } = options;
    const usable = former && HANDLE.test(former) && !this.#files.has(former);
    const handle = usable ? former : `file-${randomBytes(18).toString('base64url')}`;
    this.#files.set(handle, { path, name, deleteAfter, target: false, code: false });
    return handle;
  }

  /** @returns a handle for a file that is to be written */
  registerTarget(path: string, { name }: { name: string }): string {
    const handle = `file-${randomBytes(18).toString('base64url')}`;
    this.#files.set(handle, { path, name, deleteAfter: false, target: true, code: false });
    return handle;
  }

  /** @returns a handle for a file that the user lets run */
  registerCode(path: string, { name }: { name: string }): string {
    const handle = `file-${randomBytes(18).toString('base64url')}`;
    this.#files.set(handle, { path, name, deleteAfter: false, target: false, code: true });
    return handle;
  }

  /** @throws RecsmithError NOT_FOUND, REFUSED for a file that was given for anything else */
  resolveCode(handle: string): RegisteredFile {
    const file = this.#find(handle, false);
    if (!file.code)
      throw new RecsmithError('REFUSED', `${file.name} was not given to be run.`, {
        next: 'Name a plug-in on the command line, or choose it in the settings of the desktop application.',
      });
    return file;
  }

  /** Where to write. @throws RecsmithError NOT_FOUND, also for a file that is there to be read */
  resolveTarget(handle: string): RegisteredFile {
    return this.#find(handle, true);
  }

  /** @throws RecsmithError NOT_FOUND */
  resolve(handle: string): RegisteredFile {
    return this.#find(handle, false);
  }

  #find(handle: string, target: boolean): RegisteredFile {
    const file = this.#files.get(handle);
    if (file?.target !== target)
      throw new RecsmithError('NOT_FOUND', 'That file is no longer at hand.', {
        why: 'Files stay at hand until they have been imported, or until Recsmith is closed.',
        next: 'Choose or drop the file again.',
      });
    return file;
  }

  /** Files of ours among the handles are deleted; unknown handles are none. */
  async release(handles: Iterable<string>): Promise<void> {
    for (const handle of handles) {
      const file = this.#files.get(handle);
      if (!file?.deleteAfter) continue;
      this.#files.delete(handle);
      await rm(file.path, { force: true });
    }
  }

  async close(): Promise<void> {
    await this.release([...this.#files.keys()]);
    this.#files.clear();
  }
}
