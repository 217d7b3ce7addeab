import { fork } from 'node:child_process';
import { RecsmithError } from '../../../shared/errors.ts';
import { connect, serve, type RemoteHandle, type RemoteServices, type Services } from './remote.ts';

/*
 * Services in a process of their own: what may crash, hang or be code of others takes nothing else with it. Calls as
 * between threads; values travel by structured clone, nothing is shared.
 */

export interface ProcessOptions {
  /** Its entry: a file that calls `serveProcess`. */
  readonly entry: string;
  readonly execArgv?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What the process prints. */
  readonly log?: (text: string) => void;
  /** Without a sign of life for so long (ms) it is killed: its code no longer returns to its event loop. */
  readonly silence: number;
  /** The error of calls that were open when it ended. why: "it was ended by SIGKILL", in words. */
  readonly stopped: (why: string) => RecsmithError;
}

/** Milliseconds between two signs of life, and between two looks at them. */
const BEAT = 500;

/** The owner's side. The owner calls `close`. */
export class ServedProcess<S> {
  readonly services: RemoteServices<S>;
  /** When the process is gone, for whatever reason. Never rejects. */
  readonly gone: Promise<void>;
  readonly pid: number | undefined;
  readonly #kill: () => void;

  constructor({ entry, execArgv = [], env = {}, log, silence, stopped }: ProcessOptions) {
    const child = fork(entry, {
      // Typed arrays travel as they are.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [...execArgv],
      env: { ...process.env, ...env },
    });
    this.pid = child.pid;
    this.#kill = () => child.kill('SIGKILL'); // it holds nothing that must be saved
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => log?.(chunk.toString().trimEnd()));
    const handle: RemoteHandle<S> = connect<S>({
      postMessage: (message: unknown) => void child.send(message as never, () => undefined),
      on: (_event: 'message', listener: (message: never) => void) => child.on('message', listener as never),
      off: (_event: 'message', listener: (message: never) => void) => child.off('message', listener as never),
    } as never);
    this.services = handle.services;
    let heard = performance.now();
    let silent = false;
    child.on('message', () => (heard = performance.now()));
    const look = setInterval(() => {
      if (performance.now() - heard < silence) return;
      silent = true;
      this.#kill();
    }, BEAT);
    look.unref();
    this.gone = new Promise((resolve) => {
      const end = (why: string) => {
        clearInterval(look);
        handle.fail(stopped(why));
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => {
        if (silent) end(`it gave no sign of life for ${Math.round(silence / 1000)} seconds`);
        else end(signal ? `it was ended by ${signal}` : `it ended with code ${code ?? 0}`);
      });
    });
  }

  async close(): Promise<void> {
    this.#kill();
    await this.gone;
  }
}

/** The process's side: serves until its owner is gone. */
export function serveProcess(services: Services): void {
  serve(
    {
      postMessage: (message: unknown) => void process.send!(message),
      on: (_event: 'message', listener: (message: never) => void) => process.on('message', listener as never),
      off: (_event: 'message', listener: (message: never) => void) => process.off('message', listener as never),
    } as never,
    services,
  );
  setInterval(() => process.send!({ beat: true }), BEAT);
  process.on('disconnect', () => process.exit());
}
