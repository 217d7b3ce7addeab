import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RecsmithError } from '../shared/errors.ts';
import { openEngine, type Engine } from './engine/index.ts';
import { defaultWorkspace } from './engine/workspace.ts';
import { isLoopback } from './policy/origin.ts';
import { createToken } from './policy/token.ts';
import { UPLOAD_LIMIT } from './policy/upload.ts';
import { HttpDoor } from './transport/http.ts';
import { WebSocketDoor } from './transport/websocket.ts';

export interface HeadlessOptions {
  readonly workspace: string;
  /** Address to listen on; the default is reachable from this machine alone. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port?: number;
  /** Bytes of one upload. */
  readonly uploadLimit?: number;
  /** Folder of the built window. */
  readonly renderer?: string;
}

export interface Headless {
  /** With the token: whoever has it may do everything the window can. */
  readonly url: string;
  readonly port: number;
  readonly engine: Engine;
  /** What a person should know before the address is opened to a network; null on loopback. */
  readonly warning: string | null;
  close(): Promise<void>;
}

/** Upload and download may take long, but a connection that says nothing for so long (ms) is dead. */
const IDLE = 120_000;

/**
 * The engine behind HTTP and WebSocket, with the window's files. Prints nothing.
 * @throws RecsmithError WORKSPACE_LOCKED, WORKSPACE_FROM_FUTURE, REFUSED when the address cannot be had
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const { workspace, host = '127.0.0.1', port: wanted = 0 } = options;
  const engine = await openEngine({ workspace, door: 'window in a browser' });
  const onRejection = (reason: unknown) => engine.log.error('unhandled rejection', reason);
  process.on('unhandledRejection', onRejection);
  const token = createToken();
  const door = new WebSocketDoor(engine);
  const http = new HttpDoor({
    engine,
    door,
    token,
    hosts: namesOf(host),
    renderer: options.renderer ?? rendererFolder(),
    uploadLimit: options.uploadLimit ?? UPLOAD_LIMIT,
  });
  const server = createServer({ requestTimeout: 0, headersTimeout: 20_000, keepAliveTimeout: 10_000 });
  server.setTimeout(IDLE);
  server.on('request', (request, response) => void http.handle(request, response));
  server.on('upgrade', (request, socket, head) => http.upgrade(request, socket, head));
  server.on('clientError', (_error, socket) => socket.destroy());

  const tokenFile = join(workspace, 'token');
  let closing: Promise<void> | null = null;
  const close = () =>
    (closing ??= (async () => {
      server.close();
      await door.close();
      server.closeAllConnections();
      await engine.close();
      await rm(tokenFile, { force: true });
      process.off('unhandledRejection', onRejection);
    })());

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, host, () => resolve());
    });
    // A file left behind may have other permissions: `mode` counts for new files only.
    await rm(tokenFile, { force: true });
    await writeFile(tokenFile, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    await close();
    throw listenError(error, host, wanted);
  }
  const { port } = server.address() as AddressInfo;
  const shown = isWildcard(host) ? '127.0.0.1' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/?token=${token}`,
    port,
    engine,
    warning:
      isLoopback(host) || host === 'localhost'
        ? null
        : 'Listening beyond this machine, without encryption: whoever reads the traffic can use this workspace. An SSH tunnel to 127.0.0.1 is safer.',
    close,
  };
}

/** Beside the build's main folder, or in the build when this runs from the sources. */
function rendererFolder(): string {
  const beside = join(import.meta.dirname, '..', 'renderer');
  return existsSync(join(beside, 'index.html')) && !existsSync(join(beside, 'app.ts'))
    ? beside
    : join(import.meta.dirname, '..', '..', 'out', 'renderer');
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Names a browser may use for this server. */
function namesOf(host: string): string[] {
  if (!isWildcard(host)) return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  return [hostname(), ...addresses];
}

function listenError(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'EADDRINUSE':
      return new RecsmithError('REFUSED', `Port ${port} is in use.`, {
        where: `${host}:${port}`,
        next: 'Choose another port; 0 takes any free one.',
      });
    case 'EACCES':
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new RecsmithError('REFUSED', `Recsmith cannot listen on ${host}:${port}.`, { why: error.message });
    default:
      return error;
  }
}

/** `node headless.js [--workspace DIR] [--host H] [--port N]`: prints one URL and serves until it is told to stop. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { workspace: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RecsmithError('BAD_INPUT', `--port needs a whole number from 0 to 65535, not "${values.port ?? ''}"`);
  const server = await startHeadless({ workspace: values.workspace ?? defaultWorkspace(), host: values.host, port });
  void server.engine.failure.then((error) => {
    process.stderr.write(`recsmith: ${error.message}\n`);
    process.exit(1);
  });
  const stop = () => void server.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (server.warning) process.stderr.write(`${server.warning}\n`);
  process.stdout.write(`${server.url}\n`);
}

// The command line imports this file too: only the entry itself starts something.
if (/[/\\]headless\.(ts|js)$/.test(process.argv[1] ?? ''))
  main().catch((error: unknown) => {
    process.stderr.write(`recsmith: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
