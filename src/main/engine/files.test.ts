import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/folders.ts';
import { FileRegistry } from './files.ts';

const folder = temporaryFolder('files');
afterAll(() => folder.remove());

function file(name: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, 'a');
  return path;
}

test('a handle leads to its file and says nothing about it', () => {
  const files = new FileRegistry();
  const path = file('a.csv');
  const handle = files.register(path, { name: 'Ratings of mine.csv' });
  expect(files.resolve(handle)).toMatchObject({ path, name: 'Ratings of mine.csv', deleteAfter: false });
  expect(handle).toMatch(/^file-[A-Za-z0-9_-]{24}$/);
  expect(files.register(path, { name: 'a' })).not.toBe(handle);
});

test('only a file that was named as code may run', () => {
  const files = new FileRegistry();
  const path = file('model.js');
  expect(files.resolveCode(files.registerCode(path, { name: 'model.js' }))).toMatchObject({ path });
  const upload = files.register(path, { name: 'model.js', deleteAfter: true });
  expect(() => files.resolveCode(upload)).toThrow(expect.objectContaining({ code: 'REFUSED' }));
  expect(() => files.resolveCode(files.registerTarget(path, { name: 'model.js' }))).toThrow();
});

test.each(['', 'file-', '/etc/passwd', '__proto__', 'constructor'])('%j is no handle', (handle) => {
  expect(() => new FileRegistry().resolve(handle)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('only files of ours are deleted, when they are released or at the end', async () => {
  const files = new FileRegistry();
  const [own, upload, left] = ['own.csv', 'upload.csv', 'left.csv'].map(file);
  const handles = [
    files.register(own, { name: 'own' }),
    files.register(upload, { name: 'upload', deleteAfter: true }),
    'file-unknown',
  ];
  files.register(left, { name: 'left', deleteAfter: true });
  await files.release(handles);
  expect([own, upload, left].map(existsSync)).toEqual([true, false, true]);
  expect(files.resolve(handles[0]).path).toBe(own);
  expect(() => files.resolve(handles[1])).toThrow();
  await files.close();
  expect([own, left].map(existsSync)).toEqual([true, false]);
  expect(() => files.resolve(handles[0])).toThrow();
});

test('a handle of a former engine names the same file again, unless it is none or taken', async () => {
  const files = new FileRegistry();
  const handle = new FileRegistry().register(import.meta.filename, { name: 'a' });
  expect(files.register(import.meta.filename, { name: 'a', handle })).toBe(handle);
  expect(files.resolve(handle)).toMatchObject({ name: 'a' });
  for (const other of [handle, '', 'file-1', `${handle}x`, '../file', `file-${'/'.repeat(24)}`])
    expect(files.register(import.meta.filename, { name: 'b', handle: other }), other).not.toBe(other);
  expect(files.resolve(handle)).toMatchObject({ name: 'a' });
  await files.close();
});
