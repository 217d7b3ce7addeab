import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RecsmithError } from '../../shared/errors.ts';
import { quitAnswer, type QuitAnswer, type QuitQuestion } from '../policy/quit.ts';

// The system's dialogs. With a window they belong to it; without one (macOS) they stand alone.

export async function pickDataFiles(window: BrowserWindow): Promise<string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Import a file',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Delimited text', extensions: ['csv', 'tsv', 'txt', 'dat', 'data', 'gz'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return filePaths;
}

export async function pickWorkspace(window: BrowserWindow | null): Promise<string | null> {
  const options = {
    ...{ title: 'Open a workspace', buttonLabel: 'Open' },
    properties: ['openDirectory' as const],
  };
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths.at(0) ?? null;
}

/** A folder that is made when it is opened. */
export async function nameWorkspace(window: BrowserWindow | null, proposal: string): Promise<string | null> {
  const options = {
    ...{ title: 'New workspace', buttonLabel: 'Create', nameFieldLabel: 'Name of the folder' },
    defaultPath: proposal,
    properties: ['createDirectory' as const],
  };
  const { filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return filePath || null;
}

/**
 * Asks where, then writes beside it and renames: what was there stays whole until the new file is.
 * @returns the name of the file, null when the dialog was dismissed
 */
export async function saveFile(window: BrowserWindow, name: string, bytes: ArrayBuffer): Promise<string | null> {
  const { filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
  if (!filePath) return null;
  const beside = join(dirname(filePath), `.${basename(filePath)}.${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(beside, new Uint8Array(bytes), { flag: 'wx' });
    await rename(beside, filePath);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new RecsmithError('REFUSED', `${basename(filePath)} could not be written.`, {}, { cause });
  }
  return basename(filePath);
}

export async function askToQuit(question: QuitQuestion, window: BrowserWindow | null): Promise<QuitAnswer> {
  const { message, detail, buttons, defaultId, cancelId } = question;
  const options = {
    ...{ type: 'question' as const, noLink: true, message, detail, defaultId, cancelId },
    buttons: [...buttons],
  };
  return quitAnswer(question, await choose(options, window));
}

/** The engine of a workspace ended and could not be started again. @returns whether to try once more */
export async function askToRestart(workspace: string, why: string, window: BrowserWindow | null): Promise<boolean> {
  const options = {
    ...{ type: 'error' as const, noLink: true, defaultId: 0, cancelId: 1 },
    message: `The engine of “${workspace}” stopped and could not be started again.`,
    detail: `${why} What was stored is kept.`,
    buttons: ['Try again', 'Close the workspace'],
  };
  return (await choose(options, window)) === 0;
}

export function tell(message: string, detail: string, window: BrowserWindow | null): Promise<unknown> {
  return choose({ type: 'warning', message, detail, buttons: ['OK'] }, window);
}

async function choose(options: MessageBoxOptions, window: BrowserWindow | null): Promise<number> {
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response;
}

export function problemText(error: unknown): string {
  if (!(error instanceof RecsmithError)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.details.why, error.details.next].filter((part) => part !== undefined).join('\n');
}
