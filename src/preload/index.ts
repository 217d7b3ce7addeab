import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { PORT_MESSAGE, type Bridge } from '../shared/bridge.ts';
import { CHANNELS } from '../main/shell/channels.ts';

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
  pickFile: () => ipcRenderer.invoke(CHANNELS.pickFile) as ReturnType<Bridge['pickFile']>,
};

// Ports cannot pass the context bridge; they can be posted to the page itself.
ipcRenderer.on(CHANNELS.port, ({ ports }) => {
  window.postMessage(PORT_MESSAGE, window.location.origin, ports);
});

contextBridge.exposeInMainWorld('bridge', Object.freeze(bridge));
