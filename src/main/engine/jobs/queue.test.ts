import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineEvent, Job } from '../../../shared/contract/jobs.ts';
import type { Log } from '../log.ts';
import type { JobsRepository } from '../storage/api.ts';
import type { Remote } from '../threads/remote.ts';
import { EventHub } from './events.ts';
import { JobQueue, type NewJob } from './queue.ts';

// Real threads; only what runs inside them is chosen by the test (test/fixtures/job-thread.mjs).
const entry = new URL('../../../../test/fixtures/job-thread.mjs', import.meta.url);

let folder: string;
let events: EventHub;
let queue: JobQueue;
let told: EngineEvent[];
let saved: Job[];
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recsmith-queue-'));
  events = new EventHub('engine-1');
  told = [];
  saved = [];
  logged = [];
  const subscription = events.subscribe();
  void (async () => {
    for (let event = await subscription.next(); event; event = await subscription.next()) told.push(event);
  })();
  const write = (message: string) => void logged.push(message);
  const log: Log = { info: write, warn: write, error: write };
  const store: Remote<JobsRepository> = {
    save: (job) => {
      saved.push(job);
      return Promise.resolve();
    },
    sweep: () => Promise.resolve([]),
    list: () => Promise.resolve([]),
  };
  queue = new JobQueue({ storagePort: () => new MessageChannel().port1, folder, log, events, store, entry });
});

afterEach(async () => {
  await queue.close();
  rmSync(folder, { recursive: true });
});

const submit = (behaviour: string, more: Partial<NewJob> & { input?: object } = {}) =>
  queue.submit({ type: 'import', title: behaviour, ...more, input: { behaviour, ...more.input } });

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = queue.get(id);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
async function running(id: string): Promise<void> {
  while (queue.get(id).state === 'queued' || readdirSync(folder).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  // Its file says that the thread itself is at work.
  while (!existsSync(join(folder, id, 'temporary'))) await new Promise((resolve) => setTimeout(resolve, 5));
}
const statesOf = (id: string, list: Job[]) => list.filter((job) => job.id === id).map(({ state }) => state);
const toldJobs = () => told.flatMap((event) => (event.kind === 'job' ? [event.job] : []));

describe('JobQueue', () => {
  test('a job runs, ends with its result, and every state is told and stored', async () => {
    const { id } = submit('returns', { input: { result: { dataset: { id: 'dataset-1' }, rows: 3 } } });
    const job = await ended(id);
    expect(job).toMatchObject({ state: 'done', datasetId: 'dataset-1', result: { rows: 3 }, error: null });
    expect(job.finishedAt).toBeGreaterThanOrEqual(job.startedAt!);
    await queue.close();
    expect(statesOf(id, saved)).toEqual(['queued', 'running', 'done']);
    expect(statesOf(id, toldJobs())).toEqual(['queued', 'running', 'done']);
  });

  test('the temporary folder goes, however the job ends', async () => {
    for (const behaviour of ['returns', 'fails', 'throws', 'exits']) {
      const { id } = submit(behaviour, { input: { result: 1 } });
      await ended(id);
    }
    const { id } = submit('waits');
    await running(id);
    await queue.cancel(id);
    await queue.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['fails', { code: 'BAD_DATA', message: 'The file is empty.', details: { where: 'a.csv' } }],
    ['throws', { code: 'INTERNAL', message: 'thrown in the thread' }],
    ['exits', { code: 'INTERNAL', message: 'The work ended unexpectedly (3).' }],
  ])('a thread that %s is a failed job, without a stack', async (behaviour, error) => {
    const job = await ended(submit(behaviour).id);
    expect(job).toMatchObject({ state: 'failed', error });
    expect(JSON.stringify(job)).not.toContain('stack');
  });

  test('what a thread prints goes to the log', async () => {
    await ended(submit('prints').id);
    expect(logged.some((line) => line.includes('to standard output'))).toBe(true);
  });

  test('one at a time in a lane; the other lane does not wait', async () => {
    const first = submit('waits');
    const second = submit('returns', { input: { result: 2 } });
    const other = submit('returns', { type: 'train', input: { result: 3 } });
    expect(await ended(other.id)).toMatchObject({ state: 'done', result: 3 });
    expect(queue.get(second.id).state).toBe('queued');
    await running(first.id);
    await queue.cancel(first.id);
    expect(await ended(second.id)).toMatchObject({ state: 'done', result: 2 });
  });

  test('cancel ends a running job, a waiting one, and is idempotent', async () => {
    const first = submit('waits');
    const second = submit('waits');
    expect((await queue.cancel(second.id)).state).toBe('cancelled');
    await running(first.id);
    expect((await queue.cancel(first.id)).state).toBe('cancelled');
    expect((await queue.cancel(first.id)).state).toBe('cancelled');
    expect(statesOf(second.id, saved)).toEqual(['queued', 'cancelled']);
  });

  test('a thread that does not listen is stopped', async () => {
    const { id } = submit('deaf');
    await running(id);
    expect((await queue.cancel(id)).state).toBe('cancelled');
    expect(logged.some((line) => line.includes('was stopped'))).toBe(true);
  }, 15_000);

  test('a thread that stays after its result does not hold the lane', async () => {
    const first = submit('lingers');
    expect(await ended(first.id)).toMatchObject({ state: 'done', result: 'lingered' });
    expect(await ended(submit('returns', { input: { result: 2 } }).id)).toMatchObject({ state: 'done' });
  }, 15_000);

  test('ticks are few, epochs are complete and in order', async () => {
    const { id } = submit('reports', { type: 'train', input: { count: 100 } });
    const job = await ended(id);
    expect(job.progress).toMatchObject({ stage: 'Counting', done: 100, total: 100 });
    const epochs = told.flatMap((event) => (event.kind === 'epoch' ? [event.epoch.epoch] : []));
    expect(epochs).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    const ticks = toldJobs().filter(({ state, progress }) => state === 'running' && progress !== null).length;
    const seconds = (job.finishedAt! - job.startedAt!) / 1000;
    expect(ticks).toBeGreaterThan(0);
    expect(ticks).toBeLessThanOrEqual(10 * seconds + 2);
    const numbers = told.map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('a large result does not travel with events, but is there', async () => {
    const result = { text: 'x'.repeat(300_000) };
    const { id } = submit('returns', { input: { result } });
    expect((await ended(id)).result).toEqual(result);
    expect(queue.list()[0].result).toBeNull();
    await queue.close();
    expect(toldJobs().at(-1)).toMatchObject({ state: 'done', result: null });
  });

  test('closing interrupts what is at work and what waits, and refuses more', async () => {
    const atEnd: string[] = [];
    const onEnd = (job: Job) => void atEnd.push(`${job.title} ${job.state}`);
    const first = submit('waits', { title: 'first', onEnd });
    const second = submit('waits', { title: 'second', onEnd });
    await running(first.id);
    await queue.close();
    expect([queue.get(first.id).state, queue.get(second.id).state]).toEqual(['interrupted', 'interrupted']);
    expect(statesOf(first.id, saved).at(-1)).toBe('interrupted');
    expect(atEnd.toSorted()).toEqual(['first interrupted', 'second interrupted']);
    expect(() => submit('returns')).toThrow(expect.objectContaining({ code: 'ENGINE_STOPPED' }));
  });

  test('interrupted jobs of a former engine are listed until their run is taken up again', async () => {
    const old = { ...submit('returns', { input: { result: 1 } }), id: 'job-old', runId: 'run-1' };
    queue.adopt([{ job: { ...old, state: 'interrupted' }, input: '{}' }]);
    expect(queue.list().map(({ id }) => id)).toContain('job-old');
    submit('returns', { type: 'train', runId: 'run-1', input: { result: 1 } });
    expect(queue.list().map(({ id }) => id)).not.toContain('job-old');
    await queue.close();
  });

  test('an unknown job is not found', async () => {
    expect(() => queue.get('job-x')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    await expect(queue.cancel('job-x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
