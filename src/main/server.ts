import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { openEngine, type Engine } from './engine/index.ts';
import { isWildcard } from './policy/origin.ts';
import { UPLOAD_LIMIT } from './policy/upload.ts';
import { HttpDoor } from './transport/http.ts';
import { WebSocketDoor } from './transport/websocket.ts';

export interface ServerOptions {
  readonly workspace: string;
  /** Whoever has it may do everything the window can. */
  readonly token: string;
  /** Address or name that is listened on. */
  readonly host: string;
  /** Bytes of one upload. */
  readonly uploadLimit?: number;
  /** Folder of the built window. */
  readonly renderer?: string;
  /** Why the engine before this one ended, when this one stands in for it. */
  readonly former?: string | null;
}

export interface EngineServer {
  readonly engine: Engine;
  /** Listens nowhere by itself: connections are handed to it, or whoever made it listens. */
  readonly http: Server;
  close(): Promise<void>;
}

/** Upload and download may take long, but a connection that says nothing for so long (ms) is dead. */
const IDLE = 120_000;

/**
 * The engine behind HTTP and WebSocket, with the window's files. While it is open the token lies in a file of the
 * workspace that its user alone can read.
 * @throws RecsmithError WORKSPACE_LOCKED, WORKSPACE_FROM_FUTURE, REFUSED, BAD_DATA
 */
export async function openServer(options: ServerOptions): Promise<EngineServer> {
  const { workspace, token, host } = options;
  const engine = await openEngine({ workspace, door: 'window in a browser', former: options.former });
  const onRejection = (reason: unknown) => engine.log.error('unhandled rejection', reason);
  process.on('unhandledRejection', onRejection);
  const door = new WebSocketDoor(engine);
  const pages = new HttpDoor({
    engine,
    door,
    token,
    hosts: namesOf(host),
    renderer: options.renderer ?? rendererFolder(),
    uploadLimit: options.uploadLimit ?? UPLOAD_LIMIT,
  });
  const http = createServer({ requestTimeout: 0, headersTimeout: 20_000, keepAliveTimeout: 10_000 });
  http.setTimeout(IDLE);
  http.on('request', (request, response) => void pages.handle(request, response));
  http.on('upgrade', (request, socket, head) => pages.upgrade(request, socket, head));
  http.on('clientError', (_error, socket) => socket.destroy());

  const tokenFile = join(workspace, 'token');
  let closing: Promise<void> | null = null;
  const close = () =>
    (closing ??= (async () => {
      http.close();
      await door.close();
      http.closeAllConnections();
      await engine.close();
      await rm(tokenFile, { force: true });
      process.off('unhandledRejection', onRejection);
    })());
  try {
    // A file left behind may have other permissions: `mode` counts for new files only.
    await rm(tokenFile, { force: true });
    await writeFile(tokenFile, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    await close();
    throw error;
  }
  return { engine, http, close };
}

/** Beside the build's main folder, or in the build when this runs from the sources. */
function rendererFolder(): string {
  const beside = join(import.meta.dirname, '..', 'renderer');
  return existsSync(join(beside, 'index.html')) && !existsSync(join(beside, 'app.ts'))
    ? beside
    : join(import.meta.dirname, '..', '..', 'out', 'renderer');
}

/** Names a browser may use for this server. */
function namesOf(host: string): string[] {
  if (!isWildcard(host)) return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  return [hostname(), ...addresses];
}
