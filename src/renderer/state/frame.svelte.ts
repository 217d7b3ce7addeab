import * as v from 'valibot';
import { Remembered } from './remembered.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

/** What lies over or beside the screens: navigation, tray of jobs, palette, sheet of shortcuts, the question before emptying. */
export class Frame {
  jobsOpen = $state(false);
  paletteOpen = $state(false);
  shortcutsOpen = $state(false);
  emptyingTrash = $state(false);
  /** The things that were moved to the trash last and that one key brings back. */
  deleted = $state.raw<readonly { readonly id: string; readonly name: string }[] | null>(null);
  readonly #collapsed: Remembered<boolean>;

  constructor(workspace: Workspace) {
    this.#collapsed = new Remembered(workspace, 'window.navigation.collapsed', v.boolean(), false);
  }

  /** Whether the navigation is folded to its icons. */
  get collapsed(): boolean {
    return this.#collapsed.value;
  }

  set collapsed(collapsed: boolean) {
    this.#collapsed.value = collapsed;
  }
}
