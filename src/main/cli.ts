import { ERROR_CODES, RecsmithError, errorValue } from '../shared/errors.ts';
import { COMMON, helpFor, parseInvocation, type Command } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { Output } from './cli/output.ts';
import { Session } from './cli/session.ts';
import { contractError } from './cli/contract-error.ts';

/** The command line: finds the command, runs it, turns its result into text or JSON and its error into an exit code. */
async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview());
    return 0;
  }
  if (name === '--version') {
    process.stdout.write(`${process.env['npm_package_version'] ?? (await version())}\n`);
    return 0;
  }
  const json = rest.includes('--json');
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    const error = new RecsmithError('BAD_INPUT', `There is no command "${name}"`, {
      next: `Commands: ${commands.map((candidate) => candidate.name).join(', ')}.`,
    });
    return fail(error, json);
  }
  let session: Session | null = null;
  try {
    const { positionals, options } = parseInvocation(command, rest);
    if (options['help']) {
      process.stdout.write(helpFor(command));
      return 0;
    }
    const output = new Output({ json, quiet: options['quiet'] === true });
    session = new Session({ workspace: options['workspace'] as string | undefined, command: command.name, output });
    // The parser has just checked the options against the command's own table.
    const result = await command.run({ positionals, options: options as never, session, output });
    if (json) await write(`${JSON.stringify({ ok: true, ...result })}\n`);
    return 0;
  } catch (error) {
    return await fail(contractError(error), json);
  } finally {
    await session?.close();
  }
}

async function fail(error: unknown, json: boolean): Promise<number> {
  const value = errorValue(error);
  if (json) await write(`${JSON.stringify({ ok: false, error: value })}\n`);
  else {
    const { where, why, next } = value.details;
    process.stderr.write(`\r${process.stderr.isTTY ? '\x1b[2K' : ''}recsmith: ${value.message}\n`);
    if (where && !value.message.includes(where)) process.stderr.write(`  where: ${where}\n`);
    if (why) process.stderr.write(`  why: ${why}\n`);
    if (next) process.stderr.write(`  next: ${next}\n`);
    if (value.code === 'INTERNAL' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  }
  return ERROR_CODES[value.code].exit;
}

/** Waits until a pipe has taken everything: `process.exit` would cut it. */
const write = (text: string) => new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));

async function version(): Promise<string> {
  const { applicationVersion } = await import('./engine/version.ts');
  return applicationVersion();
}

function overview(): string {
  const line = (command: Command) => `  ${`${command.name} ${command.positionals}`.padEnd(24)}  ${command.summary}`;
  return [
    'recsmith <command> [options]     build recommenders offline, on your own machine',
    '',
    ...commands.map(line),
    '',
    `Options of every command: ${Object.keys(COMMON)
      .map((name) => `--${name}`)
      .join(' ')}`,
    'Names or ids work wherever a dataset, view or run stands; the newest wins when a name repeats.',
    '',
  ].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
// Handles of native libraries must not keep a finished command alive.
if (process.exitCode !== undefined) process.exit(process.exitCode);
