// Workspaces, datasets and runs for tests; not part of the product.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetProfile, DatasetSummary } from '../../../shared/contract/datasets.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import type { Interactions } from '../datasets/interactions.ts';
import type { StorageServices, StoredItem } from './api.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A folder of its own; `dispose` removes it. */
export function temporaryFolder(): { folder: string; dispose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'recsmith-test-'));
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

export const openForWriting = (folder: string): Workspace =>
  openWorkspace({ workspace: folder, readOnly: false, door: 'test' });
export const openForReading = (folder: string): Workspace =>
  openWorkspace({ workspace: folder, readOnly: true, door: 'test' });

export function profileOf(users: number, items: number, interactions: number): DatasetProfile {
  return {
    ...{ id: '', name: '', createdAt: 0, source: '', users, items, interactions },
    ...{ hasValues: true, hasTime: true, hasTitles: true, duplicates: 0, rejected: 0, contentHash: 'c', given: null },
    ...{ density: 0, values: null, times: null, userActivity: [], itemPopularity: [] },
    ...{ medianPerUser: 0, medianPerItem: 0, coldUsers: 0, coldItems: 0, topItems: [], warnings: [] },
    ...{ singleUsers: 0, singleItems: 0, userShare: [], itemShare: [], attributes: [], imported: null },
  };
}

/** Per user, pairs of item index and value; times and rows count up. */
export function interactionsOf(
  histories: readonly (readonly (readonly [item: number, value: number])[])[],
  itemCount: number,
  { values = true, times = true }: { values?: boolean; times?: boolean } = {},
): Interactions {
  const flat = histories.flat();
  let end = 0;
  return {
    userCount: histories.length,
    itemCount,
    start: Uint32Array.from([0, ...histories.map((history) => (end += history.length))]),
    items: Uint32Array.from(flat, ([item]) => item),
    values: values ? Float32Array.from(flat, ([, value]) => value) : null,
    times: times ? Float64Array.from(flat, (_, row) => 1e9 + row + 0.25) : null,
    rows: Uint32Array.from(flat, (_, row) => row),
  };
}

export const itemsNamed = (...ids: string[]): StoredItem[] => ids.map((id) => ({ id, title: null, attributes: {} }));

/** A complete small dataset: two users, three items. */
export function smallDataset({ datasets }: StorageServices, name: string, items?: StoredItem[]): DatasetSummary {
  const stored = items ?? itemsNamed('a', 'b', 'c');
  const id = datasets.begin({ name, source: `${name}.csv` });
  datasets.appendUsers(id, ['u', 'v']);
  datasets.appendItems(id, stored);
  const data = interactionsOf([[[0, 1]], [[0, 5]]], stored.length);
  datasets.appendInteractions(id, 'all', 0, data);
  return datasets.complete(id, profileOf(2, stored.length, 2));
}

export function smallView({ views }: StorageServices, name: string, datasetId: string): ViewSummary {
  return views.create({
    name,
    datasetId,
    recipe: { filters: {}, split: { kind: 'none' }, seed: 1 } as ViewSummary['recipe'],
    hash: createHash('sha256').update(name).digest('hex'),
    ...{ users: 2, items: 3, interactions: 2, train: 2, validation: 0, test: 0, validationUsers: 0, testUsers: 0 },
    ...{ filtered: [], hasValues: true, hasTime: true, warnings: [] },
  });
}

export function smallRun({ runs }: StorageServices, name: string, view: ViewSummary): RunSummary {
  return runs.create({
    ...{ name, viewId: view.id, datasetId: view.datasetId, model: 'popularity', modelTitle: 'Popularity' },
    ...{ parameters: { factors: 8, range: [1, 5] }, seed: 42, backend: 'fused', executor: 'fused' },
    ...{ kernelBuild: 'simd', device: 'processor', threads: 2, epochsPlanned: 20 },
  });
}
