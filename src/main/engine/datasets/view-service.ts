import type { ViewPreview, ViewRecipe, ViewSummary } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import { sharedSignal } from '../jobs/signal.ts';
import { applyFilters, type Selection } from './filters.ts';
import { countRecipe, hashOfRecipe, loadParts } from './load-view.ts';
import type { DatasetParts } from './recipe.ts';
import { sampleOf } from './split-sample.ts';
import { viewName } from './view-name.ts';

export type PreviewInput = { dataset: string } & ViewRecipe;
export type CreateInput = PreviewInput & { name?: string };

export interface ViewService {
  /**
   * The figures of a recipe and a few users' histories under it, nothing stored. `cancelled` is one shared 32-bit word:
   * once it is 1, the call ends at the next look, between passes over the data.
   */
  preview(input: PreviewInput, cancelled?: SharedArrayBuffer): Promise<ViewPreview>;
  /** Stores the recipe with its figures and hash. @throws RecsmithError BAD_INPUT when nothing is left to train on. */
  create(input: CreateInput): Promise<ViewSummary>;
}

/** Interactions are let go when nobody asked for a while: a large dataset is hundreds of megabytes. */
const KEEP_MS = 120_000;

/**
 * Views for the contract, served by a thread of their own: counting ten million rows must not hold up recommendations. It
 * keeps the interactions of the dataset last asked for, and what the last filters left of them, so that the live figures
 * of a form cost few passes over memory per change.
 */
export function viewService(storage: RemoteServices<StorageServices>): ViewService {
  // Datasets never change, so an id says everything; a failed load is not kept.
  let last: { key: string; parts: Promise<DatasetParts> } | null = null;
  let kept: { key: string; selection: Selection } | null = null;
  let timer: NodeJS.Timeout | undefined;

  const partsOf = (datasetId: string, split: ViewRecipe['split']): Promise<DatasetParts> => {
    clearTimeout(timer);
    timer = setTimeout(() => (last = kept = null), KEEP_MS).unref();
    const key = `${datasetId} ${split.kind === 'given' ? 'given' : 'all'}`;
    if (last?.key === key) return last.parts;
    const parts = loadParts(storage, datasetId, split);
    last = { key, parts };
    parts.catch(() => {
      if (last?.parts === parts) last = null;
    });
    return parts;
  };

  /** Another split or seed asks for the same rows again. */
  const filtered = (datasetId: string, data: DatasetParts, filters: ViewRecipe['filters']): Selection => {
    const key = `${datasetId} ${JSON.stringify(filters)}`;
    if (kept?.key !== key) kept = { key, selection: applyFilters(data.interactions, filters) };
    return kept.selection;
  };

  return {
    async preview({ dataset, ...recipe }, cancelled) {
      const signal = cancelled && sharedSignal(new Int32Array(cancelled)).signal;
      signal?.throwIfAborted();
      const { id } = await storage.datasets.summary(dataset);
      const data = await partsOf(id, recipe.split);
      // Questions wait in a row: whoever was overtaken meanwhile takes no time.
      signal?.throwIfAborted();
      const counted = countRecipe(data, recipe, { filtered: filtered(id, data, recipe.filters), signal });
      const { users, ...sample } = sampleOf(counted.assigned, counted.census);
      const ids = await storage.datasets.userIds(
        id,
        Uint32Array.from(users, ({ index }) => index),
      );
      return {
        ...counted.counts,
        sample: { ...sample, users: users.map(({ index: _, ...user }, at) => ({ ...user, user: ids[at] })) },
      };
    },

    async create({ dataset, name, ...recipe }) {
      const { id } = await storage.datasets.summary(dataset);
      const data = await partsOf(id, recipe.split);
      const counted = countRecipe(data, recipe, { filtered: filtered(id, data, recipe.filters) });
      const { counts } = counted;
      if (counts.train === 0)
        throw new RecsmithError('BAD_INPUT', 'Nothing is left to train on.', {
          why:
            counts.filtered.map(({ step, interactions }) => `${step}: ${interactions} dropped`).join('; ') || undefined,
          next: 'Loosen the filters, or give training a larger share.',
        });
      return storage.views.create({
        name: name ?? viewName(recipe),
        datasetId: id,
        recipe,
        hash: hashOfRecipe(counted),
        ...counts,
      });
    },
  };
}
