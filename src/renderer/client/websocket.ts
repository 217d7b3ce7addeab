import { RPCLink } from '@orpc/client/websocket';
import { RecsmithError, type ErrorCode, ERROR_CODES } from '../../shared/errors.ts';
import type { Line, Transport, UploadOptions } from './transport.ts';

/** An engine that is being started takes a moment; beyond this (ms) another attempt is better than patience. */
const OPEN_WITHIN = 20_000;

/** The window in a browser: calls over one WebSocket, files by a streamed upload, both with the session's cookie. */
export class WebSocketTransport implements Transport {
  readonly name = 'websocket';
  readonly #origin: URL;

  constructor(origin: URL) {
    this.#origin = origin;
  }

  async open(): Promise<Line> {
    const url = new URL('/rpc', this.#origin);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }));
    const silence = setTimeout(() => socket.close(), OPEN_WITHIN);
    try {
      return await new Promise((resolve, reject) => {
        // An error is always followed by the end; the end alone comes where a connection is cut before it was open.
        socket.addEventListener('close', () =>
          reject(new RecsmithError('ENGINE_STOPPED', 'The engine does not answer.')),
        );
        socket.addEventListener('open', () =>
          resolve({ link: new RPCLink({ websocket: socket }), closed, close: () => socket.close() }),
        );
      });
    } finally {
      clearTimeout(silence);
    }
  }

  /** By XMLHttpRequest: `fetch` does not report the progress of an upload. */
  upload(file: File, { signal, onProgress, handle }: UploadOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const url = new URL('/upload', this.#origin);
      url.searchParams.set('name', file.name);
      if (handle !== undefined) url.searchParams.set('handle', handle);
      request.open('POST', url);
      request.responseType = 'json';
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.upload.addEventListener('progress', (event) => onProgress(event.loaded, file.size));
      request.addEventListener('load', () => {
        const answer = request.response as { handle?: unknown; error?: unknown } | null;
        if (request.status < 300 && typeof answer?.handle === 'string') resolve(answer.handle);
        else reject(refusal(answer?.error, request.status));
      });
      request.addEventListener('error', () =>
        reject(new RecsmithError('ENGINE_STOPPED', 'The file did not reach the engine.')),
      );
      request.addEventListener('abort', () => reject(new DOMException('Cancelled.', 'AbortError')));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  }
}

function refusal(error: unknown, status: number): RecsmithError {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    const { code, message } = error;
    const details = 'details' in error && typeof error.details === 'object' ? error.details : {};
    if (typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) && typeof message === 'string')
      return new RecsmithError(code as ErrorCode, message, { ...details });
  }
  return new RecsmithError('REFUSED', `The engine refused the file (${status}).`);
}
