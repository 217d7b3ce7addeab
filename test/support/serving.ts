import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from './server.ts';

export interface Serving extends Address {
  readonly child: ChildProcess;
  readonly workspace: string;
  /** Everything on standard output and on standard error so far. */
  readonly output: () => { out: string; err: string };
  /** Resolves with the exit code, null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs a program that serves a workspace until it has printed its address. @throws with what it said instead */
export async function serving(program: string, args: readonly string[], workspace: string): Promise<Serving> {
  const child = spawn(process.execPath, [program, ...args, '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const first = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  const url = Array.isArray(first) ? String(first[0]) : '';
  if (!url.startsWith('http://')) throw new Error(`The server did not start (exit code ${await ended}): ${err}`);
  return { url, port: Number(new URL(url).port), child, workspace, output: () => ({ out, err }), ended };
}

/** The process that has the workspace open, which is the engine's. Null while there is none. */
export function enginePid(workspace: string): number | null {
  try {
    return (JSON.parse(readFileSync(join(workspace, 'lock.json'), 'utf8')) as { pid: number }).pid;
  } catch {
    return null;
  }
}

export function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Kills the engine without warning, as the system does when memory runs out. @returns the pid that is no more */
export async function killEngine(workspace: string): Promise<number> {
  const pid = enginePid(workspace);
  if (pid === null) throw new Error('Nobody has the workspace open.');
  process.kill(pid, 'SIGKILL');
  while (alive(pid)) await sleep(5);
  return pid;
}
