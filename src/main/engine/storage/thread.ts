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
  const ports = new Set<MessagePort>();
  engine.on('message', (message: StorageMessage | { call: number }) => {
    if ('port' in message) {
      const { port } = message;
      const { services, abandonUnfinished } = forOneCaller(workspace.services);
      ports.add(port);
      port.on('close', () => {
        // At the end of all the next start sweeps: closing must not take long.
        if (ports.delete(port)) abandonUnfinished();
      });
      serve(port, services);
    } else if ('close' in message) {
      const open = [...ports];
      ports.clear();
      for (const port of open) port.close();
      try {
        workspace.close();
        tell({ closed: true });
      } catch (error) {
        tell({ closed: true, error: errorValue(error) });
      }
      engine.close();
    }
  });
  // Each service is a record of functions; `serve` looks them up by name.
  serve(engine, { ...workspace.services });
  tell({ ready: true });
}

/**
 * The services for one port, remembering what its owner began. A job's thread may end without a last word; what it
 * was writing is then abandoned at once instead of taking room, unseen, until the next start.
 */
function forOneCaller({ datasets, checkpoints, ...others }: StorageServices) {
  const imports = new Set<string>();
  const writings = new Set<string>();
  const services: StorageServices = {
    ...others,
    datasets: { ...datasets, ...remembering(datasets, imports) },
    checkpoints: { ...checkpoints, ...remembering(checkpoints, writings) },
  };
  return {
    services: { ...services },
    abandonUnfinished: () => {
      try {
        for (const id of imports) datasets.abandon(id);
        for (const id of writings) checkpoints.abandon(id);
      } catch {
        // A full disk, say: nobody waits for an answer here, and the next start sweeps what is left.
      }
    },
  };
}

interface Begun<A extends unknown[], C extends unknown[], R> {
  begin: (...args: A) => string;
  complete: (id: string, ...args: C) => R;
  abandon: (id: string) => void;
}

function remembering<A extends unknown[], C extends unknown[], R>(
  { begin, complete, abandon }: Begun<A, C, R>,
  open: Set<string>,
): Begun<A, C, R> {
  return {
    begin(...args) {
      const id = begin(...args);
      open.add(id);
      return id;
    },
    complete(id, ...args) {
      const result = complete(id, ...args);
      open.delete(id);
      return result;
    },
    abandon(id) {
      abandon(id);
      open.delete(id);
    },
  };
}
