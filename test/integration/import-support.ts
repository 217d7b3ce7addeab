import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetSummary, ImportResult } from '../../src/shared/contract/datasets.ts';
import type { FileRef, ResolvedImportInput } from '../../src/main/engine/datasets/import/input.ts';
import type { Interactions } from '../../src/main/engine/datasets/interactions.ts';
import type { JobContext } from '../../src/main/engine/jobs/job.ts';
import { importJob } from '../../src/main/engine/jobs/import.ts';
import { openStorage, type StorageHandle } from '../../src/main/engine/storage/client.ts';

/** A workspace in a temporary folder with its storage thread, and the import job run against it. */
export interface Bench {
  readonly folder: string;
  readonly storage: StorageHandle;
  file(name: string, content: string | Uint8Array): FileRef;
  run(input: Input, options?: { signal?: AbortSignal; report?: JobContext['report'] }): Promise<ImportResult>;
  /** Rows as text, user by user: user item value time, in stored order. */
  rows(result: ImportResult, part?: 'all' | 'validation' | 'test'): Promise<string[]>;
  /** Nothing of an import is left: no dataset, no rows in the trash, no temporary file. */
  leftovers(): Promise<{ datasets: DatasetSummary[]; files: string[] }>;
  close(): Promise<void>;
}

export type Input = Partial<ResolvedImportInput> & { file: FileRef };

export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'recsmith-import-'));
  const workspace = join(folder, 'workspace');
  const storage = await openStorage({ workspace, readOnly: false, door: 'test' });
  const { datasets } = storage.services;
  let jobs = 0;
  return {
    folder,
    storage,
    file(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return { path, name };
    },
    async run(input, { signal = new AbortController().signal, report = () => undefined } = {}) {
      const own = join(folder, `job-${++jobs}`);
      mkdirSync(own);
      try {
        const context: JobContext = {
          jobId: `job-${jobs}`,
          signal,
          storage: storage.services,
          folder: own,
          report,
          epoch: () => undefined,
          logged: () => undefined,
          log: () => undefined,
        };
        const full = { format: {}, columns: {}, duplicates: 'last' as const, maxRejects: { share: 0.01 }, ...input };
        return await importJob.run({ datasetName: 'test', import: full }, context);
      } finally {
        rmSync(own, { recursive: true });
      }
    },
    async rows({ dataset }, part = 'all') {
      const { start, items, values, times }: Interactions = await datasets.interactions(dataset.id, part);
      const users = await datasets.userIds(
        dataset.id,
        Uint32Array.from({ length: start.length - 1 }, (_, k) => k),
      );
      const cards = await datasets.itemsAt(dataset.id, Uint32Array.from(items));
      const rows: string[] = [];
      users.forEach((user, at) => {
        for (let n = start[at]; n < start[at + 1]; n++)
          rows.push([user, cards[n].id, values?.[n], times?.[n]].filter((text) => text !== undefined).join(' '));
      });
      return rows;
    },
    async leftovers() {
      return { datasets: await datasets.list(), files: readdirSync(folder).filter((name) => name.startsWith('job-')) };
    },
    async close() {
      await storage.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
