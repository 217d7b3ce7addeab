import { createRouterClient, type Router } from '@orpc/server';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Client, contract } from '../../shared/contract.ts';
import type { RecsmithError } from '../../shared/errors.ts';
import { BackendProbe } from './compute/backends/probe.ts';
import { FileRegistry } from './files.ts';
import { implementer, type Implementer } from './handlers/base.ts';
import { browseHandlers } from './handlers/browse.ts';
import { checkpointHandlers } from './handlers/checkpoints.ts';
import { datasetHandlers, trashHandlers } from './handlers/datasets.ts';
import { embeddingHandlers } from './handlers/embeddings.ts';
import { importHandlers } from './handlers/imports.ts';
import { jobHandlers } from './handlers/jobs.ts';
import { modelHandlers } from './handlers/models.ts';
import { pluginHandlers } from './handlers/plugins.ts';
import { rowHandlers } from './handlers/rows.ts';
import { runHandlers } from './handlers/runs.ts';
import { systemHandlers } from './handlers/system.ts';
import { viewHandlers } from './handlers/views.ts';
import { EventHub } from './jobs/events.ts';
import { JobQueue } from './jobs/queue.ts';
import { openLog, type Log } from './log.ts';
import { PluginRegistry } from './plugins/registry.ts';
import type { RowsServices } from './datasets/rows/thread.ts';
import type { ViewServices } from './datasets/view-thread.ts';
import type { QueryServices } from './recommend/thread.ts';
import type { EngineServices } from './services.ts';
import type { StorageServices } from './storage/api.ts';
import { openStorage } from './storage/client.ts';
import { AnsweringThread } from './threads/answering.ts';
import type { RemoteServices } from './threads/remote.ts';

export interface EngineOptions {
  /** The workspace's folder; made where it is missing, unless `readOnly`. */
  readonly workspace: string;
  /** Reads beside another writer. */
  readonly readOnly?: boolean;
  /** Who opens it, for whoever finds it locked: 'window', 'command line: train'. */
  readonly door: string;
  /** Why the engine before this one ended, when this one stands in for it: 'its process was killed'. */
  readonly former?: string | null;
}

export interface Engine {
  readonly workspace: string;
  readonly writable: boolean;
  /** The contract, for a transport. */
  readonly router: EngineRouter;
  /** The contract, in this process. */
  readonly client: Client;
  readonly files: FileRegistry;
  readonly log: Log;
  readonly events: EventHub;
  /** Resolves when the storage broke and nothing can be answered any more; the host starts another engine. */
  readonly failure: Promise<RecsmithError>;
  /** Running jobs stop where they can be resumed; everything is on disk when this resolves. */
  close(): Promise<void>;
}

/** Named, because written out it is longer than what the compiler puts into a declaration. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- no context is wanted, and oRPC says so like this
type EngineRouter = Router<typeof contract, Record<never, never>>;

function routerOf(os: Implementer, services: EngineServices): EngineRouter {
  return os.router({
    system: systemHandlers(os, services),
    imports: importHandlers(os, services),
    datasets: datasetHandlers(os, services),
    rows: rowHandlers(os, services),
    trash: trashHandlers(os, services),
    views: viewHandlers(os, services),
    models: modelHandlers(os, services),
    plugins: pluginHandlers(os, services),
    runs: runHandlers(os, services),
    browse: browseHandlers(os, services),
    embeddings: embeddingHandlers(os, services),
    checkpoints: checkpointHandlers(os, services),
    jobs: jobHandlers(os, services),
  });
}

/**
 * Opens a workspace and starts the engine on it: the storage thread, those that answer, the queue of jobs, the contract.
 * The only place that knows all of them.
 * @throws RecsmithError WORKSPACE_LOCKED, WORKSPACE_FROM_FUTURE, NOT_FOUND, REFUSED, BAD_DATA
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const workspace = resolve(options.workspace);
  const writable = options.readOnly !== true;
  const storage = await openStorage({ workspace, readOnly: !writable, door: options.door });
  const log = openLog(writable ? join(workspace, 'logs') : null);
  const { former = null } = options;
  if (former !== null) log.error('the engine before this one ended', former);
  const files = new FileRegistry();
  const events = new EventHub(`engine-${randomBytes(9).toString('base64url')}`);
  // A reader leaves nothing in the workspace; it still looks at files before an import.
  const folder = writable ? join(workspace, 'jobs') : join(tmpdir(), `recsmith-${events.engine}`);
  const runner = { storagePort: () => storage.port(), folder, log };
  const queue = new JobQueue({ ...runner, events, store: writable ? storage.services.jobs : null });
  const port = () => storage.port();
  // Indexes are kept in the workspace; those that a reader builds live in memory only.
  const query = new AnsweringThread<QueryServices>({ role: 'query', workspace, writable }, port, log);
  const views = new AnsweringThread<ViewServices>({ role: 'views' }, port, log);
  const rows = new AnsweringThread<RowsServices>({ role: 'rows' }, port, log);
  const services: EngineServices = {
    ...{ workspace, writable, queue, runner, events, files, log, former },
    backends: new BackendProbe((text) => log.info(`native backend: ${text}`)),
    plugins: new PluginRegistry((text) => log.info(`plug-in: ${text}`)),
    storage: storage.services,
    query: query.services,
    views: views.services.views,
    rows: rows.services.rows,
    forget: (id) => {
      for (const forgetting of [query.running?.browse.forget(id), rows.running?.rows.forget(id)])
        forgetting?.catch((error: unknown) => log.warn(`forgetting ${id}`, error));
    },
    changed: (what, id = null) => void events.publish({ kind: 'changed', what, id }),
  };
  const failure = new Promise<RecsmithError>((resolve) =>
    storage.onFailure((error) => {
      log.error('storage', error);
      resolve(error);
    }),
  );

  let closing: Promise<void> | null = null;
  const close = async () => {
    await queue.close();
    await Promise.all([query.close(), views.close(), rows.close()]);
    events.close();
    await files.close();
    if (!writable) await rm(folder, { recursive: true, force: true });
    await storage.close();
    log.info('closed');
  };
  try {
    if (writable) queue.adopt(await interruptedJobs(storage.services));
  } catch (error) {
    await close();
    throw error;
  }
  const router = routerOf(implementer(log), services);
  log.info(`opened by ${options.door}, process ${process.pid}`);
  return {
    workspace,
    writable,
    router,
    client: createRouterClient(router),
    files,
    log,
    events,
    failure,
    close: () => (closing ??= close()),
  };
}

/**
 * What a former engine left unfinished: everything it was at when it ended, and of what older ones left the trainings
 * that can still be taken up and have not been since.
 */
async function interruptedJobs({ jobs }: RemoteServices<StorageServices>) {
  const swept = new Set((await jobs.sweep()).map(({ job }) => job.id));
  const seen = new Set<string>();
  return (await jobs.list()).filter(({ job }) => {
    // Newest first: only a run's latest job speaks for it.
    const latest = job.runId === null || !seen.has(job.runId);
    if (job.runId !== null) seen.add(job.runId);
    return job.state === 'interrupted' && latest && (swept.has(job.id) || job.resumable);
  });
}
