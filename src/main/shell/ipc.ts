import {
  MessageChannelMain,
  ipcMain,
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type MessagePortMain,
  type WebContents,
} from 'electron';
import * as v from 'valibot';
import type { DesktopAction, PickedFile } from '../../shared/bridge.ts';
import { RecsmithError } from '../../shared/errors.ts';
import { DesktopAction as Action, FileBytes, FileName, FilePath } from '../policy/payloads.ts';
import { senderAllowed } from '../policy/sender.ts';
import { CHANNELS } from './channels.ts';

/** What the preload of a window may ask for. */
export interface WindowRequests {
  /** The window that shows these contents, if it is one of a workspace. */
  windowOf(contents: WebContents): BrowserWindow | null;
  /** A port for the page; asked for first by every page that has loaded. */
  connect(window: BrowserWindow, port: MessagePortMain): void;
  register(window: BrowserWindow, path: string): Promise<string>;
  pick(window: BrowserWindow): Promise<readonly PickedFile[]>;
  save(window: BrowserWindow, name: string, bytes: ArrayBuffer): Promise<string | null>;
  perform(window: BrowserWindow, action: DesktopAction): Promise<void>;
}

/** Every handler asks first who is asking, then whether the arguments are what they should be. */
export function answerPreload(requests: WindowRequests): void {
  ipcMain.on(CHANNELS.connect, (event) => {
    const window = isOurs(event) ? requests.windowOf(event.sender) : null;
    if (!window) return;
    const { port1, port2 } = new MessageChannelMain();
    requests.connect(window, port1);
    event.senderFrame?.postMessage(CHANNELS.port, null, [port2]);
  });

  function answer<S extends v.GenericSchema<unknown, unknown[]>>(
    channel: string,
    schema: S,
    handle: (window: BrowserWindow, ...args: v.InferOutput<S>) => Promise<unknown>,
  ): void {
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      const window = isOurs(event) ? requests.windowOf(event.sender) : null;
      if (!window) throw new RecsmithError('REFUSED', 'Refused.');
      const { success, output } = v.safeParse(schema, args);
      if (!success) throw new RecsmithError('BAD_INPUT', 'The window sent something that Recsmith does not know.');
      return handle(window, ...output);
    });
  }
  answer(CHANNELS.registerFile, v.strictTuple([FilePath]), (window, path) => requests.register(window, path));
  answer(CHANNELS.pickFiles, v.strictTuple([]), (window) => requests.pick(window));
  answer(CHANNELS.saveFile, v.strictTuple([FileName, FileBytes]), (window, name, bytes) =>
    requests.save(window, name, bytes),
  );
  answer(CHANNELS.perform, v.strictTuple([Action]), (window, action) => requests.perform(window, action));
}

/** Sent by the top frame of one of our own pages. */
const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
  senderAllowed(senderFrame && { url: senderFrame.url, isEmbedded: senderFrame.parent !== null });
