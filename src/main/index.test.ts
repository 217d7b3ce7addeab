import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  BrowserWindow,
  UtilityProcess,
  app,
  called,
  calls,
  dialog,
  handlers,
  ready,
} from '../../test/stubs/electron.ts';
import { temporaryFolder } from '../../test/support/folders.ts';
import { CONTENT_SECURITY_POLICY } from './policy/headers.ts';
import { serveWindow } from './shell/protocol.ts';

// The Electron entry against a stub that only remembers: what it sets up, in which order, and what it refuses.
const folder = temporaryFolder('electron');
let child: UtilityProcess;
const names = () => calls.map(({ name }) => name);
const frame = (url: string, parent: unknown = null) => ({ url, parent, postMessage: vi.fn() });
const ours = () => frame('app://recsmith/index.html');

beforeAll(async () => {
  vi.stubEnv('RECSMITH_WORKSPACE', join(folder.path, 'workspace'));
  vi.stubEnv('LANG', 'C');
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
  [child] = UtilityProcess.all;
  const [[entry, args]] = called('utilityProcess.fork') as [[string, string[]]];
  expect(entry).toMatch(/engine\.js$/);
  expect(args).toEqual([join(folder.path, 'workspace')]);
  expect(BrowserWindow.all).toHaveLength(0);
  child.emit('message', { kind: 'ready' });
  await expect.poll(() => BrowserWindow.all).toHaveLength(1);
  expect(BrowserWindow.all[0].options).toMatchObject({
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
  });
  expect(called('window.loadURL')).toEqual([['app://recsmith/index.html']]);
  expect(JSON.stringify(called('Menu.set'))).not.toContain('toggleDevTools');
});

describe('what pages may do', () => {
  test('permissions are denied but for copying', () => {
    const answer = vi.fn();
    const contents = { getURL: () => 'app://recsmith/' };
    const request = handlers.get('permission request') as (...args: unknown[]) => void;
    for (const permission of ['media', 'geolocation', 'clipboard-sanitized-write'])
      request(contents, permission, answer);
    expect(answer.mock.calls).toEqual([[false], [false], [true]]);
    const check = handlers.get('permission check') as (...args: unknown[]) => boolean;
    expect(check(null, 'clipboard-sanitized-write', 'app://recsmith/')).toBe(true);
    expect(check(null, 'clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
    expect((handlers.get('permission device') as () => boolean)()).toBe(false);
  });

  test.each([
    ['app://recsmith/assets/a.js', false],
    ['https://example.org/', true],
    ['file:///etc/passwd', true],
    ['ws://127.0.0.1/', true],
  ])('a request for %s is cancelled: %s', (url, cancel) => {
    const answer = vi.fn();
    (handlers.get('request') as (...args: unknown[]) => void)({ url }, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel });
  });

  test('no page navigates away, embeds another, or opens a window', () => {
    const listeners = new Map<string, (event: unknown) => void>();
    let open: (details: { url: string }) => unknown = () => undefined;
    const contents = {
      on: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
      setWindowOpenHandler: (handler: typeof open) => (open = handler),
    };
    app.emit('web-contents-created', {}, contents);
    const prevented = (name: string, url: string) => {
      const preventDefault = vi.fn();
      listeners.get(name)!({ url, preventDefault });
      return preventDefault.mock.calls.length > 0;
    };
    expect(prevented('will-navigate', 'https://example.org')).toBe(true);
    expect(prevented('will-navigate', 'app://recsmith/index.html')).toBe(false);
    expect(prevented('will-redirect', 'file:///etc/passwd')).toBe(true);
    expect(prevented('will-attach-webview', '')).toBe(true);
    expect(open({ url: 'https://arxiv.org/' })).toEqual({ action: 'deny' });
    expect(open({ url: 'javascript:1' })).toEqual({ action: 'deny' });
    expect(called('shell.openExternal')).toEqual([['https://arxiv.org/']]);
  });
});

describe('what the preload may ask', () => {
  const invoke = (channel: string, senderFrame: unknown, ...args: unknown[]) =>
    (handlers.get(`ipcMain ${channel}`) as (...args: unknown[]) => unknown)({ senderFrame, sender: {} }, ...args);

  test('a port goes to the engine, its other end to the asking page', () => {
    const page = ours();
    invoke('recsmith:connect', page);
    expect(child.sent.at(-1)).toMatchObject({ message: { kind: 'connect' }, ports: [{ name: 'port of the engine' }] });
    expect(page.postMessage).toHaveBeenCalledExactlyOnceWith('recsmith:port', null, [{ name: 'port of the page' }]);
  });

  test.each([
    ['a strange page', () => frame('https://evil.example/')],
    ['an embedded frame', () => frame('app://recsmith/', {})],
    ['a frame that is gone', () => null],
  ])('%s gets nothing', async (_who, sender) => {
    const before = child.sent.length;
    const asking = sender();
    invoke('recsmith:connect', asking);
    if (asking) expect(asking.postMessage).not.toHaveBeenCalled();
    await expect(invoke('recsmith:register-file', asking, import.meta.filename)).rejects.toThrow('Refused');
    await expect(invoke('recsmith:pick-file', asking)).rejects.toThrow('Refused');
    expect(child.sent).toHaveLength(before);
  });

  test('a file becomes a handle of the engine; what is no file does not', async () => {
    const answer = invoke('recsmith:register-file', ours(), import.meta.filename) as Promise<string>;
    await expect.poll(() => child.sent.at(-1)?.message).toMatchObject({ kind: 'file', name: 'index.test.ts' });
    const { call } = child.sent.at(-1)!.message as { call: number };
    child.emit('message', { kind: 'handle', call, handle: 'file-1' });
    expect(await answer).toBe('file-1');
    for (const path of [import.meta.dirname, 'relative.csv', '/none/at/all.csv', 7, null])
      await expect(invoke('recsmith:register-file', ours(), path)).rejects.toThrow();
  });

  test('the dialog gives a name and a handle, or nothing', async () => {
    expect(await invoke('recsmith:pick-file', ours())).toBeNull();
    dialog.chosen = [import.meta.filename];
    const before = child.sent.length;
    const answer = invoke('recsmith:pick-file', ours());
    await expect.poll(() => child.sent).toHaveLength(before + 1);
    expect(child.sent.at(-1)?.message).toMatchObject({ kind: 'file', path: import.meta.filename });
    child.emit('message', {
      kind: 'handle',
      call: (child.sent.at(-1)!.message as { call: number }).call,
      handle: 'file-2',
    });
    expect(await answer).toEqual({ handle: 'file-2', name: 'index.test.ts' });
  });
});

test('app:// serves the built window and nothing outside it', async () => {
  const window = join(folder.path, 'window');
  mkdirSync(window);
  writeFileSync(join(window, 'index.html'), 'the window');
  writeFileSync(join(folder.path, 'secret.html'), 'secret');
  const session = { protocol: { handle: (scheme: string, handler: never) => handlers.set(`test ${scheme}`, handler) } };
  serveWindow(session as never, window);
  const get = (url: string, method = 'GET') =>
    (handlers.get('test app') as (request: Request) => Promise<Response>)({ url, method } as Request);
  const page = await get('app://recsmith/index.html');
  expect(await page.text()).toBe('the window');
  expect(page.headers.get('content-type')).toContain('text/html');
  for (const [url, status] of [
    ['app://recsmith/../secret.html', 404],
    ['app://recsmith/%2e%2e%2fsecret.html', 404],
    ['app://recsmith/none.html', 404],
    ['app://other/index.html', 403],
  ] as const) {
    const answer = await get(url);
    expect(answer.status, url).toBe(status);
    expect(answer.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  }
  expect((await get('app://recsmith/index.html', 'POST')).status).toBe(403);
});

test('quitting waits until the engine has closed', async () => {
  const preventDefault = vi.fn();
  app.emit('will-quit', { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
  expect(called('app.quit')).toEqual([]);
  expect(child.sent.at(-1)?.message).toEqual({ kind: 'close' });
  child.emit('exit', 0);
  await expect.poll(() => called('app.quit')).toHaveLength(1);
  app.emit('will-quit', { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
});
