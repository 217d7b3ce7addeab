import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Estimate, Fit, TrainInput } from '../../../shared/contract/runs.ts';
import { checkpointExports, type CheckpointExports } from '../checkpoints/export.ts';
import { exportMatrix, type MatrixInput } from '../export/matrix.ts';
import { exportService, type ExportService } from '../export/rejects.ts';
import type { PluginModel } from '../plugins/model.ts';
import type { StorageServices } from '../storage/api.ts';
import { connect, serve } from '../threads/remote.ts';
import { estimateRun } from '../training/estimate.ts';
import { loadHnsw } from '../neighbours/hnsw.ts';
import { Indexes } from '../neighbours/indexes.ts';
import { AllScores } from './all-scores.ts';
import { Browse } from './browse.ts';
import { Embeddings } from './embeddings.ts';
import { fitOf } from './fits.ts';
import { NeighbourSearch } from './neighbour-search.ts';
import { OpenRuns } from './open-runs.ts';
import { RunIndexes } from './run-indexes.ts';
import { Segments } from './segments.ts';
import { WhatIfs } from './what-if.ts';

export interface QueryThreadData {
  /** A port of its own to the storage thread. */
  readonly storage: MessagePort;
  /** Folder of the workspace, for indexes; absent or '': they are kept in memory only. */
  readonly workspace?: string;
  /** False: it is read only. */
  readonly writable?: boolean;
}

/** The services of the query thread. */
export interface QueryServices {
  browse: Pick<Browse, 'recommend' | 'recommendMany' | 'predict' | 'similar' | 'similarUsers' | 'anyUser' | 'forget'>;
  allScores: Pick<AllScores, 'page'>;
  embeddings: Pick<Embeddings, 'describe' | 'neighbours' | 'pair' | 'biases' | 'map' | 'factor' | 'rows'>;
  indexes: Pick<RunIndexes, 'info' | 'build' | 'save' | 'load'>;
  whatIfs: Pick<WhatIfs, 'whatIf' | 'explain'>;
  segments: Pick<Segments, 'list' | 'place' | 'lists'>;
  exports: ExportService;
  checkpoints: CheckpointExports;
  matrices: { write(input: MatrixInput): ReturnType<typeof exportMatrix> };
  /** Estimates measure a small training where nothing else is known: not on the engine's event loop. */
  runs: {
    estimate(input: TrainInput, foreign: PluginModel | null): Promise<Estimate>;
    fits(input: { run: string; dataset: string }): Promise<Fit>;
  };
}

/** Holds views and fitted models in memory and answers everything that is answered at once. Ends with its owner. */
export function queryThread({ storage, workspace = '', writable = true }: QueryThreadData): void {
  const { services: stored } = connect<StorageServices>(storage);
  const runs = new OpenRuns(stored);
  const search = new NeighbourSearch(stored, runs, new Indexes(workspace, loadHnsw(), writable));
  const services: QueryServices = {
    browse: new Browse(stored, runs, search),
    allScores: new AllScores(runs),
    embeddings: new Embeddings(runs, search),
    indexes: new RunIndexes(runs, search.indexes),
    whatIfs: new WhatIfs(runs),
    segments: new Segments(runs),
    exports: exportService(stored),
    checkpoints: checkpointExports(stored),
    matrices: { write: (input) => exportMatrix(stored, input) },
    runs: {
      estimate: (input, foreign) => estimateRun(stored, input, foreign),
      fits: (input) => fitOf(stored, runs, input),
    },
  };
  serve(parentPort!, { ...services });
}
