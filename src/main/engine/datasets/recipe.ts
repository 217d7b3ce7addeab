import type { FilterStep, Filters, ViewRecipe } from '../../../shared/contract/views.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { dropHeldOut } from './held-out.ts';
import { applyFilters, applyFiltersToGiven, type Selection } from './filters.ts';
import type { Histories, Interactions } from './interactions.ts';
import { PART, splitRows } from './splits.ts';

/** A dataset as far as a recipe needs it. The given sets count only for the split `given`. */
export interface DatasetParts {
  readonly interactions: Interactions;
  readonly validation: Interactions | null;
  readonly test: Interactions | null;
  readonly candidates: Pick<Histories, 'start' | 'items'> | null;
}

/** Interactions with the part of a view that each one goes to: [N] of PART. */
export interface Source {
  readonly interactions: Interactions;
  readonly parts: Uint8Array;
}

/** A recipe applied: who goes where, before anything is copied or numbered. */
export interface Assigned {
  /** Users and items of the dataset, the given sets included. */
  readonly userCount: number;
  readonly itemCount: number;
  /** The imported file first, then the given sets where the split is `given`. */
  readonly sources: readonly Source[];
  readonly candidates: Pick<Histories, 'start' | 'items'> | null;
  /** No values in the view: the dataset has none, or `binarise` made every interaction worth the same. */
  readonly implicit: boolean;
  readonly recipe: ViewRecipe;
  readonly steps: readonly FilterStep[];
}

/**
 * Filters, then divides. Linear in the interactions.
 * @param filtered what `applyFilters` gave for these interactions and filters, where it is at hand already.
 * @throws RecsmithError BAD_INPUT when a filter or split does not fit the data.
 */
export function applyRecipe(
  data: DatasetParts,
  recipe: ViewRecipe,
  filtered: Selection = applyFilters(data.interactions, recipe.filters),
): Assigned {
  const { interactions } = data;
  const { filters, split, seed } = recipe;
  const sources: Source[] = [{ interactions, parts: splitRows(interactions, filtered.keep, split, seed) }];
  const steps = [...filtered.steps];
  if (split.kind === 'given') {
    if (!data.test && !data.validation)
      throw new RecsmithError('BAD_INPUT', 'These data came without a test set of their own.', {
        where: 'split given',
        next: 'Import again with a test set of your own, or choose another split.',
      });
    for (const name of ['validation', 'test'] as const) {
      const given = data[name];
      if (!given) continue;
      const { source, lost } = givenSource(given, filters, filtered, name);
      sources.push(source);
      steps.push(...lost);
    }
  }
  const userCount = Math.max(...sources.map((source) => source.interactions.userCount));
  const itemCount = Math.max(...sources.map((source) => source.interactions.itemCount));
  steps.push(...dropHeldOut(sources, { userCount, itemCount }, recipe));
  return {
    userCount,
    itemCount,
    sources,
    candidates: split.kind === 'given' ? data.candidates : null,
    implicit: interactions.values === null || filters.binarise !== null,
    recipe,
    steps,
  };
}

function givenSource(given: Interactions, filters: Filters, training: Selection, name: 'validation' | 'test') {
  const { keep, steps } = applyFiltersToGiven(given, filters, training, name);
  const parts = keep;
  for (let n = 0; n < parts.length; n++) if (parts[n] !== PART.dropped) parts[n] = PART[name];
  return { source: { interactions: given, parts }, lost: steps };
}
