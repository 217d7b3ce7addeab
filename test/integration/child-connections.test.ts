import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { childEngine } from '../../src/main/supervisor/child.ts';

// Connections on their way to a process that is dead, or dies: the browser at the other end must be told.
const stub = join(import.meta.dirname, '../fixtures/connection-stub.mjs');
const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A child that takes connections, or is stopped and takes nothing; and three clients whose connections go to it. */
async function handTo(signal: 'SIGSTOP' | null): Promise<{ clients: Socket[]; kill: () => void }> {
  const child = childEngine(stub);
  cleanups.push(() => child.kill());
  const { pid } = await new Promise<{ pid: number }>((resolve) =>
    child.onMessage((message) => {
      if ((message as { pid?: number }).pid) resolve(message as { pid: number });
    }),
  );
  if (signal) process.kill(pid, signal);
  const accepted = Promise.withResolvers<void>();
  let left = 3;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    child.send({ kind: 'connect' }, [socket]);
    if (--left === 0) accepted.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const clients = [1, 2, 3].map(() => {
    const client = connect(port, '127.0.0.1', () => client.write('hello'));
    client.on('error', () => undefined);
    client.resume();
    cleanups.push(() => client.destroy());
    return client;
  });
  await accepted.promise;
  return { clients, kill: () => process.kill(pid, 'SIGKILL') };
}

test('a process takes them one after the other and answers on them', async () => {
  const { clients } = await handTo(null);
  const answers = await Promise.all(clients.map((client) => once(client, 'data')));
  expect(answers.map(([data]) => String(data))).toEqual(['hello', 'hello', 'hello']);
});

test('those that nobody took are closed when the process dies', async () => {
  const { clients, kill } = await handTo('SIGSTOP');
  const ends = Promise.all(clients.map((client) => new Promise((resolve) => client.once('close', resolve))));
  kill();
  await ends;
});
