import type { Engine } from '../engine/index.ts';
import { serveWire } from './wire.ts';

/** A port as worker threads (Node) and utility processes (Electron) have it. */
export interface PortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

/** Serves the contract on a port. Electron wraps the message in an event, Node does not. */
export function servePort(engine: Pick<Engine, 'router'>, port: PortLike): void {
  serveWire(engine, {
    send: (data) => {
      port.postMessage(data);
      return Promise.resolve();
    },
    onMessage: (listener) =>
      port.on('message', (message) => {
        const data = isEvent(message) ? message.data : message;
        if (typeof data === 'string' || data instanceof Uint8Array) listener(data);
        else if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
      }),
    onClose: (listener) => port.on('close', listener),
  });
  port.start();
}

const isEvent = (message: unknown): message is { data: unknown } =>
  typeof message === 'object' && message !== null && 'data' in message && 'ports' in message;
