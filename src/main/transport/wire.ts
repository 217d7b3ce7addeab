import { RPCHandler } from '@orpc/server/ws';
import type { Engine } from '../engine/index.ts';

/** One client's connection, reduced to what the contract needs: texts and bytes in both directions. */
export interface Wire {
  /** Resolves when the other side has taken it, so that a slow reader slows its own streams and nothing else. */
  send(data: string | Uint8Array): Promise<void>;
  onMessage(listener: (data: string | Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

/** Longer texts are not looked at twice. */
const CHECKED_LENGTH = 64 * 1024;

/**
 * Serves the contract to one client. Both transports speak the same frames, so one adapter serves them. What is
 * neither text nor bytes, or no request at all, is dropped here: further in it would become an error of the process.
 */
export function serveWire(engine: Pick<Engine, 'router'>, wire: Wire): void {
  const handler = new RPCHandler(engine.router);
  // The library's socket is an event target; ours is the three methods above.
  const socket = {
    send: (data: string | Uint8Array) => wire.send(data),
    addEventListener(type: string, listener: (event: { data: unknown }) => void) {
      if (type === 'message')
        wire.onMessage((data) => {
          if (isRequest(data)) listener({ data });
        });
      else if (type === 'close') wire.onClose(() => listener({ data: null }));
    },
  };
  void handler.upgrade(socket as unknown as Parameters<typeof handler.upgrade>[0]);
}

/**
 * Whether a frame can be a request. Our contract takes neither files nor streams, so that a client sends texts alone:
 * an object with an id, and a call or the word that an answer is no longer wanted.
 */
function isRequest(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  if (data.length > CHECKED_LENGTH) return true;
  try {
    const message = JSON.parse(data) as { i?: unknown; t?: unknown; p?: unknown } | null;
    if (typeof message !== 'object' || message === null || typeof message.i !== 'string') return false;
    return message.t === ABORT || (message.t === undefined && isCall(message.p));
  } catch {
    return false;
  }
}

/** The frame type by which a client takes a call back. */
const ABORT = 4;

function isCall(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { u, h = {}, m = 'POST' } = body as { u?: unknown; h?: unknown; m?: unknown };
  if (typeof u !== 'string' || !u.startsWith('/') || !URL.canParse(`http://engine${u}`)) return false;
  if (m !== 'POST' || typeof h !== 'object' || h === null) return false;
  // These announce files and streams.
  return !Object.keys(h).some((name) => /^content-(type|disposition)$/i.test(name));
}
