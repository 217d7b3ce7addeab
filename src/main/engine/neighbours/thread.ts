import { parentPort } from 'node:worker_threads';
import { errorValue, type ErrorValue } from '../../../shared/errors.ts';
import { HnswIndex, loadHnsw, type BuildSettings } from './hnsw.ts';

export interface IndexThreadData {
  /** [rows x dimensions] in shared memory, rows of length 1 or 0. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  readonly file: string;
  readonly settings: BuildSettings;
}

export type IndexThreadNews = { built: number } | { error: ErrorValue };

/** Builds one index into a file and ends: building takes seconds to minutes, which the query thread does not have. */
export function indexThread({ vectors, dimensions, file, settings }: IndexThreadData): void {
  const tell = (news: IndexThreadNews) => parentPort!.postMessage(news);
  try {
    const { native } = loadHnsw();
    if (!native) throw new Error('the library is gone');
    const index = HnswIndex.build(native, vectors, dimensions, settings);
    index.write(file);
    tell({ built: index.count });
  } catch (error) {
    tell({ error: errorValue(error) });
  }
}
