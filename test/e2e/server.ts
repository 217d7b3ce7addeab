import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serving } from '../support/serving.ts';

const built = join(import.meta.dirname, '..', '..', 'out');

export interface Server {
  /** With the token. */
  readonly url: string;
  readonly workspace: string;
  /** Ends the process; its exit code. */
  close(): Promise<number | null>;
}

/**
 * The built headless server, as `recsmith serve` runs it, over a workspace of its own: empty, or as `before` leaves it.
 * @param out the folder of the build
 */
export async function startServer(before?: (workspace: string) => Promise<void>, out: string = built): Promise<Server> {
  for (const file of ['main/headless.js', 'renderer/index.html'])
    if (!existsSync(join(out, file))) throw new Error(`out/${file} is missing: run "npm run build" first.`);
  const folder = await mkdtemp(join(tmpdir(), 'recsmith-window-'));
  // The window shows the folder's name: one that is the same each time.
  const workspace = join(folder, 'films');
  await mkdir(workspace);
  await before?.(workspace);
  const { url, child, ended } = await serving(join(out, 'main', 'headless.js'), [], workspace);
  return {
    url,
    workspace,
    async close() {
      child.kill('SIGTERM');
      const code = await ended;
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}
