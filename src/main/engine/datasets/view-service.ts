import type { ViewCounts, ViewRecipe, ViewSummary } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { countRecipe, loadParts } from './load-view.ts';
import type { DatasetParts } from './recipe.ts';
import { viewName } from './view-name.ts';

export type PreviewInput = { dataset: string } & ViewRecipe;
export type CreateInput = PreviewInput & { name?: string };

export interface ViewService {
  /** The figures of a recipe, nothing stored. */
  preview(input: PreviewInput): Promise<ViewCounts>;
  /** Stores the recipe with its figures and hash. @throws RecsmithError BAD_INPUT when nothing is left to train on. */
  create(input: CreateInput): Promise<ViewSummary>;
}

/** Interactions are let go when nobody asked for a while: a large dataset is hundreds of megabytes. */
const KEEP_MS = 120_000;

/**
 * Views for the contract, served by the query thread. It keeps the interactions of the dataset last asked for, so that
 * the live figures of a form cost one pass over memory per change.
 */
export function viewService(storage: RemoteServices<StorageServices>): ViewService {
  // Datasets never change, so an id says everything; a failed load is not kept.
  let last: { key: string; parts: Promise<DatasetParts> } | null = null;
  let timer: NodeJS.Timeout | undefined;

  const partsOf = (datasetId: string, split: ViewRecipe['split']): Promise<DatasetParts> => {
    clearTimeout(timer);
    timer = setTimeout(() => (last = null), KEEP_MS).unref();
    const key = `${datasetId} ${split.kind === 'given' ? 'given' : 'all'}`;
    if (last?.key === key) return last.parts;
    const parts = loadParts(storage, datasetId, split);
    last = { key, parts };
    parts.catch(() => {
      if (last?.parts === parts) last = null;
    });
    return parts;
  };

  return {
    async preview({ dataset, filters, split, seed }) {
      const { id } = await storage.datasets.summary(dataset);
      return countRecipe(await partsOf(id, split), { filters, split, seed });
    },

    async create({ dataset, filters, split, seed, name }) {
      const { id } = await storage.datasets.summary(dataset);
      const recipe: ViewRecipe = { filters, split, seed };
      const counts = countRecipe(await partsOf(id, split), recipe, { hash: true });
      if (counts.train === 0)
        throw new RecsmithError('BAD_INPUT', 'Nothing is left to train on.', {
          why:
            counts.filtered.map(({ step, interactions }) => `${step}: ${interactions} dropped`).join('; ') || undefined,
          next: 'Loosen the filters, or give training a larger share.',
        });
      return storage.views.create({ name: name ?? viewName(recipe), datasetId: id, recipe, ...counts });
    },
  };
}
