import { app, powerMonitor, session } from 'electron';
import { join } from 'node:path';
import { defaultWorkspace } from './engine/workspace.ts';
import { languageInstead } from './policy/language.ts';
import { firstWorkspace, readCommandLine } from './policy/opening.ts';
import { Desktop } from './shell/desktop.ts';
import { isWorkspace, workspaceAt } from './shell/facts.ts';
import { guardContents, guardSession } from './shell/guard.ts';
import { answerPreload } from './shell/ipc.ts';
import { registerScheme, serveWindow } from './shell/protocol.ts';
import { StateFile } from './shell/state.ts';

// The Electron main process: lifecycle and nothing else. It opens no port and touches no data.
app.enableSandbox();
registerScheme();
guardContents();
const language = languageInstead(app.commandLine.getSwitchValue('lang'), process.env.LANG);
if (language) app.commandLine.appendSwitch('lang', language);

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  const file = new StateFile(join(app.getPath('userData'), 'desktop.json'));
  const desktop = new Desktop(file);
  /** Files that the Finder names before the application is ready. */
  const early: string[] = [];
  let started = false;

  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (started) void desktop.openPaths([path]);
    else early.push(path);
  });
  app.on('second-instance', (_event, argv, directory) => {
    const { paths, workspace } = readCommandLine(argv, directory, app.isPackaged);
    if (workspace) void desktop.open(workspace).then(() => desktop.openPaths(paths));
    else void desktop.activate().then(() => desktop.openPaths(paths));
  });
  app.on('activate', () => {
    if (started) void desktop.activate();
  });
  // With a listener Electron leaves the decision to us: an engine may still have to finish.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    if (!desktop.mayQuit()) event.preventDefault();
  });
  app.on('will-quit', (event) => {
    if (desktop.isStopped) return;
    event.preventDefault();
    void desktop.stop().finally(() => app.quit());
  });

  void app.whenReady().then(async () => {
    guardSession(session.defaultSession);
    serveWindow(session.defaultSession, join(import.meta.dirname, '..', 'renderer'));
    answerPreload(desktop);
    powerMonitor.on('shutdown', () => void desktop.stop());
    desktop.setMenus();
    const { paths, workspace } = readCommandLine(process.argv, process.cwd(), app.isPackaged);
    const named = workspace ?? [...paths, ...early].map(workspaceAt).find((folder) => folder !== null) ?? null;
    const recent = file.state.recent.filter(isWorkspace);
    const opened = await desktop.open(firstWorkspace(named, process.env, recent, defaultWorkspace()));
    started = true;
    await desktop.openPaths([...paths, ...early]);
    if (!opened && desktop.isStopped) app.quit();
  });
}
