import * as v from 'valibot';
import { RecsmithError } from '../../../shared/errors.ts';
import type { CheckpointInfo, StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { readSafetensors, writeSafetensors, type Safetensors, type TensorSource } from './safetensors.ts';

type Storage = RemoteServices<StorageServices>;

/**
 * Where a training stands between two epochs: with the tables, all that resume needs. Random numbers are drawn by
 * counter and the schedule depends on the planned epochs alone, so neither has a state.
 *
 * One checkpoint of the kind `last` holds the latest tables and, where keep-best watches and the best epoch is another
 * one, the best tables beside them: both become visible in one step, and no crash can leave the one without the other.
 */
export const TrainingState = v.object({
  epoch: v.pipe(v.number(), v.integer(), v.minValue(0)), // done
  best: v.nullable(v.object({ epoch: v.number(), value: v.number() })),
  /** Validations since the best one. */
  sinceBest: v.number(),
  stoppedEarly: v.boolean(),
  /** Inside epochs, over all sessions of the run. */
  seconds: v.number(),
  examples: v.number(),
});
export type TrainingState = v.InferOutput<typeof TrainingState>;

export const initialState = (): TrainingState => ({
  epoch: 0,
  best: null,
  sinceBest: 0,
  stoppedEarly: false,
  seconds: 0,
  examples: 0,
});

export interface SavedTraining {
  readonly info: CheckpointInfo;
  readonly state: TrainingState;
  readonly file: Safetensors;
}

/**
 * Writes a checkpoint in chunks of at most 8 MiB; it replaces the former one when all of it is stored. What the file
 * says depends on the tables, the model and the epoch only, so that equal trainings give equal bytes.
 */
export async function saveCheckpoint(
  storage: Storage,
  runId: string,
  state: TrainingState,
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>>,
): Promise<CheckpointInfo> {
  const { checkpoints } = storage;
  const id = await checkpoints.begin(runId, 'last', state.epoch, JSON.stringify(state));
  try {
    for (const chunk of writeSafetensors(tensors, { ...metadata, epoch: String(state.epoch) }))
      await checkpoints.append(id, chunk);
    return await checkpoints.complete(id);
  } catch (error) {
    await checkpoints.abandon(id).catch(() => undefined); // orphans are swept at the next start
    throw error;
  }
}

/**
 * The newest checkpoint of a run, or null.
 * @throws RecsmithError BAD_DATA when it is damaged
 */
export async function loadCheckpoint(storage: Storage, runId: string): Promise<SavedTraining | null> {
  const info = await storage.checkpoints.find(runId, 'last');
  if (!info) return null;
  const state = parseState(info.state);
  return { info, state, file: readSafetensors(await storage.checkpoints.read(info.id)) };
}

function parseState(text: string): TrainingState {
  try {
    return v.parse(TrainingState, JSON.parse(text));
  } catch (cause) {
    throw new RecsmithError(
      'BAD_DATA',
      'The state of this checkpoint cannot be read.',
      { next: 'Train the run again.' },
      { cause },
    );
  }
}
