import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BrowserWindow, UtilityProcess, app, called, calls, quit, ready } from '../../test/stubs/electron.ts';
import { temporaryFolder } from '../../test/support/folders.ts';

// The Electron entry against a stub that only remembers: what it sets up, in which order, and how it ends. What it
// opens is the subject of shell/desktop.test.ts, what it refuses that of test/electron/security.test.ts.
const folder = temporaryFolder('electron');
const workspace = join(folder.path, 'workspace');
const other = join(folder.path, 'other');
const names = () => calls.map(({ name }) => name);
const folders = () => called('utilityProcess.fork').map((args) => (args as [string, string[]])[1][0]);
vi.hoisted(() => {
  process.argv = ['/opt/recsmith', '--no-sandbox'];
});

beforeAll(async () => {
  vi.stubEnv('RECSMITH_WORKSPACE', workspace);
  vi.stubEnv('LANG', 'C');
  app.userData = join(folder.path, 'user');
  mkdirSync(other);
  writeFileSync(join(other, 'workspace.sqlite'), '');
  await import('./index.ts');
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test('before Electron is ready: sandbox, scheme, a language that Intl knows; nothing else yet', () => {
  expect(names()).toEqual([
    'app.enableSandbox',
    'protocol.registerSchemesAsPrivileged',
    'app.commandLine.appendSwitch',
  ]);
  expect(called('app.commandLine.appendSwitch')).toEqual([['lang', 'en-US']]);
});

test('the window opens when the engine has said that it is ready', async () => {
  ready.resolve(undefined);
  await expect.poll(() => UtilityProcess.all).toHaveLength(1);
  const [[entry]] = called('utilityProcess.fork') as [[string]];
  expect(entry).toMatch(/engine\.js$/);
  expect(folders()).toEqual([workspace]);
  expect(BrowserWindow.all).toHaveLength(0);
  UtilityProcess.all[0].emit('message', { kind: 'ready' });
  await expect.poll(() => BrowserWindow.all).toHaveLength(1);
  expect(called('window.loadURL')).toEqual([['app://recsmith/index.html']]);
});

test('a second start shows the window that is there, and opens the workspace it names', async () => {
  const shown = called('window.focus').length;
  app.emit('second-instance', {}, ['/opt/recsmith'], folder.path);
  await expect.poll(() => called('window.focus')).toHaveLength(shown + 1);
  app.emit('second-instance', {}, ['/opt/recsmith', 'other'], folder.path);
  await expect.poll(() => folders()).toEqual([workspace, other]);
  UtilityProcess.all[1].emit('message', { kind: 'ready' });
  await expect.poll(() => BrowserWindow.all).toHaveLength(2);
});

test('a workspace from the Finder is shown where it is open', async () => {
  const preventDefault = vi.fn();
  const shown = called('window.focus').length;
  app.emit('open-file', { preventDefault }, other);
  await expect.poll(() => called('window.focus')).toHaveLength(shown + 1);
  expect(preventDefault).toHaveBeenCalledOnce();
  expect(BrowserWindow.all).toHaveLength(2);
});

test('quitting waits until every engine has closed', async () => {
  expect(quit()).toBe('waits');
  expect(BrowserWindow.all).toEqual([]);
  for (const child of UtilityProcess.all) expect(child.sent.at(-1)?.message).toEqual({ kind: 'close' });
  UtilityProcess.all[0].emit('exit', 0);
  expect(quit()).toBe('waits');
  const asked = called('app.quit').length;
  UtilityProcess.all[1].emit('exit', 0);
  await expect.poll(() => called('app.quit').length).toBeGreaterThan(asked);
  expect(quit()).toBe('quit');
});
