import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const out = join(import.meta.dirname, '..', '..', 'out');

export interface Server {
  /** With the token. */
  readonly url: string;
  readonly workspace: string;
  /** Ends the process; its exit code. */
  close(): Promise<number | null>;
}

/**
 * The built headless server, as `recsmith serve` runs it, over a workspace of its own: empty, or as `before` leaves it.
 */
export async function startServer(before?: (workspace: string) => Promise<void>): Promise<Server> {
  for (const file of ['main/headless.js', 'renderer/index.html'])
    if (!existsSync(join(out, file))) throw new Error(`out/${file} is missing: run "npm run build" first.`);
  const folder = await mkdtemp(join(tmpdir(), 'recsmith-window-'));
  // The window shows the folder's name: one that is the same each time.
  const workspace = join(folder, 'films');
  await mkdir(workspace);
  await before?.(workspace);
  const child = spawn(process.execPath, [join(out, 'main', 'headless.js'), '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line') as Promise<[string]>, exited]);
  const url = String(first[0]);
  if (!url.startsWith('http://')) throw new Error(`The server did not start: ${said}`);
  return {
    url,
    workspace,
    async close() {
      child.kill('SIGTERM');
      const [code] = await exited;
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}
