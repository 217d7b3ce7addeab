import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine, type Engine } from '../../src/main/engine/index.ts';
import type { Client } from '../../src/shared/contract.ts';
import type { ImportResult } from '../../src/shared/contract/datasets.ts';
import type { EngineEvent, Job } from '../../src/shared/contract/jobs.ts';
import type { Evaluation } from '../../src/shared/contract/runs.ts';
import { finished } from '../support/clients.ts';
import { temporaryFolder, writeRatings } from '../support/folders.ts';

// The main job through the contract: real files, real SQLite, real kernels, the bundled sample.
const folder = temporaryFolder('engine');
const workspace = join(folder.path, 'workspace');
let engine: Engine;
let client: Client;

beforeAll(async () => {
  engine = await openEngine({ workspace, door: 'test' });
  ({ client } = engine);
}, 60_000);
afterAll(async () => {
  await engine.close();
  folder.remove();
});

/** Ends a job as soon as it has said how far it is, and tells the state and how long that took (ms). */
async function cancelled(
  start: () => Promise<{ jobId: string }>,
): Promise<{ job: Job; took: number; last: EngineEvent[] }> {
  const { engine: id, seq } = await client.jobs.snapshot();
  const { jobId } = await start();
  const after: EngineEvent[] = [];
  let asked: Promise<{ job: Job; took: number }> | null = null;
  for await (const event of await client.jobs.events({ engine: id, since: seq })) {
    if (event.kind !== 'job' || event.job.id !== jobId) continue;
    if (asked) after.push(event);
    if (!asked && event.job.state === 'running' && event.job.progress !== null) {
      const from = performance.now();
      asked = client.jobs.cancel({ jobId }).then((job) => ({ job, took: performance.now() - from }));
    }
    if (event.job.state !== 'queued' && event.job.state !== 'running') break;
  }
  return { ...(await asked!), last: after };
}

describe('the main job', () => {
  let view: string;
  let run: string;

  test('a sample becomes a dataset', async () => {
    const [sample] = await client.imports.samples();
    const job = await finished(client, () => client.imports.startSample({ sample: sample.id }));
    const { dataset } = job.result as ImportResult;
    expect(job).toMatchObject({ state: 'done', datasetId: dataset.id, error: null });
    const profile = await client.datasets.get({ dataset: dataset.id });
    expect(profile).toMatchObject({ users: sample.users, items: sample.items, interactions: sample.interactions });
    expect(profile.hasTitles).toBe(true);
    const { items } = await client.datasets.searchItems({ dataset: dataset.id, text: profile.topItems[0].title! });
    expect(items.map(({ item }) => item)).toContain(profile.topItems[0].item);
    const counts = await client.views.preview({ dataset: dataset.id, filters: { minPerUser: 5, minPerItem: 5 } });
    expect(counts.interactions).toBeLessThan(profile.interactions);
    const created = await client.views.create({
      dataset: dataset.id,
      name: 'five core',
      filters: { minPerUser: 5, minPerItem: 5 },
    });
    expect(created).toMatchObject({ interactions: counts.interactions, train: counts.train, test: counts.test });
    view = created.id;
  });

  test('an estimate says what a training needs, and what is wrong with it', async () => {
    const estimate = await client.runs.estimate({ view, model: 'biased-mf' });
    expect(estimate).toMatchObject({ fits: true, problems: [] });
    expect(estimate.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(estimate.memoryBytes);
    const wrong = await client.runs.estimate({ view, model: 'biased-mf', parameters: { factors: -1 } });
    expect(wrong.problems).toEqual([{ parameter: 'factors', message: expect.any(String) as string }]);
    await expect(client.runs.train({ view, model: 'biased-mf', parameters: { factors: -1 } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(await client.runs.list()).toEqual([]);
  });

  test('two models train on live curves, while the engine goes on answering', async () => {
    const { engine: id, seq } = await client.jobs.snapshot();
    const popularity = await finished(client, () => client.runs.train({ view, model: 'popularity' }));
    expect(popularity.state).toBe('done');

    let runId = '';
    let pings = 0;
    let training = true;
    const pinging = (async () => {
      while (training) {
        const { at } = await client.system.ping();
        expect(at).toBeGreaterThan(0);
        pings++;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const job = await finished(client, async () => {
      const started = await client.runs.train({
        view,
        model: 'biased-mf',
        parameters: { epochs: 8, factors: 16, patience: 0 },
      });
      ({ runId } = started);
      return started;
    });
    training = false;
    await pinging;
    expect(job).toMatchObject({ state: 'done', runId, result: { runId } });
    // The loop of events took many turns meanwhile: nothing numeric runs on it. How quick it was stands in the bench.
    expect(pings).toBeGreaterThan(20);

    const detail = await client.runs.get({ run: runId });
    expect(detail).toMatchObject({ state: 'done', epochsDone: 8, backend: 'fused' });
    expect(detail.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(detail.history.at(-1)!.loss).toBeLessThan(detail.history[0].loss);
    expect(detail.verdict).not.toBeNull();
    run = runId;

    const epochs: number[] = [];
    for await (const event of await client.jobs.events({ engine: id, since: seq })) {
      if (event.kind === 'epoch' && event.runId === runId) epochs.push(event.epoch.epoch);
      if (event.seq === (await client.jobs.snapshot()).seq) break;
    }
    expect(epochs).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('notes and tags of a run: kept, told to every window, refused where they are too much', async () => {
    const { engine: id, seq } = await client.jobs.snapshot();
    const annotated = await client.runs.annotate({ run, notes: ' Best so far. ', tags: ['paper', ' Paper ', 'rates'] });
    expect(annotated).toMatchObject({ id: run, notes: 'Best so far.', tags: ['paper', 'rates'] });
    expect(await client.runs.annotate({ run, tags: [] })).toMatchObject({ notes: 'Best so far.', tags: [] });
    const [only, ...others] = await client.runs.list({ runs: [run, 'run-none'] });
    expect(only).toMatchObject({ id: run, notes: 'Best so far.', last: { epoch: 8 } });
    expect(others).toEqual([]);
    for await (const event of await client.jobs.events({ engine: id, since: seq }))
      if (event.kind === 'changed') {
        expect(event).toMatchObject({ what: 'runs', id: run });
        break;
      }
    for (const wrong of [{ tags: ['a,b'] }, { tags: ['x'.repeat(41)] }, { tags: Array.from({ length: 21 }, String) }])
      await expect(client.runs.annotate({ run, ...wrong })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(client.runs.annotate({ run, notes: 'x'.repeat(20_001) })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(client.runs.annotate({ run: 'none', notes: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('figures by another protocol, with popularity and values per user', async () => {
    const job = await finished(client, () =>
      client.runs.evaluate({ run, candidates: 'sampled:99', metrics: ['ndcg@10', 'recall@20'], perUser: true }),
    );
    const evaluation = job.result as Evaluation;
    expect(Object.keys(evaluation.metrics)).toEqual(['ndcg@10', 'recall@20']);
    expect(evaluation.protocol).toMatchObject({ candidates: 'sampled:99', part: 'test' });
    const { users, values } = evaluation.perUser!;
    expect(users).toHaveLength(evaluation.metrics['ndcg@10'].users);
    const mean = values['ndcg@10'].reduce((sum, value) => sum + value, 0) / users.length;
    expect(mean).toBeCloseTo(evaluation.metrics['ndcg@10'].mean, 6);
    expect(Object.keys(evaluation.popularity!)).toEqual(['ndcg@10', 'recall@20']);
  });

  test('lists, scores and neighbours, by original ids', async () => {
    const { user } = await client.browse.anyUser({ run });
    const list = await client.browse.recommend({ run, user, k: 10 });
    expect(list).toMatchObject({ user, known: true, seenExcluded: true });
    expect(list.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const seen = new Set(list.history.filter(({ part }) => part === 'train').map(({ item }) => item));
    expect(list.items.filter(({ item }) => seen.has(item))).toEqual([]);
    const [many] = await client.browse.recommendMany({ run, users: [user, 'nobody'], k: 10 });
    expect(many.items.map(({ item }) => item)).toEqual(list.items.map(({ item }) => item));
    const [{ item }] = list.items;
    const [score, none] = await client.browse.predict({
      run,
      pairs: [
        [user, item],
        ['nobody', item],
      ],
    });
    expect(score).toBeTypeOf('number');
    expect(none === null || typeof none === 'number').toBe(true);
    const similar = await client.browse.similar({ run, item, k: 5, index: 'exact' });
    expect(similar.items).toHaveLength(5);
    expect(similar.items.map((other) => other.item)).not.toContain(item);
    await expect(client.browse.similar({ run, item: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const users = Array.from({ length: 2000 }, (_, at) => `u${at}`);
    await expect(client.browse.recommendMany({ run, users, k: 100 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('the trash takes and gives back, and is not emptied under a job', async () => {
    const before = (await client.runs.list()).length;
    await client.trash.delete({ name: view });
    expect(await client.views.list()).toEqual([]);
    expect(await client.runs.list()).toEqual([]);
    await client.trash.restore({ name: view });
    expect(await client.runs.list()).toHaveLength(before);
    const { jobId } = await client.runs.train({ view, model: 'bpr-mf', parameters: { epochs: 500, patience: 0 } });
    await expect(client.trash.empty()).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await client.jobs.cancel({ jobId })).toMatchObject({ state: 'cancelled' });
    expect(await client.trash.empty()).toEqual({ removed: 0 });
  });

  test('each kind of job is cancelled and leaves nothing half-done', async () => {
    const datasets = (await client.datasets.list()).length;
    const imported = await cancelled(() => client.imports.startSample({ sample: 'movietweetings' }));
    expect(imported.job.state).toBe('cancelled');
    expect(await client.datasets.list()).toHaveLength(datasets);

    let runId = '';
    const trained = await cancelled(async () => {
      const started = await client.runs.train({ view, model: 'bpr-mf', parameters: { epochs: 500, patience: 0 } });
      ({ runId } = started);
      return started;
    });
    expect(trained.job).toMatchObject({ state: 'cancelled', resumable: true });
    const stopped = await client.runs.get({ run: runId });
    expect(stopped).toMatchObject({ state: 'cancelled', resumable: true });
    expect(stopped.epochsDone).toBeLessThan(500);

    const evaluated = await cancelled(() => client.runs.evaluate({ run, metrics: ['ndcg@10', 'auc'] }));
    expect(evaluated.job.state).toBe('cancelled');
    for (const { last } of [imported, trained, evaluated])
      expect(last.at(-1)).toMatchObject({ kind: 'job', job: { state: 'cancelled' } });
    await expect.poll(() => readdirSync(join(workspace, 'jobs'))).toEqual([]);
  });

  test('what is resumed goes on where it stopped, and only once at a time', async () => {
    const input = { view, model: 'bpr-mf', parameters: { epochs: 500, patience: 0 } };
    const { runId: id, ...first } = await client.runs.train(input);
    await expect
      .poll(async () => (await client.runs.get({ run: id })).history.length, { timeout: 30_000 })
      .toBeGreaterThan(0);
    await client.jobs.cancel(first);
    const { epochsDone } = await client.runs.get({ run: id });
    expect(epochsDone).toBeGreaterThan(0);
    const { jobId } = await client.runs.resume({ run: id });
    await expect(client.runs.resume({ run: id })).rejects.toMatchObject({ code: 'REFUSED' });
    await expect
      .poll(async () => (await client.runs.get({ run: id })).epochsDone, { timeout: 30_000 })
      .toBeGreaterThan(epochsDone);
    await client.jobs.cancel({ jobId });
    const { history } = await client.runs.get({ run: id });
    expect(history.map(({ epoch }) => epoch)).toEqual(history.map((_, at) => at + 1));
    await expect(client.runs.resume({ run })).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

describe('lives of an engine', () => {
  test('a second writer is refused; a reader reads beside the first and changes nothing', async () => {
    await expect(openEngine({ workspace, door: 'second' })).rejects.toMatchObject({
      code: 'WORKSPACE_LOCKED',
      details: { pid: process.pid, door: 'test' },
    });
    const reader = await openEngine({ workspace, readOnly: true, door: 'reader' });
    try {
      expect(await reader.client.datasets.list()).toEqual(await client.datasets.list());
      expect(await reader.client.system.status()).toMatchObject({ writable: false });
      const file = reader.files.register(writeRatings(folder.path), { name: 'ratings.csv' });
      expect(await reader.client.imports.preview({ file })).toMatchObject({ fileName: 'ratings.csv' });
      await expect(reader.client.imports.start({ file })).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED' });
      await expect(reader.client.system.saveSetting({ key: 'a', value: '1' })).rejects.toMatchObject({
        code: 'WORKSPACE_LOCKED',
      });
    } finally {
      await reader.close();
    }
  });

  test('closing interrupts a training, the next engine lists it and takes it up again', async () => {
    const [{ id: view }] = await client.views.list();
    const { runId, jobId } = await client.runs.train({
      view,
      model: 'bpr-mf',
      parameters: { epochs: 400, patience: 0 },
    });
    await expect
      .poll(async () => (await client.runs.get({ run: runId })).history.length, { timeout: 30_000 })
      .toBeGreaterThan(0);
    await engine.close();
    await expect(client.runs.list()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });

    engine = await openEngine({ workspace, door: 'test' });
    ({ client } = engine);
    const { jobs } = await client.jobs.snapshot();
    expect(jobs.find(({ id }) => id === jobId)).toMatchObject({ state: 'interrupted', runId, resumable: true });
    const left = await client.runs.get({ run: runId });
    expect(left).toMatchObject({ state: 'interrupted', resumable: true });
    expect(left.history).toHaveLength(left.epochsDone);
    expect(left.epochsDone).toBeGreaterThan(0);

    const resumed = await client.runs.resume({ run: runId });
    expect((await client.jobs.snapshot()).jobs.map(({ id }) => id)).not.toContain(jobId);
    await client.jobs.cancel(resumed);
  });

  test('the log says what happened and holds no secret', () => {
    const log = join(workspace, 'logs', 'engine.log');
    expect(existsSync(log)).toBe(true);
    expect(readFileSync(log, 'utf8')).toContain('opened by test');
  });
});
