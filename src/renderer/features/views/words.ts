import type { Split, ViewRecipe } from '../../../shared/contract/views.ts';
import { text } from '../../messages/index.ts';

/** "last 1 of each user; at least 5 per user and 5 per item" */
export function recipeInWords({ filters, split, knownOnly }: ViewRecipe): string {
  const t = text.views.words;
  const parts = [splitInWords(split)];
  if (filters.where) parts.push(filters.where);
  if (filters.binarise !== null) parts.push(t.binarise(filters.binarise));
  if (filters.minPerUser > 0 || filters.minPerItem > 0) parts.push(t.atLeast(filters.minPerUser, filters.minPerItem));
  if (filters.from !== null || filters.to !== null) parts.push(t.period(filters.from, filters.to));
  if (knownOnly) parts.push(t.knownOnly);
  return parts.join(t.separator);
}

export function splitInWords(split: Split): string {
  const t = text.views.words;
  switch (split.kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows':
      return t.shares(t[split.kind], split.validation, split.test);
    case 'leave-last':
    case 'leave-random':
      return t[split.kind](split.count);
    case 'users':
      return t.users(split.validation, split.test, split.foldIn);
    case 'given':
    case 'none':
      return t[split.kind];
  }
}
