import type { ImportResult } from '../../../shared/contract/datasets.ts';
import type { Preview, RecognisedFile } from '../../../shared/contract/imports.ts';
import { readDataset, type ReadContext, type ReadDataset } from '../datasets/import/dataset.ts';
import { givenIds } from '../datasets/import/given-ids.ts';
import { contentHash } from '../datasets/import/hash.ts';
import type { ImportJobInput, ResolvedImportInput } from '../datasets/import/input.ts';
import { previewImport } from '../datasets/import/preview.ts';
import { recognise, type NamedFile } from '../datasets/import/recognise.ts';
import type { Interactions } from '../datasets/interactions.ts';
import { profileOf } from '../datasets/profile.ts';
import type { Part } from '../storage/api.ts';
import { defineJob, type JobContext } from './job.ts';

/** Reads files into a new dataset. Nothing of it can be seen before its last step; nothing stays when it fails or is cancelled. */
export const importJob = defineJob<ImportJobInput, ImportResult>({
  type: 'import',
  async run({ import: input, datasetName: name }, job) {
    const started = performance.now();
    const { datasets } = job.storage;
    const source = input.file.name;
    const known = await givenIds(input, job.storage);
    const id = await datasets.begin({ name, source });
    try {
      const context: ReadContext = {
        signal: job.signal,
        folder: job.folder,
        report: (progress) => job.report(progress),
        keep: async (rejects) => {
          if (rejects.length > 0) await datasets.appendRejects(id, rejects);
        },
      };
      const read = await readDataset(input, context, known);
      const { interactions, validation, test, candidates } = read;
      // The storage thread writes while this one computes what is known only at the end.
      const storing = store(id, read, job);
      storing.catch(() => undefined); // awaited below
      await turn();
      const itemIds = read.items.map((item) => item.id);
      const hash = contentHash(read.users, itemIds, { all: interactions, validation, test });
      await turn();
      const given = validation ?? test ?? candidates;
      const profile = profileOf({
        id,
        name,
        createdAt: Date.now(),
        source,
        duplicates: read.duplicates,
        rejected: read.rejected,
        contentHash: hash,
        given: given && {
          validation: validation?.items.length ?? 0,
          test: test?.items.length ?? 0,
          candidateUsers: candidates?.users ?? 0,
        },
        interactions,
        items: read.items,
        imported: read.record,
      });
      await storing;
      job.signal.throwIfAborted();
      const dataset = await datasets.complete(id, profile);
      return {
        dataset,
        rejected: read.rejected,
        rejects: [...read.firstRejects],
        warnings: [...read.warnings],
        ...(read.ids && { ids: read.ids }),
        seconds: (performance.now() - started) / 1000,
      };
    } catch (error) {
      await datasets.abandon(id);
      throw error;
    }
  },
});

/** The first rows and what was found out about them; stores nothing. */
export const previewJob = defineJob<ResolvedImportInput, Preview>({
  type: 'preview',
  run: (input, job) => previewImport(input, job.signal),
});

/** What each of some files seems to be. */
export const recogniseJob = defineJob<readonly NamedFile[], RecognisedFile[]>({
  type: 'recognise',
  run: (files, job) => recognise(files, job.signal),
});

/** Small enough that a cancel between two of them is quick, large enough that a transaction costs little. */
const CHUNK_INTERACTIONS = 400_000;
const CHUNK_USERS = 20_000;
const CHUNK_TEXTS = 20_000;

/** So many chunks are under way at once: the storage thread always has the next one at hand. */
const UNDER_WAY = 3;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function store(id: string, read: ReadDataset, job: JobContext): Promise<void> {
  const { datasets } = job.storage;
  const total = read.interactions.items.length;
  const open: Promise<unknown>[] = [];
  /** @param done interactions stored once this chunk is */
  const send = async (chunk: Promise<unknown>, done: number) => {
    chunk.catch(() => undefined); // awaited in its turn
    open.push(chunk);
    if (open.length >= UNDER_WAY) await open.shift();
    job.signal.throwIfAborted();
    job.report({ stage: 'Storing', done, total, unit: 'interactions' });
  };
  for (let from = 0; from < read.users.length; from += CHUNK_TEXTS)
    await send(datasets.appendUsers(id, read.users.slice(from, from + CHUNK_TEXTS)), 0);
  for (let from = 0; from < read.items.length; from += CHUNK_TEXTS)
    await send(datasets.appendItems(id, read.items.slice(from, from + CHUNK_TEXTS)), 0);
  const parts: [Part, Interactions | null][] = [
    ['all', read.interactions],
    ['validation', read.validation],
    ['test', read.test],
  ];
  for (const [part, interactions] of parts) {
    if (!interactions) continue;
    for (const [from, to] of ranges(interactions.start)) {
      // Only the range of users is cut out: the columns are shared memory, and `start` points into them.
      const chunk = { ...interactions, userCount: to - from, start: interactions.start.subarray(from, to + 1) };
      const done = part === 'all' ? interactions.start[to] : total;
      await send(datasets.appendInteractions(id, part, from, chunk), done);
    }
  }
  if (read.candidates) {
    const { start, items } = read.candidates;
    for (const [from, to] of ranges(start))
      await send(datasets.appendCandidates(id, from, start.subarray(from, to + 1), items), total);
  }
  await Promise.all(open);
}

/** Ranges of users that hold about `CHUNK_INTERACTIONS` each. */
function* ranges(start: Uint32Array): Generator<[number, number]> {
  const users = start.length - 1;
  for (let from = 0; from < users;) {
    let to = from + 1;
    while (to < users && to - from < CHUNK_USERS && start[to + 1] - start[from] <= CHUNK_INTERACTIONS) to++;
    yield [from, to];
    from = to;
  }
}
