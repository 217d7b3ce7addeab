import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { menuEntries, type MenuEntry, type MenuFacts } from '../../src/main/policy/menu.ts';

const facts = (change: Partial<MenuFacts> = {}): MenuFacts => ({
  ...{ platform: 'linux', packaged: true, recent: [{ name: 'films', folder: '/data/films' }] },
  ...change,
});
const flat = (entries: readonly MenuEntry[]): MenuEntry[] =>
  entries.flatMap((entry) => [entry, ...flat(entry.entries ?? [])]);
const all = (change?: Partial<MenuFacts>) => flat(menuEntries(facts(change)));

/** The window's own actions as its source has them: ids and the first keys of each. */
function windowActions(): Map<string, string | null> {
  const source = readFileSync(join(import.meta.dirname, '../../src/renderer/frame/actions.ts'), 'utf8');
  const places = readFileSync(join(import.meta.dirname, '../../src/renderer/features/places.ts'), 'utf8');
  const found = new Map<string, string | null>();
  const ids = [...source.matchAll(/\bid: '([a-z.-]+)'/g)];
  ids.forEach((match, index) => {
    const part = source.slice(match.index, ids.at(index + 1)?.index);
    found.set(match[1], /keys: \[?'([^']+)'/.exec(part)?.[1] ?? null);
  });
  const navigable = [...places.matchAll(/id: '([a-z]+)'.*?nav: '([a-z]+)'/gs)].filter(([, , nav]) => nav !== 'none');
  navigable.forEach(([, id], index) => found.set(`go.${id}`, `Alt+Digit${index + 1}`));
  return found;
}

/** Electron's way of writing keys, from that of the window. */
const accelerator = (keys: string) =>
  keys
    .replace('$mod', 'CmdOrCtrl')
    .replace('Digit', '')
    .replace(/\+([a-z])$/, (_, key: string) => `+${key.toUpperCase()}`);

test('what is handed to the window is an action that it has, under the same keys', () => {
  const actions = windowActions();
  const handed = all().filter(({ command }) => command?.kind === 'window');
  expect(handed.length).toBeGreaterThan(10);
  for (const { label, keys, command } of handed) {
    const id = command?.kind === 'window' ? command.id : '';
    expect(actions.has(id), `${label}: ${id}`).toBe(true);
    if (keys !== undefined) expect(keys, label).toBe(accelerator(actions.get(id) ?? ''));
  }
  // Both ask for a file to import, each in its own way.
  expect(all().find(({ label }) => label === 'Import a File…')?.keys).toBe(accelerator(actions.get('data.import')!));
});

test('no two entries have the same keys', () => {
  const keys = all().flatMap((entry) => entry.keys ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('by system', () => {
  const labels = (change: Partial<MenuFacts>) => menuEntries(facts(change)).map(({ label, role }) => label ?? role);
  test.each<[NodeJS.Platform, string[]]>([
    ['darwin', ['appMenu', 'File', 'editMenu', 'View', 'windowMenu', 'Help']],
    ['win32', ['File', 'editMenu', 'View', 'windowMenu', 'Help']],
    ['linux', ['File', 'editMenu', 'View', 'windowMenu', 'Help']],
  ])('%s', (platform, bar) => {
    expect(labels({ platform })).toEqual(bar);
    const roles = all({ platform }).map(({ role }) => role);
    // On macOS the application's own menu quits and tells about itself.
    expect(roles.includes('quit')).toBe(platform !== 'darwin');
    expect(roles.includes('about')).toBe(platform !== 'darwin');
    expect(roles.includes('close')).toBe(platform === 'darwin');
  });
});

test('the tools of development are no part of the packaged application', () => {
  const tools = (packaged: boolean) =>
    all({ packaged }).filter(({ role }) => role === 'toggleDevTools' || role === 'reload');
  expect(tools(true)).toEqual([]);
  expect(tools(false)).toHaveLength(2);
});

test('recent workspaces by their names; without one the list is off', () => {
  expect(all().find(({ label }) => label === 'films')?.command).toEqual({ kind: 'recent', folder: '/data/films' });
  expect(all({ recent: [] }).find(({ label }) => label === 'Open Recent')?.enabled).toBe(false);
});
