import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

type Json = Record<string, unknown> & { ok: boolean };

/** The built command line as a user runs it, in a folder of its own. */
export function commandLine(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `recsmith-${name}-`));

  function recsmith(workspace: string, ...args: string[]): Result {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'bin/recsmith.js'), ...args, '--workspace', join(folder, workspace)],
      { encoding: 'utf8', cwd: folder },
    );
    return { code: status, stdout, stderr };
  }

  return {
    folder,
    recsmith,
    /** The JSON document of a command, whether it went well or not. */
    json: (workspace: string, ...args: string[]): Json => {
      const { stdout, stderr } = recsmith(workspace, ...args, '--json');
      try {
        return JSON.parse(stdout) as Json;
      } catch {
        throw new Error(`no JSON document: ${stdout}\n${stderr}`);
      }
    },
    write: (file: string, text: string | Uint8Array) => writeFileSync(join(folder, file), text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const get = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value);

/** 120 users who like one of three groups of 20 items, with a little noise; u000.., 0000.. */
export function groupedRatings(): string {
  const lines = ['userId,movieId,rating,timestamp'];
  for (let user = 0; user < 120; user++)
    for (let n = 0; n < 14; n++) {
      const item = n < 11 ? (user % 3) * 20 + ((user * 7 + n * 3) % 20) : (user * 11 + n * 17) % 60;
      lines.push(
        `u${String(user).padStart(3, '0')},${String(item).padStart(4, '0')},${n < 11 ? 5 : 3},${1_400_000_000 + user * 1000 + n}`,
      );
    }
  return lines.join('\n') + '\n';
}
