import type { RunSummary } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { rowsIn } from '../checkpoints/file.ts';
import { loadView } from '../datasets/load-view.ts';
import type { View } from '../datasets/view.ts';
import { itemCounts, userCounts } from '../models/initial.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { loadCheckpoint } from './checkpoints.ts';
import { InitialTables, type RowsFrom } from './initial-tables.ts';

type Storage = RemoteServices<StorageServices>;
type Source = NonNullable<RunSummary['startedFrom']>;

/** Ids asked for at once. */
const TEXTS = 20_000;

/**
 * The newest tables of a run, for a training on another view. Users and items are matched by original id; those that the
 * source has learnt nothing about begin afresh, as if it did not have them.
 * @throws RecsmithError NOT_FOUND where the source is gone
 */
export async function initialFrom(storage: Storage, view: View, source: Source): Promise<InitialTables> {
  const run = await storage.runs.get(source.runId).catch(() => null);
  const saved = run && (await loadCheckpoint(storage, run.id));
  if (!saved)
    throw new RecsmithError('NOT_FOUND', `The run "${source.name}", from which this one begins, is gone.`, {
      next: 'Bring it back from the trash, or train without it.',
    });
  const former = await loadView(storage, run.viewId);
  const [users, items] = await Promise.all(
    (['users', 'items'] as const).map(async (side): Promise<RowsFrom> => {
      const counts =
        rowsIn(saved.file, side) ??
        (side === 'users' ? userCounts(former.train) : itemCounts(former.train, former.itemCount));
      return rowsFrom(storage, { view, former, side, counts });
    }),
  );
  return new InitialTables(saved.file, users, items);
}

async function rowsFrom(
  { datasets }: Storage,
  { view, former, side, counts }: { view: View; former: View; side: 'users' | 'items'; counts: Uint32Array },
): Promise<RowsFrom> {
  const [here, there] = side === 'users' ? [view.userOf, former.userOf] : [view.itemOf, former.itemOf];
  const from = new Int32Array(here.length).fill(-1);
  const place = new Map(Array.from(here, (index, row) => [index, row]));
  const take = (index: number | null, row: number) => {
    const at = index === null ? undefined : place.get(index);
    if (at !== undefined && counts[row] > 0) from[at] = row;
  };
  if (view.datasetId === former.datasetId) there.forEach(take);
  else
    for (let first = 0; first < there.length; first += TEXTS) {
      const rows = there.slice(first, first + TEXTS);
      const ids =
        side === 'users'
          ? await datasets.userIds(former.datasetId, rows)
          : (await datasets.itemsAt(former.datasetId, rows)).map(({ id }) => id);
      const indices =
        side === 'users'
          ? await datasets.userIndices(view.datasetId, ids)
          : await datasets.itemIndices(view.datasetId, ids);
      indices.forEach((index, n) => take(index, first + n));
    }
  return { from, count: there.length };
}

/** What `TrainInput.from` names. @throws RecsmithError NOT_FOUND for no such run, or one that has stored no tables */
export async function sourceOf(storage: Storage, ref: string): Promise<Source> {
  const { id, name, state } = await storage.runs.get(ref);
  const checkpoint = await storage.checkpoints.find(id, 'last');
  if (!checkpoint)
    throw new RecsmithError('NOT_FOUND', `The run "${name}" has no tables to begin with.`, {
      where: 'from',
      why: `It is ${state} and has stored no checkpoint.`,
    });
  return { runId: id, name, epoch: checkpoint.epoch };
}

/** How much of it came to pass. */
export function countsOf({ users, items, taken, fresh }: InitialTables): NonNullable<Source['counts']> {
  const side = ({ from }: RowsFrom) => {
    const known = from.reduce((count, row) => count + (row >= 0 ? 1 : 0), 0);
    return { taken: known, fresh: from.length - known };
  };
  return { users: side(users), items: side(items), tables: { taken: [...taken], fresh: [...fresh] } };
}
