import { parentPort, type MessagePort } from 'node:worker_threads';
import type { StorageServices } from '../storage/api.ts';
import { connect, serve } from '../threads/remote.ts';
import { Browse } from './browse.ts';

export interface QueryThreadData {
  /** A port of its own to the storage thread. */
  readonly storage: MessagePort;
  /** Folder of the workspace, for indexes; absent or '': they are kept in memory only. */
  readonly workspace?: string;
}

/** The services of the query thread. */
export interface QueryServices {
  browse: Pick<Browse, 'recommend' | 'recommendMany' | 'predict' | 'similar' | 'similarUsers' | 'anyUser' | 'forget'>;
}

/** Holds views and fitted models in memory and answers everything that is answered at once. Ends with its owner. */
export function queryThread({ storage, workspace = '' }: QueryThreadData): void {
  const services: QueryServices = { browse: new Browse(connect<StorageServices>(storage).services, workspace) };
  serve(parentPort!, { ...services });
}
