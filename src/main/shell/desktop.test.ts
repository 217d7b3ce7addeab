import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as electron from '../../../test/stubs/electron.ts';
import { temporaryFolder } from '../../../test/support/folders.ts';
import type { ActiveJob, EndedJob } from '../supervisor/messages.ts';
import { Desktop } from './desktop.ts';
import { StateFile } from './state.ts';

const { BrowserWindow, UtilityProcess, Notification, called, calls, dialog } = electron;
let folder: ReturnType<typeof temporaryFolder>;
let desktop: Desktop;
const path = (name: string) => join(folder.path, name);
const stateFile = () => path('user/desktop.json');
const job = (change: Partial<ActiveJob> = {}): ActiveJob => ({
  ...{ id: 'job-1', type: 'train', title: 'MF on films', running: true, resumable: true, share: 0.5 },
  ...change,
});

beforeEach(() => {
  folder = temporaryFolder('desktop');
  BrowserWindow.all = [];
  UtilityProcess.all = [];
  Notification.all = [];
  calls.length = 0;
  Object.assign(dialog, { chosen: [], saved: '', answers: [] });
  desktop = new Desktop(new StateFile(stateFile()));
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
});
afterEach(async () => {
  const stopped = desktop.stop();
  for (const child of UtilityProcess.all) child.emit('exit', 0);
  await stopped;
  vi.restoreAllMocks();
  folder.remove();
});

/** Opens a workspace and lets its engine say that it is ready. */
async function open(name: string) {
  const opened = desktop.open(path(name));
  await expect.poll(() => UtilityProcess.all.at(-1)?.listenerCount('message')).toBe(1);
  const engine = UtilityProcess.all.at(-1)!;
  engine.emit('message', { kind: 'ready' });
  expect(await opened).toBe(true);
  return { engine, window: BrowserWindow.all.at(-1)!, folder: path(name) };
}
type Opened = Awaited<ReturnType<typeof open>>;
const report = ({ engine }: Opened, active: ActiveJob[], ended: EndedJob[] = []) =>
  engine.emit('message', { kind: 'jobs', active, ended });
const closing = ({ engine }: Opened) =>
  engine.sent.some(({ message }) => (message as { kind: string }).kind === 'close');
const makeWorkspace = (name: string) => {
  mkdirSync(path(name), { recursive: true });
  writeFileSync(join(path(name), 'workspace.sqlite'), '');
  return path(name);
};
/** Folders that engines were started for, in order. */
const forks = () => called('utilityProcess.fork').map((args) => (args as [string, string[]])[1][0]);
/** The page of a window has loaded and asks for its port. */
const load = ({ window }: Opened) => desktop.connect(window as never, { name: 'port' } as never);
/** What the window was told to do. */
const commands = ({ window }: Opened) => window.webContents.sent.map((sent) => (sent as [string, unknown])[1]);
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
/** Clicks an entry of the menu bar. */
async function click(label: string, window?: Opened['window']) {
  type Item = { label?: string; submenu?: Item[]; click?: (item: unknown, window: unknown) => void };
  const all = (items: Item[]): Item[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])]);
  const [menu] = called('Menu.set').at(-1) as [Item[]];
  all(menu).find((item) => item.label === label)!.click!({}, window);
  await settled();
}
const asked = () => called('dialog.showMessageBox').map((args) => (args.at(-1) as { message: string }).message);

describe('workspaces', () => {
  test('each has an engine of its own, and as many windows as wanted', async () => {
    const films = await open('films');
    const books = await open('books');
    expect(forks()).toEqual([films.folder, books.folder]);
    await desktop.perform(films.window as never, 'new-window');
    expect(BrowserWindow.all).toHaveLength(3);
    films.window.close();
    await settled();
    expect(closing(films)).toBe(false);
    BrowserWindow.all.at(-1)!.close();
    expect(closing(films)).toBe(true);
    expect(closing(books)).toBe(false);
  });

  test('one that is open already is shown, also while it is being opened', async () => {
    const twice = [desktop.open(path('films')), desktop.open(path('films'))];
    await expect.poll(() => UtilityProcess.all.at(-1)?.listenerCount('message')).toBe(1);
    UtilityProcess.all[0].emit('message', { kind: 'ready' });
    expect(await Promise.all(twice)).toEqual([true, true]);
    expect(UtilityProcess.all).toHaveLength(1);
    expect(BrowserWindow.all).toHaveLength(1);
    const focused = called('window.focus').length;
    await desktop.open(path('films'));
    expect(called('window.focus')).toHaveLength(focused + 1);
  });

  test('one whose engine is closing is opened when its lock is free', async () => {
    const films = await open('films');
    films.window.close();
    const again = desktop.open(films.folder);
    await settled();
    expect(UtilityProcess.all).toHaveLength(1);
    films.engine.emit('exit', 0);
    await expect.poll(() => UtilityProcess.all).toHaveLength(2);
    UtilityProcess.all[1].emit('message', { kind: 'ready' });
    expect(await again).toBe(true);
    expect(called('app.quit')).toEqual([]);
  });

  test('what the engine refuses is said, and nothing stays', async () => {
    const opened = desktop.open(path('films'));
    await expect.poll(() => UtilityProcess.all.at(-1)?.listenerCount('message')).toBe(1);
    const error = { code: 'WORKSPACE_LOCKED', message: 'In use by train.', details: { next: 'Wait.' } };
    UtilityProcess.all[0].emit('message', { kind: 'failed', error });
    UtilityProcess.all[0].emit('exit', 1);
    expect(await opened).toBe(false);
    expect(called('dialog.showErrorBox')).toEqual([['“films” cannot be opened', 'In use by train.\nWait.']]);
    expect(desktop.isStopped).toBe(true);
  });

  test('recent ones stand in the menu; one that is gone is said to be', async () => {
    makeWorkspace('films');
    await open('films');
    const books = await open('books');
    const { recent } = JSON.parse(readFileSync(stateFile(), 'utf8')) as { recent: string[] };
    expect(recent).toEqual([path('books'), path('films')]);
    await click('films');
    expect(BrowserWindow.all[0].focused).toBe(true);
    await click('books', books.window);
    expect(asked()).toEqual(['“books” is no workspace.']);
    expect(readFileSync(stateFile(), 'utf8')).not.toContain(`"${path('books')}",`);
    await click('Clear Menu');
    expect((JSON.parse(readFileSync(stateFile(), 'utf8')) as { recent: string[] }).recent).toEqual([]);
  });

  test('a chosen folder opens where it is a workspace or empty, and is refused where it holds other files', async () => {
    const films = await open('films');
    mkdirSync(path('photos'));
    writeFileSync(path('photos/a.jpg'), '');
    dialog.chosen = [path('photos')];
    await desktop.perform(films.window as never, 'open-workspace');
    expect(asked()).toEqual(['“photos” is no workspace.']);
    dialog.chosen = [makeWorkspace('books')];
    void desktop.perform(films.window as never, 'open-workspace');
    await expect.poll(() => UtilityProcess.all).toHaveLength(2);
    dialog.saved = path('new');
    void desktop.perform(films.window as never, 'new-workspace');
    await expect.poll(() => forks()).toHaveLength(3);
    expect(forks().at(-1)).toBe(path('new'));
    dialog.chosen = [];
    await desktop.perform(films.window as never, 'open-workspace');
    expect(UtilityProcess.all).toHaveLength(3);
  });

  test('the data folder is shown by the system', async () => {
    const films = await open('films');
    await click('Show Data Folder', films.window);
    expect(called('shell.showItemInFolder')).toEqual([[join(films.folder, 'workspace.sqlite')]]);
  });

  test('an engine that cannot be started again: try once more, or close', async () => {
    const films = await open('films');
    vi.useFakeTimers();
    for (let n = 0; n < 7; n++) {
      UtilityProcess.all.at(-1)!.emit('exit', 9);
      await vi.advanceTimersByTimeAsync(20_000);
    }
    vi.useRealTimers();
    await expect.poll(asked).toEqual(['The engine of “films” stopped and could not be started again.']);
    // The dialog was dismissed: the workspace closes, and with it the application.
    expect(BrowserWindow.all).not.toContain(films.window);
    await expect.poll(() => called('app.quit').length).toBe(1);
  });
});

describe('windows', () => {
  test('open where the last one of their workspace was, if that is on a screen', async () => {
    const films = await open('films');
    Object.assign(films.window, { moved: { x: 300, y: 200, width: 900, height: 700 }, maximized: true });
    films.window.close();
    films.engine.emit('exit', 0);
    const again = await open('films');
    expect(again.window.options).toMatchObject({ x: 300, y: 200, width: 900, height: 700 });
    expect(again.window.maximized).toBe(true);
    const books = await open('books');
    expect(books.window.options).not.toHaveProperty('x');
    again.window.moved = { x: 9000, y: 0 };
    again.window.close();
    again.engine.emit('exit', 0);
    expect((await open('films')).window.options).not.toHaveProperty('x');
  });

  test('what the menu hands to the window waits until its page has loaded', async () => {
    const films = await open('films');
    await click('Zoom In', films.window);
    expect(commands(films)).toEqual([]);
    load(films);
    await click('Runs', films.window);
    expect(commands(films)).toEqual([
      { kind: 'action', id: 'zoom.in' },
      { kind: 'action', id: 'go.runs' },
    ]);
  });

  test('a window gets its port from the engine of its workspace', async () => {
    const [films, books] = [await open('films'), await open('books')];
    load(books);
    expect(books.engine.sent).toMatchObject([{ message: { kind: 'connect' }, ports: [{ name: 'port' }] }]);
    expect(films.engine.sent).toEqual([]);
  });
});

describe('files', () => {
  /** The engine gives a handle for each file it is asked about. */
  const giveHandles = ({ engine }: Opened) => {
    const { sent } = engine;
    engine.postMessage = (message) => {
      sent.push({ message, ports: [] });
      const { kind, call, name } = message as { kind: string; call: number; name: string };
      if (kind === 'file')
        queueMicrotask(() => engine.emit('message', { kind: 'handle', call, handle: `file-${name}` }));
    };
  };

  test('opened from outside go to the import screen of the window used last, as handles', async () => {
    const [films, books] = [await open('films'), await open('books')];
    for (const each of [films, books]) {
      giveHandles(each);
      load(each);
    }
    writeFileSync(path('a.csv'), '');
    writeFileSync(path('items.csv'), '');
    films.window.focus();
    await desktop.openPaths([path('a.csv'), path('items.csv')]);
    expect(commands(films)).toEqual([
      {
        kind: 'import',
        files: [
          { handle: 'file-a.csv', name: 'a.csv' },
          { handle: 'file-items.csv', name: 'items.csv' },
        ],
      },
    ]);
    expect(JSON.stringify(commands(films))).not.toContain(folder.path);
    expect(commands(books)).toEqual([]);
  });

  test('a folder or database of a workspace opens it; anything else is said', async () => {
    await open('films');
    const books = makeWorkspace('books');
    void desktop.openPaths([join(books, 'workspace.sqlite')]);
    await expect.poll(() => forks().at(-1)).toBe(books);
    mkdirSync(path('photos'));
    await desktop.openPaths([path('photos'), path('gone.csv')]);
    expect(asked()).toEqual(['“photos” cannot be opened.', '“gone.csv” cannot be opened.']);
  });

  test('chosen by the menu go the same way; a dialog that was dismissed does nothing', async () => {
    const films = await open('films');
    giveHandles(films);
    load(films);
    await click('Import a File…', films.window);
    expect(commands(films)).toEqual([]);
    writeFileSync(path('a.csv'), '');
    dialog.chosen = [path('a.csv')];
    await click('Import a File…', films.window);
    expect(commands(films)).toEqual([{ kind: 'import', files: [{ handle: 'file-a.csv', name: 'a.csv' }] }]);
  });

  test('what the window saves is written where the person said, whole or not at all', async () => {
    const { window } = await open('films');
    const bytes = new TextEncoder().encode('a,b\n').buffer;
    expect(await desktop.save(window as never, 'curves.csv', bytes)).toBeNull();
    dialog.saved = path('out.csv');
    expect(await desktop.save(window as never, 'curves.csv', bytes)).toBe('out.csv');
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('a,b\n');
    dialog.saved = path('none/out.csv');
    await expect(desktop.save(window as never, 'curves.csv', bytes)).rejects.toMatchObject({ code: 'REFUSED' });
    mkdirSync(path('taken'));
    dialog.saved = path('taken');
    await expect(desktop.save(window as never, 'curves.csv', bytes)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('jobs', () => {
  const done: EndedJob = { id: 'job-1', type: 'train', title: 'MF on films', state: 'done', seconds: 300 };

  test('show on the taskbar of every window and keep the machine awake while they run', async () => {
    const [films, books] = [await open('films'), await open('books')];
    report(films, [job({ share: 0.2 })]);
    report(books, [job({ share: 0.6 })]);
    for (const { window } of [films, books]) expect(window.progress).toEqual([0.4, { mode: 'normal' }]);
    expect(called('powerSaveBlocker.start')).toEqual([['prevent-app-suspension']]);
    report(films, []);
    expect(called('powerSaveBlocker.stop')).toEqual([]);
    report(books, [job({ running: false })]);
    expect(called('powerSaveBlocker.stop')).toEqual([[7]]);
    expect(films.window.progress).toEqual([-1, { mode: 'none' }]);
  });

  test('a long one that ends while nobody looks is announced, and the click shows its workspace', async () => {
    const films = await open('films');
    films.window.focus();
    report(films, [], [done]);
    expect(Notification.all).toEqual([]);
    films.window.focused = false;
    report(films, [], [{ ...done, seconds: 3 }]);
    expect(Notification.all).toEqual([]);
    report(films, [], [done]);
    expect(Notification.all.map(({ options }) => options)).toEqual([
      { title: 'Finished after 5 minutes', body: 'MF on films' },
    ]);
    Notification.all[0].emit('click');
    await expect.poll(() => films.window.focused).toBe(true);
  });

  test('an engine that dies takes its signs with it', async () => {
    const films = await open('films');
    report(films, [job()]);
    films.engine.emit('exit', 9);
    expect(films.window.progress).toEqual([-1, { mode: 'none' }]);
    expect(called('powerSaveBlocker.stop')).toHaveLength(1);
  });
});

describe('closing and quitting', () => {
  const [FINISH, STOP, CANCEL] = [0, 1, 2];

  test('without jobs nothing is asked; the last workspace takes the application with it, not on macOS', async () => {
    const films = await open('films');
    films.window.close();
    films.engine.emit('exit', 0);
    await settled();
    expect(asked()).toEqual([]);
    expect(called('app.quit')).toHaveLength(1);

    vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    makeWorkspace('books');
    const books = await open('books');
    books.window.close();
    books.engine.emit('exit', 0);
    await settled();
    expect(called('app.quit')).toHaveLength(1);
    // A click on the dock opens the workspace used last.
    void desktop.activate();
    await expect.poll(() => forks().at(-1)).toBe(path('books'));
  });

  test('the last window asks while a job runs; cancelling keeps both', async () => {
    const films = await open('films');
    report(films, [job()]);
    await desktop.perform(films.window as never, 'new-window');
    const second = BrowserWindow.all.at(-1)!;
    expect(second.close()).toBe(true); // not the last one
    dialog.answers = [CANCEL];
    expect(films.window.close()).toBe(false);
    await settled();
    expect(asked()).toEqual(['“MF on films” is not finished.']);
    expect(BrowserWindow.all).toContain(films.window);
    expect(closing(films)).toBe(false);
  });

  test('stopping closes the engine, which keeps the checkpoint', async () => {
    const films = await open('films');
    report(films, [job()]);
    dialog.answers = [STOP];
    films.window.close();
    await settled();
    expect(BrowserWindow.all).toEqual([]);
    expect(closing(films)).toBe(true);
  });

  test('finishing closes the window, and the engine when its jobs are done', async () => {
    const films = await open('films');
    report(films, [job()]);
    dialog.answers = [FINISH];
    films.window.close();
    await settled();
    expect(BrowserWindow.all).toEqual([]);
    expect(closing(films)).toBe(false);
    report(films, [], [{ ...job(), state: 'done', seconds: 400 }]);
    expect(closing(films)).toBe(true);
    expect(Notification.all).toHaveLength(1);
    films.engine.emit('exit', 0);
    await expect.poll(() => called('app.quit')).toHaveLength(1);
  });

  test('a workspace that is finishing comes back with its jobs when it is opened again', async () => {
    const films = await open('films');
    report(films, [job()]);
    dialog.answers = [FINISH];
    films.window.close();
    await settled();
    await desktop.activate();
    expect(BrowserWindow.all).toHaveLength(1);
    expect(UtilityProcess.all).toHaveLength(1);
    report(films, [], []);
    expect(closing(films)).toBe(false);
  });

  test('quitting asks once for all workspaces; to finish means that the others close now', async () => {
    const [films, books] = [await open('films'), await open('books')];
    report(films, [job(), job({ id: 'job-2', running: false, title: 'BPR' })]);
    dialog.answers = [FINISH];
    expect(desktop.mayQuit()).toBe(false);
    expect(desktop.mayQuit()).toBe(false); // impatience
    await settled();
    expect(asked()).toEqual(['2 jobs are not finished: “MF on films”, “BPR”.']);
    expect(closing(books)).toBe(true);
    expect(closing(films)).toBe(false);
    books.engine.emit('exit', 0);
    await settled();
    expect(called('app.quit')).toEqual([]);
    report(films, []);
    films.engine.emit('exit', 0);
    await expect.poll(() => called('app.quit')).toHaveLength(1);
    expect(desktop.mayQuit()).toBe(true);
  });

  test('quitting that is cancelled changes nothing; stopping quits when engines have closed', async () => {
    const films = await open('films');
    report(films, [job()]);
    dialog.answers = [CANCEL, STOP];
    desktop.mayQuit();
    await settled();
    expect(BrowserWindow.all).toHaveLength(1);
    desktop.mayQuit();
    await settled();
    expect(closing(films)).toBe(true);
    films.engine.emit('exit', 0);
    await expect.poll(() => called('app.quit')).toHaveLength(1);
  });

  test('a system that goes down is not asked anything', async () => {
    const films = await open('films');
    report(films, [job()]);
    const stopped = desktop.stop();
    expect(closing(films)).toBe(true);
    films.engine.emit('exit', 0);
    await stopped;
    expect(asked()).toEqual([]);
    expect(desktop.isStopped).toBe(true);
  });
});
