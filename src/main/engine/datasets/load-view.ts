import * as v from 'valibot';
import { ViewRecipe, type ViewCounts } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { takeCensus } from './census.ts';
import { countsOf } from './counts.ts';
import { materialise } from './materialise.ts';
import { applyRecipe, type DatasetParts } from './recipe.ts';
import type { View } from './view.ts';

type Storage = RemoteServices<StorageServices>;

/** What a recipe needs of a stored dataset; the given sets only where the split asks for them. */
export async function loadParts(
  storage: Storage,
  datasetId: string,
  split: ViewRecipe['split'],
): Promise<DatasetParts> {
  const interactions = await storage.datasets.interactions(datasetId, 'all');
  const given = split.kind === 'given' ? (await storage.datasets.summary(datasetId)).given : null;
  return {
    interactions,
    validation: given && given.validation > 0 ? await storage.datasets.interactions(datasetId, 'validation') : null,
    test: given && given.test > 0 ? await storage.datasets.interactions(datasetId, 'test') : null,
    candidates: given && given.candidateUsers > 0 ? await storage.datasets.candidates(datasetId) : null,
  };
}

/**
 * A stored view, made anew from its recipe. Job and query threads only: some 0.1 s per million interactions.
 * @throws RecsmithError NOT_FOUND; BAD_DATA when the recipe no longer gives the bytes that runs were trained on.
 */
export async function loadView(storage: Storage, viewId: string, signal?: AbortSignal): Promise<View> {
  signal?.throwIfAborted();
  const { id, name, datasetId, hash, ...stored } = await storage.views.get(viewId);
  const recipe = v.parse(ViewRecipe, stored.recipe); // a recipe of an older version gets the defaults of new fields
  const parts = await loadParts(storage, datasetId, recipe.split);
  signal?.throwIfAborted();
  const assigned = applyRecipe(parts, recipe);
  signal?.throwIfAborted();
  const view = materialise(assigned, { id, datasetId });
  signal?.throwIfAborted();
  // Tables are numbered by the view: with another numbering every factor would belong to somebody else.
  if (view.hash !== hash)
    throw new RecsmithError('BAD_DATA', `The view "${name}" cannot be made again as it was.`, {
      why: `Its recipe now gives ${view.hash.slice(0, 12)}, its runs were trained on ${hash.slice(0, 12)}.`,
      next: 'Make a new view with the same recipe and train on it.',
    });
  return view;
}

/**
 * The figures of a recipe over data at hand; with `hash` also the SHA-256 that the view would carry, which costs as much
 * as making it.
 */
export function countRecipe(data: DatasetParts, recipe: ViewRecipe): ViewCounts;
export function countRecipe(
  data: DatasetParts,
  recipe: ViewRecipe,
  options: { hash: true },
): ViewCounts & { hash: string };
export function countRecipe(data: DatasetParts, recipe: ViewRecipe, options?: { hash: true }): ViewCounts {
  const assigned = applyRecipe(data, recipe);
  const census = takeCensus(assigned);
  const counts = countsOf(assigned, census);
  if (!options?.hash) return counts;
  return { ...counts, hash: materialise(assigned, { id: '', datasetId: '' }, census).hash } as ViewCounts & {
    hash: string;
  };
}
