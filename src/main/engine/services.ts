import type { RowsService } from './datasets/rows/service.ts';
import type { EngineEvent } from '../../shared/contract/jobs.ts';
import type { BackendProbe } from './compute/backends/probe.ts';
import type { ViewService } from './datasets/view-service.ts';
import type { FileRegistry } from './files.ts';
import type { EventHub } from './jobs/events.ts';
import type { JobQueue } from './jobs/queue.ts';
import type { RunnerOptions } from './jobs/runner.ts';
import type { Log } from './log.ts';
import type { PluginRegistry } from './plugins/registry.ts';
import type { QueryServices } from './recommend/thread.ts';
import type { StorageServices } from './storage/api.ts';
import type { Remote, RemoteServices } from './threads/remote.ts';

/** What the handlers of the contract work with; made once, by `openEngine`. */
export interface EngineServices {
  readonly workspace: string;
  readonly writable: boolean;
  readonly storage: RemoteServices<StorageServices>;
  readonly query: RemoteServices<QueryServices>;
  readonly views: Remote<ViewService>;
  readonly rows: Remote<RowsService>;
  /** Drops what is held in memory of a deleted thing. */
  readonly forget: (id: string) => void;
  readonly queue: JobQueue;
  readonly runner: RunnerOptions;
  readonly events: EventHub;
  readonly files: FileRegistry;
  readonly log: Log;
  /** What the backends of TensorFlow.js say of themselves; asked once. */
  readonly backends: BackendProbe;
  readonly plugins: PluginRegistry;
  /** Why the engine before this one ended, when this one stands in for it. */
  readonly former: string | null;
  /** Tells every window that a list must be read again. */
  readonly changed: (what: Extract<EngineEvent, { kind: 'changed' }>['what'], id?: string | null) => void;
}
