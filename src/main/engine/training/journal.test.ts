import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpochRow } from '../../../shared/contract/runs.ts';
import type { JobContext } from '../jobs/job.ts';
import { Journal } from './journal.ts';

const row = (epoch: number): EpochRow => ({ epoch, loss: 1, learningRate: 0, seconds: 0, examples: 1, metrics: {} });

/** A job that only notes what reaches it, in order. The real one is used in test/integration/training.test.ts. */
function noting(fail?: () => boolean): { job: JobContext; told: string[] } {
  const told: string[] = [];
  const store = (what: string) =>
    fail?.() === true ? Promise.reject(new Error('disk full')) : Promise.resolve().then(() => void told.push(what));
  const runs = {
    appendEpochs: (_run: string, rows: EpochRow[]) => store(`rows ${rows.map(({ epoch }) => epoch).join(',')}`),
    appendLog: (_run: string, entries: { message: string }[]) =>
      store(`log ${entries.map(({ message }) => message).join(',')}`),
  };
  const job = {
    storage: { runs },
    epoch: (_run: string, { epoch }: EpochRow) => void told.push(`event ${epoch}`),
    logged: (_run: string, entries: { message: string }[]) =>
      void told.push(`told ${entries.map(({ message }) => message).join(',')}`),
    log: () => undefined,
  } as unknown as JobContext;
  return { job, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the journal of a run', () => {
  it('collects what comes within a quarter of a second into one write', async () => {
    const { job, told } = noting();
    const journal = new Journal(job, 'run');
    for (let epoch = 1; epoch <= 3; epoch++) journal.record(row(epoch));
    journal.log('hello');
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(249);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['rows 1,2,3', 'log hello', 'told hello', 'event 1', 'event 2', 'event 3']);
    await vi.advanceTimersByTimeAsync(5000);
    expect(told).toHaveLength(6);
  });

  it('writes at once what is asked for, in order, and stores before it tells', async () => {
    const { job, told } = noting();
    const journal = new Journal(job, 'run');
    journal.record(row(1));
    const first = journal.flush();
    journal.record(row(2));
    await Promise.all([first, journal.flush()]);
    expect(told).toEqual(['rows 1', 'event 1', 'rows 2', 'event 2']);
    await journal.flush();
    expect(told).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails with what could not be written, and tells nothing of it', async () => {
    let broken = false;
    const { job, told } = noting(() => broken);
    const journal = new Journal(job, 'run');
    broken = true;
    journal.record(row(1));
    await vi.advanceTimersByTimeAsync(250);
    broken = false;
    journal.record(row(2));
    await expect(journal.flush()).rejects.toThrow('disk full');
    expect(told).not.toContain('event 1');
  });
});
