// How long an import takes, from the file to a dataset that can be trained on, stored, in a process of its own as in the
// engine: storage thread and reading in one. Prints one JSON line per figure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportResult } from '../../src/shared/contract/datasets.ts';
import { previewImport } from '../../src/main/engine/datasets/import/preview.ts';
import { importJob } from '../../src/main/engine/jobs/import.ts';
import type { JobContext } from '../../src/main/engine/jobs/job.ts';
import { openStorage } from '../../src/main/engine/storage/client.ts';
import { generate } from './generate.ts';

const self = fileURLToPath(import.meta.url);
const print = (name: string, value: number, unit: string, bar?: number) =>
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, ...(bar !== undefined && { bar }) }));

interface Figures {
  seconds: number;
  peakBytes: number;
  interactions: number;
  stages: Record<string, number>;
  cancelSeconds: number | null;
}

/** One import into a fresh workspace; with `cancelAfter` (seconds) it is cancelled and the wait measured. */
async function importOnce(path: string, cancelAfter: number | null): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'recsmith-bench-'));
  const storage = await openStorage({ workspace: join(folder, 'workspace'), readOnly: false, door: 'bench' });
  const own = join(folder, 'job');
  mkdirSync(own);
  const controller = new AbortController();
  let cancelledAt = 0;
  if (cancelAfter !== null)
    setTimeout(() => {
      cancelledAt = performance.now();
      controller.abort();
    }, 1000 * cancelAfter);
  const stages: Record<string, number> = {};
  let stage = 'Looking at the file';
  let since = performance.now();
  const enter = (next: string) => {
    stages[stage] = (stages[stage] ?? 0) + (performance.now() - since) / 1000;
    [stage, since] = [next, performance.now()];
  };
  const context: JobContext = {
    jobId: 'bench',
    signal: controller.signal,
    storage: storage.services,
    folder: own,
    report: (progress) => {
      if (progress.stage !== stage) enter(progress.stage);
    },
    epoch: () => undefined,
    logged: () => undefined,
    log: () => undefined,
  };
  const file = { path, name: 'bench.csv' };
  const input = { file, format: {}, columns: {}, duplicates: 'last' as const, maxRejects: { share: 0.01 } };
  const started = performance.now();
  try {
    const result: ImportResult | null = await importJob
      .run({ datasetName: 'bench', import: input }, context)
      .catch((error: unknown) => {
        if (cancelledAt === 0) throw error;
        return null;
      });
    enter('');
    const ended = performance.now();
    return {
      seconds: (ended - started) / 1000,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      interactions: result?.dataset.interactions ?? 0,
      stages,
      cancelSeconds: cancelledAt > 0 && result === null ? (ended - cancelledAt) / 1000 : null,
    };
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same in a fresh process, so that the peak of memory is this import's own. */
function inProcess(path: string, cancelAfter: number | null = null): Figures {
  const { stdout, status, stderr } = spawnSync(process.execPath, [self, 'once', path, String(cancelAfter)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Figures;
}

/** The quickest of some runs: other work on the machine only ever makes it slower. */
function best(path: string, runs: number): Figures {
  return Array.from({ length: runs }, () => inProcess(path)).reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

function printImport(name: string, figures: Figures, bar: number, memoryBar?: number): void {
  print(`import ${name}`, figures.seconds, 's', bar);
  for (const [stage, seconds] of Object.entries(figures.stages)) print(`import ${name}: ${stage}`, seconds, 's');
  print(`import ${name}: peak memory`, figures.peakBytes / 1e9, 'GB', memoryBar);
}

/** What a person waits for before they see the first rows; the best of three, as everywhere here. */
async function printPreview(name: string, path: string): Promise<void> {
  const input = {
    file: { path, name: 'rows.csv' },
    format: {},
    columns: {},
    duplicates: 'last' as const,
    maxRejects: { share: 0.01 },
  };
  const seconds: number[] = [];
  for (let run = 0; run < 3; run++) seconds.push((await previewImport(input, new AbortController().signal)).seconds);
  print(`preview of ${name}`, Math.min(...seconds), 's', 1);
}

/** Previews alone, `node test/bench/import.ts previews`: a file of 500 MB, and one of the size of MovieLens 1M. */
async function previews(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'recsmith-previews-'));
  try {
    for (const [name, size] of [
      ['1 M rows (ML-1M)', { rows: 1_000_209, users: 6040, items: 3706 }],
      ['500 MB', { rows: 13_900_000, users: 200_000, items: 50_000 }],
    ] as const) {
      const path = join(folder, 'rows.csv');
      await generate(path, size);
      print(`${name}: file`, statSync(path).size / 1e6, 'MB');
      await printPreview(name, path);
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'previews') {
  await previews();
} else if (process.argv[2] === 'once') {
  const cancelAfter = process.argv[4] === 'null' ? null : Number(process.argv[4]);
  console.log(JSON.stringify(await importOnce(process.argv[3], cancelAfter)));
} else {
  const data = process.env.RECSMITH_DATA ?? '';
  const movieLens = join(data, 'ml-1m/ratings-notime.csv');
  if (data !== '' && existsSync(movieLens)) printImport('ML-1M', best(movieLens, 3), 2.5);
  else console.error('skipped: import of ML-1M (name the folder of the data sets by RECSMITH_DATA)');

  const folder = mkdtempSync(join(tmpdir(), 'recsmith-rows-'));
  try {
    const path = process.env.BENCH_ROWS_FILE ?? join(folder, 'rows.csv');
    if (!existsSync(path)) await generate(path, { rows: 10_000_000, users: 200_000, items: 50_000 });
    print('10 M rows: file', statSync(path).size / 1e6, 'MB');
    const figures = best(path, 2);
    printImport('10 M rows', figures, 10, 2.5);
    for (const share of [0.2, 0.5, 0.7, 0.9]) {
      const { cancelSeconds } = inProcess(path, share * figures.seconds);
      if (cancelSeconds !== null) print(`import 10 M rows: cancel at ${100 * share} %`, cancelSeconds, 's', 0.5);
    }
    await printPreview('10 M rows', path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await previews();
}
