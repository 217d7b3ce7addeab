import { parentPort, type MessagePort } from 'node:worker_threads';
import type { StorageServices } from '../storage/api.ts';
import { connect, serve } from '../threads/remote.ts';
import { viewService, type ViewService } from './view-service.ts';

/** The services of the view thread. */
export interface ViewServices {
  views: ViewService;
}

/** Counts and makes views, beside the thread that answers recommendations. Ends with its owner. */
export function viewThread({ storage }: { readonly storage: MessagePort }): void {
  serve(parentPort!, { views: viewService(connect<StorageServices>(storage).services) });
}
