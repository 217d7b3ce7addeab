import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openForReading, openForWriting, temporaryFolder } from './testing.ts';

let folder = '';
let dispose = () => {};
beforeEach(() => ({ folder, dispose } = temporaryFolder()));
afterEach(() => dispose());

/** Another process that opens the workspace for writing and keeps it until it is told to end. */
async function otherProcess(): Promise<ChildProcess> {
  const source = `
    import { openWorkspace } from ${JSON.stringify(new URL('workspace.ts', import.meta.url).href)};
    const workspace = openWorkspace({ workspace: process.argv[1], readOnly: false, door: 'headless server on port 7070' });
    process.on('message', () => { workspace.close(); process.disconnect(); });
    process.send('open');`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source, folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

test('another process that writes is named by pid and door; readers may come in', async () => {
  const child = await otherProcess();
  expect(() => openForWriting(folder)).toThrow(
    expect.objectContaining({
      code: 'WORKSPACE_LOCKED',
      message: expect.stringContaining('headless server on port 7070') as string,
      details: expect.objectContaining({ pid: child.pid, door: 'headless server on port 7070' }) as object,
    }),
  );
  openForReading(folder).close();
  child.send('close');
  await once(child, 'exit');
  openForWriting(folder).close();
});

test('a lock ends with its process, even by kill -9', async () => {
  const child = await otherProcess();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(join(folder, 'lock.json'))).toBe(true); // it stayed behind and means nothing
  openForWriting(folder).close();
  expect(existsSync(join(folder, 'lock.json'))).toBe(false);
});

test('a second writer of the same process is refused, and the lock of the first one survives that', () => {
  const first = openForWriting(folder);
  for (let attempt = 0; attempt < 2; attempt++)
    expect(() => openForWriting(folder)).toThrow(expect.objectContaining({ code: 'WORKSPACE_LOCKED' }));
  first.close();
  openForWriting(folder).close();
});
