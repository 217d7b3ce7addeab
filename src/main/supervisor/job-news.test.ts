import { expect, test } from 'vitest';
import type { EngineEvent, Job } from '../../shared/contract/jobs.ts';
import { ActiveJobs, reportJobs } from './job-news.ts';
import { readMessage, type JobNews } from './messages.ts';

const job = (change: Partial<Job>): Job => ({
  ...{ id: 'job-1', type: 'train', title: 'MF on films', state: 'running', progress: null, createdAt: 0 },
  ...{ startedAt: 1000, finishedAt: null, datasetId: null, runId: 'run-1', result: null, error: null, resumable: true },
  ...change,
});
const progress = (done: number, total: number | null): Pick<Job, 'progress'> => ({
  progress: { stage: 'Training', done, total, unit: 'epochs', rate: null, rateUnit: null, secondsLeft: null },
});

test('states are told at once, progress twice a second at most, the end with its length', () => {
  const jobs = new ActiveJobs();
  expect(jobs.take(job({ state: 'queued', startedAt: null }), 0)?.active).toMatchObject([
    { running: false, share: null },
  ]);
  expect(jobs.take(job({}), 10)?.active).toMatchObject([{ running: true }]);
  expect(jobs.take(job(progress(1, 10)), 100)).toBeNull();
  expect(jobs.take(job(progress(5, 10)), 600)?.active).toMatchObject([{ share: 0.5 }]);
  expect(jobs.take(job(progress(11, 10)), 1200)?.active).toMatchObject([{ share: 1 }]);
  const done = job({ state: 'done', finishedAt: 13_500 });
  expect(jobs.take(done, 1201)).toEqual({
    active: [],
    ended: [{ id: 'job-1', type: 'train', title: 'MF on films', state: 'done', seconds: 12.5 }],
  });
  expect(jobs.take(done, 2000)).toBeNull();
});

test('a job that is not finished stays in the news of another', () => {
  const jobs = new ActiveJobs();
  jobs.take(job({}), 0);
  const both = jobs.take(job({ id: 'job-2', type: 'import', resumable: false }), 1);
  expect(both?.active.map(({ id }) => id)).toEqual(['job-1', 'job-2']);
});

test('follows an engine, and reads everything again where events were dropped', async () => {
  const events: EngineEvent[] = [
    { kind: 'job', seq: 1, job: job({}) },
    { kind: 'changed', seq: 2, what: 'runs', id: null },
    { kind: 'restart', seq: 9 },
  ];
  const told: JobNews[] = [];
  const snapshot = { jobs: [job({ state: 'failed', finishedAt: 2000 }), job({ id: 'job-3' })] };
  await reportJobs(
    {
      events: { subscribe: () => ({ next: () => Promise.resolve(events.shift() ?? null) }) },
      client: { jobs: { snapshot: () => Promise.resolve(snapshot) } },
    },
    (news) => told.push(news),
  );
  expect(told).toHaveLength(2);
  expect(told[1].active.map(({ id }) => id)).toEqual(['job-3']);
  expect(told[1].ended).toMatchObject([{ id: 'job-1', state: 'failed', seconds: 1 }]);
});

test.each([
  [{ kind: 'ready' }, true],
  [{ kind: 'failed', error: { code: 'WORKSPACE_LOCKED', message: 'In use.', details: { pid: 7 } } }, true],
  [{ kind: 'failed', error: { code: 'OTHER', message: '', details: {} } }, false],
  [{ kind: 'handle', call: 1, handle: 'file-1' }, true],
  [{ kind: 'handle', call: '1', handle: 'file-1' }, false],
  [{ kind: 'jobs', active: [], ended: [] }, true],
  [{ kind: 'jobs', active: [{ id: 'job-1' }], ended: [] }, false],
  [{ kind: 'open', path: '/etc/passwd' }, false],
  ['ready', false],
  [null, false],
])('%j is a message of the engine: %s', (message, valid) => {
  expect(readMessage(message) !== null).toBe(valid);
});
