import { app, dialog, shell, type BrowserWindow, type MessagePortMain, type WebContents } from 'electron';
import { basename, dirname, join } from 'node:path';
import type { DesktopAction, PickedFile } from '../../shared/bridge.ts';
import { RecsmithError } from '../../shared/errors.ts';
import type { MenuCommand } from '../policy/menu.ts';
import { judgePath } from '../policy/opening.ts';
import { quitQuestion, type QuitAnswer } from '../policy/quit.ts';
import { WORKSPACE_FILE, judgeFolder, withPlacement, withRecent, withoutRecent } from '../policy/workspaces.ts';
import type { ActiveJob, EndedJob } from '../supervisor/messages.ts';
import * as dialogs from './dialogs.ts';
import { utilityEngine } from './engine.ts';
import { folderFacts, isWorkspace, pathFacts, workspaceAt } from './facts.ts';
import type { WindowRequests } from './ipc.ts';
import { setMenus } from './menu.ts';
import { OpenWorkspace, type WorkspaceEvents } from './open-workspace.ts';
import { Signs } from './signs.ts';
import type { StateFile } from './state.ts';
import { createWindow, placementOf, reveal } from './window.ts';

/**
 * The open workspaces and their windows. An engine lives as long as its workspace has a window, or jobs that the person
 * wants finished; the application lives as long as a workspace is open, on macOS until it is told to quit.
 */
export class Desktop implements WindowRequests, WorkspaceEvents {
  readonly fork = utilityEngine;
  readonly #file: StateFile;
  readonly #open = new Map<string, OpenWorkspace>();
  /** Engines on their way out, by their folders. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #signs = new Signs();
  readonly #questions = new Set<string>();
  /** What becomes of jobs is decided: nobody is asked any more. */
  #quitting = false;

  constructor(file: StateFile) {
    this.#file = file;
  }

  /** Opens a workspace, or shows it where it is open already. @returns false when it could not be opened */
  async open(folder: string): Promise<boolean> {
    this.#quitting = false;
    const workspace = this.#open.get(folder) ?? new OpenWorkspace(folder, this);
    workspace.finishing = false;
    this.#open.set(folder, workspace);
    try {
      // Its last engine still holds the lock.
      await this.#ending.get(folder);
      await workspace.start();
    } catch (error) {
      // It was closed again before it had opened.
      if (this.#open.get(folder) !== workspace) return false;
      this.#open.delete(folder);
      dialog.showErrorBox(`“${workspace.name}” cannot be opened`, dialogs.problemText(error));
      return false;
    }
    this.#file.change((state) => withRecent(state, folder));
    this.setMenus();
    const [window] = workspace.windows;
    if (window) reveal(window);
    else this.#openWindow(workspace);
    return true;
  }

  /** Files and folders from a command line, the Finder or a file manager. */
  async openPaths(paths: readonly string[]): Promise<void> {
    const files: string[] = [];
    for (const path of paths) {
      const workspace = workspaceAt(path);
      const facts = pathFacts(path);
      if (workspace !== null) await this.open(workspace);
      else if (judgePath(path, facts) === 'import') files.push(path);
      else {
        const why = facts.isDirectory ? 'The folder holds no workspace.' : 'It is not there any more.';
        await dialogs.tell(`“${basename(path)}” cannot be opened.`, why, this.#latestWindow());
      }
    }
    const window = this.#latestWindow();
    if (files.length > 0 && window) await this.#try(this.#import(window, files));
  }

  /** The window used last comes to the front; where there is none, the workspace used last. */
  async activate(): Promise<void> {
    const window = this.#latestWindow();
    if (window) reveal(window);
    else {
      const folder = [...this.#open.keys(), ...this.#file.state.recent.filter(isWorkspace)].at(0);
      if (folder !== undefined) await this.open(folder);
    }
  }

  setMenus(): void {
    setMenus(this.#file.state.recent, (command, window) => {
      void this.#try(this.#follow(command, window ?? this.#latestWindow()));
    });
  }

  /** @returns true where the application may go on quitting; otherwise it asks, and quits by itself later */
  mayQuit(): boolean {
    const question = this.#quitting ? null : quitQuestion(this.#allJobs(), 'application');
    if (!question) {
      this.#quitting = true;
      return true;
    }
    void this.#ask('quit', async () => {
      const answer = await dialogs.askToQuit(question, this.#latestWindow());
      if (answer === 'stay') return;
      for (const workspace of [...this.#open.values()]) this.#close(workspace, answer);
      this.#quitting = true;
      this.#quitWhenDone();
    });
    return false;
  }

  /** Closes everything without a question. Resolves when every engine has written what it has to. */
  async stop(): Promise<void> {
    this.#quitting = true;
    for (const workspace of [...this.#open.values()]) this.#close(workspace, 'stop');
    await Promise.all(this.#ending.values());
  }

  get isStopped(): boolean {
    return this.#open.size === 0 && this.#ending.size === 0;
  }

  // What windows ask for

  windowOf(contents: WebContents): BrowserWindow | null {
    return this.#allWindows().find((window) => window.webContents === contents) ?? null;
  }

  connect(window: BrowserWindow, port: MessagePortMain): void {
    this.#of(window)?.connect(window, port);
  }

  async register(window: BrowserWindow, path: string): Promise<string> {
    const { exists, isDirectory } = pathFacts(path);
    if (!exists || isDirectory) throw new RecsmithError('BAD_INPUT', `“${basename(path)}” is not a file.`);
    return this.#required(window).registerFile(path);
  }

  async pick(window: BrowserWindow): Promise<readonly PickedFile[]> {
    return this.#handles(window, await dialogs.pickDataFiles(window));
  }

  save(window: BrowserWindow, name: string, bytes: ArrayBuffer): Promise<string | null> {
    return dialogs.saveFile(window, name, bytes);
  }

  async perform(window: BrowserWindow | null, action: DesktopAction): Promise<void> {
    const workspace = window && this.#of(window);
    switch (action) {
      case 'new-window':
        if (workspace) this.#openWindow(workspace);
        else await this.activate();
        break;
      case 'open-workspace':
        await this.#openChosen(await dialogs.pickWorkspace(window), window);
        break;
      case 'new-workspace':
        await this.#openChosen(await dialogs.nameWorkspace(window, this.#proposal()), window);
        break;
      case 'reveal-workspace':
        if (workspace) shell.showItemInFolder(join(workspace.folder, WORKSPACE_FILE));
    }
  }

  // What engines report

  jobs(workspace: OpenWorkspace, ended: readonly EndedJob[]): void {
    this.#signs.show(this.#allJobs(), this.#allWindows());
    this.#signs.tell(ended, workspace.windows, () => void this.open(workspace.folder));
    // An engine that died takes its jobs with it: what it was to finish can be resumed, but not by nobody.
    if (workspace.finishing && workspace.jobs.length === 0) this.#end(workspace);
  }

  failed(workspace: OpenWorkspace, error: RecsmithError): void {
    void this.#ask(`failed ${workspace.folder}`, async () => {
      let why: unknown = error;
      while (await dialogs.askToRestart(workspace.name, dialogs.problemText(why), workspace.windows.at(0) ?? null)) {
        try {
          await workspace.restart();
          return;
        } catch (reason) {
          why = reason;
        }
      }
      this.#close(workspace, 'stop');
    });
  }

  // Inside

  async #follow(command: MenuCommand, window: BrowserWindow | null): Promise<void> {
    if (command.kind === 'window') {
      if (window) this.#of(window)?.send(window, { kind: 'action', id: command.id });
    } else if (command.kind === 'recent') {
      if (isWorkspace(command.folder)) await this.open(command.folder);
      else await this.#refuse(command.folder, 'It is not there any more.', window);
    } else if (command.action === 'import') {
      if (window) await this.#import(window, await dialogs.pickDataFiles(window));
    } else if (command.action === 'forget-recent') {
      this.#file.change((state) => ({ ...state, recent: [] }));
      this.setMenus();
    } else await this.perform(window, command.action);
  }

  async #openChosen(folder: string | null, window: BrowserWindow | null): Promise<void> {
    if (folder === null) return;
    if (judgeFolder(folderFacts(folder)) !== 'refuse') await this.open(folder);
    else
      await this.#refuse(folder, 'It holds other files. Choose a workspace, or an empty folder to make one.', window);
  }

  async #refuse(folder: string, why: string, window: BrowserWindow | null): Promise<void> {
    this.#file.change((state) => withoutRecent(state, folder));
    this.setMenus();
    await dialogs.tell(`“${basename(folder)}” is no workspace.`, why, window);
  }

  async #import(window: BrowserWindow, paths: readonly string[]): Promise<void> {
    const files = await this.#handles(window, paths);
    if (files.length === 0) return;
    this.#required(window).send(window, { kind: 'import', files });
    reveal(window);
  }

  #handles(window: BrowserWindow, paths: readonly string[]): Promise<PickedFile[]> {
    return Promise.all(
      paths.map(async (path) => ({ handle: await this.register(window, path), name: basename(path) })),
    );
  }

  #openWindow(workspace: OpenWorkspace): void {
    const { folder, windows } = workspace;
    const window = createWindow(this.#file.state.windows[folder] ?? null, windows.length);
    workspace.add(window);
    window.on('close', (event) => {
      this.#remember(workspace, window);
      const question = this.#quitting || windows.length > 1 ? null : quitQuestion(workspace.jobs, 'window');
      if (!question) return;
      event.preventDefault();
      void this.#ask(`close ${folder}`, async () => {
        const answer = await dialogs.askToQuit(question, window);
        if (answer !== 'stay') this.#close(workspace, answer);
      });
    });
    window.on('closed', () => {
      if (windows.length === 0 && !workspace.finishing) this.#end(workspace);
    });
  }

  #remember({ folder }: OpenWorkspace, window: BrowserWindow): void {
    this.#file.change((state) => withPlacement(state, folder, placementOf(window)));
  }

  /** Closes its windows without a further question; its engine goes now, or when its jobs are done. */
  #close(workspace: OpenWorkspace, answer: Exclude<QuitAnswer, 'stay'>): void {
    workspace.finishing = answer === 'finish' && workspace.jobs.length > 0;
    for (const window of [...workspace.windows]) {
      this.#remember(workspace, window);
      window.destroy();
    }
    if (!workspace.finishing) this.#end(workspace);
  }

  #end(workspace: OpenWorkspace): void {
    const { folder } = workspace;
    if (this.#open.get(folder) !== workspace) return;
    this.#open.delete(folder);
    const ending = workspace.stop().finally(() => {
      this.#ending.delete(folder);
      this.#quitWhenDone();
    });
    this.#ending.set(folder, ending);
  }

  #quitWhenDone(): void {
    if (this.isStopped && (this.#quitting || process.platform !== 'darwin')) app.quit();
  }

  /** Asks nothing a second time while the first question is open. */
  async #ask(about: string, question: () => Promise<void>): Promise<void> {
    if (this.#questions.has(about)) return;
    this.#questions.add(about);
    await question().finally(() => this.#questions.delete(about));
  }

  /** What a person asked for by the menu, or from outside, and did not get is said to them. */
  async #try(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      await dialogs.tell('That did not work.', dialogs.problemText(error), this.#latestWindow());
    }
  }

  #allJobs(): ActiveJob[] {
    return [...this.#open.values()].flatMap(({ jobs }) => jobs);
  }

  #allWindows(): BrowserWindow[] {
    return [...this.#open.values()].flatMap(({ windows }) => windows);
  }

  #latestWindow(): BrowserWindow | null {
    const windows = this.#allWindows();
    return windows.find((window) => window.isFocused()) ?? windows.at(0) ?? null;
  }

  #of(window: BrowserWindow): OpenWorkspace | null {
    return [...this.#open.values()].find(({ windows }) => windows.includes(window)) ?? null;
  }

  #required(window: BrowserWindow): OpenWorkspace {
    const workspace = this.#of(window);
    if (!workspace) throw new RecsmithError('REFUSED', 'The workspace is being closed.');
    return workspace;
  }

  #proposal(): string {
    const [folder] = [...this.#open.keys(), ...this.#file.state.recent];
    return folder === undefined ? 'workspace' : join(dirname(folder), 'new workspace');
  }
}
