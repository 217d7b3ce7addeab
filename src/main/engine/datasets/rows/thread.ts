import { parentPort, type MessagePort } from 'node:worker_threads';
import type { StorageServices } from '../../storage/api.ts';
import { connect, serve } from '../../threads/remote.ts';
import { rowsService, type RowsService } from './service.ts';

export interface RowsThreadData {
  /** A port of its own to the storage thread. */
  readonly storage: MessagePort;
}

/** The services of the thread of rows. */
export interface RowsServices {
  rows: RowsService;
}

/** Filters and sorts tables of rows over the shared columns of datasets. Ends with its owner. */
export function rowsThread({ storage }: RowsThreadData): void {
  const { services } = connect<StorageServices>(storage);
  serve(parentPort!, { rows: rowsService(services) });
}
