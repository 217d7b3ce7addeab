import { basename } from 'node:path';
import * as v from 'valibot';
import { DESKTOP_ACTIONS } from '../../shared/bridge.ts';

/** The largest file that the window may hand over to be saved: what it holds in memory, tables and pictures. */
export const SAVE_LIMIT = 512 * 1024 ** 2;

/** Arguments of what the preload may ask for, by channel. Nothing else is passed on. */
export const FilePath = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(32_767), // the longest path of Windows
  v.check((path) => !path.includes('\0')),
);

/** A proposal for the dialog, never a path: no folders, no characters that a file system refuses. */
export const FileName = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.transform((name) =>
    basename(name.replaceAll('\\', '/'))
      .replace(/[\p{Cc}<>:"|?*]/gu, '')
      .replace(/^\.+/, '')
      .trim()
      .slice(0, 200),
  ),
  v.minLength(1),
);

export const FileBytes = v.pipe(
  v.instance(ArrayBuffer),
  v.check((bytes) => bytes.byteLength <= SAVE_LIMIT),
);

export const DesktopAction = v.picklist(DESKTOP_ACTIONS);
