import { extname, join } from 'node:path';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { ERROR_CODES, RecsmithError, errorValue } from '../shared/errors.ts';
import { defaultWorkspace } from './engine/workspace.ts';
import { isLoopback, isWildcard } from './policy/origin.ts';
import { createToken } from './policy/token.ts';
import { childEngine } from './supervisor/child.ts';
import { Supervisor } from './supervisor/supervisor.ts';

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
  /** The engine ended and is started again. */
  readonly onRestart?: (error: RecsmithError) => void;
}

export interface Headless {
  /** With the token: whoever has it may do everything the window can. */
  readonly url: string;
  readonly port: number;
  /** What a person should know before the address is opened to a network; null on loopback. */
  readonly warning: string | null;
  /** Resolves when the engine died again and again and was given up. */
  readonly failure: Promise<RecsmithError>;
  close(): Promise<void>;
}

/** Beside this file, in the sources as in the build. */
const ENGINE = join(import.meta.dirname, `server-process${extname(import.meta.filename)}`);
/** Connections that may wait for an engine that is being started. */
const WAITING = 256;

/**
 * Keeps the address and the key, and no engine: that runs in a child process which is started again when it dies, so
 * that the same window at the same address goes on. Connections are accepted here and handed to it unread; what comes
 * while it is away waits. Prints nothing.
 * @throws RecsmithError WORKSPACE_LOCKED, WORKSPACE_FROM_FUTURE, REFUSED when the address cannot be had, ENGINE_STOPPED
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const { workspace, host = '127.0.0.1', port: wanted = 0, uploadLimit, renderer } = options;
  const token = createToken();
  const failure = Promise.withResolvers<RecsmithError>();
  const supervisor = new Supervisor<Socket>({
    fork: (former) => {
      const child = childEngine(ENGINE);
      child.send({ kind: 'serve', options: { workspace, token, host, uploadLimit, renderer, former } });
      return child;
    },
    // A person is looking at the window: the first restarts come at once.
    firstDelay: 20,
    attempts: 10,
    // A checkpoint may be large.
    closeWithin: 30_000,
    onRefused: (socket) => socket.destroy(),
    onState: (state, error) => {
      if (state === 'failed' && error) failure.resolve(error);
      if (state === 'restarting' && error) options.onRestart?.(error);
    },
  });
  const listener = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    if (supervisor.waiting < WAITING) supervisor.connect(socket);
    else socket.destroy();
  });
  const close = async () => {
    listener.close();
    await supervisor.stop();
  };
  try {
    await new Promise<void>((resolve, reject) => {
      listener.once('error', (error) => reject(listenError(error, host, wanted)));
      listener.listen(wanted, host, () => resolve());
    });
    await supervisor.start();
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = listener.address() as AddressInfo;
  const shown = isWildcard(host) ? '127.0.0.1' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/?token=${token}`,
    port,
    warning:
      isLoopback(host) || host === 'localhost'
        ? null
        : 'Listening beyond this machine, without encryption: whoever reads the traffic can use this workspace. An SSH tunnel to 127.0.0.1 is safer.',
    failure: failure.promise,
    close,
  };
}

function listenError(error: Error, host: string, port: number): Error {
  if (!('code' in error)) return error;
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

/**
 * Serves until it is told to stop. To be called before the address is printed: whoever reads it may stop us at once.
 * @throws RecsmithError what made the engine fail for good
 */
export async function untilStopped(server: Headless): Promise<void> {
  const { promise: stopped, resolve } = Promise.withResolvers<null>();
  const stop = () => resolve(null);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const failed = await Promise.race([stopped, server.failure]);
  await server.close();
  if (failed) throw failed;
}

/** What is said on standard error when the engine ends. */
export const restartMessage = ({ details: { why } }: RecsmithError): string =>
  `The engine stopped${why ? `: ${why}` : ''}. It is started again at the same address.`;

/** `node headless.js [--workspace DIR] [--host H] [--port N]`: prints one URL. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { workspace: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RecsmithError('BAD_INPUT', `--port needs a whole number from 0 to 65535, not "${values.port ?? ''}"`);
  const server = await startHeadless({
    ...{ workspace: values.workspace ?? defaultWorkspace(), host: values.host, port },
    onRestart: (error) => process.stderr.write(`recsmith: ${restartMessage(error)}\n`),
  });
  const stopped = untilStopped(server);
  if (server.warning) process.stderr.write(`${server.warning}\n`);
  process.stdout.write(`${server.url}\n`);
  await stopped;
}

// The command line imports this file too: only the entry itself starts something.
if (/[/\\]headless\.(ts|js)$/.test(process.argv[1] ?? ''))
  main()
    .then(() => process.exit(0))
    .catch((error: unknown) => {
      const { code, message } = errorValue(error);
      process.stderr.write(`recsmith: ${message}\n`);
      process.exit(ERROR_CODES[code].exit);
    });
