import { open } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Limits } from '../../shared/contract/system.ts';
import { doctor } from './doctor.ts';
import type { EngineServices } from './services.ts';

const LINES = 60;
/** Read from the end of the log; far more than the lines that are shown. */
const TAIL_BYTES = 64 * 1024;

/** A report of the engine for whoever looks into a problem, in plain text: see `scrubbed` for what it leaves out. */
export async function diagnostics(services: EngineServices, limits: Limits): Promise<string> {
  const { storage, workspace, queue, writable } = services;
  const found = await doctor(services, limits);
  const [datasets, views, runs, trash, log] = await Promise.all([
    storage.datasets.list(),
    storage.views.list(),
    storage.runs.list(),
    storage.trash.list(),
    tail(join(workspace, 'logs', 'engine.log')),
  ]);
  const names = [...datasets, ...views, ...runs, ...trash].map(({ name }) => name);
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    `Recsmith ${found.version} on ${found.platform}`,
    Object.entries(found.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    `${found.processor}, ${found.processors} processors, ${found.threads} threads for training`,
    `memory ${gigabytes(found.memoryBytes)}, ${gigabytes(found.freeMemoryBytes)} free, ${gigabytes(process.memoryUsage.rss())} used by the engine`,
    `limits: threads ${limits.threads ?? 'none'}, memory ${limits.memoryBytes === null ? 'none' : gigabytes(limits.memoryBytes)}`,
    `kernels ${found.kernelBuild}`,
    ...found.backends.map(
      ({ name, available, device, reason }) =>
        `backend ${name}${name === found.chosen ? ' (in use)' : ''}: ${available ? (device ?? 'available') : `no: ${reason ?? ''}`}`,
    ),
    `index ${found.index.name}: ${found.index.available ? 'available' : `no: ${found.index.reason ?? ''}`}`,
    `workspace: ${datasets.length} datasets, ${views.length} views, ${runs.length} runs, ${trash.length} in the trash, ${writable ? 'writable' : 'read only'}`,
    `interactions: ${datasets.map(({ interactions }) => interactions).join(', ') || 'none'}`,
    `jobs: ${queue.count('running')} running, ${queue.count('queued')} waiting`,
    '',
    `log, the last lines:`,
    ...scrubbed(log.slice(-LINES), {
      names,
      folders: [workspace, homedir()],
      words: [hostname(), userInfo().username],
    }),
  ].join('\n');
}

export interface Private {
  /** Of datasets, views and runs. */
  readonly names: readonly string[];
  readonly folders: readonly string[];
  /** Of the machine and the person. */
  readonly words: readonly string[];
}

/**
 * Log lines without what belongs to the person: names of their things, whatever stands in quotes (ids, titles, values
 * of a file), folders, the names of machine and user. What remains are times, codes and places in the program.
 */
export function scrubbed(lines: readonly string[], { names, folders, words }: Private): string[] {
  const longestFirst = (list: readonly string[], least: number) =>
    [...new Set(list)].filter((each) => each.trim().length >= least).sort((a, b) => b.length - a.length);
  return lines.map((line) => {
    let clean = line;
    for (const folder of longestFirst(folders, 2)) clean = clean.replaceAll(folder, '<folder>');
    clean = clean
      .replace(/"[^"]*"|“[^”]*”/g, '"…"')
      // Frames of a stack keep the file's name; what leads to it is the person's.
      .replace(/(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][^\s\\/():]+)+[\\/]([^\s\\/():]+)/g, '<folder>/$1');
    for (const name of longestFirst(names, 2)) clean = clean.replaceAll(name, '<name>');
    // Short ones are parts of ordinary words.
    for (const word of longestFirst(words, 3))
      clean = clean.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'giu'), '<name>');
    return clean;
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The last lines of a file; none where there is no file. */
async function tail(path: string): Promise<string[]> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
      const lines = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/).filter(Boolean);
      // The first one may be cut.
      return start > 0 ? lines.slice(1) : lines;
    } finally {
      await file.close();
    }
  } catch {
    return [];
  }
}
