// Stands in for the npm package `electron`, which tries to download a binary when it is required outside Electron.
// It does nothing but remember: what was called, and the handlers a test can then call as Electron would.
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

type Handler = (...args: never[]) => unknown;

/** Every call in order: 'app.enableSandbox', ... */
export const calls: { name: string; args: unknown[] }[] = [];
/** Handlers by what they handle: 'ipcMain recsmith:connect', 'protocol app', ... */
export const handlers = new Map<string, Handler>();

const record =
  (name: string, answer: (...args: never[]) => unknown = () => undefined) =>
  (...args: never[]) => {
    calls.push({ name, args });
    return answer(...args);
  };
const handle =
  (prefix: string) =>
  (...args: unknown[]) => {
    const handler = args.pop() as Handler;
    handlers.set([prefix, ...args.map(String)].join(' '), handler);
  };

export const called = (name: string): unknown[][] => calls.filter((call) => call.name === name).map(({ args }) => args);

export const ready = Promise.withResolvers<undefined>();
export const app = Object.assign(new EventEmitter(), {
  enableSandbox: record('app.enableSandbox'),
  commandLine: { getSwitchValue: () => '', appendSwitch: record('app.commandLine.appendSwitch') },
  requestSingleInstanceLock: () => true,
  whenReady: () => ready.promise,
  isReady: () => true,
  isPackaged: true,
  quit: record('app.quit'),
});

export const protocol = { registerSchemesAsPrivileged: record('protocol.registerSchemesAsPrivileged') };
export const net = { fetch: async (url: string) => new Response(await readFile(fileURLToPath(url))) };
export const shell = { openExternal: record('shell.openExternal', () => Promise.resolve()) };
export const session = {
  defaultSession: {
    protocol: { handle: handle('protocol') },
    setPermissionRequestHandler: handle('permission request'),
    setPermissionCheckHandler: handle('permission check'),
    setDevicePermissionHandler: handle('permission device'),
    webRequest: { onBeforeRequest: handle('request') },
  },
};
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: record('Menu.set') };
export const dialog = {
  showErrorBox: record('dialog.showErrorBox'),
  showOpenDialog: record('dialog.showOpenDialog', () => Promise.resolve({ filePaths: dialog.chosen })),
  chosen: [] as string[],
};

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }
  static fromWebContents(): BrowserWindow {
    return BrowserWindow.all[0];
  }
  readonly loadURL = record('window.loadURL', () => Promise.resolve());
  readonly show = record('window.show');
  readonly focus = record('window.focus');
  readonly isMinimized = () => false;
}

/** The engine's process: a test emits its messages and its end. */
export class UtilityProcess extends EventEmitter {
  static all: UtilityProcess[] = [];
  readonly sent: { message: unknown; ports: unknown[] }[] = [];
  postMessage(message: unknown, ports: unknown[] = []): void {
    this.sent.push({ message, ports });
  }
  kill(): void {
    this.emit('exit', null);
  }
}
export const utilityProcess = {
  fork: record('utilityProcess.fork', () => {
    const child = new UtilityProcess();
    UtilityProcess.all.push(child);
    return child;
  }),
};
export class MessageChannelMain {
  readonly port1 = { name: 'port of the engine' };
  readonly port2 = { name: 'port of the page' };
}

export const ipcMain = { on: handle('ipcMain'), handle: handle('ipcMain') };
export const ipcRenderer = {
  on: handle('ipcRenderer'),
  send: record('ipcRenderer.send'),
  invoke: record('ipcRenderer.invoke', () => Promise.resolve('file-handle')),
};
export const contextBridge = { exposeInMainWorld: record('contextBridge.exposeInMainWorld') };
export const webUtils = { getPathForFile: (file: File) => `/home/someone/${file.name}` };
