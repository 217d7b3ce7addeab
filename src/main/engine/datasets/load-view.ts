import * as v from 'valibot';
import { ViewRecipe, type ViewCounts } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { takeCensus, type Census } from './census.ts';
import { countsOf } from './counts.ts';
import { applyFilters, type Selection } from './filters.ts';
import { materialise } from './materialise.ts';
import { applyRecipe, type Assigned, type DatasetParts } from './recipe.ts';
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

/** A recipe over data at hand: its figures, and what is needed to go on from them. */
export interface Counted {
  readonly assigned: Assigned;
  readonly census: Census;
  readonly counts: ViewCounts;
}

/** @param options `filtered`: what the filters gave, where it is known; `signal`: looked at between passes over the data. */
export function countRecipe(
  data: DatasetParts,
  recipe: ViewRecipe,
  options: { filtered?: Selection; signal?: AbortSignal } = {},
): Counted {
  const { signal } = options;
  signal?.throwIfAborted();
  const filtered = options.filtered ?? applyFilters(data.interactions, recipe.filters);
  signal?.throwIfAborted();
  const assigned = applyRecipe(data, recipe, filtered);
  signal?.throwIfAborted();
  const census = takeCensus(assigned);
  signal?.throwIfAborted();
  return { assigned, census, counts: countsOf(assigned, census) };
}

/** The SHA-256 that a view of the recipe carries; costs as much as making it. */
export const hashOfRecipe = ({ assigned, census }: Counted): string =>
  materialise(assigned, { id: '', datasetId: '' }, census).hash;
