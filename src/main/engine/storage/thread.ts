import { parentPort, type MessagePort } from 'node:worker_threads';
import { errorValue, type ErrorValue } from '../../../shared/errors.ts';
import { serve } from '../threads/remote.ts';
import type { StorageServices } from './api.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

/** What the engine tells the storage thread, besides calls. */
export type StorageMessage = { port: MessagePort } | { close: true };
/** What the storage thread tells the engine, besides answers. `ready` or `error` comes first, exactly once. */
export type StorageNews = { ready: true } | { error: ErrorValue } | { closed: true; error?: ErrorValue };

/**
 * The storage thread: opens the workspace, serves its repositories to the engine and to every port it is sent, and
 * closes the database when told to. Its owner never terminates it from outside: a call under way would be cut off.
 */
export function storageThread(options: WorkspaceOptions): void {
  const engine = parentPort!;
  const tell = (news: StorageNews) => engine.postMessage(news);
  let workspace: Workspace;
  try {
    workspace = openWorkspace(options);
  } catch (error) {
    tell({ error: errorValue(error) });
    engine.close();
    return;
  }
  // Each service is a record of functions; `serve` looks them up by name.
  const services: Record<keyof StorageServices, object> = workspace.services;
  const ports = new Set<MessagePort>();
  engine.on('message', (message: StorageMessage | { call: number }) => {
    if ('port' in message) {
      const { port } = message;
      ports.add(port);
      port.on('close', () => ports.delete(port));
      serve(port, services);
    } else if ('close' in message) {
      for (const port of ports) port.close();
      try {
        workspace.close();
        tell({ closed: true });
      } catch (error) {
        tell({ closed: true, error: errorValue(error) });
      }
      engine.close();
    }
  });
  serve(engine, services);
  tell({ ready: true });
}
