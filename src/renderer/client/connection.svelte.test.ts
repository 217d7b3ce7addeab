import { implement } from '@orpc/server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { contract, type Client } from '../../shared/contract.ts';
import { RecsmithError } from '../../shared/errors.ts';
import { Connection } from './connection.svelte.ts';
import { isAbort, problemOf } from './problem.ts';
import { LocalTransport } from './testing.ts';

const engine = implement(contract);
/** Resolves to hold an answer back until the test lets it go, or never. */
let hold: () => Promise<void> = () => Promise.resolve();
let asked: string[] = [];
let known = new Set<string>();
const router = {
  datasets: {
    list: engine.datasets.list.handler(async () => {
      asked.push('list');
      await hold();
      return [];
    }),
  },
  trash: {
    empty: engine.trash.empty.handler(async () => {
      asked.push('empty');
      await hold();
      return { removed: 0 };
    }),
  },
  imports: {
    start: engine.imports.start.handler(({ input, errors }) => {
      asked.push(`start ${input.file}`);
      if (!known.has(input.file)) throw errors.NOT_FOUND({ message: 'That file is no longer at hand.', data: {} });
      return { jobId: 'job-1' };
    }),
  },
  system: {
    ping: engine.system.ping.handler(() => ({ at: 1 })),
    settings: engine.system.settings.handler(({ errors }) => {
      throw errors.NOT_FOUND({ message: 'There is no such thing.', data: { where: 'here', next: 'Look elsewhere.' } });
    }),
  },
};

const transportOf = () => new LocalTransport(router, (handle) => known.add(handle));

describe('the connection', () => {
  let connection: Connection | null = null;
  afterEach(() => connection?.stop());

  test('calls the engine, and waits for the line where there is none yet', async () => {
    const transport = transportOf();
    connection = new Connection(transport);
    const early = connection.client.system.ping();
    connection.start();
    await expect(early).resolves.toEqual({ at: 1 });
    expect(connection.state).toBe('open');
  });

  test('opens a new line when one is cut, after refusals too, and keeps its client', async () => {
    const transport = transportOf();
    connection = new Connection(transport);
    const { client } = connection;
    connection.start();
    await client.system.ping();
    transport.refuse = 1;
    transport.cut?.();
    await vi.waitFor(() => expect(connection?.state).toBe('lost'));
    await expect(client.system.ping()).resolves.toEqual({ at: 1 });
    expect(transport.opened).toBe(2);
    expect(connection.state).toBe('open');
  });

  /** Cuts the line while a call is under way. */
  async function cutDuring(call: (client: Client) => Promise<unknown>): Promise<unknown> {
    const transport = transportOf();
    connection = new Connection(transport);
    connection.start();
    await connection.client.system.ping();
    asked = [];
    hold = () => new Promise(() => undefined);
    const answer = call(connection.client).catch((error: unknown) => error);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    hold = () => Promise.resolve();
    transport.cut?.();
    return answer;
  }

  test('asks once more for what it was only reading when the line was cut', async () => {
    expect(await cutDuring((client) => client.datasets.list())).toEqual([]);
    expect(asked).toEqual(['list', 'list']);
  });

  test('never repeats what changes something, and says that it may have been done', async () => {
    const error = await cutDuring((client) => client.trash.empty());
    expect(problemOf(error)).toMatchObject({
      code: 'ENGINE_STOPPED',
      message: 'The engine stopped before it answered.',
      next: expect.stringContaining('Look whether it was done') as string,
    });
    expect(asked).toEqual(['empty']);
  });

  test('gives a new engine the file that the former was given, under the same handle, once', async () => {
    const transport = transportOf();
    connection = new Connection(transport);
    connection.start();
    const signal = new AbortController().signal;
    const file = await connection.upload(new File(['a'], 'a.csv'), { signal, onProgress: () => undefined });
    known = new Set();
    asked = [];
    await expect(connection.client.imports.start({ file })).resolves.toEqual({ jobId: 'job-1' });
    expect(transport.sent).toEqual(['a.csv as file-1', 'a.csv as file-1']);
    expect(asked).toEqual(['start file-1', 'start file-1']);
    // A file of another window cannot be sent from here.
    await expect(connection.client.imports.start({ file: 'file-2' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(transport.sent).toHaveLength(2);
  });

  test('tells what went wrong, where and what next', async () => {
    connection = new Connection(transportOf());
    connection.start();
    const error: unknown = await connection.client.system.settings().catch((caught: unknown) => caught);
    expect(problemOf(error)).toEqual({
      code: 'NOT_FOUND',
      message: 'There is no such thing.',
      where: 'here',
      why: null,
      next: 'Look elsewhere.',
    });
  });

  test('a call that was taken back ends at once', async () => {
    connection = new Connection(transportOf());
    const controller = new AbortController();
    const call = connection.client.system.ping(undefined, { signal: controller.signal });
    controller.abort();
    const error: unknown = await call.catch((caught: unknown) => caught);
    expect(isAbort(error)).toBe(true);
    expect(problemOf(error).code).toBe('CANCELLED');
  });
});

test('anything thrown becomes a problem without a stack', () => {
  expect(problemOf(new Error('odd'))).toMatchObject({ code: 'INTERNAL', message: 'odd' });
  expect(problemOf('odd')).toMatchObject({ code: 'INTERNAL', message: 'odd' });
  expect(problemOf(new RecsmithError('BAD_DATA', 'no', { why: 'because', next: 3 as never }))).toEqual({
    code: 'BAD_DATA',
    message: 'no',
    where: null,
    why: 'because',
    next: null,
  });
});
