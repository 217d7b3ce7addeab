import { afterEach, expect, test, vi } from 'vitest';
import type { Bridge, DesktopCommand } from '../../shared/bridge.ts';
import type { Application } from '../state/application.svelte.ts';
import { save } from '../ui/save.ts';
import { desktopActions, followDesktop } from './desktop.ts';

let tell: (command: DesktopCommand) => void = () => undefined;
const stop = vi.fn();
const perform = vi.fn(() => Promise.resolve());
const saveFile = vi.fn(() => Promise.resolve(null));
const bridge = {
  perform,
  saveFile,
  onCommand: (listener: typeof tell) => {
    tell = listener;
    return stop;
  },
} as unknown as Bridge;

afterEach(() => {
  Reflect.deleteProperty(window, 'bridge');
});

function application() {
  const zoom = vi.fn();
  const go = vi.fn();
  const refuse = vi.fn();
  const app = {
    actions: { all: [{ id: 'zoom.in', run: zoom }] },
    client: { imports: { recognise: () => Promise.resolve([{ kind: 'interactions' }, { kind: 'items' }]) } },
    router: { path: ['data'], params: new URLSearchParams(), go },
    uploads: { refuse },
  } as unknown as Application;
  return { app, zoom, go, refuse };
}

test('the menu and the window share actions by their ids; one that is not offered now does nothing', () => {
  const { app, zoom } = application();
  expect(followDesktop(app, bridge)).toBe(stop);
  tell({ kind: 'action', id: 'zoom.in' });
  tell({ kind: 'action', id: 'runs.pin' });
  expect(zoom).toHaveBeenCalledOnce();
});

test('files opened from outside lead to the import screen as handles', async () => {
  const { app, go, refuse } = application();
  followDesktop(app, bridge);
  tell({ kind: 'import', files: [{ handle: 'file-1', name: 'ratings.csv' }] });
  await vi.waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith('#/import?file=file-1&name=ratings.csv'));
  const files = ['ratings.csv', 'items.csv'].map((name) => ({ handle: `file-${name}`, name }));
  tell({ kind: 'import', files });
  await vi.waitFor(() => expect(go).toHaveBeenCalledTimes(2));
  expect(go.mock.lastCall?.[0]).toContain('items=file-items.csv');
  tell({ kind: 'import', files: Array(20).fill(files[0]) as typeof files });
  await vi.waitFor(() => expect(refuse).toHaveBeenCalledOnce());
});

test('what only the desktop can do stands in the palette', () => {
  for (const action of desktopActions(bridge)) void action.run();
  expect(perform.mock.calls.flat()).toEqual(['new-window', 'new-workspace', 'open-workspace', 'reveal-workspace']);
});

test('files are saved through the desktop where there is one', async () => {
  Object.assign(window, { bridge });
  save(new Blob(['a,b\n']), 'curves.csv');
  await vi.waitFor(() => expect(saveFile).toHaveBeenCalledOnce());
  const [name, bytes] = saveFile.mock.lastCall as unknown as [string, ArrayBuffer];
  expect([name, bytes.byteLength]).toEqual(['curves.csv', 4]);
});
