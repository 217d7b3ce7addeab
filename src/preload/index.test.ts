import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { called, handlers } from '../../test/stubs/electron.ts';
import { PORT_MESSAGE, type Bridge, type DesktopCommand } from '../shared/bridge.ts';

const postMessage = vi.fn();
let name: string;
let bridge: Bridge;

beforeAll(async () => {
  vi.stubGlobal('window', { location: { origin: 'app://recsmith' }, postMessage });
  await import('./index.ts');
  expect(called('contextBridge.exposeInMainWorld')).toHaveLength(1);
  [[name, bridge]] = called('contextBridge.exposeInMainWorld') as [[string, Bridge]];
});
afterEach(() => postMessage.mockClear());

test('the page gets one frozen object with six functions, and no way to send what it likes', () => {
  expect(name).toBe('bridge');
  expect(Object.isFrozen(bridge)).toBe(true);
  const functions = ['connect', 'fileHandle', 'onCommand', 'perform', 'pickFiles', 'saveFile'];
  expect(Object.keys(bridge).toSorted()).toEqual(functions);
  for (const value of Object.values(bridge)) expect(value).toBeTypeOf('function');
});

test('a dropped file becomes a handle; its path goes to the main process alone', async () => {
  const answer = await bridge.fileHandle(new File(['a'], 'ratings.csv'));
  expect(answer).toBe('file-handle');
  expect(called('ipcRenderer.invoke').at(-1)).toEqual(['recsmith:register-file', '/home/someone/ratings.csv']);
});

test('whatever the page passes along, connecting and choosing take no arguments', async () => {
  (bridge.connect as (value: string) => void)('channel');
  expect(called('ipcRenderer.send').at(-1)).toEqual(['recsmith:connect']);
  await (bridge.pickFiles as (value: string) => Promise<unknown>)('/etc/passwd');
  expect(called('ipcRenderer.invoke').at(-1)).toEqual(['recsmith:pick-files']);
  await (bridge.saveFile as (...values: unknown[]) => Promise<unknown>)('a.csv', new ArrayBuffer(2), '/etc/passwd');
  expect(called('ipcRenderer.invoke').at(-1)).toEqual(['recsmith:save-file', 'a.csv', new ArrayBuffer(2)]);
  await bridge.perform('new-window');
  expect(called('ipcRenderer.invoke').at(-1)).toEqual(['recsmith:perform', 'new-window']);
});

test('a port from the main process goes to this page and no other', () => {
  const ports = [{ name: 'port' }];
  handlers.get('ipcRenderer recsmith:port')!({ ports } as never);
  expect(postMessage).toHaveBeenCalledExactlyOnceWith(PORT_MESSAGE, 'app://recsmith', ports);
});

test('commands wait for a listener, go to it without the event of Electron, and stop with it', () => {
  const send = (id: string) =>
    (handlers.get('ipcRenderer recsmith:command') as (...args: unknown[]) => void)({ sender: 'electron' }, action(id));
  const action = (id: string): DesktopCommand => ({ kind: 'action', id });
  send('zoom.in');
  send('zoom.out');
  const listener = vi.fn();
  const stop = bridge.onCommand(listener);
  expect(listener.mock.calls).toEqual([[action('zoom.in')], [action('zoom.out')]]);
  send('zoom.reset');
  expect(listener.mock.calls.slice(2)).toEqual([[action('zoom.reset')]]);
  stop();
  send('late');
  expect(listener).toHaveBeenCalledTimes(3);
});
