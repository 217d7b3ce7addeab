import type { DesktopAction } from '../../shared/bridge.ts';

/** What a menu entry does when it is no role of the system's. */
export type MenuCommand =
  /** Of the desktop itself. */
  | { readonly kind: 'desktop'; readonly action: DesktopAction | 'import' | 'forget-recent' }
  | { readonly kind: 'recent'; readonly folder: string }
  /** Handed to the window by its id: the window does what its own button does. */
  | { readonly kind: 'window'; readonly id: string };

export interface MenuEntry {
  readonly label?: string;
  readonly role?: MenuRole;
  readonly separator?: true;
  readonly keys?: string;
  readonly command?: MenuCommand;
  readonly enabled?: boolean;
  readonly entries?: readonly MenuEntry[];
}

export type MenuRole =
  | ('appMenu' | 'editMenu' | 'windowMenu' | 'close' | 'quit' | 'about')
  | ('togglefullscreen' | 'reload' | 'toggleDevTools' | 'help');

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  readonly recent: readonly { readonly name: string; readonly folder: string }[];
}

const separator: MenuEntry = { separator: true };
const desktop = (
  label: string,
  action: Extract<MenuCommand, { kind: 'desktop' }>['action'],
  keys?: string,
): MenuEntry => ({
  label,
  keys,
  command: { kind: 'desktop', action },
});
const inWindow = (label: string, id: string, keys?: string): MenuEntry => ({
  label,
  keys,
  command: { kind: 'window', id },
});

/** The places of the window, in its own order: Alt and their number lead there. */
export const PLACES = ['Data', 'Views', 'Train', 'Runs', 'Browse', 'Settings'] as const;

/**
 * The menu bar. Editing, full screen and closing are roles of the system; the rest is the desktop's own or an action
 * of the window, whose keys stand here as the window has them (test/electron/menu.test.ts compares the two).
 */
export function menuEntries({ platform, packaged, recent }: MenuFacts): MenuEntry[] {
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'File',
      entries: [
        desktop('New Window', 'new-window', 'CmdOrCtrl+Shift+N'),
        separator,
        desktop('New Workspace…', 'new-workspace'),
        desktop('Open Workspace…', 'open-workspace', 'CmdOrCtrl+Shift+O'),
        {
          label: 'Open Recent',
          enabled: recent.length > 0,
          entries: [
            ...recent.map(({ name, folder }) => ({ label: name, command: { kind: 'recent', folder } as const })),
            separator,
            desktop('Clear Menu', 'forget-recent'),
          ],
        },
        separator,
        desktop('Import a File…', 'import', 'CmdOrCtrl+O'),
        separator,
        desktop('Show Data Folder', 'reveal-workspace'),
        separator,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      entries: [
        ...PLACES.map((name, index) => inWindow(name, `go.${name.toLowerCase()}`, `Alt+${index + 1}`)),
        separator,
        inWindow('Find Anything…', 'window.find', 'CmdOrCtrl+K'),
        inWindow('Jobs', 'window.jobs', 'CmdOrCtrl+J'),
        inWindow('Navigation', 'window.navigation', 'CmdOrCtrl+B'),
        separator,
        // The window zooms itself, and remembers it: Chromium's own zoom would do it a second time.
        inWindow('Actual Size', 'zoom.reset', 'CmdOrCtrl+0'),
        inWindow('Zoom In', 'zoom.in', 'CmdOrCtrl+='),
        inWindow('Zoom Out', 'zoom.out', 'CmdOrCtrl+-'),
        separator,
        { role: 'togglefullscreen' },
        ...(packaged ? [] : [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: 'Help',
      entries: [
        // Without its key: a menu's "?" would take the character from text fields on macOS.
        inWindow('Keyboard Shortcuts', 'window.shortcuts'),
        ...(mac ? [] : [separator, { role: 'about' as const }]),
      ],
    },
  ];
}
