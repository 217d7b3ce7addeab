import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ORPCError } from '@orpc/server';
import { ERROR_CODES, errorValue, type ErrorCode, type ErrorDetails, type ErrorValue } from '../../shared/errors.ts';
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

/** A request that goes no further, with what the browser shows. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const nothingHere = () => new Refused(404, 'Nothing here.');
const notAllowed = () => new Refused(405, 'Not allowed here.');

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
    try {
      await this.#route(request, response);
    } catch (error) {
      this.#fail(request, response, error);
    }
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      if (request.url !== '/rpc') throw nothingHere();
      this.#check(request, true);
      this.#options.door.accept(request, socket, head);
    } catch (error) {
      const { status, message } = error instanceof Refused ? error : new Refused(500, 'Something went wrong.');
      const headers = { ...SECURITY_HEADERS, connection: 'close', 'content-type': 'text/plain; charset=utf-8' };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${message}\n`);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(`http://engine${request.url ?? '/'}`);
    if (!url) throw new Refused(400, 'Malformed address.');
    const token = url.searchParams.get('token');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (token !== null && reads) {
      this.#exchange(request, response, url, token);
      return;
    }
    this.#check(request, !reads);
    if (url.pathname === '/upload') {
      if (request.method !== 'PUT' && request.method !== 'POST') throw notAllowed();
      const { searchParams: given } = url;
      json(response, 200, await this.#uploads.take(request, given.get('name'), given.get('handle')));
      return;
    }
    if (!reads) throw notAllowed();
    if (url.pathname === '/rpc') throw new Refused(426, 'This address speaks WebSocket.');
    if (url.pathname === '/download/rejects') await this.#rejects(response, url);
    else await this.#file(request, response, url.pathname);
  }

  /** Host, then Origin, then the cookie. @throws Refused */
  #check(request: IncomingMessage, originRequired: boolean): void {
    this.#checkSource(request, originRequired);
    const given = readCookie(request.headers.cookie, cookieName(portOf(request)));
    if (given === null || !sameToken(given, this.#options.token))
      throw new Refused(401, 'Open the address that Recsmith printed when it was started; it holds the key.');
  }

  #checkSource({ headers: { host, origin } }: IncomingMessage, originRequired: boolean): void {
    if (!hostAllowed(host, this.#options.hosts)) throw new Refused(403, 'This server has another name.');
    if (!originAllowed(origin, host, originRequired)) throw new Refused(403, 'Refused: not a page of this server.');
  }

  /** The token of the printed address becomes a cookie, and the address clean, so that no history or log keeps it. */
  #exchange(request: IncomingMessage, response: ServerResponse, url: URL, token: string): void {
    this.#checkSource(request, false);
    if (!sameToken(token, this.#options.token))
      throw new Refused(403, 'The key in this address is not valid, or no longer. Open the one Recsmith printed last.');
    response.setHeader('set-cookie', cookieHeader(cookieName(portOf(request)), token));
    // Only ever to a path of this server: "//name" would be another one.
    response.writeHead(302, { location: url.pathname.replace(/^\/+/, '/') }).end();
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
    if (!file || !type) throw nothingHere();
    const size = await sizeOf(folder, file);
    if (size === null)
      throw pathname === '/'
        ? new Refused(503, 'The window is not built: run "npm run build" in the folder of Recsmith.')
        : nothingHere();
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
    drain(request, response);
    if (error instanceof Refused) {
      text(response, error.status, error.message);
      return;
    }
    const value = valueOf(error);
    if (value.code === 'INTERNAL') this.#options.engine.log.error(`${request.method ?? ''} ${pathOf(request)}`, error);
    json(response, ERROR_CODES[value.code].status, { error: value });
  }
}

/** Bytes of a plain file that really lies in the folder, or null. */
async function sizeOf(folder: string, file: string): Promise<number | null> {
  try {
    if (!isInside(await realpath(folder), await realpath(file))) return null;
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}

/** What the in-memory client throws carries the same code, text and details. */
function valueOf(error: unknown): ErrorValue {
  if (error instanceof ORPCError) {
    const { code, message, data } = error as ORPCError<string, unknown>;
    if (Object.hasOwn(ERROR_CODES, code))
      return { code: code as ErrorCode, message, details: (data ?? {}) as ErrorDetails };
  }
  const value = errorValue(error);
  return value.code === 'INTERNAL' ? { ...value, message: 'Something went wrong in Recsmith itself.' } : value;
}

/** A body that nobody reads is thrown away for a short while, so that the sender sees the answer; then it is cut. */
function drain(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.complete) return;
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
