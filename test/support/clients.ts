import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { servePort } from '../../src/main/transport/message-port.ts';
import type { Client } from '../../src/shared/contract.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import type { Address, LocalServer } from './server.ts';

export interface Connected {
  client: Client;
  close(): Promise<void>;
}

/** The three ways to the same engine. */
export const transports: Record<string, (server: LocalServer) => Promise<Connected>> = {
  'in-memory': ({ engine }) => Promise.resolve({ client: engine.client, close: () => Promise.resolve() }),
  MessagePort: ({ engine }) => {
    const { port1, port2 } = new MessageChannel();
    servePort(engine, port1);
    const client: Client = createORPCClient(new PortLink({ port: port2 }));
    port2.start();
    return Promise.resolve({
      client,
      close: () =>
        new Promise((resolve) => {
          port1.once('close', resolve);
          port2.close();
        }),
    });
  },
  WebSocket: connect,
};

/** By WebSocket, to a server in whatever process. */
export async function connect(server: Address): Promise<Connected> {
  const socket = await openSocket(server);
  // `ws` has the browser's interface; only its types differ.
  const client: Client = createORPCClient(new SocketLink({ websocket: socket }));
  return {
    client,
    close: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.close();
      }),
  };
}

/** The token of the printed address. */
export const tokenOf = ({ url }: Address): string => new URL(url).searchParams.get('token')!;

export const cookieOf = (server: Address): string => `recsmith-${server.port}=${tokenOf(server)}`;

export async function openSocket(server: Address, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
    headers: { cookie: cookieOf(server), origin: `http://127.0.0.1:${server.port}`, ...headers },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return socket;
}

/** Starts a job and follows its events to the end. */
export async function finished(client: Client, start: () => Promise<{ jobId: string }>): Promise<Job> {
  const { engine, seq } = await client.jobs.snapshot();
  const { jobId } = await start();
  for await (const event of await client.jobs.events({ engine, since: seq }))
    if (event.kind === 'job' && event.job.id === jobId && event.job.state !== 'queued' && event.job.state !== 'running')
      break;
  return client.jobs.get({ jobId });
}
