import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { PORT_MESSAGE, type Bridge, type DesktopCommand } from '../shared/bridge.ts';
import { CHANNELS } from '../main/shell/channels.ts';

// Commands may arrive before the window is ready to listen.
let early: DesktopCommand[] = [];
const listeners = new Set<(command: DesktopCommand) => void>();
ipcRenderer.on(CHANNELS.command, (_event, command: DesktopCommand) => {
  if (listeners.size === 0) early.push(command);
  else for (const listener of listeners) listener(command);
});

// Ports cannot pass the context bridge; they can be posted to the page itself.
ipcRenderer.on(CHANNELS.port, ({ ports }) => {
  window.postMessage(PORT_MESSAGE, window.location.origin, ports);
});

/**
 * The one thing the page is given. A path is looked up here, for a file the person dropped or chose, and goes to the
 * main process alone; the page gets a handle.
 */
const bridge: Bridge = {
  connect: () => ipcRenderer.send(CHANNELS.connect),
  fileHandle: (file) => {
    const path = webUtils.getPathForFile(file);
    return ipcRenderer.invoke(CHANNELS.registerFile, path) as Promise<string>;
  },
  pickFiles: () => ipcRenderer.invoke(CHANNELS.pickFiles) as ReturnType<Bridge['pickFiles']>,
  saveFile: (name, bytes) => ipcRenderer.invoke(CHANNELS.saveFile, name, bytes) as ReturnType<Bridge['saveFile']>,
  perform: (action) => ipcRenderer.invoke(CHANNELS.perform, action) as Promise<void>,
  onCommand: (listener) => {
    listeners.add(listener);
    const waiting = early;
    early = [];
    for (const command of waiting) listener(command);
    return () => void listeners.delete(listener);
  },
};

contextBridge.exposeInMainWorld('bridge', Object.freeze(bridge));
