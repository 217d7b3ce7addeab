import AppWindow from '@lucide/svelte/icons/app-window';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import FolderPlus from '@lucide/svelte/icons/folder-plus';
import FolderSearch from '@lucide/svelte/icons/folder-search';
import type { Bridge } from '../../shared/bridge.ts';
import { importHanded } from '../features/import/receive.ts';
import { text } from '../messages/index.ts';
import type { Action } from '../state/actions.svelte.ts';
import type { Application } from '../state/application.svelte.ts';

/** What the menu bar has too, for the palette. */
export function desktopActions(bridge: Bridge): readonly Action[] {
  const t = text.desktop;
  const about = { group: t.group, also: t.also };
  return [
    {
      ...about,
      id: 'desktop.new-window',
      label: t.newWindow,
      icon: AppWindow,
      run: () => bridge.perform('new-window'),
    },
    {
      ...{ ...about, id: 'desktop.new-workspace', label: t.newWorkspace, icon: FolderPlus },
      run: () => bridge.perform('new-workspace'),
    },
    {
      ...{ ...about, id: 'desktop.open-workspace', label: t.openWorkspace, icon: FolderOpen },
      run: () => bridge.perform('open-workspace'),
    },
    {
      ...{ ...about, id: 'desktop.reveal', label: t.reveal, icon: FolderSearch },
      run: () => bridge.perform('reveal-workspace'),
    },
  ];
}

/** Does what the menu bar, or a file opened from outside, asks of this window. @returns a function that stops it */
export function followDesktop(app: Application, bridge: Bridge): () => void {
  return bridge.onCommand((command) => {
    // An action that cannot be taken on this screen is not offered, and the menu's entry then does nothing.
    if (command.kind === 'action') void app.actions.all.find(({ id }) => id === command.id)?.run();
    else void importHanded(app, command.files);
  });
}
