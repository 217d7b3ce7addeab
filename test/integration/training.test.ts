import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ViewSummary } from '../../src/shared/contract/views.ts';
import type { ParameterValues } from '../../src/shared/parameters.ts';
import { loadView } from '../../src/main/engine/datasets/load-view.ts';
import { evaluateJob } from '../../src/main/engine/jobs/evaluate.ts';
import { Kernels } from '../../src/main/engine/kernels/kernels.ts';
import type { StorageHandle } from '../../src/main/engine/storage/client.ts';
import { loadCheckpoint } from '../../src/main/engine/training/checkpoints.ts';
import { restoreRun } from '../../src/main/engine/training/restore.ts';
import {
  checkpointHash,
  jobContext,
  open,
  plantedInteractions,
  removeFolder,
  storeDataset,
  storeRun,
  storeView,
  temporaryFolder,
  train,
  type Storage,
} from './training-workspace.ts';

let folder: string;
let handle: StorageHandle;
let storage: Storage;
let view: ViewSummary; // train, validation, test
let trainOnly: ViewSummary;

beforeAll(async () => {
  folder = temporaryFolder();
  handle = await open(folder);
  storage = handle.services;
  const dataset = await storeDataset(storage, plantedInteractions(400, 160, 24));
  view = await storeView(storage, dataset, [0.7, 0.1, 0.2]);
  trainOnly = await storeView(storage, dataset, [1, 0, 0]);
});
afterAll(async () => {
  await handle.close();
  removeFolder(folder);
});

/** Every epoch is validated, so that the best one is found where it is. */
const watched = { factors: 12, validateEvery: 1, keepBest: true, patience: 0, checkpointEvery: 1 };

interface Case {
  name: string;
  model: string;
  parameters: ParameterValues;
  /** The case must show what its name says. */
  shows?: (state: { epoch: number; best: { epoch: number } | null; stoppedEarly: boolean }) => boolean;
}
const cases: Case[] = [
  { name: 'biased-mf', model: 'biased-mf', parameters: { epochs: 12, factors: 12, validateEvery: 0 } },
  {
    name: 'biased-mf that keeps its best epoch',
    model: 'biased-mf',
    parameters: { ...watched, epochs: 40, l2: 0, learningRate: 0.05, schedule: 'constant', initialDeviation: 0.2 },
    shows: ({ best, epoch }) => best !== null && best.epoch < epoch,
  },
  {
    name: 'biased-mf that stops early',
    model: 'biased-mf',
    parameters: {
      ...{ ...watched, patience: 3, epochs: 60 },
      ...{ l2: 0, learningRate: 0.05, schedule: 'constant', initialDeviation: 0.2 },
    },
    shows: ({ stoppedEarly }) => stoppedEarly,
  },
  { name: 'bpr-mf', model: 'bpr-mf', parameters: { epochs: 10, factors: 12, validateEvery: 0 } },
  {
    name: 'bpr-mf that keeps its best epoch and stops early',
    model: 'bpr-mf',
    parameters: { ...watched, epochs: 60, patience: 4, learningRate: 0.4, schedule: 'constant' },
    shows: ({ stoppedEarly, best, epoch }) => stoppedEarly && best !== null && best.epoch < epoch,
  },
];

describe.each(cases)('$name', ({ model, parameters, shows }) => {
  it('is the same after any interruption, and for 1, 2 and 4 threads', async () => {
    const whole = await storeRun(storage, view, model, parameters);
    const told = await train(storage, whole.id, { threads: 1 });
    const { state } = (await loadCheckpoint(storage, whole.id))!;
    if (shows) expect(shows(state), JSON.stringify(state)).toBe(true);
    const hash = await checkpointHash(storage, whole.id);
    const { history, best } = await storage.runs.get(whole.id);
    const figures = (rows: typeof history) =>
      rows.map(({ epoch, loss, learningRate, metrics }) => ({ epoch, loss, learningRate, metrics }));
    expect(figures(told.epochs)).toEqual(figures(history));

    for (const threads of [2, 4]) {
      const run = await storeRun(storage, view, model, parameters);
      await train(storage, run.id, { threads });
      expect(await checkpointHash(storage, run.id), `${threads} threads`).toBe(hash);
    }

    // Stopped after some epochs, again and again, each time with another number of threads.
    const run = await storeRun(storage, view, model, parameters);
    let sessions = 0;
    for (let done = false; !done; sessions++) {
      const controller = new AbortController();
      let heard = 0;
      const session = train(storage, run.id, {
        threads: [1, 2, 4][sessions % 3],
        signal: controller.signal,
        // Told once before every epoch.
        onReport: ({ stage }) => {
          if (stage === 'Training' && ++heard > state.epoch / 5) controller.abort();
        },
      });
      done = await session.then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ name: 'AbortError' });
          return false;
        },
      );
      const now = await storage.runs.get(run.id);
      expect(now.state).toBe(done ? 'done' : 'cancelled');
      expect(now.resumable).toBe(!done);
      expect(now.history.map(({ epoch }) => epoch)).toEqual(
        Array.from({ length: now.epochsDone }, (_, index) => index + 1),
      );
    }
    expect(sessions).toBeGreaterThan(2);
    expect(await checkpointHash(storage, run.id)).toBe(hash);
    const resumed = await storage.runs.get(run.id);
    expect(figures(resumed.history)).toEqual(figures(history));
    expect(resumed.best).toEqual(best);
  });
});

describe('a training', () => {
  it('tells what it does, is measured on the test part, and compared with popularity', async () => {
    const run = await storeRun(storage, view, 'bpr-mf', { epochs: 30, factors: 8 });
    const { epochs, reports } = await train(storage, run.id, { evaluate: true });
    const done = await storage.runs.get(run.id);
    expect(done).toMatchObject({ state: 'done', resumable: false, epochsDone: 30, error: null });
    expect(epochs).toHaveLength(30);
    expect(done.history).toEqual(epochs);
    expect(done.protocol).toMatchObject({ part: 'test', candidates: 'all' });
    expect(done.metrics!['ndcg@10'].mean).toBeGreaterThan(done.popularity!['ndcg@10'].mean);
    expect(done.verdict).toMatchObject({ beatsPopularity: true, metric: 'ndcg@10' });
    expect(done.best).toMatchObject({ metric: 'ndcg@10' });
    expect(done.popularityOnValidation!.value).toBeGreaterThan(0);
    expect(done.examplesPerSecond).toBeGreaterThan(0);
    expect(done.peakMemoryBytes).toBeGreaterThan(20e6);
    expect(done.seconds.fit).toBeGreaterThan(0);
    expect(new Set(reports.map(({ stage }) => stage))).toEqual(
      new Set(['Preparing the view', 'Training', 'Evaluating']),
    );
    const training = reports.filter(({ stage }) => stage === 'Training');
    expect(training.at(-1)).toMatchObject({ done: 30, total: 30, unit: 'epochs', rateUnit: 'examples' });
  });

  it('gives popularity one epoch and no verdict, and keeps its figures for others', async () => {
    const run = await storeRun(storage, view, 'popularity', {});
    await train(storage, run.id, { evaluate: true });
    const done = await storage.runs.get(run.id);
    expect(done).toMatchObject({ state: 'done', epochsDone: 1, verdict: null });
    const other = await storeRun(storage, view, 'bpr-mf', { epochs: 2, factors: 8, validateEvery: 0 });
    await train(storage, other.id, { evaluate: true });
    expect((await storage.runs.get(other.id)).popularity).toEqual(done.metrics);
  });

  it('needs neither a test nor a validation part', async () => {
    const run = await storeRun(storage, trainOnly, 'biased-mf', { epochs: 3, factors: 8, keepBest: true, patience: 2 });
    await train(storage, run.id, { evaluate: true });
    const done = await storage.runs.get(run.id);
    expect(done).toMatchObject({ state: 'done', metrics: null, protocol: null, best: null, epochsDone: 3 });
    expect(done.history.every(({ metrics }) => Object.keys(metrics).length === 0)).toBe(true);
  });

  it('stops at a loss that is no number, and keeps the run as it was', async () => {
    const run = await storeRun(storage, view, 'biased-mf', {
      ...{ epochs: 400, factors: 16, l2: 0, biasL2: 0, schedule: 'constant', validateEvery: 0 },
      ...{ learningRate: 1, initialDeviation: 1 },
    });
    await expect(train(storage, run.id)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { parameter: 'learningRate', next: expect.stringContaining('smaller learningRate') as string },
    });
    const failed = await storage.runs.get(run.id);
    expect(failed).toMatchObject({ state: 'failed', resumable: false });
    expect(failed.error).toContain('diverged');
    expect(failed.history.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });

  it('goes on where only the evaluation was missing', async () => {
    const run = await storeRun(storage, view, 'bpr-mf', { epochs: 3, factors: 8, validateEvery: 0 });
    await train(storage, run.id);
    const before = await checkpointHash(storage, run.id);
    expect((await storage.runs.get(run.id)).metrics).toBeNull();
    const { epochs } = await train(storage, run.id, { evaluate: true });
    expect(epochs).toEqual([]);
    expect((await storage.runs.get(run.id)).metrics).not.toBeNull();
    expect(await checkpointHash(storage, run.id)).toBe(before);
  });

  it('leaves no thread and no kernel behind, however it ends', async () => {
    const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0);
    const sessions = [
      () => train(storage, cancelled.id, { signal: AbortSignal.abort() }).catch(() => undefined),
      () => train(storage, diverging.id).catch(() => undefined),
      () => train(storage, good.id, { evaluate: true }),
    ];
    const small = { factors: 8, validateEvery: 0 };
    const cancelled = await storeRun(storage, view, 'bpr-mf', { ...small, epochs: 5 });
    const diverging = await storeRun(storage, view, 'biased-mf', {
      ...small,
      epochs: 400,
      l2: 0,
      biasL2: 0,
      schedule: 'constant',
      learningRate: 1,
      initialDeviation: 1,
    });
    const good = await storeRun(storage, view, 'bpr-mf', { ...small, epochs: 2 });
    const before = threads();
    for (const session of sessions) {
      await session();
      expect(threads()).toBeLessThanOrEqual(before);
    }
  });
});

describe('a stored run', () => {
  it('is restored to the tables that were best, and measured again to the same figures', async () => {
    const run = await storeRun(storage, view, 'biased-mf', {
      ...{ ...watched, epochs: 40 },
      ...{ l2: 0, learningRate: 0.05, schedule: 'constant', initialDeviation: 0.2 },
    });
    await train(storage, run.id, { evaluate: true });
    const done = await storage.runs.get(run.id);
    expect(done.best!.epoch).toBeLessThan(40);
    const input = { run: run.id, candidates: 'all', seed: 42, perUser: false } as const;
    const { job } = jobContext(storage);
    const onTest = await evaluateJob.run({ ...input, on: 'test' }, job);
    expect(onTest.metrics).toEqual(done.metrics);
    expect(onTest.popularity).toEqual(done.popularity);
    const onValidation = await evaluateJob.run({ ...input, on: 'validation', metrics: ['rmse'] }, job);
    expect(onValidation.metrics.rmse.mean).toBe(done.best!.value);
  });

  it('gives values per user under the ids of the users', async () => {
    const run = await storeRun(storage, view, 'bpr-mf', { epochs: 5, factors: 8 });
    await train(storage, run.id);
    const { job } = jobContext(storage);
    const { perUser, metrics } = await evaluateJob.run(
      { run: run.id, on: 'test', candidates: 'sampled:20', seed: 3, metrics: ['recall@5'], perUser: true },
      job,
    );
    const values = perUser!.values['recall@5'];
    expect(perUser!.users).toHaveLength(metrics['recall@5'].users);
    expect(new Set(perUser!.users).size).toBe(values.length);
    expect(perUser!.users.every((user) => /^u\d+$/.test(user))).toBe(true);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(metrics['recall@5'].mean, 6);
  });

  it('can be used after it was cancelled', async () => {
    const controller = new AbortController();
    const run = await storeRun(storage, view, 'bpr-mf', { ...watched, epochs: 5000 });
    await expect(
      train(storage, run.id, { signal: controller.signal, onEpoch: () => controller.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    const loaded = await loadView(storage, view.id);
    const kernels = await Kernels.open({ threads: 1 });
    try {
      const model = await restoreRun({ kernels, storage, run, view: loaded });
      const scores = new Float32Array(loaded.itemCount);
      model.scoreUsers(new Uint32Array([0]), scores);
      expect(scores.every(Number.isFinite)).toBe(true);
      expect(new Set(scores).size).toBeGreaterThan(loaded.itemCount / 2);
    } finally {
      await kernels.close();
    }
  });

  it('says so when it has no checkpoint', async () => {
    const run = await storeRun(storage, view, 'bpr-mf', {});
    const kernels = await Kernels.open({ threads: 1 });
    const loaded = await loadView(storage, view.id);
    await expect(restoreRun({ kernels, storage, run, view: loaded })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await kernels.close();
  });
});
