import type { ModelInfo } from '../../../shared/contract/models.ts';
import {
  PARAMETER_GROUPS,
  type Parameter,
  type ParameterSchema,
  type ParameterValue,
  type ParameterValues,
} from '../../../shared/parameters.ts';
import { brief, count } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';

export type Group = (typeof PARAMETER_GROUPS)[number];

/** What a control holds: the text of a box (of a list too: "64, 32"), the state of a switch, both boxes of a range. */
export type Entry = string | boolean | readonly [string, string];
export type Entries = Readonly<Record<string, Entry>>;

type Parameters = ModelInfo['parameters'];

/** The parts of the form that have parameters, in order; parameters as the schema lists them. */
export function groupsOf(parameters: Parameters): { group: Group; names: string[] }[] {
  return PARAMETER_GROUPS.map((group) => ({
    group,
    names: Object.keys(parameters).filter((name) => parameters[name].group === group),
  })).filter(({ names }) => names.length > 0);
}

export function entryOf(parameter: Parameter, value: ParameterValue): Entry {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (parameter.kind === 'list') return (value ?? []).join(', ');
  return value === null ? ['', ''] : [String(value[0]), String(value[1])];
}

export const defaultEntries = (parameters: Parameters): Entries =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, entryOf(parameter, parameter.default)]),
  );

/** Reads what was typed; numbers that cannot be read are NaN, which `problemOfEntry` puts into words. */
export function valueOf(parameter: Parameter, entry: Entry): ParameterValue {
  switch (parameter.kind) {
    case 'number':
    case 'integer':
      return number(entry);
    case 'choice':
      return String(entry);
    case 'switch':
      return entry === true;
    case 'range': {
      const [low, high] = Array.isArray(entry) ? (entry as readonly [string, string]) : ['', ''];
      return low.trim() === '' && high.trim() === '' ? null : [number(low), number(high)];
    }
    case 'list':
      return numbersOf(String(entry));
  }
}

/** "64, 32", "64 32" or "64;32"; nothing or "none" is the empty list. */
function numbersOf(typed: string): number[] {
  const parts = typed.split(/[\s,;]+/).filter(Boolean);
  return parts.length === 1 && parts[0] === text.train.none ? [] : parts.map(number);
}

/** Several values in one box, "32 64 128": a run for each. Only numbers can be listed; nothing else has more than one. */
export function valuesOf(parameter: Parameter, entry: Entry): ParameterValue[] {
  return listed(parameter, entry).map((each) => valueOf(parameter, each));
}

function listed(parameter: Parameter, entry: Entry): Entry[] {
  if ((parameter.kind !== 'number' && parameter.kind !== 'integer') || typeof entry !== 'string') return [entry];
  const parts = entry.split(/[\s;]+/).filter(Boolean);
  return parts.length > 1 ? [...new Set(parts)] : [entry];
}

/** Every combination of what was typed, in the order of the form; values that are at their default are left out. */
export function combinationsOf(parameters: Parameters, entries: Entries): ParameterValues[] {
  let found: ParameterValues[] = [{}];
  for (const [name, parameter] of Object.entries(parameters)) {
    const values = valuesOf(parameter, entries[name]);
    if (values.length === 1 && !isChanged(parameter, entries[name])) continue;
    found = found.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return found;
}

/** A decimal comma is understood. */
function number(entry: Entry | string): number {
  const typed = String(entry).trim();
  return typed === '' ? NaN : Number(typed.replace(',', '.').replace('−', '-'));
}

/** One sentence with the limit, or null. */
export function problemOfEntry(parameter: Parameter, entry: Entry): string | null {
  for (const each of listed(parameter, entry)) {
    const problem = problemOfOne(parameter, each);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfOne(parameter: Parameter, entry: Entry): string | null {
  const t = text.train.problems;
  const value = valueOf(parameter, entry);
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return t.notANumber(String(entry));
      if (parameter.kind === 'integer' && !Number.isInteger(value)) return t.notWhole(brief(value));
      if (value < parameter.min) return t.tooSmall(brief(value), brief(parameter.min));
      if (value > parameter.max) return t.tooLarge(brief(value), count(parameter.max));
      return null;
    }
    case 'choice':
      return parameter.options.includes(String(value)) ? null : t.noOption(String(value));
    case 'switch':
      return null;
    case 'range':
      if (value === null) return null;
      return Array.isArray(value) && value[0] < value[1] ? null : t.notARange;
    case 'list':
      return problemOfList(parameter, value as readonly number[], String(entry));
  }
}

function problemOfList(
  { integer, min, max, maxLength }: Extract<Parameter, { kind: 'list' }>,
  values: readonly number[],
  typed: string,
): string | null {
  const t = text.train.problems;
  if (values.length > maxLength) return t.tooMany(values.length, maxLength);
  for (const value of values) {
    if (!Number.isFinite(value)) return t.notNumbers(typed);
    if (integer && !Number.isInteger(value)) return t.notWhole(brief(value));
    if (value < min) return t.tooSmall(brief(value), brief(min));
    if (value > max) return t.tooLarge(brief(value), count(max));
  }
  return null;
}

export const isChanged = (parameter: Parameter, entry: Entry): boolean =>
  JSON.stringify(valuesOf(parameter, entry)) !== JSON.stringify([parameter.default]);

/** Whether two entries mean the same values, however they are written. */
export const sameEntry = (parameter: Parameter, a: Entry, b: Entry): boolean =>
  JSON.stringify(valuesOf(parameter, a)) === JSON.stringify(valuesOf(parameter, b));

/** Beside the label: the default of a changed value, else the allowed range. */
export function rangeOf(parameter: Parameter, changed: boolean): string | undefined {
  const t = text.train;
  if (changed) return t.was(defaultInWords(parameter));
  if (parameter.kind === 'list') return t.listRange(parameter.maxLength, parameter.min, parameter.max);
  return parameter.kind === 'number' || parameter.kind === 'integer'
    ? t.range(parameter.min, parameter.max)
    : undefined;
}

function defaultInWords(parameter: Parameter): string {
  const t = text.train;
  switch (parameter.kind) {
    case 'number':
    case 'integer':
      return brief(parameter.default);
    case 'choice':
      return parameter.default;
    case 'switch':
      return parameter.default ? t.on : t.off;
    case 'range':
      return parameter.default === null ? t.none : t.range(parameter.default[0], parameter.default[1]);
    case 'list':
      return parameter.default.length === 0 ? t.none : parameter.default.map((each) => brief(each)).join(', ');
  }
}

/** What fits under a control: up to the first full stop, or to a colon that comes late enough to leave a sentence. */
export function firstSentence(help: string): string {
  const first = /^.*?(?:\.(?=\s|$)|(?<=.{40}):(?=\s))/.exec(help)?.at(0) ?? help;
  return first.replace(/:$/, '.');
}

/** Entries of an older version of a model may name parameters that are gone. */
export const known = (schema: ParameterSchema, entries: Entries): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => Object.hasOwn(schema, name)));
