import type { TrainInput } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { EngineServices } from '../services.ts';
import type { Planned } from '../training/estimate.ts';
import { givenProblems, packFactors, readFactorFile, type Side } from '../training/given-factors.ts';
import { CHUNK_LIMIT } from '../training/safetensors.ts';

const SIDES = ['users', 'items'] as const;

type Given = Partial<Record<Side, Uint8Array>>;

/**
 * Reads the files of factors that a training is to begin with.
 * @throws RecsmithError BAD_DATA with file and line; BAD_INPUT where they do not fit the model, or no id is known
 */
export async function readGiven(
  { files, storage }: Pick<EngineServices, 'files' | 'storage'>,
  { factors = {}, freeze = [] }: Pick<TrainInput, 'factors' | 'freeze'>,
  { definition, stages, view }: Planned,
): Promise<Given> {
  const given: Given = {};
  const columns: Partial<Record<Side, number>> = {};
  for (const side of SIDES) {
    const handle = factors[side];
    if (handle === undefined) continue;
    const { path, name } = files.resolve(handle);
    const file = await readFactorFile(path, name);
    const { datasets } = storage;
    const indices =
      side === 'users'
        ? await datasets.userIndices(view.datasetId, [...file.ids])
        : await datasets.itemIndices(view.datasetId, [...file.ids]);
    if (indices.every((index) => index === null))
      throw new RecsmithError('BAD_INPUT', `None of the ids of ${name} is one of the ${side} of this dataset.`, {
        where: `${name}:1`,
      });
    columns[side] = file.columns;
    given[side] = packFactors(file, indices);
  }
  const problems = givenProblems(stages, definition.title, columns, freeze);
  if (problems.length > 0)
    throw new RecsmithError('BAD_INPUT', `${problems.join('; ')}.`, { where: 'factors, freeze' });
  return given;
}

export async function storeGiven(
  { storage }: Pick<EngineServices, 'storage'>,
  runId: string,
  given: Given,
): Promise<void> {
  for (const side of SIDES) {
    const bytes = given[side];
    for (let at = 0; bytes && at < bytes.length; at += CHUNK_LIMIT)
      await storage.runs.appendGiven(runId, side, bytes.slice(at, at + CHUNK_LIMIT));
  }
}
