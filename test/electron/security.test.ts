import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { load as loadYaml } from './yaml.ts';
import { CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from '../../src/main/policy/headers.ts';
import { serveWindow } from '../../src/main/shell/protocol.ts';
import { BrowserWindow, UtilityProcess, app, called, calls, dialog, handlers, ready } from '../stubs/electron.ts';
import { temporaryFolder } from '../support/folders.ts';

// The list that reviewers of Electron applications go through, row by row: each has its test here. Electron itself is
// a stub that remembers; what only a real one can show stands in application.test.ts.
const root = join(import.meta.dirname, '../..');
const folder = temporaryFolder('security');
let child: UtilityProcess;
vi.hoisted(() => {
  process.argv = ['/opt/recsmith'];
});

beforeAll(async () => {
  vi.stubEnv('RECSMITH_WORKSPACE', join(folder.path, 'workspace'));
  app.userData = join(folder.path, 'user');
  await import('../../src/main/index.ts');
  ready.resolve(undefined);
  await vi.waitFor(() => expect(UtilityProcess.all.at(0)?.listenerCount('message')).toBe(1));
  [child] = UtilityProcess.all;
  child.emit('message', { kind: 'ready' });
  await vi.waitFor(() => expect(BrowserWindow.all).toHaveLength(1));
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

describe('renderer', () => {
  test('every window is isolated, sandboxed and without Node; the sandbox is switched on before all else', () => {
    expect(calls[0].name).toBe('app.enableSandbox');
    expect(BrowserWindow.all[0].options).toMatchObject({
      webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
    });
  });

  test('no source switches a protection off, in development neither', () => {
    const weak =
      /webSecurity:\s*false|contextIsolation:\s*false|sandbox:\s*false|nodeIntegration\w*:\s*true|allowRunningInsecureContent|experimentalFeatures|no-sandbox|disable-web-security|ELECTRON_RENDERER_URL/;
    for (const [file, text] of builtMain()) expect(text, file).not.toMatch(weak);
  });
});

describe('preload', () => {
  const built = readFileSync(join(root, 'out/preload/index.cjs'), 'utf8');

  test('as built it is CommonJS and requires nothing but electron', () => {
    expect(built).not.toMatch(/^\s*(import|export)\s/m);
    expect(built).not.toMatch(/\bimport\(|import\.meta/);
    const required = [...built.matchAll(/\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map((match) => match[1]);
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect(built.match(/\brequire\(/g)).toHaveLength(required.length); // none with a computed name
  });

  test('as built it exposes exactly one frozen bridge of functions, and Electron through none of them', async () => {
    const exposed: [string, object][] = [];
    const asked: unknown[][] = [];
    const ipcRenderer = {
      on: () => ipcRenderer,
      send: (...args: unknown[]) => void asked.push(args),
      invoke: (...args: unknown[]) => {
        asked.push(args);
        return Promise.resolve(null);
      },
    };
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, value: object) => exposed.push([name, value]) },
      ipcRenderer,
      webUtils: { getPathForFile: () => '/somewhere/a.csv' },
    };
    const world = {
      require: (name: string) => {
        if (name !== 'electron') throw new Error(`The sandbox has no ${name}.`);
        return electron;
      },
      exports: {},
      module: { exports: {} },
      window: { location: { origin: 'app://recsmith' }, postMessage: () => undefined },
    };
    runInNewContext(built, world);
    expect(exposed.map(([name]) => name)).toEqual(['bridge']);
    const [[, bridge]] = exposed as [[string, Record<string, (...args: unknown[]) => unknown>]];
    expect(Object.isFrozen(bridge)).toBe(true);
    expect(Object.values(bridge).every((value) => typeof value === 'function')).toBe(true);
    // Whatever they are called with, they reach our own channels alone, and no listener is handed Electron's event.
    const answers = await Promise.all(
      Object.entries(bridge).map(([name, call]) => (name === 'onCommand' ? call(() => undefined) : call('x', 'y'))),
    );
    expect(answers).not.toContain(ipcRenderer);
    expect(asked.length).toBeGreaterThanOrEqual(5);
    for (const [channel] of asked) expect(channel).toMatch(/^recsmith:[a-z-]+$/);
  });
});

describe('protocol', () => {
  const get = (url: string, method = 'GET') =>
    (handlers.get('test app') as (request: Request) => Promise<Response>)({ url, method } as Request);

  beforeAll(() => {
    const window = join(folder.path, 'window');
    mkdirSync(window);
    mkdirSync(join(folder.path, 'window-secret'));
    writeFileSync(join(window, 'index.html'), 'the window');
    writeFileSync(join(folder.path, 'secret.html'), 'secret');
    writeFileSync(join(folder.path, 'window-secret/a.html'), 'secret');
    symlinkSync(join(folder.path, 'secret.html'), join(window, 'link.html'));
    const session = {
      protocol: { handle: (scheme: string, handler: never) => handlers.set(`test ${scheme}`, handler) },
    };
    serveWindow(session as never, window);
  });

  test('app:// is standard and secure, registered once and before Electron is ready', () => {
    expect(called('protocol.registerSchemesAsPrivileged')).toEqual([
      [[{ scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) as object }]],
    ]);
    const { privileges } = (called('protocol.registerSchemesAsPrivileged')[0] as [{ privileges: object }[]])[0][0];
    expect(privileges).not.toHaveProperty('bypassCSP');
  });

  test('it serves the built window, and nothing outside its folder', async () => {
    const page = await get('app://recsmith/index.html');
    expect(await page.text()).toBe('the window');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(called('window.loadURL')).toEqual([['app://recsmith/index.html']]);
  });

  test.each([
    ['app://recsmith/../secret.html', 'GET', 404],
    ['app://recsmith/%2e%2e%2fsecret.html', 'GET', 404],
    ['app://recsmith/..%2fwindow-secret/a.html', 'GET', 404], // a sibling whose name begins alike
    ['app://recsmith/link.html', 'GET', 404], // leads out of the folder
    ['app://recsmith/none.html', 'GET', 404],
    ['app://recsmith/', 'GET', 200],
    ['app://other/index.html', 'GET', 403],
    ['app://recsmith/index.html', 'POST', 403],
  ])('%s %s: %d', async (url, method, status) => {
    const answer = await get(url, method);
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(answer.headers.get(name)).toBe(value);
  });
});

test('CSP: a header on every answer, whatever it is; no eval, no inline script, nothing from elsewhere', () => {
  expect(SECURITY_HEADERS['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
  const directives = Object.fromEntries(
    CONTENT_SECURITY_POLICY.split('; ').map((directive) => {
      const [name, ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
  expect(directives['default-src']).toEqual(["'none'"]);
  expect(directives['script-src']).toEqual(["'self'"]);
  expect(directives['connect-src']).toEqual(["'self'"]);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|https?:|\*/);
});

describe('sender and payload', () => {
  const frame = (url: string, parent: unknown = null) => ({ url, parent, postMessage: vi.fn() });
  const ours = () => frame('app://recsmith/index.html');
  const invoke = (channel: string, senderFrame: unknown, ...args: unknown[]) =>
    (handlers.get(`ipcMain ${channel}`) as (...args: unknown[]) => Promise<unknown>)(
      { senderFrame, sender: BrowserWindow.all[0].webContents },
      ...args,
    );
  const valid: [string, ...unknown[]][] = [
    ['recsmith:register-file', import.meta.filename],
    ['recsmith:pick-files'],
    ['recsmith:save-file', 'a.csv', new ArrayBuffer(1)],
    ['recsmith:perform', 'new-window'],
  ];

  test('these are all the channels there are', () => {
    const channels = [...handlers.keys()].filter((name) => name.startsWith('ipcMain '));
    expect(channels.toSorted()).toEqual(
      ['recsmith:connect', ...valid.map(([name]) => name)].map((name) => `ipcMain ${name}`).toSorted(),
    );
  });

  test('the window itself gets a port', () => {
    const page = ours();
    void invoke('recsmith:connect', page);
    expect(child.sent.at(-1)).toMatchObject({ message: { kind: 'connect' }, ports: [{ name: 'port of the engine' }] });
    expect(page.postMessage).toHaveBeenCalledExactlyOnceWith('recsmith:port', null, [{ name: 'port of the page' }]);
  });

  test.each([
    ['a strange page', () => frame('https://evil.example/')],
    ['a page whose address only begins like ours', () => frame('app://recsmith.evil/')],
    ['an embedded frame', () => frame('app://recsmith/', {})],
    ['a frame that is gone', () => null],
  ])('sender: %s gets nothing through any channel', async (_who, sender) => {
    const before = child.sent.length;
    const asking = sender();
    void invoke('recsmith:connect', asking);
    if (asking) expect(asking.postMessage).not.toHaveBeenCalled();
    for (const [channel, ...args] of valid)
      await expect(invoke(channel, asking, ...args), channel).rejects.toThrow('Refused');
    expect(child.sent).toHaveLength(before);
    expect(called('dialog.showOpenDialog')).toEqual([]);
  });

  test('sender: contents that belong to no window of a workspace get nothing', async () => {
    const handler = handlers.get('ipcMain recsmith:pick-files') as (...args: unknown[]) => Promise<unknown>;
    await expect(handler({ senderFrame: ours(), sender: {} })).rejects.toThrow('Refused');
  });

  test.each<[string, ...unknown[]]>([
    ['recsmith:register-file'],
    ['recsmith:register-file', 7],
    ['recsmith:register-file', import.meta.filename, 'more'],
    ['recsmith:register-file', import.meta.dirname],
    ['recsmith:register-file', '/none/at/all.csv'],
    ['recsmith:register-file', 'a\u0000b'],
    ['recsmith:pick-files', '/etc/passwd'],
    ['recsmith:save-file', 'a.csv'],
    ['recsmith:save-file', 'a.csv', 'text'],
    ['recsmith:save-file', '..', new ArrayBuffer(1)],
    ['recsmith:perform', 'quit'],
    ['recsmith:perform', { action: 'new-window' }],
    ['recsmith:perform'],
  ])('payload: %s with %j is refused', async (channel, ...args) => {
    const before = [child.sent.length, BrowserWindow.all.length, calls.length];
    await expect(invoke(channel, ours(), ...args)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect([child.sent.length, BrowserWindow.all.length, calls.length]).toEqual(before);
  });

  test('payload: a file becomes a handle; its path never comes back', async () => {
    dialog.chosen = [import.meta.filename];
    const before = child.sent.length;
    const answers = [
      invoke('recsmith:register-file', ours(), import.meta.filename),
      invoke('recsmith:pick-files', ours()),
    ];
    await expect.poll(() => child.sent).toHaveLength(before + 2);
    for (const { message } of child.sent.slice(before)) {
      const { kind, call } = message as { kind: string; call: number };
      if (kind === 'file') child.emit('message', { kind: 'handle', call, handle: `file-${call}` });
    }
    const [handle, picked] = await Promise.all(answers);
    expect(handle).toMatch(/^file-\d$/);
    expect(picked).toMatchObject([{ name: 'security.test.ts' }]);
    expect(JSON.stringify([handle, picked])).not.toContain(import.meta.dirname);
  });
});

test('navigation: no page leaves, embeds another or opens a window; links open in the browser, over https alone', () => {
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
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    for (const url of ['https://example.org', 'file:///etc/passwd', 'javascript:1', 'data:text/html,x', 'app://other/'])
      expect(prevented(name, url), `${name} ${url}`).toBe(true);
    expect(prevented(name, 'app://recsmith/index.html')).toBe(false);
  }
  expect(prevented('will-attach-webview', '')).toBe(true);
  for (const url of [
    'https://arxiv.org/',
    'http://example.org',
    'file:///etc/passwd',
    'javascript:1',
    'smb://host/share',
  ])
    expect(open({ url })).toEqual({ action: 'deny' });
  expect(called('shell.openExternal')).toEqual([['https://arxiv.org/']]);
});

test('permissions: both handlers and that of devices deny, but for copying', () => {
  const answer = vi.fn();
  const request = handlers.get('permission request') as (...args: unknown[]) => void;
  const permissions = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem'];
  for (const permission of permissions) request({ getURL: () => 'app://recsmith/' }, permission, answer);
  expect(answer.mock.calls).toEqual(permissions.map(() => [false]));
  request({ getURL: () => 'app://recsmith/' }, 'clipboard-sanitized-write', answer);
  request({ getURL: () => 'https://evil.example/' }, 'clipboard-sanitized-write', answer);
  expect(answer.mock.calls.slice(permissions.length)).toEqual([[true], [false]]);
  const check = handlers.get('permission check') as (...args: unknown[]) => boolean;
  for (const permission of permissions) expect(check(null, permission, 'app://recsmith/'), permission).toBe(false);
  expect(check(null, 'clipboard-sanitized-write', 'app://recsmith/')).toBe(true);
  expect(check(null, 'clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  expect((handlers.get('permission device') as () => boolean)()).toBe(false);
});

test.each([
  ['app://recsmith/assets/a.js', false],
  ['blob:app://recsmith/0f3a', false],
  ['https://example.org/', true],
  ['blob:https://example.org/0f3a', true],
  ['file:///etc/passwd', true],
  ['ws://127.0.0.1/', true],
  ['devtools://devtools/bundled/x.html', true], // the exemption of development does not reach the packaged application
])('network: a request for %s is cancelled: %s', (url, cancel) => {
  expect(app.isPackaged).toBe(true);
  const answer = vi.fn();
  (handlers.get('request') as (...args: unknown[]) => void)({ url }, answer);
  expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel });
});

test('network: nothing is downloaded, and the main process opens no port', () => {
  const preventDefault = vi.fn();
  (handlers.get('session will-download') as (event: unknown) => void)({ preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
  for (const [file, text] of builtMain(['index.js']))
    expect(text, file).not.toMatch(/from\s*["'](node:)?(http|https|net|http2)["']/);
});

test('fuses: as the list wants them, WebAssembly trap handlers left on', () => {
  const { electronFuses } = loadYaml(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as {
    electronFuses: Record<string, boolean>;
  };
  expect(electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  });
  // There is no such switch among electron-builder's: the default, on, stays.
  expect(Object.keys(electronFuses).filter((name) => /wasm/i.test(name))).toEqual([]);
});

/** An entry as built with the chunks of ours that it loads. */
function builtMain(entries = ['index.js']): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    const text = readFileSync(join(root, 'out/main', file), 'utf8');
    found.set(file, text);
    for (const [, chunk] of text.matchAll(/from\s*["']\.\/([^"']+)["']/g)) visit(chunk);
  };
  for (const entry of entries) visit(entry);
  return found;
}
