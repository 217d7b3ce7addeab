import { RPCLink } from '@orpc/client/message-port';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { contract } from '../../shared/contract.ts';
import { RecsmithError } from '../../shared/errors.ts';
import { Connection } from './connection.svelte.ts';
import { isAbort, problemOf } from './problem.ts';
import type { Line, Transport } from './transport.ts';

const engine = implement(contract);
const router = {
  system: {
    ping: engine.system.ping.handler(() => ({ at: 1 })),
    settings: engine.system.settings.handler(({ errors }) => {
      throw errors.NOT_FOUND({ message: 'There is no such thing.', data: { where: 'here', next: 'Look elsewhere.' } });
    }),
  },
};

/** The real protocol over ports inside this process; lines can be cut. */
class LocalTransport implements Transport {
  readonly name = 'bridge';
  cut: (() => void) | null = null;
  opened = 0;
  refuse = 0;

  open(): Promise<Line> {
    if (this.refuse > 0) {
      this.refuse--;
      return Promise.reject(new RecsmithError('ENGINE_STOPPED', 'no'));
    }
    this.opened++;
    const { port1, port2 } = new MessageChannel();
    new RPCHandler(router as never).upgrade(port2);
    port1.start();
    port2.start();
    const closed = new Promise<void>((resolve) => (this.cut = resolve));
    return Promise.resolve({ link: new RPCLink({ port: port1 }), closed, close: () => this.cut?.() });
  }

  upload(): Promise<string> {
    return Promise.reject(new Error('not here'));
  }
}

describe('the connection', () => {
  let connection: Connection | null = null;
  afterEach(() => connection?.stop());

  test('calls the engine, and waits for the line where there is none yet', async () => {
    const transport = new LocalTransport();
    connection = new Connection(transport);
    const early = connection.client.system.ping();
    connection.start();
    await expect(early).resolves.toEqual({ at: 1 });
    expect(connection.state).toBe('open');
  });

  test('opens a new line when one is cut, after refusals too, and keeps its client', async () => {
    const transport = new LocalTransport();
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

  test('tells what went wrong, where and what next', async () => {
    connection = new Connection(new LocalTransport());
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
    connection = new Connection(new LocalTransport());
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
