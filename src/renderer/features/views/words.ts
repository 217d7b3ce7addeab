import type { Split, ViewRecipe } from '../../../shared/contract/views.ts';
import { text } from '../../messages/index.ts';

/** "last 1 of each user; at least 5 per user and 5 per item" */
export function recipeInWords({ filters, split }: ViewRecipe): string {
  const t = text.views.words;
  const parts = [splitInWords(split)];
  if (filters.where) parts.push(filters.where);
  if (filters.binarise !== null) parts.push(t.binarise(filters.binarise));
  if (filters.minPerUser > 0 || filters.minPerItem > 0) parts.push(t.atLeast(filters.minPerUser, filters.minPerItem));
  if (filters.from !== null || filters.to !== null) parts.push(t.period(filters.from, filters.to));
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

/** A short name for a view of this recipe: "6 and up, 5-core, last out" */
export function viewName({ filters, split }: ViewRecipe): string {
  const t = text.views.short;
  const least = /^value >= (\S+)$/.exec(filters.where ?? '')?.at(1);
  const parts: string[] = [];
  if (least !== undefined) parts.push(t.andUp(least));
  else if (filters.where) parts.push(filters.where);
  if (filters.binarise !== null) parts.push(t.liked(filters.binarise));
  if (filters.from !== null || filters.to !== null) parts.push(text.views.words.period(filters.from, filters.to));
  if (filters.minPerUser > 0 || filters.minPerItem > 0) parts.push(t.core(filters.minPerUser, filters.minPerItem));
  parts.push(shortSplit(split));
  return parts.join(t.separator);
}

function shortSplit(split: Split): string {
  const t = text.views.short;
  switch (split.kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows':
      return t[split.kind](split.train, split.validation, split.test);
    case 'leave-last':
    case 'leave-random':
      return t[split.kind](split.count);
    case 'users':
    case 'given':
    case 'none':
      return t[split.kind];
  }
}
