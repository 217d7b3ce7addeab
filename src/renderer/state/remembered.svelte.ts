import * as v from 'valibot';
import type { Workspace } from './workspace.svelte.ts';

/**
 * One choice of the window that the workspace keeps: columns, sorting, switches, sizes. What is stored is checked when
 * it is read, so that a setting of an older version falls back instead of breaking a screen.
 */
export class Remembered<T> {
  readonly #workspace: Workspace;
  readonly #key: string;
  readonly #stored: T = $derived.by(() => {
    const { success, output } = v.safeParse(this.#schema, this.#workspace.setting(this.#key));
    return success ? output : this.#fallback;
  });
  readonly #schema: v.GenericSchema<unknown, T>;
  readonly #fallback: T;

  /** @param key unique in the window, 'window.runs.columns' */
  constructor(workspace: Workspace, key: string, schema: v.GenericSchema<unknown, T>, fallback: T) {
    this.#workspace = workspace;
    this.#key = key;
    this.#schema = schema;
    this.#fallback = fallback;
  }

  get value(): T {
    return this.#stored;
  }

  set value(value: T) {
    this.#workspace.saveSetting(this.#key, value);
  }
}
