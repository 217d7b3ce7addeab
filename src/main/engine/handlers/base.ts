import { ORPCError, implement } from '@orpc/server';
import { contract } from '../../../shared/contract.ts';
import { ERROR_CODES, RecsmithError, errorValue, type ErrorValue } from '../../../shared/errors.ts';
import type { Log } from '../log.ts';

interface Issue {
  message: string;
  path?: readonly { key?: unknown }[];
}

const bare = implement(contract);
/** Named, because written out it is longer than what the compiler puts into a declaration. */
export type Implementer = ReturnType<typeof bare.use>;

/** The contract, ready for handlers: whatever they throw leaves as an error of the closed table. */
export function implementer(log: Log): Implementer {
  return bare.use(async ({ next, path, signal }) => {
    try {
      return await next();
    } catch (error) {
      throw typedError(error, path, log, signal);
    }
  });
}

/** A bug is logged with its stack and told without it. */
export function typedError(error: unknown, path: readonly string[], log: Log, signal?: AbortSignal): Error {
  if (signal?.aborted) return toORPCError({ code: 'CANCELLED', message: 'Cancelled.', details: {} });
  if (error instanceof ORPCError) {
    const typed = error as ORPCError<string, unknown>;
    if (typed.code === 'BAD_REQUEST') return toORPCError(badInput(typed));
    if (Object.hasOwn(ERROR_CODES, typed.code)) return typed;
  }
  const value = errorValue(error);
  if (value.code !== 'INTERNAL') return toORPCError(value);
  log.error(path.join('.'), error instanceof Error && error.cause ? error.cause : error);
  return toORPCError({
    code: 'INTERNAL',
    message: 'Something went wrong in Recsmith itself.',
    details: { where: path.join('.'), next: 'The log in the workspace says more.' },
  });
}

function toORPCError({ code, message, details }: ErrorValue): Error {
  return new ORPCError(code, { defined: true, status: ERROR_CODES[code].status, message, data: details });
}

/** What the schema found, in one sentence and as a list. */
function badInput(error: ORPCError<string, unknown>): ErrorValue {
  const issues = (error.data as { issues?: readonly Issue[] } | undefined)?.issues ?? [];
  const found = issues.slice(0, 10).map(({ path = [], message }) => ({
    where: path.map(({ key }) => String(key)).join('.'),
    message: message.slice(0, 300),
  }));
  const [first] = found;
  return {
    code: 'BAD_INPUT',
    message: first
      ? `${first.where === '' ? 'The input' : first.where}: ${first.message}`
      : 'The input cannot be read.',
    details: { ...(first?.where && { where: first.where }), issues: found },
  };
}

/** @throws RecsmithError in an engine that was opened for reading, before anything is begun. */
export function requireWritable(writable: boolean): void {
  if (!writable)
    throw new RecsmithError('WORKSPACE_LOCKED', 'This workspace is open for reading only.', {
      why: 'Another Recsmith is writing to it, or it was asked for.',
      next: 'Do this in the window or the command that has it open, or close that one first.',
    });
}
