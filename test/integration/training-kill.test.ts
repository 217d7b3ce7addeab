import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ParameterValues } from '../../src/shared/parameters.ts';
import { Random } from '../../src/main/engine/random.ts';
import { loadCheckpoint } from '../../src/main/engine/training/checkpoints.ts';
import {
  checkpointHash,
  open,
  plantedInteractions,
  removeFolder,
  storeDataset,
  storeRun,
  storeView,
  temporaryFolder,
  type Storage,
} from './training-workspace.ts';

const KILLS = process.env.SOAK === '1' ? 20 : 4;
const saving = { validateEvery: 5, keepBest: true, checkpointEvery: 1 } as const;
/** Enough epochs for about a second, each one saved if there is time: a model of its own kernels, and a network. */
const trainings: [model: string, parameters: ParameterValues][] = [
  ['biased-mf', { epochs: 400, factors: 16, learningRate: 0.02, schedule: 'cosine', ...saving }],
  ['simple-cf', { epochs: 60, factors: 16, learningRate: 0.02, batchSize: 256, ...saving }],
];

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => removeFolder(folder));

async function inWorkspace<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  const handle = await open(folder);
  try {
    return await work(handle.services);
  } finally {
    await handle.close();
  }
}

/** Trains in a process of its own. @param after milliseconds after the first epoch began, to kill it; null: not at all */
function trainInChild(runId: string, after: number | null): Promise<'finished' | 'killed'> {
  const script = join(import.meta.dirname, 'training-child.ts');
  const child = spawn(process.execPath, [script, folder, runId], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.once('data', () => {
    if (after !== null) setTimeout(() => child.kill('SIGKILL'), after);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('finished');
      else reject(new Error(`The child ended with ${code ?? signal ?? '?'}: ${errors}`));
    });
  });
}

it.each(trainings)(
  `a training of %s that is killed at ${KILLS} random moments ends with the bytes of one that was not`,
  async (model, parameters) => {
    const random = new Random(Number(process.env.SEED ?? 1), 'kills');
    const { view, wanted } = await inWorkspace(async (storage) => {
      const dataset = await storeDataset(storage, plantedInteractions(600, 200, 40));
      const view = await storeView(storage, dataset, [0.8, 0.1, 0.1]);
      return { view, wanted: await storeRun(storage, view, model, parameters) };
    });
    await trainInChild(wanted.id, null);
    const { hash, span } = await inWorkspace(async (storage) => ({
      hash: await checkpointHash(storage, wanted.id),
      span: 1000 * (await storage.runs.get(wanted.id)).seconds.fit,
    }));

    let kills = 0;
    let resumedLater = 0;
    while (kills < KILLS) {
      const run = await inWorkspace((storage) => storeRun(storage, view, model, parameters));
      // At moments that let a run be killed two or three times before it is done.
      while ((await trainInChild(run.id, random.uniform() * 0.6 * span)) === 'killed') {
        kills++;
        const file = new Database(join(folder, 'workspace.sqlite'), { readonly: true });
        expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
        file.close();
        await inWorkspace(async (storage) => {
          await storage.jobs.sweep();
          const { state, resumable, history, epochsDone } = await storage.runs.get(run.id);
          expect({ state, resumable }).toEqual({ state: 'interrupted', resumable: true });
          const saved = await loadCheckpoint(storage, run.id); // checks the hash
          // What it says to be resumed from is what there is.
          expect(epochsDone).toBe(saved?.info.epoch ?? 0);
          if (!saved) return;
          resumedLater++;
          // The history reaches at least as far as the tables.
          expect(history.length).toBeGreaterThanOrEqual(saved.state.epoch);
          expect(saved.info.epoch).toBe(saved.state.epoch);
        });
        if (kills >= KILLS) {
          await trainInChild(run.id, null);
          break;
        }
      }
      await inWorkspace(async (storage) => {
        expect(await checkpointHash(storage, run.id)).toBe(hash);
        const [given, killed] = [await storage.runs.get(wanted.id), await storage.runs.get(run.id)];
        expect(killed.state).toBe('done');
        expect(killed.best).toEqual(given.best);
        expect(killed.history.map(({ epoch, loss, metrics }) => ({ epoch, loss, metrics }))).toEqual(
          given.history.map(({ epoch, loss, metrics }) => ({ epoch, loss, metrics })),
        );
      });
    }
    expect(resumedLater).toBeGreaterThan(0);
  },
  30_000 * KILLS,
);
