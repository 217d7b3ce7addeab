import { createHash } from 'node:crypto';
import type { CheckpointDescription } from '../../../shared/contract/checkpoints.ts';
import type { RunDetail } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { formatSplit } from '../../../shared/split.ts';
import { loadView } from '../datasets/load-view.ts';
import type { View } from '../datasets/view.ts';
import { writeWhole } from '../export/write-whole.ts';
import { itemCounts, userCounts } from '../models/initial.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { loadCheckpoint, type SavedTraining } from '../training/checkpoints.ts';
import { writeSafetensors } from '../training/safetensors.ts';
import { applicationVersion } from '../version.ts';
import { contentMetadata, contentTensors, readContent, rowsIn, tablesOf, type CheckpointContent } from './file.ts';
import { readOrigin } from './origin.ts';
import { readSafetensorsFile } from './read-file.ts';

type Storage = RemoteServices<StorageServices>;

/** Ids and titles asked for at once. */
const TEXTS = 20_000;
/** A download is held in memory on its way. */
const DOWNLOAD_LIMIT = 2 ** 30;

export interface CheckpointExports {
  /** Writes a run as one file. */
  toFile(input: {
    run: string;
    path: string;
  }): Promise<{ bytes: number; tables: number; epoch: number; sha256: string }>;
  /** The same file in memory. @throws RecsmithError REFUSED above 1 GiB */
  inMemory(input: { run: string }): Promise<Uint8Array<ArrayBuffer>>;
  /** What a file says about itself. @throws RecsmithError BAD_DATA */
  inspect(input: { path: string }): Promise<Omit<CheckpointDescription, 'known' | 'datasetHere'>>;
}

export function checkpointExports(storage: Storage): CheckpointExports {
  return {
    async toFile({ run, path }) {
      const { content, saved } = await contentOf(storage, run);
      const hash = createHash('sha256');
      const bytes = await writeWhole(
        path,
        (function* () {
          for (const chunk of writeSafetensors(contentTensors(content), contentMetadata(content))) {
            hash.update(chunk);
            yield chunk;
          }
        })(),
      );
      return { bytes, tables: content.tables.length, epoch: saved.state.epoch, sha256: hash.digest('hex') };
    },

    async inMemory({ run }) {
      const { content } = await contentOf(storage, run);
      const tensors = contentTensors(content);
      const size = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
      if (size > DOWNLOAD_LIMIT)
        throw new RecsmithError('REFUSED', 'This checkpoint is too large to be downloaded.', {
          why: `It has ${Math.ceil(size / 2 ** 20)} MiB; a download holds 1024.`,
          next: 'Write it on the machine itself: recsmith export RUN --out FILE.safetensors.',
        });
      const pieces = Array.from(writeSafetensors(tensors, contentMetadata(content)), (chunk) => chunk.slice());
      const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      return whole;
    },

    async inspect({ path }) {
      const { file, bytes } = await readSafetensorsFile(path);
      const { description, tables } = readContent(file);
      const { model, modelTitle, run, seed, state, results, version, view, dataset } = description;
      const { name, contentHash, users, items, interactions } = dataset;
      return {
        ...{ model, modelTitle, run, seed, version, bytes },
        ...{ epochsDone: state.epoch, epochsPlanned: results.epochsPlanned, users: view.users, items: view.items },
        dataset: { name, contentHash, users, items, interactions },
        view: { name: view.name, split: view.split, hash: view.hash },
        tables: tables.map((table) => ({ name: table.name, shape: [...table.shape] })),
      };
    },
  };
}

/** @throws RecsmithError NOT_FOUND for a run that does not exist or has stored no checkpoint */
async function contentOf(storage: Storage, ref: string): Promise<{ content: CheckpointContent; saved: SavedTraining }> {
  const run = await storage.runs.get(ref);
  const saved = await loadCheckpoint(storage, run.id);
  if (!saved)
    throw new RecsmithError('NOT_FOUND', `The run "${run.name}" has no checkpoint yet.`, {
      next: 'Let it train for an epoch, or resume it.',
    });
  const view = await loadView(storage, run.viewId);
  const { userIds, itemIds, titles } = await textsOf(storage, view);
  const content: CheckpointContent = {
    description: { ...describe(run, saved), ...(readOrigin(saved.file) ?? (await originOf(storage, run, view))) },
    history: run.history.filter(({ epoch }) => epoch <= saved.state.epoch),
    tables: tablesOf(saved.file),
    ...{ userIds, itemIds, titles },
    userRows: rowsIn(saved.file, 'users') ?? userCounts(view.train),
    itemRows: rowsIn(saved.file, 'items') ?? itemCounts(view.train, view.itemCount),
  };
  return { content, saved };
}

function describe(run: RunDetail, { state }: SavedTraining) {
  const { backend, executor, kernelBuild, device, seed, parameters, metrics, protocol, popularity, verdict } = run;
  const { seconds, epochsPlanned, best, stoppedEarly, examplesPerSecond, notes, tags } = run;
  const ofLoss = Object.entries(parameters).filter(([name]) => /loss|confidence|margin|anneal|cap|range/i.test(name));
  return {
    version: applicationVersion(),
    ...{ model: run.model, modelTitle: run.modelTitle, run: run.name, seed, parameters, state },
    loss: {
      id: typeof parameters['loss'] === 'string' ? parameters['loss'] : `${run.model}'s own`,
      parameters: Object.fromEntries(ofLoss),
    },
    random: { kind: 'counter' as const, seed, epoch: state.epoch },
    executor: { backend, executor, kernelBuild, device },
    results: {
      unfinished: run.resumable || run.state === 'running',
      ...{ seconds, epochsPlanned, best, stoppedEarly, metrics, protocol, popularity, verdict },
      ...{ examplesPerSecond, notes, tags },
    },
  };
}

async function originOf(storage: Storage, run: RunDetail, view: View) {
  const [dataset, stored] = await Promise.all([storage.datasets.summary(run.datasetId), storage.views.get(run.viewId)]);
  const { name, source, contentHash, users, items, interactions, hasValues, hasTime } = dataset;
  return {
    dataset: { name, source, contentHash, users, items, interactions, hasValues, hasTime },
    view: {
      ...{ name: stored.name, recipe: stored.recipe, split: formatSplit(stored.recipe.split), hash: stored.hash },
      ...{ users: view.userCount, items: view.itemCount, train: view.train.items.length },
      valueRange: view.valueRange && ([...view.valueRange] as [number, number]),
    },
  };
}

/** Original ids and titles in the order of the view. */
async function textsOf(storage: Storage, { datasetId, userOf, itemOf }: View) {
  const userIds: string[] = [];
  for (let from = 0; from < userOf.length; from += TEXTS)
    userIds.push(...(await storage.datasets.userIds(datasetId, userOf.slice(from, from + TEXTS))));
  const itemIds: string[] = [];
  const titles: string[] = [];
  for (let from = 0; from < itemOf.length; from += TEXTS)
    for (const { id, title } of await storage.datasets.itemsAt(datasetId, itemOf.slice(from, from + TEXTS))) {
      itemIds.push(id);
      titles.push(title ?? '');
    }
  return { userIds, itemIds, titles: titles.some((title) => title !== '') ? titles : null };
}
