import { readFileSync, statSync } from 'node:fs';
import type { IndexInfo } from '../../../shared/contract/embeddings.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { HNSW, type BuildSettings } from '../neighbours/hnsw.ts';
import type { BuiltIndex, Indexes } from '../neighbours/indexes.ts';
import { writeWhole } from '../export/write-whole.ts';
import { readSafetensors, writeSafetensors } from '../training/safetensors.ts';
import { indexSource } from './neighbour-search.ts';
import type { FittedRun } from './fitted.ts';
import type { OpenRuns } from './open-runs.ts';

const FORMAT = 'recsmith-index';

/**
 * The index of a run as a person handles it. A saved index is a safetensors file: the library's bytes as one tensor, and
 * in the metadata what it belongs to.
 */
export class RunIndexes {
  readonly #runs: OpenRuns;
  readonly #indexes: Indexes;

  constructor(runs: OpenRuns, indexes: Indexes) {
    this.#runs = runs;
    this.#indexes = indexes;
  }

  info(input: { run: string }): Promise<IndexInfo> {
    return this.#runs.with(input.run, async (fitted) => {
      fitted.table('items'); // a run without factors is refused here, as everywhere
      return this.#about(fitted, await this.#indexes.find(await indexSource(fitted)));
    });
  }

  build(input: { run: string } & BuildSettings): Promise<IndexInfo> {
    const begin = performance.now();
    return this.#runs.with(input.run, async (fitted) => {
      const built = await this.#indexes.build(await indexSource(fitted), input);
      return { ...this.#about(fitted, built), seconds: (performance.now() - begin) / 1000 };
    });
  }

  save(input: { run: string; path: string }): Promise<IndexInfo> {
    return this.#runs.with(input.run, async (fitted) => {
      const built = await this.#indexes.open(await indexSource(fitted));
      const bytes = this.#indexes.bytesOf(built);
      const { m, efConstruction } = built.settings;
      const metadata = {
        ...{ format: FORMAT, checkpoint: fitted.checkpoint, run: fitted.run.name },
        ...{ m: String(m), efConstruction: String(efConstruction), recall: String(built.recall) },
      };
      const tensor = { name: 'hnsw', shape: [bytes.length], data: bytes, stride: 1 };
      await writeWhole(input.path, writeSafetensors([tensor], metadata));
      return this.#about(fitted, built);
    });
  }

  /** Nothing of the file is trusted. @throws RecsmithError BAD_INPUT for an index of another run, BAD_DATA */
  load(input: { run: string; path: string }): Promise<IndexInfo> {
    return this.#runs.with(input.run, async (fitted, run) => {
      const source = await indexSource(fitted);
      const { exact } = source;
      // The most that an index of this size can take: vectors, links of the largest M, and the levels above.
      const most = 2 ** 20 + exact.rows * (4 * exact.columns + 4 * 3 * 10_000);
      if (statSync(input.path).size > most)
        throw new RecsmithError('BAD_DATA', 'This file is too large for an index of this run.');
      const { metadata, tensors } = readSafetensors(readFileSync(input.path));
      const tensor = tensors.get('hnsw');
      if (metadata.get('format') !== FORMAT || !(tensor?.values instanceof Uint8Array))
        throw new RecsmithError('BAD_DATA', 'This is no index that Recsmith has saved.', {
          next: 'Build the index anew: index RUN --build.',
        });
      if (metadata.get('checkpoint') !== fitted.checkpoint)
        throw new RecsmithError('BAD_INPUT', `This index does not belong to the run "${run.name}".`, {
          why: `It was built from the tables of "${metadata.get('run')?.slice(0, 200) ?? ''}", or from the same run at another epoch.`,
          next: 'Load it into that run, or build one anew: index RUN --build.',
        });
      return this.#about(fitted, await this.#indexes.adopt(source, tensor.values));
    });
  }

  #about(fitted: FittedRun, built: BuiltIndex | null): IndexInfo {
    const { module } = this.#indexes;
    const { rows, columns } = fitted.table('items');
    return {
      available: module.native !== null,
      reason: module.native ? null : module.reason,
      built: built !== null,
      m: built?.settings.m ?? null,
      efConstruction: built?.settings.efConstruction ?? null,
      ef: HNSW.ef,
      ...{ rows, dimensions: columns },
      recall: built?.recall ?? null,
      bytes: built?.bytes ?? null,
      seconds: null,
    };
  }
}
