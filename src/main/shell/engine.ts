import { utilityProcess, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import type { EngineProcess } from '../supervisor/supervisor.ts';

/** The engine in a utility process: plain Node, with ports. */
export function utilityEngine(workspace: string): EngineProcess<MessagePortMain> {
  const child = utilityProcess.fork(join(import.meta.dirname, 'engine.js'), [workspace], {
    serviceName: 'Recsmith engine',
    stdio: 'inherit',
  });
  return {
    send: (message, ports = []) => child.postMessage(message, ports),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill(),
  };
}
