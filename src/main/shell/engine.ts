import { utilityProcess, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import type { EngineProcess } from '../supervisor/supervisor.ts';

/** The engine in a utility process: plain Node, with ports. */
export function utilityEngine(workspace: string, former: string | null = null): EngineProcess<MessagePortMain> {
  const args = former === null ? [workspace] : [workspace, former];
  const child = utilityProcess.fork(join(import.meta.dirname, 'engine.js'), args, {
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
