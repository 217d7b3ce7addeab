import { RecsmithError } from '../../../shared/errors.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { withDefaults } from '../../../shared/parameters.ts';
import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { FittedModel } from '../models/definition.ts';
import { modelOfRun } from '../models/of-run.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { loadCheckpoint, type SavedTraining } from './checkpoints.ts';
import { BEST, tablesFrom } from './store.ts';

export interface RestoreInput {
  /** The tables are put into its memory: `mark` before and `release` after, or close it. */
  kernels: Kernels;
  storage: RemoteServices<StorageServices>;
  run: Pick<RunSummary, 'id' | 'name' | 'model' | 'parameters'>;
  view: View;
}

/**
 * The model of a run as its checkpoint left it: the tables of the best validation where the run keeps the best, the
 * latest ones otherwise. Runs that were cancelled or interrupted have one too.
 * @throws RecsmithError NOT_FOUND without a checkpoint, BAD_DATA when it is damaged
 */
export async function restoreRun(input: RestoreInput): Promise<FittedModel> {
  return (await restoreSaved(input)).model;
}

/** The same with the checkpoint that it came from. */
export async function restoreSaved({
  kernels,
  storage,
  run,
  view,
}: RestoreInput): Promise<{ model: FittedModel; saved: SavedTraining }> {
  const definition = await modelOfRun(storage, run);
  const saved = await loadCheckpoint(storage, run.id);
  if (!saved)
    throw new RecsmithError('NOT_FOUND', `The run "${run.name}" has no checkpoint yet.`, {
      next: 'Let it train for an epoch, or resume it.',
    });
  // Best tables are in the file exactly when the run keeps the best and its best epoch is not the latest.
  const hasBest = [...saved.file.tensors.keys()].some((name) => name.startsWith(BEST));
  const tables = tablesFrom(kernels, saved.file, hasBest ? BEST : '');
  const parameters = withDefaults(definition.parameters, run.parameters);
  return { model: await definition.restore(tables, parameters, view, kernels), saved };
}
