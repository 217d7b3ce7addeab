import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../src/shared/contract/jobs.ts';
import type { EpochRow, RunSummary } from '../../src/shared/contract/runs.ts';
import type { ViewSummary } from '../../src/shared/contract/views.ts';
import type { ParameterValues } from '../../src/shared/parameters.ts';
import type { Interactions } from '../../src/main/engine/datasets/interactions.ts';
import { sharedF32, sharedU32 } from '../../src/main/engine/datasets/interactions.ts';
import { profileOf } from '../../src/main/engine/datasets/profile.ts';
import { viewService } from '../../src/main/engine/datasets/view-service.ts';
import type { JobContext } from '../../src/main/engine/jobs/job.ts';
import { trainJob } from '../../src/main/engine/jobs/train.ts';
import { defaultKernelBuild } from '../../src/main/engine/kernels/kernels.ts';
import { modelById } from '../../src/main/engine/models/registry.ts';
import { Random } from '../../src/main/engine/random.ts';
import type { StorageServices } from '../../src/main/engine/storage/api.ts';
import { openStorage } from '../../src/main/engine/storage/client.ts';
import type { RemoteServices } from '../../src/main/engine/threads/remote.ts';

/** A real workspace on disk with a planted dataset, and jobs run in this thread against it. */

export type Storage = RemoteServices<StorageServices>;

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'recsmith-training-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export const open = (workspace: string) => openStorage({ workspace, readOnly: false, door: 'test' });

/** Users of four tastes, who like the items of their taste. Values 1 to 5. */
export function plantedInteractions(userCount: number, itemCount: number, perUser: number): Interactions {
  const random = new Random(7, 'planted');
  const start = sharedU32(userCount + 1);
  const items = sharedU32(userCount * perUser);
  const values = sharedF32(userCount * perUser);
  const rows = sharedU32(userCount * perUser).map((_, row) => row);
  for (let user = 0, row = 0; user < userCount; user++) {
    const seen = new Set<number>();
    while (seen.size < perUser) {
      const item = random.below(itemCount);
      const liked = item % 4 === user % 4;
      if (seen.has(item) || (!liked && random.uniform() < 0.75)) continue;
      seen.add(item);
      items[row] = item;
      values[row++] = liked ? 4 + random.below(2) : 1 + random.below(3);
    }
    start[user + 1] = row;
  }
  return { userCount, itemCount, start, items, values, times: null, rows };
}

export async function storeDataset(storage: Storage, interactions: Interactions, name = 'planted'): Promise<string> {
  const { datasets } = storage;
  const { userCount, itemCount } = interactions;
  const id = await datasets.begin({ name, source: 'planted' });
  const items = Array.from({ length: itemCount }, (_, item) => ({ id: `i${item}`, title: null, attributes: {} }));
  await datasets.appendUsers(
    id,
    Array.from({ length: userCount }, (_, user) => `u${user}`),
  );
  await datasets.appendItems(id, items);
  await datasets.appendInteractions(id, 'all', 0, interactions);
  await datasets.complete(
    id,
    profileOf({
      id,
      name,
      createdAt: 1,
      source: 'planted',
      duplicates: 0,
      rejected: 0,
      contentHash: createHash('sha256').update(new Uint8Array(interactions.items)).digest('hex'),
      given: null,
      interactions,
      items,
    }),
  );
  return id;
}

export const storeView = (
  storage: Storage,
  dataset: string,
  [train, validation, test]: readonly [number, number, number],
): Promise<ViewSummary> =>
  viewService(storage).create({
    dataset,
    filters: { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null },
    split: { kind: 'random', train, validation, test },
    seed: 42,
  });

export function storeRun(
  storage: Storage,
  view: ViewSummary,
  model: string,
  parameters: ParameterValues,
): Promise<RunSummary> {
  const definition = modelById(model);
  return storage.runs.create({
    name: model,
    viewId: view.id,
    datasetId: view.datasetId,
    model,
    modelTitle: definition.title,
    parameters: parameters as RunSummary['parameters'],
    seed: 42,
    backend: 'fused',
    executor: 'fused',
    kernelBuild: defaultKernelBuild(),
    device: 'processor',
    threads: 2,
    epochsPlanned: typeof parameters.epochs === 'number' ? parameters.epochs : 1,
  });
}

type Report = Partial<Progress> & Pick<Progress, 'stage' | 'done'>;

export interface Told {
  readonly epochs: EpochRow[];
  readonly reports: Report[];
  readonly log: string[];
}

export function jobContext(
  storage: Storage,
  {
    signal = new AbortController().signal,
    onEpoch,
    onReport,
  }: { signal?: AbortSignal; onEpoch?: (row: EpochRow) => void; onReport?: (report: Report) => void } = {},
): { job: JobContext; told: Told } {
  const told: Told = { epochs: [], reports: [], log: [] };
  const job: JobContext = {
    jobId: 'job',
    signal,
    storage,
    folder: tmpdir(),
    report: (progress) => {
      told.reports.push(progress);
      onReport?.(progress);
    },
    logged: () => undefined,
    epoch: (_runId, row) => {
      told.epochs.push(row);
      onEpoch?.(row);
    },
    log: (message) => void told.log.push(message),
  };
  return { job, told };
}

export async function train(
  storage: Storage,
  runId: string,
  {
    threads = 2,
    evaluate = false,
    ...options
  }: Parameters<typeof jobContext>[1] & { threads?: number; evaluate?: boolean } = {},
): Promise<Told> {
  const { job, told } = jobContext(storage, options);
  await trainJob.run({ runId, threads, evaluate }, job);
  return told;
}

/** SHA-256 of the newest checkpoint's bytes. */
export async function checkpointHash(storage: Storage, runId: string): Promise<string> {
  const info = await storage.checkpoints.find(runId, 'last');
  if (!info) throw new Error(`The run ${runId} has no checkpoint.`);
  return info.hash;
}
