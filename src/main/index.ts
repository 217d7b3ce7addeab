import { BrowserWindow, app, dialog, session, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import { defaultWorkspace } from './engine/workspace.ts';
import { utilityEngine } from './shell/engine.ts';
import { guardContents, guardSession } from './shell/guard.ts';
import { answerPreload } from './shell/ipc.ts';
import { setMenu } from './shell/menu.ts';
import { registerScheme, serveWindow } from './shell/protocol.ts';
import { openWindow } from './shell/window.ts';
import { Supervisor } from './supervisor/supervisor.ts';

// The Electron main process: lifecycle and nothing else. It opens no port and touches no data.
app.enableSandbox();
registerScheme();
guardContents();
// Chromium takes its language from the environment; one that is no language tag breaks Intl in the window.
if (
  !isLanguageTag(
    app.commandLine.getSwitchValue('lang') || (process.env.LANG ?? '').replace(/[.@].*$/, '').replace('_', '-'),
  )
)
  app.commandLine.appendSwitch('lang', 'en-US');

const supervisor = new Supervisor<MessagePortMain>({ fork: (former) => utilityEngine(defaultWorkspace(), former) });

if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (app.isReady() && BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    // Training writes its checkpoint before the process goes.
    event.preventDefault();
    void supervisor.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
  void app.whenReady().then(start);
}

async function start(): Promise<void> {
  guardSession(session.defaultSession);
  serveWindow(session.defaultSession, join(import.meta.dirname, '..', 'renderer'));
  setMenu(app.isPackaged);
  answerPreload(supervisor);
  try {
    await supervisor.start();
    openWindow();
  } catch (error) {
    dialog.showErrorBox('Recsmith cannot start', error instanceof Error ? error.message : String(error));
    app.quit();
  }
}

function isLanguageTag(text: string): boolean {
  try {
    return text !== '' && text !== 'C' && text !== 'POSIX' && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
