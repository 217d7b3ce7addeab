import type { Split, ViewRecipe } from '../../../shared/contract/views.ts';
import { parseSplit } from '../../../shared/split.ts';
import { conjuncts, formatWhere, parseWhere, type Condition } from '../../../shared/where.ts';
import { dateField, fromDateField } from '../../messages/format.ts';

export type SplitKind = Split['kind'];
export const OPERATORS = ['>=', '>', '=', '<=', '<'] as const;
export type Operator = (typeof OPERATORS)[number];
const DAY = 86_400;

/** A recipe as a person fills it in. Empty texts and zeros filter nothing. */
export interface Fields {
  operator: Operator;
  threshold: string;
  /** Values that reach the threshold count as 1. */
  binarise: boolean;
  from: string; // days
  to: string; // inclusive
  /** More conditions, in the words of `where.ts`. */
  condition: string;
  minPerUser: number | null;
  minPerItem: number | null;
  kind: SplitKind;
  validation: number | null; // per cent
  test: number | null;
  count: number | null; // interactions of each user
  validationUsers: number | null;
  testUsers: number | null;
  foldIn: number | null; // per cent
  seed: number | null;
  knownOnly: boolean;
  unseenOnly: boolean;
}

export const EMPTY: Fields = {
  ...{ operator: '>=', threshold: '', binarise: false, from: '', to: '', condition: '', minPerUser: 0, minPerItem: 0 },
  ...{ kind: 'random', validation: 10, test: 10, count: 1, validationUsers: 100, testUsers: 100, foldIn: 80, seed: 42 },
  ...{ knownOnly: false, unseenOnly: false },
};

export const isNumber = (text: string): boolean => /^-?(\d+([.,]\d*)?|[.,]\d+)$/.test(text.trim());
const whole = (x: number | null): number => (x !== null && Number.isFinite(x) ? Math.max(0, Math.floor(x)) : 0);
const share = (percent: number | null): number => round((percent ?? 0) / 100);
/** So that 0.8 is written and not 0.8000000000000002. */
const round = (x: number): number => Math.round(1e9 * x) / 1e9;

export function recipeOf(fields: Fields, hasValues = true): ViewRecipe {
  const threshold = fields.threshold.trim().replace(',', '.');
  const cut = threshold !== '' && hasValues;
  const condition = fields.condition.trim();
  const value = cut && !fields.binarise ? `value ${fields.operator} ${threshold}` : '';
  const to = fromDateField(fields.to);
  return {
    filters: {
      // "or" binds less than "and": a condition of several keeps its parentheses.
      where:
        [value, value !== '' && /\bor\b/i.test(condition) ? `(${condition})` : condition]
          .filter(Boolean)
          .join(' and ') || null,
      binarise: cut && fields.binarise ? Number(threshold) : null,
      from: fromDateField(fields.from),
      to: to === null ? null : to + DAY,
      minPerUser: whole(fields.minPerUser),
      minPerItem: whole(fields.minPerItem),
    },
    split: splitOf(fields),
    seed: whole(fields.seed),
    ...(fields.knownOnly && { knownOnly: true }),
    ...(fields.unseenOnly && { unseenOnly: true }),
  };
}

function splitOf(fields: Fields): Split {
  const { kind } = fields;
  switch (kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows': {
      const [validation, test] = [share(fields.validation), share(fields.test)];
      return { kind, train: round(1 - validation - test), validation, test };
    }
    case 'leave-last':
    case 'leave-random':
      return { kind, count: Math.max(1, whole(fields.count)) };
    case 'users':
      return {
        ...{ kind, validation: whole(fields.validationUsers), test: whole(fields.testUsers) },
        foldIn: share(fields.foldIn),
      };
    case 'given':
    case 'none':
      return { kind };
  }
}

/** The same recipe as fields; what they have no place for becomes part of the condition. */
export function fieldsOf({ filters, split, seed, knownOnly, unseenOnly }: ViewRecipe): Fields {
  const fields: Fields = { ...EMPTY, seed, knownOnly: knownOnly ?? false, unseenOnly: unseenOnly ?? false };
  const conditions: Condition[] = filters.where?.trim() ? conjuncts(parseWhere(filters.where)) : [];
  const more: string[] = [];
  for (const condition of conditions) {
    const operator = condition.kind === 'compare' && OPERATORS.find((each) => each === condition.comparison);
    if (
      // The field stands before the other conditions; one that came later stays where it is.
      more.length === 0 &&
      operator &&
      condition.kind === 'compare' &&
      condition.field === 'value' &&
      fields.threshold === '' &&
      filters.binarise === null &&
      isNumber(condition.literal.text)
    ) {
      fields.operator = operator;
      fields.threshold = condition.literal.text;
    } else more.push(condition.kind === 'or' ? `(${formatWhere(condition)})` : formatWhere(condition));
  }
  if (filters.binarise !== null) {
    fields.binarise = true;
    fields.threshold = String(filters.binarise);
  }
  const { from, to } = filters;
  if (from !== null && from % DAY === 0) fields.from = dateField(from);
  else if (from !== null) more.push(`time >= ${from}`);
  if (to !== null && to % DAY === 0) fields.to = dateField(to - DAY);
  else if (to !== null) more.push(`time < ${to}`);
  fields.condition =
    more.length === 1 && conditions.length === 1 ? more[0].replace(/^\((.*)\)$/, '$1') : more.join(' and ');
  fields.minPerUser = filters.minPerUser;
  fields.minPerItem = filters.minPerItem;
  return { ...fields, ...fieldsOfSplit(split) };
}

function fieldsOfSplit(split: Split): Partial<Fields> {
  const { kind } = split;
  switch (kind) {
    case 'random':
    case 'per-user':
    case 'temporal':
    case 'rows':
      return { kind, validation: round(100 * split.validation), test: round(100 * split.test) };
    case 'leave-last':
    case 'leave-random':
      return { kind, count: split.count };
    case 'users':
      return { kind, validationUsers: split.validation, testUsers: split.test, foldIn: round(100 * split.foldIn) };
    case 'given':
    case 'none':
      return { kind };
  }
}

/** What an address asks for, such as the cure of a dataset's warning: text forms of a `ViewPatch`. */
export function fieldsAsked(params: URLSearchParams): Partial<Fields> {
  const number = (name: string) => (params.has(name) ? Number(params.get(name)) : NaN);
  const asked: Partial<Fields> = {};
  const filters = { from: null, to: null, minPerUser: 0, minPerItem: 0 };
  try {
    const binarise = number('binarise');
    const { operator, threshold, condition, ...rest } = fieldsOf({
      filters: { ...filters, where: params.get('where'), binarise: Number.isFinite(binarise) ? binarise : null },
      split: { kind: 'none' },
      seed: 0,
    });
    if (threshold !== '') Object.assign(asked, { operator, threshold, binarise: rest.binarise });
    if (condition !== '') asked.condition = condition;
  } catch {
    // A condition that cannot be read is left out: the form starts with the usual one.
  }
  if (number('minPerUser') >= 0) asked.minPerUser = number('minPerUser');
  if (number('minPerItem') >= 0) asked.minPerItem = number('minPerItem');
  try {
    Object.assign(asked, fieldsOfSplit(parseSplit(params.get('split') ?? '')));
  } catch {
    // None, or none that there is: the usual one.
  }
  return asked;
}
