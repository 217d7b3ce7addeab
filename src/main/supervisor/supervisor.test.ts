import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/folders.ts';
import { childEngine } from './child.ts';
import type { JobNews, ToEngine } from './messages.ts';
import { Supervisor, type EngineProcess, type EngineState, type SupervisorOptions } from './supervisor.ts';

// Against real child processes that behave as they are told (test/fixtures/engine-stub.mjs).
const stub = join(import.meta.dirname, '../../../test/fixtures/engine-stub.mjs');

let folder: ReturnType<typeof temporaryFolder>;
let states: string[];
let forks: number[]; // when
let sent: { message: ToEngine; ports: string[] }[];
let current: EngineProcess<string>;
let supervisor: Supervisor<string>;
let supervisorOptions: SupervisorOptions<string>;

beforeEach(() => {
  folder = temporaryFolder('supervisor');
  states = [];
  forks = [];
  sent = [];
});
afterEach(async () => {
  await supervisor.stop();
  folder.remove();
});

function supervise(behaviour: string, options: Partial<SupervisorOptions<string>> = {}): Supervisor<string> {
  supervisorOptions = {
    fork: () => {
      forks.push(performance.now());
      const child = childEngine(stub, [behaviour, join(folder.path, 'marker')]);
      // The channel of a child process carries no ports: they are noted instead.
      current = {
        ...child,
        send: (message, ports = []) => {
          sent.push({ message, ports });
          child.send(message);
        },
      };
      return current;
    },
    firstDelay: 20,
    longestDelay: 80,
    onState: (state, error) => states.push(error ? `${state}: ${error.code}` : state),
    ...options,
  };
  supervisor = new Supervisor<string>(supervisorOptions);
  return supervisor;
}

const until = (state: EngineState) => expect.poll(() => supervisor.state, { timeout: 10_000 }).toBe(state);

describe('Supervisor', () => {
  test('starts, answers, stops', async () => {
    supervise('works');
    await supervisor.start();
    expect(await supervisor.registerFile('/data/a.csv', 'a.csv')).toMatch(/^\d+:\/data\/a\.csv$/);
    await supervisor.stop();
    expect(states).toEqual(['starting', 'ready', 'stopped']);
    await expect(supervisor.registerFile('/data/a.csv', 'a.csv')).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
  });

  test('passes on what the engine says of its jobs, and nothing else that comes over the channel', async () => {
    const news: JobNews[] = [];
    supervise('talks', { onJobs: (each) => news.push(each) });
    await supervisor.start();
    await expect.poll(() => news).toHaveLength(2);
    expect(news[0].active).toMatchObject([{ id: 'job-1', running: true, share: 0.25 }]);
    expect(news[1]).toMatchObject({ active: [], ended: [{ id: 'job-1', state: 'done' }] });
    expect(states).toEqual(['starting', 'ready']);
  });

  test('open calls fail when the process dies, and the next one answers', async () => {
    supervise('works');
    await supervisor.start();
    const first = await supervisor.registerFile('/x', 'x');
    const open = supervisor.registerFile('/y', 'silent');
    const crash = supervisor.registerFile('/z', 'crash');
    await expect(open).rejects.toMatchObject({
      code: 'ENGINE_STOPPED',
      details: { next: expect.any(String) as string },
    });
    await expect(crash).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    await until('ready');
    expect(await supervisor.registerFile('/x', 'x')).not.toBe(first); // another process
    expect(states).toEqual(['starting', 'ready', 'restarting: ENGINE_STOPPED', 'ready']);
  });

  test('ports asked for while it is away are given to the next process', async () => {
    supervise('works');
    supervisor.connect('before');
    await supervisor.start();
    supervisor.connect('at work');
    current.kill();
    await until('restarting');
    supervisor.connect('away');
    await until('ready');
    expect(sent.flatMap(({ ports }) => ports)).toEqual(['before', 'at work', 'away']);
  });

  test('files that were registered are known to the next process by the same handles', async () => {
    supervise('works');
    await supervisor.start();
    const handle = await supervisor.registerFile('/data/a.csv', 'a.csv');
    expect(sent.map(({ message }) => message)).toEqual([{ kind: 'file', call: 1, path: '/data/a.csv', name: 'a.csv' }]);
    current.kill();
    await until('restarting');
    await until('ready');
    expect(sent.at(-1)?.message).toEqual({ kind: 'file', call: 0, path: '/data/a.csv', name: 'a.csv', handle });
  });

  test('what waits for a process that never comes is refused; the next one hears why the former ended', async () => {
    const refused: string[] = [];
    const former: (string | null)[] = [];
    supervise('works');
    const { fork } = supervisorOptions;
    supervise('works', {
      fork: (why) => {
        former.push(why);
        return fork(why);
      },
      onRefused: (port) => refused.push(port),
    });
    await supervisor.start();
    current.kill();
    await until('restarting');
    await until('ready');
    expect(former).toEqual([null, expect.stringContaining('killed')]);
    await supervisor.stop();
    supervisor.connect('late');
    expect(refused).toEqual(['late']);
  });

  test('one that does not say ready is killed and tried again', async () => {
    supervise('silent', { readyWithin: 150, attempts: 1 });
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(forks).toHaveLength(2);
    expect(states.at(-1)).toBe('failed: ENGINE_STOPPED');
  });

  test('what the engine itself refuses is not tried again', async () => {
    supervise('refuses');
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED', details: { pid: 7 } });
    expect(forks).toHaveLength(1);
    expect(supervisor.state).toBe('failed');
  });

  test('a start that fails once is made up for', async () => {
    supervise('dies-first');
    await supervisor.start();
    expect(states).toEqual(['starting', 'restarting: ENGINE_STOPPED', 'ready']);
  });

  test('gives up after some attempts, with growing pauses between them', async () => {
    supervise('dies', { attempts: 4, firstDelay: 40, longestDelay: 160 });
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(forks).toHaveLength(5);
    const pauses = forks.slice(1).map((at, n) => at - forks[n]);
    // A pause holds the delay and the life of a process: each is at least its delay.
    [40, 80, 160, 160].forEach((delay, n) => expect(pauses[n]).toBeGreaterThanOrEqual(delay - 1));
  });

  test('one that does not close is killed', async () => {
    supervise('stubborn', { closeWithin: 100 });
    await supervisor.start();
    await supervisor.stop();
    expect(supervisor.state).toBe('stopped');
  });

  test('stopping while it waits for a restart starts nothing', async () => {
    supervise('works', { firstDelay: 60_000 });
    await supervisor.start();
    current.kill();
    await until('restarting');
    await supervisor.stop();
    expect(supervisor.state).toBe('stopped');
    expect(forks).toHaveLength(1);
  });
});
