import { AsyncIteratorClass, implement } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { contract } from '../../shared/contract.ts';
import type { EngineEvent, Job } from '../../shared/contract/jobs.ts';
import { Connection } from '../client/connection.svelte.ts';
import { problemOf } from '../client/problem.ts';
import { LocalTransport } from '../client/testing.ts';
import { Workspace } from './workspace.svelte.ts';

// Against an engine of the test's own making, which notes what it is asked for and can be replaced by another one.
const os = implement(contract);
const job = (change: Partial<Job>): Job => ({
  ...{ id: 'job-1', type: 'train', title: 'BPR on films', state: 'running', progress: null, createdAt: 1 },
  ...{ startedAt: 1, finishedAt: null, datasetId: null, runId: 'run-1', result: null, error: null, resumable: true },
  ...change,
});
const epoch = (seq: number): EngineEvent => ({
  ...{ kind: 'epoch', seq, runId: 'run-1' },
  epoch: { epoch: seq, loss: 1, learningRate: 1, seconds: 1, examples: 1, metrics: {} },
});

let engine: { id: string; seq: number; jobs: Job[]; former: string | null };
let asked: string[];
let listing: () => Promise<[]>;
let tell: (event: EngineEvent) => void;
const router = {
  jobs: {
    snapshot: os.jobs.snapshot.handler(() => {
      asked.push('snapshot');
      return { engine: engine.id, seq: engine.seq, jobs: engine.jobs, former: engine.former };
    }),
    events: os.jobs.events.handler(({ input }) => {
      asked.push(`events of ${input.engine} since ${input.since}`);
      const queue: EngineEvent[] = input.engine === engine.id ? [] : [{ kind: 'restart', seq: engine.seq }];
      let wake: () => void = () => undefined;
      tell = (event) => {
        queue.push(event);
        wake();
      };
      return new AsyncIteratorClass<EngineEvent, void>(
        async () => {
          while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          return { done: false, value: queue.shift()! };
        },
        () => Promise.resolve(),
      );
    }),
  },
  datasets: { list: os.datasets.list.handler(() => listing()) },
  views: { list: os.views.list.handler(() => []) },
  runs: { list: os.runs.list.handler(() => []) },
  system: { settings: os.system.settings.handler(() => ({})) },
};

let transport: LocalTransport;
let connection: Connection;
let workspace: Workspace;
let stop: () => void;
beforeEach(async () => {
  engine = { id: 'engine-a', seq: 4, jobs: [job({})], former: null };
  asked = [];
  listing = () => Promise.resolve([]);
  transport = new LocalTransport(router);
  connection = new Connection(transport);
  workspace = new Workspace(connection);
  connection.start();
  stop = workspace.start();
  await vi.waitFor(() => expect(asked).toEqual(['snapshot', 'events of engine-a since 4']));
});
afterEach(() => {
  stop();
  connection.stop();
});

describe('following the engine', () => {
  test('a line that was cut goes on after the last event, without a snapshot', async () => {
    const epochs: number[] = [];
    workspace.onEpoch('run-1', ({ epoch }) => epochs.push(epoch));
    tell(epoch(5));
    await vi.waitFor(() => expect(epochs).toEqual([5]));
    transport.cut?.();
    await vi.waitFor(() => expect(asked).toEqual([...asked.slice(0, 2), 'events of engine-a since 5']));
    tell(epoch(6));
    await vi.waitFor(() => expect(epochs).toEqual([5, 6]));
    expect(workspace.restart).toBeNull();
    expect(workspace.loaded).toBe(true);
  });

  test('events that were dropped lead to a snapshot, and screens are told to read again', async () => {
    let read = 0;
    workspace.onSnapshot(() => read++);
    tell({ kind: 'restart', seq: 900 });
    engine.seq = 900;
    await vi.waitFor(() => expect(asked.slice(2)).toEqual(['snapshot', 'events of engine-a since 900']));
    expect(read).toBe(1);
    expect(workspace.restart).toBeNull();
  });

  test('another engine is noticed once, with what was under way and why the former ended', async () => {
    const result = workspace.result('job-1').catch((error: unknown) => problemOf(error));
    engine = { id: 'engine-b', seq: 0, jobs: [job({ state: 'interrupted' })], former: 'its process was killed' };
    transport.cut?.();
    await vi.waitFor(() => expect(workspace.restart).not.toBeNull());
    expect(workspace.restart).toMatchObject({
      why: 'its process was killed',
      jobs: [{ id: 'job-1', state: 'running' }],
    });
    expect(await result).toMatchObject({ code: 'ENGINE_STOPPED', message: 'The engine stopped before this was done.' });
    workspace.restart = null;
    transport.cut?.();
    await vi.waitFor(() => expect(asked.at(-1)).toBe('events of engine-b since 0'));
    expect(workspace.restart).toBeNull();
  });

  test('it is said even where the new engine ends as well before it has told everything', async () => {
    engine = { id: 'engine-b', seq: 0, jobs: [], former: 'its process was killed' };
    listing = () => Promise.reject(new Error('broken'));
    transport.cut?.();
    await vi.waitFor(() => expect(asked.filter((what) => what === 'snapshot').length).toBeGreaterThan(2));
    expect(workspace.restart).toBeNull();
    engine = { ...engine, id: 'engine-c' };
    listing = () => Promise.resolve([]);
    await vi.waitFor(() => expect(workspace.restart).toMatchObject({ jobs: [{ id: 'job-1' }] }));
  });

  test('whoever waits for a job that the new engine does not know is told that it was not done', async () => {
    const result = workspace.result('job-1').catch((error: unknown) => problemOf(error));
    engine = { id: 'engine-b', seq: 0, jobs: [], former: null };
    transport.cut?.();
    expect(await result).toMatchObject({ code: 'ENGINE_STOPPED' });
  });
});
