import {
  BrowserWindow,
  MessageChannelMain,
  dialog,
  ipcMain,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type MessagePortMain,
} from 'electron';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { RecsmithError } from '../../shared/errors.ts';
import { senderAllowed } from '../policy/sender.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { CHANNELS } from './channels.ts';

/** The few things the preload may ask for. Each asks first who is asking. */
export function answerPreload(supervisor: Supervisor<MessagePortMain>): void {
  ipcMain.on(CHANNELS.connect, (event) => {
    if (!isOurs(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    supervisor.connect(port1);
    event.senderFrame?.postMessage(CHANNELS.port, null, [port2]);
  });

  ipcMain.handle(CHANNELS.registerFile, async (event, path: unknown) => {
    requireOurs(event);
    return register(supervisor, path);
  });

  ipcMain.handle(CHANNELS.pickFile, async (event) => {
    requireOurs(event);
    const window = BrowserWindow.fromWebContents(event.sender);
    const options = {
      properties: ['openFile' as const],
      filters: [
        { name: 'Delimited text', extensions: ['csv', 'tsv', 'txt', 'dat', 'data', 'gz'] },
        { name: 'All files', extensions: ['*'] },
      ],
    };
    const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
    const [path] = filePaths;
    return path === undefined ? null : { handle: await register(supervisor, path), name: basename(path) };
  });
}

/** The path comes from the preload, which had it from a drop or a dialog; a file it must be all the same. */
async function register(supervisor: Supervisor<MessagePortMain>, path: unknown): Promise<string> {
  if (typeof path !== 'string' || !isAbsolute(path)) throw new RecsmithError('BAD_INPUT', 'That is no file.');
  const found = await stat(path);
  if (!found.isFile()) throw new RecsmithError('BAD_INPUT', `${basename(path)} is not a file.`);
  return supervisor.registerFile(path, basename(path));
}

function isOurs({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderAllowed(senderFrame && { url: senderFrame.url, isEmbedded: senderFrame.parent !== null });
}

function requireOurs(event: IpcMainInvokeEvent): void {
  if (!isOurs(event)) throw new RecsmithError('REFUSED', 'Refused.');
}
