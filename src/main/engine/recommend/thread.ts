import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Estimate, TrainInput } from '../../../shared/contract/runs.ts';
import { exportService, type ExportService } from '../export/rejects.ts';
import type { StorageServices } from '../storage/api.ts';
import { connect, serve } from '../threads/remote.ts';
import { estimateRun } from '../training/estimate.ts';
import { Browse } from './browse.ts';
import { OpenRuns } from './open-runs.ts';
import { Segments } from './segments.ts';
import { WhatIfs } from './what-if.ts';

export interface QueryThreadData {
  /** A port of its own to the storage thread. */
  readonly storage: MessagePort;
  /** Folder of the workspace, for indexes; absent or '': they are kept in memory only. */
  readonly workspace?: string;
}

/** The services of the query thread. */
export interface QueryServices {
  browse: Pick<Browse, 'recommend' | 'recommendMany' | 'predict' | 'similar' | 'similarUsers' | 'anyUser' | 'forget'>;
  whatIfs: Pick<WhatIfs, 'whatIf' | 'explain'>;
  segments: Pick<Segments, 'list' | 'place' | 'lists'>;
  exports: ExportService;
  /** Estimates measure a small training where nothing else is known: not on the engine's event loop. */
  runs: { estimate(input: TrainInput): Promise<Estimate> };
}

/** Holds views and fitted models in memory and answers everything that is answered at once. Ends with its owner. */
export function queryThread({ storage, workspace = '' }: QueryThreadData): void {
  const { services: stored } = connect<StorageServices>(storage);
  const runs = new OpenRuns(stored);
  const services: QueryServices = {
    browse: new Browse(stored, runs, workspace),
    whatIfs: new WhatIfs(runs),
    segments: new Segments(runs),
    exports: exportService(stored),
    runs: { estimate: (input) => estimateRun(stored, input) },
  };
  serve(parentPort!, { ...services });
}
