import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NOTHING_REMEMBERED, readState, type DesktopState } from '../policy/workspaces.ts';

/** What the desktop remembers, in one small file of the user's own. Losing it costs convenience, never work. */
export class StateFile {
  readonly #path: string;
  #state: DesktopState;

  constructor(path: string) {
    this.#path = path;
    this.#state = read(path);
  }

  get state(): DesktopState {
    return this.#state;
  }

  /** Written at once: the next thing to happen may be the end of the process. */
  change(change: (state: DesktopState) => DesktopState): void {
    this.#state = change(this.#state);
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const beside = `${this.#path}.new`;
      writeFileSync(beside, JSON.stringify(this.#state, null, 2));
      renameSync(beside, this.#path);
    } catch {
      // A full or read-only disk must not keep a window from closing.
    }
  }
}

function read(path: string): DesktopState {
  try {
    return readState(readFileSync(path, 'utf8'));
  } catch {
    return NOTHING_REMEMBERED;
  }
}
