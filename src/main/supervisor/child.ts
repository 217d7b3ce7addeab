import { fork } from 'node:child_process';
import type { EngineProcess } from './supervisor.ts';

/** The engine in a plain child process of Node. Its channel carries no ports, so that it cannot `connect`. */
export function childEngine(entry: string, args: readonly string[] = []): EngineProcess<never> {
  const child = fork(entry, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    send: (message) => {
      if (child.connected) child.send(message);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => {
      let told = false;
      const once = (code: number | null) => {
        if (!told) listener(code);
        told = true;
      };
      child.on('exit', once);
      // It could not be started at all.
      child.on('error', () => once(null));
    },
    kill: () => child.kill('SIGKILL'),
  };
}
