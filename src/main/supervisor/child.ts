import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { readMessage, type ToEngine } from './messages.ts';
import type { EngineProcess } from './supervisor.ts';

/**
 * The engine in a plain child process of Node. Its channel carries connections, one at a time: what is still on its way
 * when the process dies is closed, so that the browser sees it at once and connects again.
 */
export function childEngine(entry: string, args: readonly string[] = []): EngineProcess<Socket> {
  // Standard output belongs to the parent's own results.
  const child = fork(entry, [...args], { stdio: ['ignore', 2, 2, 'ipc'] });
  const waiting: Socket[] = [];
  let handing = false;
  const hand = () => {
    const socket = handing ? undefined : waiting.shift();
    if (!socket) return;
    handing = true;
    child.send({ kind: 'connect' } satisfies ToEngine, socket, (error) => {
      if (error) socket.destroy();
    });
  };
  child.on('message', (message) => {
    if (readMessage(message)?.kind !== 'taken') return;
    handing = false;
    hand();
  });
  child.on('exit', () => {
    for (const socket of waiting.splice(0)) socket.destroy();
  });
  return {
    send: (message, sockets = []) => {
      waiting.push(...sockets);
      if (!child.connected) for (const socket of waiting.splice(0)) socket.destroy();
      else if (message.kind === 'connect') hand();
      else child.send(message);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => {
      let told = false;
      const once = (code: number | null, signal: string | null = null) => {
        if (!told) listener(code, signal);
        told = true;
      };
      child.on('exit', once);
      // It could not be started at all.
      child.on('error', () => once(null));
    },
    kill: () => child.kill('SIGKILL'),
  };
}
