import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Engine } from '../engine/index.ts';
import { serveWire } from './wire.ts';

/** Longest message a client may send: the largest argument of the contract (100,000 pairs) with room to spare. */
const MAX_PAYLOAD = 16 * 1024 * 1024;
const MAX_CLIENTS = 64;
/** A client that has vanished without a word is noticed within two of these (ms). */
const HEARTBEAT = 30_000;

/** Serves the contract over WebSocket. Who may connect was decided before: `accept` is called with checked requests. */
export class WebSocketDoor {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, perMessageDeflate: false });
  readonly #alive = new WeakSet<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #engine: Pick<Engine, 'router'>;

  constructor(engine: Pick<Engine, 'router'>) {
    this.#engine = engine;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT).unref();
  }

  get clients(): number {
    return this.#server.clients.size;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.clients >= MAX_CLIENTS) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#serve(client));
  }

  #serve(client: WebSocket): void {
    client.binaryType = 'nodebuffer';
    this.#alive.add(client);
    client.on('pong', () => this.#alive.add(client));
    // Breaches of the protocol end the connection; the library has closed it when this is called.
    client.on('error', () => client.terminate());
    serveWire(this.#engine, {
      send: (data) =>
        new Promise((resolve) => {
          // A client that is gone is no error of ours: its streams end with the connection.
          client.send(data, () => resolve());
        }),
      onMessage: (listener) =>
        client.on('message', (data: Buffer, isBinary) => listener(isBinary ? data : data.toString('utf8'))),
      onClose: (listener) => client.on('close', listener),
    });
  }

  #beat(): void {
    for (const client of this.#server.clients) {
      if (!this.#alive.delete(client)) client.terminate();
      else client.ping();
    }
  }

  /** Tells the clients that the server goes, then cuts whoever does not answer. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const client of this.#server.clients) client.close(1001, 'Recsmith was closed');
    const cut = setTimeout(() => {
      for (const client of this.#server.clients) client.terminate();
    }, 500);
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    while (this.#server.clients.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    clearTimeout(cut);
  }
}
