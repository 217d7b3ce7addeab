import { BrowserWindow, Menu, app, type MenuItemConstructorOptions } from 'electron';
import { menuEntries, type MenuCommand, type MenuEntry } from '../policy/menu.ts';
import { workspaceNames } from '../policy/workspaces.ts';

export type MenuHandler = (command: MenuCommand, window: BrowserWindow | null) => void;

/** The menu bar, the dock's menu and the jump list: made anew whenever the recent workspaces change. */
export function setMenus(recent: readonly string[], handle: MenuHandler): void {
  const { platform } = process;
  const names = workspaceNames(recent);
  const list = recent.map((folder, index) => ({ folder, name: names[index] }));
  const template = menuEntries({ platform, packaged: app.isPackaged, recent: list }).map((entry) =>
    item(entry, handle),
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  if (platform === 'darwin')
    app.dock?.setMenu(
      Menu.buildFromTemplate(
        list.map(({ name, folder }) => ({ label: name, click: () => handle({ kind: 'recent', folder }, null) })),
      ),
    );
  if (platform === 'win32' && app.isPackaged)
    app.setJumpList([
      {
        type: 'custom',
        name: 'Workspaces',
        items: list.map(({ name, folder }) => ({
          ...{ type: 'task' as const, title: name, description: folder },
          ...{ program: process.execPath, args: `"${folder}"` },
          ...{ iconPath: process.execPath, iconIndex: 0 },
        })),
      },
    ]);
}

function item(entry: MenuEntry, handle: MenuHandler): MenuItemConstructorOptions {
  if (entry.separator) return { type: 'separator' };
  const { label, role, keys, command, enabled, entries } = entry;
  return {
    ...(label === undefined ? {} : { label }),
    ...(role === undefined ? {} : { role }),
    ...(keys === undefined ? {} : { accelerator: keys }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(entries ? { submenu: entries.map((each) => item(each, handle)) } : {}),
    ...(command
      ? {
          // The window listens for its own keys: here they are only shown.
          registerAccelerator: command.kind !== 'window',
          click: (_item, window) => handle(command, window instanceof BrowserWindow ? window : null),
        }
      : {}),
  };
}
