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
  let handed: Socket | null = null;
  const hand = () => {
    const socket = handed ? undefined : waiting.shift();
    if (!socket) return;
    handed = socket;
    // Our own hold on it is kept until it has been taken: Node would never close what it sent to a process that had
    // just died, and the browser at the other end would wait for ever.
    child.send({ kind: 'connect' } satisfies ToEngine, socket, { keepOpen: true }, (error) => {
      if (error) socket.destroy();
    });
  };
  child.on('message', (message) => {
    if (readMessage(message)?.kind !== 'taken') return;
    handed?.destroy();
    handed = null;
    hand();
  });
  child.on('exit', () => {
    handed?.destroy();
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
