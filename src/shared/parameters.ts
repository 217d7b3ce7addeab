/** The parts of the form, in its order. */
export const PARAMETER_GROUPS = [
  'model',
  'training',
  'negatives',
  'schedule',
  'regularisation',
  'stopping',
  'output',
] as const;

/**
 * A parameter is written once, in the schema of its model. The form of the window, the options of the command
 * line, validation, the documentation and the TypeScript type all derive from it.
 */
export type Parameter = {
  readonly label: string;
  readonly help: string;
  /** Which part of the form shows it. */
  readonly group: (typeof PARAMETER_GROUPS)[number];
} & (
  | {
      readonly kind: 'number' | 'integer';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly scale: 'linear' | 'log';
    }
  | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[] }
  | { readonly kind: 'switch'; readonly default: boolean }
  /** A range of two ascending numbers, or none. */
  | { readonly kind: 'range'; readonly default: readonly [number, number] | null }
  /** Numbers in an order, such as the widths of hidden layers; may be empty. */
  | {
      readonly kind: 'list';
      readonly default: readonly number[];
      readonly min: number; // of each
      readonly max: number;
      readonly integer: boolean;
      readonly maxLength: number;
    }
);

export type ParameterSchema = Readonly<Record<string, Parameter>>;
export type ParameterValue = number | string | boolean | readonly number[] | null;
export type ParameterValues = Record<string, ParameterValue>;

type ValueOf<P extends Parameter> = P extends { kind: 'number' | 'integer' }
  ? number
  : P extends { kind: 'choice'; options: readonly (infer O)[] }
    ? O
    : P extends { kind: 'switch' }
      ? boolean
      : P extends { kind: 'list' }
        ? readonly number[]
        : readonly [number, number] | null;

/** The typed values of a schema: `{ factors: number; schedule: 'linear' | 'constant' }`. */
export type Values<S extends ParameterSchema> = { [K in keyof S]: ValueOf<S[K]> };

export interface ParameterProblem {
  parameter: string;
  message: string;
}

/** One sentence on what is wrong with a value, or null. */
export function parameterProblem(name: string, parameter: Parameter, value: unknown): string | null {
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return `${name} needs a number, not ${show(value)}`;
      if (parameter.kind === 'integer' && !Number.isInteger(value))
        return `${name} needs a whole number, not ${show(value)}`;
      if (value < parameter.min) return `${name} is ${show(value)}; the smallest allowed is ${parameter.min}`;
      if (value > parameter.max) return `${name} is ${show(value)}; the largest allowed is ${parameter.max}`;
      return null;
    }
    case 'choice':
      return typeof value === 'string' && parameter.options.includes(value)
        ? null
        : `${name} is ${show(value)}; choose one of ${parameter.options.join(', ')}`;
    case 'switch':
      return typeof value === 'boolean' ? null : `${name} is ${show(value)}; it is either true or false`;
    case 'range': {
      if (value === null) return null;
      const ok =
        Array.isArray(value) &&
        value.length === 2 &&
        value.every((bound) => typeof bound === 'number' && Number.isFinite(bound)) &&
        (value[0] as number) < (value[1] as number);
      return ok ? null : `${name} needs two ascending numbers (for example 1..5) or none, not ${show(value, '..')}`;
    }
    case 'list': {
      if (!Array.isArray(value)) return `${name} needs numbers (for example 64,32) or none, not ${show(value)}`;
      if (value.length > parameter.maxLength)
        return `${name} has ${value.length} numbers; at most ${parameter.maxLength} are allowed`;
      const each = {
        ...parameter,
        kind: parameter.integer ? 'integer' : 'number',
        default: 0,
        scale: 'linear',
      } as const;
      return value.reduce<string | null>((problem, one) => problem ?? parameterProblem(name, each, one), null);
    }
  }
}

/** Every problem of the given values, unknown names included; missing values take their defaults. */
export function parameterProblems(schema: ParameterSchema, given: Record<string, unknown>): ParameterProblem[] {
  const problems: ParameterProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(schema, name) ? schema[name] : undefined;
    const message = parameter
      ? parameterProblem(name, parameter, value)
      : `There is no parameter ${name}; there are ${Object.keys(schema).join(', ')}`;
    if (message) problems.push({ parameter: name, message });
  }
  return problems;
}

/** Given values over defaults. Call `parameterProblems` first: this does not check. */
export function withDefaults<S extends ParameterSchema>(schema: S, given: Record<string, unknown>): Values<S> {
  return Object.fromEntries(
    Object.entries(schema).map(([name, parameter]) => [name, name in given ? given[name] : parameter.default]),
  ) as Values<S>;
}

/** Reads the text of one value as typed on the command line: `64`, `linear`, `true`, `1..5`, `64,32`, `none`. */
export function parseParameterText(parameter: Parameter, text: string): unknown {
  switch (parameter.kind) {
    case 'number':
    case 'integer':
      return text.trim() === '' ? NaN : Number(text);
    case 'choice':
      return text;
    case 'switch':
      return text === 'true' || text === 'yes' || text === '1'
        ? true
        : text === 'false' || text === 'no' || text === '0'
          ? false
          : text;
    case 'range': {
      if (text === 'none') return null;
      const bounds = text.split('..').map(Number);
      return bounds.length === 2 && bounds.every(Number.isFinite) ? bounds : text;
    }
    case 'list': {
      if (text.trim() === 'none' || text.trim() === '') return [];
      const numbers = text.split(/[,x ]+/).map(Number);
      return numbers.every(Number.isFinite) ? numbers : text;
    }
  }
}

function show(value: unknown, between = ','): string {
  return typeof value === 'string' ? `"${value}"` : Array.isArray(value) ? value.join(between) : String(value);
}
