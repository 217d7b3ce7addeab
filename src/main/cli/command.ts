import { parseArgs } from 'node:util';
import { RecsmithError } from '../../shared/errors.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** One option of a command. `value` is the placeholder of its argument in the help; absent = a switch. */
export interface Option {
  readonly help: string;
  readonly value?: string;
  readonly short?: string;
}

export type Options = Readonly<Record<string, Option>>;
type OptionValues<O extends Options> = { [K in keyof O]?: O[K] extends { value: string } ? string : boolean };

export interface Invocation<O extends Options> {
  readonly positionals: string[];
  readonly options: OptionValues<O>;
  readonly session: Session;
  readonly output: Output;
}

/** A command is a thin adapter over contract methods. What it returns is the JSON document of `--json`. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  readonly positionals: string; // as in the help: 'VIEW MODEL'
  readonly count: readonly [number, number]; // of positionals
  readonly summary: string;
  readonly options: O;
  readonly run: (invocation: Invocation<O>) => Promise<Record<string, unknown>>;
}

export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as unknown as Command;
}

/** Options of every command. */
export const COMMON = {
  workspace: { value: 'DIR', help: 'the workspace folder (default: RECSMITH_WORKSPACE, else the data folder)' },
  json: { help: 'one JSON document on standard output, at the end' },
  quiet: { help: 'no progress and no messages on standard error' },
  help: { short: 'h', help: 'this help' },
} as const satisfies Options;

export function parseInvocation(
  command: Command,
  args: string[],
): { positionals: string[]; options: Record<string, string | boolean | undefined> } {
  const options = Object.fromEntries(
    Object.entries({ ...COMMON, ...command.options }).map(([name, option]: [string, Option]) => [
      name,
      { type: option.value ? ('string' as const) : ('boolean' as const), ...(option.short && { short: option.short }) },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(command, error instanceof Error ? error.message : String(error));
  }
  const [least, most] = command.count;
  if (!parsed.values['help'] && (parsed.positionals.length < least || parsed.positionals.length > most))
    throw usage(
      command,
      `${command.name} takes ${command.positionals || 'no names'}; ${parsed.positionals.length} given`,
    );
  return { positionals: parsed.positionals, options: parsed.values };
}

export function usage(command: Pick<Command, 'name'>, message: string): RecsmithError {
  return new RecsmithError('BAD_INPUT', message, { next: `"recsmith ${command.name} --help" shows its options.` });
}

export function helpFor(command: Command): string {
  const lines = Object.entries({ ...command.options, ...COMMON }).map(([name, option]: [string, Option]) => {
    const left = `${option.short ? `-${option.short}, ` : ''}--${name}${option.value ? ` ${option.value}` : ''}`;
    return `  ${left.padEnd(26)}  ${option.help}`;
  });
  const head = ['recsmith', command.name, command.positionals, '[options]'].filter(Boolean).join(' ');
  return `${head}\n\n${command.summary}\n\n${lines.join('\n')}\n`;
}

/** A whole number from an option's text. */
export function integer(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max)
    throw new RecsmithError('BAD_INPUT', `--${name} needs a whole number from ${min} to ${max}, not "${text}"`);
  return value;
}

/** A number from an option's text. */
export function decimal(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max))
    throw new RecsmithError('BAD_INPUT', `--${name} needs a number from ${min} to ${max}, not "${text}"`);
  return value;
}

/** "a=1,b=2" as a record; what has no name goes on the value before: "hidden=64,32,epochs=3". */
export function assignments(name: string, text: string | undefined): Record<string, string> {
  if (!text) return {};
  return Object.fromEntries(
    text.split(/,(?=[^,]*=)/).map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new RecsmithError('BAD_INPUT', `--${name}: "${pair}" is not of the form name=value`);
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

/** One of a closed list, or undefined. */
export function oneOf<T extends string>(name: string, text: string | undefined, allowed: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = allowed.find((value) => value === text);
  if (found === undefined)
    throw new RecsmithError('BAD_INPUT', `--${name} is one of ${allowed.join(', ')}; not "${text}"`);
  return found;
}
