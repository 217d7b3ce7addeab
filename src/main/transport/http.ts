import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ERROR_CODES, RecsmithError, errorValue, type ErrorDetails } from '../../shared/errors.ts';
import type { Engine } from '../engine/index.ts';
import { containedFile, isInside, mediaType } from '../policy/contain.ts';
import { SECURITY_HEADERS } from '../policy/headers.ts';
import { hostAllowed, originAllowed } from '../policy/origin.ts';
import { cookieHeader, cookieName, readCookie, sameToken } from '../policy/token.ts';
import { Uploads } from './upload.ts';
import type { WebSocketDoor } from './websocket.ts';

export interface HttpOptions {
  readonly engine: Engine;
  readonly door: WebSocketDoor;
  readonly token: string;
  /** Names and addresses the server answers to besides the loopback ones. */
  readonly hosts: readonly string[];
  /** Folder of the built window. */
  readonly renderer: string;
  readonly uploadLimit: number;
}

type Refusal = { status: number; text: string };

/** Every HTTP request and every upgrade of the headless server passes through here, and through `#check` first. */
export class HttpDoor {
  readonly #options: HttpOptions;
  readonly #uploads: Uploads;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#uploads = new Uploads(options.engine, { limit: options.uploadLimit });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    const url = URL.parse(`http://engine${request.url ?? '/'}`);
    if (!url) return text(response, 400, 'Malformed address.');
    try {
      if (this.#exchange(request, response, url)) return;
      const writes = request.method === 'PUT' || request.method === 'POST';
      const refusal = this.#check(request, writes);
      if (refusal) return refuse(request, response, refusal);
      if (url.pathname === '/upload') return await this.#upload(request, response, url);
      if (request.method !== 'GET' && request.method !== 'HEAD') return text(response, 405, 'Not allowed here.');
      if (url.pathname === '/download/rejects') return await this.#rejects(response, url);
      if (url.pathname === '/rpc') return text(response, 426, 'This address speaks WebSocket.');
      await this.#file(request, response, url.pathname);
    } catch (error) {
      this.#fail(request, response, error);
    }
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = request.url === '/rpc' ? this.#check(request, true) : { status: 404, text: 'Nothing here.' };
    if (!refusal) return this.#options.door.accept(request, socket, head);
    const headers = { ...SECURITY_HEADERS, connection: 'close', 'content-type': 'text/plain; charset=utf-8' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines.join('')}\r\n${refusal.text}\n`);
  }

  /** Host, then Origin, then the cookie. Null: let through. */
  #check(request: IncomingMessage, originRequired: boolean): Refusal | null {
    const { host, origin, cookie } = request.headers;
    if (!hostAllowed(host, this.#options.hosts)) return { status: 403, text: 'This server has another name.' };
    if (!originAllowed(origin, host, originRequired))
      return { status: 403, text: 'Refused: not a page of this server.' };
    const given = readCookie(cookie, cookieName(portOf(request)));
    if (given === null || !sameToken(given, this.#options.token))
      return { status: 401, text: 'Open the address that Recsmith printed when it was started; it holds the key.' };
    return null;
  }

  /** The token of the printed address becomes a cookie, and the address clean, so that no history or log keeps it. */
  #exchange(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
    const token = url.searchParams.get('token');
    if (token === null || request.method !== 'GET') return false;
    const { host, origin } = request.headers;
    if (!hostAllowed(host, this.#options.hosts) || !originAllowed(origin, host, false)) text(response, 403, 'Refused.');
    else if (!sameToken(token, this.#options.token))
      text(
        response,
        403,
        'The key in this address is not, or no longer, valid. Open the one that Recsmith printed last.',
      );
    else {
      response.setHeader('set-cookie', cookieHeader(cookieName(portOf(request)), token));
      response.writeHead(302, { location: url.pathname.startsWith('//') ? '/' : url.pathname }).end();
    }
    return true;
  }

  async #upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method !== 'PUT' && request.method !== 'POST') return text(response, 405, 'Not allowed here.');
    json(response, 200, await this.#uploads.take(request, url.searchParams.get('name')));
  }

  async #rejects(response: ServerResponse, url: URL): Promise<void> {
    const datasetId = url.searchParams.get('dataset') ?? '';
    const blob = await this.#options.engine.client.imports.rejects({ datasetId });
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-length': blob.size,
      'content-disposition': 'attachment; filename="rejected-rows.csv"',
    });
    response.end(Buffer.from(await blob.arrayBuffer()));
  }

  async #file(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const folder = this.#options.renderer;
    const file = containedFile(folder, pathname);
    const type = file && mediaType(file);
    if (!file || !type) return text(response, 404, 'Nothing here.');
    let size: number;
    try {
      if (!isInside(await realpath(folder), await realpath(file))) return text(response, 404, 'Nothing here.');
      const found = await stat(file);
      if (!found.isFile()) return text(response, 404, 'Nothing here.');
      ({ size } = found);
    } catch {
      return pathname === '/'
        ? text(response, 503, 'The window is not built: run "npm run build" in the folder of Recsmith.')
        : text(response, 404, 'Nothing here.');
    }
    // The build puts a hash of the content into the names of assets.
    if (pathname.startsWith('/assets/')) response.setHeader('cache-control', 'private, max-age=31536000, immutable');
    response.writeHead(200, { 'content-type': type, 'content-length': size });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file), response);
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // The other side went away in the middle: nobody is left to be told.
    if (response.headersSent || request.socket.destroyed || request.errored) {
      response.destroy();
      return;
    }
    const value = contractError(error);
    if (value.code === 'INTERNAL') this.#options.engine.log.error(`${request.method ?? ''} ${pathOf(request)}`, error);
    drain(request, response);
    json(response, ERROR_CODES[value.code].status, { error: value });
  }
}

/** What the in-memory client throws carries the same code, text and details. */
function contractError(error: unknown): ReturnType<typeof errorValue> {
  if (error instanceof Error && 'code' in error && 'data' in error && Object.hasOwn(ERROR_CODES, String(error.code)))
    return errorValue(
      new RecsmithError(error.code as keyof typeof ERROR_CODES, error.message, (error.data ?? {}) as ErrorDetails),
    );
  const value = errorValue(error);
  return value.code === 'INTERNAL' ? { ...value, message: 'Something went wrong in Recsmith itself.' } : value;
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, text: reason }: Refusal): void {
  drain(request, response);
  text(response, status, reason);
}

/** A body that nobody reads is thrown away for a short while, so that the sender sees the answer; then it is cut. */
function drain(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  response.setHeader('connection', 'close');
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), 2000);
  request.once('close', () => clearTimeout(cut));
}

function text(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

const portOf = (request: IncomingMessage): number => request.socket.localPort ?? 0;
/** Without the query: it may hold the token. */
const pathOf = (request: IncomingMessage): string => (request.url ?? '').replace(/\?.*$/, '');
