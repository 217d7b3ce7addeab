import type { DatasetProfile, DatasetSummary, FoundItem, TrashEntry } from '../../../shared/contract/datasets.ts';
import type { Reject } from '../../../shared/contract/imports.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { EpochRow, RunDetail, RunSummary, Stream } from '../../../shared/contract/runs.ts';
import type { ViewSummary } from '../../../shared/contract/views.ts';
import type { Interactions } from '../datasets/interactions.ts';

/**
 * The services of the storage thread. Every SQLite call of the engine stands behind one of these methods; other
 * threads call them through `RemoteServices<StorageServices>`. One repository per aggregate; methods are synchronous
 * inside the storage thread. Refs are names or ids; the newest wins when a name repeats; NOT_FOUND lists near names.
 */
export interface StorageServices {
  datasets: DatasetsRepository;
  views: ViewsRepository;
  runs: RunsRepository;
  checkpoints: CheckpointsRepository;
  jobs: JobsRepository;
  trash: TrashRepository;
  settings: SettingsRepository;
}

export type Part = 'all' | 'validation' | 'test'; // 'all' = the imported file; the others = given sets

export interface NewDataset {
  name: string;
  source: string;
}

export interface StoredItem {
  id: string;
  title: string | null;
  attributes: Record<string, string>;
}

export interface DatasetsRepository {
  list(): DatasetSummary[];
  /** Accepts a name or an id. */
  summary(ref: string): DatasetSummary;
  profile(ref: string): DatasetProfile;
  rename(ref: string, name: string): DatasetSummary;

  // Import: chunks of at most some MB, each its own transaction, invisible until `complete`. Orphans are swept at start.
  begin(dataset: NewDataset): string; // -> id
  appendUsers(id: string, userIds: string[]): void; // in index order, from where the last call ended
  appendItems(id: string, items: StoredItem[]): void;
  /** The users firstUser, firstUser + 1, ... of `chunk`, packed one row per user. */
  appendInteractions(id: string, part: Part, firstUser: number, chunk: Interactions): void;
  appendCandidates(id: string, firstUser: number, start: Uint32Array, items: Uint32Array): void;
  appendRejects(id: string, rejects: Reject[]): void;
  /** Makes the dataset visible, with its profile, in one transaction. Name clashes are allowed (the newest wins). */
  complete(id: string, profile: DatasetProfile): DatasetSummary;
  abandon(id: string): void;

  /** One sequential scan into SharedArrayBuffers. */
  interactions(id: string, part: Part): Interactions;
  candidates(id: string): { start: Uint32Array; items: Uint32Array } | null;
  /** One primary-key read: null where the user index is unknown. */
  history(id: string, userIndex: number): Pick<Interactions, 'items' | 'values' | 'times' | 'rows'> | null;
  rejects(id: string): Reject[];
  /** `limit` of them from the `offset`-th on, in file order. */
  rejectsPage(id: string, offset: number, limit: number): Reject[];

  // Id maps and texts
  userIndex(id: string, userId: string): number | null;
  itemIndex(id: string, itemId: string): number | null;
  userIndices(id: string, userIds: string[]): (number | null)[];
  itemIndices(id: string, itemIds: string[]): (number | null)[];
  userIds(id: string, userIndices: Uint32Array): string[];
  itemsAt(id: string, itemIndices: Uint32Array): StoredItem[];
  searchUsers(
    id: string,
    text: string,
    offset: number,
    limit: number,
  ): { users: { user: string; interactions: number }[]; total: number };
  searchItems(id: string, text: string, offset: number, limit: number): { items: FoundItem[]; total: number };
  /** Indices of all that `searchUsers` and `searchItems` find, in no particular order. */
  matchingUsers(id: string, text: string): Uint32Array;
  matchingItems(id: string, text: string): Uint32Array;
  /** Texts of the users or items `first`, `first + 1`, ... in index order, at most `count`. */
  userIdsFrom(id: string, first: number, count: number): string[];
  itemNamesFrom(id: string, first: number, count: number): { id: string; title: string | null }[];
}

export interface ViewsRepository {
  list(): ViewSummary[];
  get(ref: string): ViewSummary;
  create(view: Omit<ViewSummary, 'id' | 'createdAt' | 'datasetName'>): ViewSummary;
  rename(ref: string, name: string): ViewSummary;
}

/** What a run starts with; the rest of RunSummary is filled by `update` and `appendEpochs`. */
export type NewRun = Pick<
  RunSummary,
  | 'name'
  | 'viewId'
  | 'datasetId'
  | 'model'
  | 'modelTitle'
  | 'parameters'
  | 'seed'
  | 'backend'
  | 'executor'
  | 'kernelBuild'
  | 'device'
  | 'threads'
  | 'epochsPlanned'
>;

export interface RunsRepository {
  /** Newest first, without what is in the trash; with ids, only those. */
  list(ids?: readonly string[]): RunSummary[];
  get(ref: string): RunDetail;
  create(run: NewRun): RunSummary; // state 'queued'
  /** Everything but what the history (`appendEpochs`) and people (`annotate`) say. */
  update(
    id: string,
    change: Partial<Omit<RunSummary, 'id' | 'number' | 'viewName' | 'datasetName' | 'notes' | 'tags' | 'last'>>,
  ): RunSummary;
  /** Notes and tags; what is left out stays. A tag that repeats, whatever its case, is kept once. */
  annotate(id: string, change: { notes?: string; tags?: readonly string[] }): RunSummary;
  /** Rows after `epoch` are replaced: a resumed run repeats nothing and keeps nothing of what was lost. */
  appendEpochs(id: string, epochs: EpochRow[]): void;
  truncateEpochs(id: string, afterEpoch: number): void;
  appendLog(id: string, entries: { at: number; message: string }[]): void;
  /** What incremental learning has seen so far; replaces what was stored. */
  saveStream(id: string, stream: Stream): void;
  /** Factors that the run was given to begin with, in chunks of at most 8 MiB; read whole. */
  appendGiven(id: string, side: 'users' | 'items', chunk: Uint8Array): void;
  given(id: string, side: 'users' | 'items'): Uint8Array | null;
  /** The model that a run was trained with, where it came from a plug-in: JSON. */
  savePlugin(id: string, model: string): void;
  plugin(id: string): string | null;
  /** The evaluation of popularity on a view, kept per protocol key so that it is computed once. */
  baseline(viewId: string, key: string): string | null;
  saveBaseline(viewId: string, key: string, value: string): void;
}

export type CheckpointKind = 'last' | 'best';

export interface CheckpointInfo {
  id: string;
  runId: string;
  kind: CheckpointKind;
  epoch: number;
  bytes: number;
  hash: string; // SHA-256 of the safetensors bytes
  state: string; // JSON: what resume needs besides tables
}

export interface CheckpointsRepository {
  /** Chunks of at most 8 MiB, each its own transaction; visible by `complete` alone, which drops the older one of its kind. */
  begin(runId: string, kind: CheckpointKind, epoch: number, state: string): string; // -> id
  append(id: string, chunk: Uint8Array): void;
  complete(id: string): CheckpointInfo;
  abandon(id: string): void;
  find(runId: string, kind: CheckpointKind): CheckpointInfo | null;
  /** The whole safetensors file in a SharedArrayBuffer; checks the hash (BAD_DATA when it differs). */
  read(id: string): Uint8Array;
}

export interface JobsRepository {
  save(job: Job, input: string): void;
  /** Jobs that a former engine left queued or running become `interrupted`, runs alike; returns them. */
  sweep(): { job: Job; input: string }[];
  list(): { job: Job; input: string }[];
}

export interface TrashRepository {
  list(): TrashEntry[];
  /** Looks for a dataset, then a view, then a run of that name or id. Dependent views and runs go along. */
  delete(ref: string): TrashEntry;
  restore(ref: string): TrashEntry;
  /** @throws RecsmithError BAD_INPUT when `typed` is not its name */
  purge(id: string, typed: string): void;
  empty(): number;
}

export interface SettingsRepository {
  all(): Record<string, string>;
  get(key: string): string | null;
  save(key: string, value: string): void;
}
