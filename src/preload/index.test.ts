import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { called, handlers } from '../../test/stubs/electron.ts';
import { PORT_MESSAGE, type Bridge } from '../shared/bridge.ts';

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

test('the page gets one frozen object with three functions, and no way to send what it likes', () => {
  expect(name).toBe('bridge');
  expect(Object.isFrozen(bridge)).toBe(true);
  expect(Object.keys(bridge).toSorted()).toEqual(['connect', 'fileHandle', 'pickFile']);
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
  await (bridge.pickFile as (value: string) => Promise<unknown>)('/etc/passwd');
  expect(called('ipcRenderer.invoke').at(-1)).toEqual(['recsmith:pick-file']);
});

test('a port from the main process goes to this page and no other', () => {
  const ports = [{ name: 'port' }];
  handlers.get('ipcRenderer recsmith:port')!({ ports } as never);
  expect(postMessage).toHaveBeenCalledExactlyOnceWith(PORT_MESSAGE, 'app://recsmith', ports);
});
