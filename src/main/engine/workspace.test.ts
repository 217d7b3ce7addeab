import { expect, test } from 'vitest';
import { dataFolder, defaultWorkspace } from './workspace.ts';

test.each([
  ['linux', {}, '/home/a/.local/share/recsmith'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/recsmith'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/recsmith'],
  ['darwin', {}, '/home/a/Library/Application Support/Recsmith'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/Recsmith'],
  ['win32', {}, '/home/a/AppData/Local/Recsmith'],
] as const)('%s %j', (platform, environment, folder) => {
  expect(dataFolder(platform, environment, '/home/a')).toBe(folder);
});

test('the variable wins over the platform', () => {
  expect(defaultWorkspace({ RECSMITH_WORKSPACE: '/somewhere/else' })).toBe('/somewhere/else');
  expect(defaultWorkspace({ XDG_DATA_HOME: '/data' })).toMatch(/workspace$/);
});
