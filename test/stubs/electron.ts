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
  requestSingleInstanceLock: () => app.first,
  whenReady: () => ready.promise,
  isPackaged: true,
  quit: record('app.quit'),
  getPath: () => app.userData,
  dock: { setMenu: record('app.dock.setMenu') },
  setJumpList: record('app.setJumpList'),
  // What a test may choose
  first: true,
  userData: '',
});
/** Electron's own part in quitting: windows are closed unless somebody objects, then the end is announced. */
export function quit(): 'quit' | 'waits' {
  const ask = (name: string) => {
    let prevented = false;
    app.emit(name, { preventDefault: () => (prevented = true) });
    return !prevented;
  };
  if (!ask('before-quit')) return 'waits';
  for (const window of [...BrowserWindow.all]) if (!window.close()) return 'waits';
  return ask('will-quit') ? 'quit' : 'waits';
}

export const protocol = { registerSchemesAsPrivileged: record('protocol.registerSchemesAsPrivileged') };
export const net = { fetch: async (url: string) => new Response(await readFile(fileURLToPath(url))) };
export const shell = {
  openExternal: record('shell.openExternal', () => Promise.resolve()),
  showItemInFolder: record('shell.showItemInFolder'),
};
export const session = {
  defaultSession: {
    protocol: { handle: handle('protocol') },
    setPermissionRequestHandler: handle('permission request'),
    setPermissionCheckHandler: handle('permission check'),
    setDevicePermissionHandler: handle('permission device'),
    webRequest: { onBeforeRequest: handle('request') },
    on: handle('session'),
  },
};
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: record('Menu.set') };
/** Dialogs answer at once with what a test has laid out; dismissed where it has not. */
export const dialog = {
  showErrorBox: record('dialog.showErrorBox'),
  showOpenDialog: record('dialog.showOpenDialog', () => Promise.resolve({ filePaths: dialog.chosen })),
  showSaveDialog: record('dialog.showSaveDialog', () => Promise.resolve({ filePath: dialog.saved })),
  showMessageBox: record('dialog.showMessageBox', () => Promise.resolve({ response: dialog.answers.shift() ?? -1 })),
  chosen: [] as string[],
  saved: '',
  answers: [] as number[],
};
export const screen = {
  areas: [{ x: 0, y: 0, width: 1920, height: 1040 }],
  getPrimaryDisplay: () => ({ workArea: screen.areas[0] }),
  getAllDisplays: () => screen.areas.map((workArea) => ({ workArea })),
};
export const powerMonitor = new EventEmitter();
export const powerSaveBlocker = {
  start: record('powerSaveBlocker.start', () => 7),
  stop: record('powerSaveBlocker.stop'),
};
export class Notification extends EventEmitter {
  static all: Notification[] = [];
  static readonly isSupported = () => true;
  readonly options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
    Notification.all.push(this);
  }
  readonly show = record('notification.show');
}

interface Options {
  width: number;
  height: number;
  x?: number;
  y?: number;
}
export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly options: Options;
  focused = false;
  progress: unknown[] = [];
  maximized = false;
  readonly webContents = { sent: [] as unknown[], send: (...args: unknown[]) => void this.webContents.sent.push(args) };
  constructor(options: Options) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
  }
  /** As the person does it. @returns false where it stays */
  close(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
    return !prevented;
  }
  destroy(): void {
    BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this);
    this.emit('closed');
  }
  readonly loadURL = record('window.loadURL', () => Promise.resolve());
  readonly show = record('window.show');
  readonly focus = record('window.focus', () => {
    for (const window of BrowserWindow.all) window.focused = window === this;
    this.emit('focus');
  });
  readonly isFocused = () => this.focused;
  readonly isMinimized = () => false;
  readonly maximize = () => void (this.maximized = true);
  readonly isMaximized = () => this.maximized;
  readonly getNormalBounds = () => {
    const { x = 10, y = 20, width, height } = this.options;
    return { x, y, width, height, ...this.moved };
  };
  moved: Partial<Options> = {};
  readonly setProgressBar = (...args: unknown[]) => void (this.progress = args);
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
