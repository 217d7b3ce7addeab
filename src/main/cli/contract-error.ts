import { ORPCError } from '@orpc/client';
import { ERROR_CODES, RecsmithError, type ErrorCode, type ErrorDetails } from '../../shared/errors.ts';

/** Errors of contract methods as our own: codes of the closed table pass, schema violations become BAD_INPUT. */
export function contractError(error: unknown): unknown {
  if (!(error instanceof ORPCError)) return error;
  const code: string = String(error.code);
  if (Object.hasOwn(ERROR_CODES, code))
    return new RecsmithError(code as ErrorCode, error.message, (error.data ?? {}) as ErrorDetails, { cause: error });
  if (code === 'BAD_REQUEST') {
    const issues = (error.data as { issues?: Issue[] } | undefined)?.issues ?? [];
    const text = issues.map((issue) => `${(issue.path ?? []).map(segment).join('.')}: ${issue.message}`);
    return new RecsmithError('BAD_INPUT', text.join('; ') || error.message);
  }
  return error;
}

/** As Standard Schema writes them: a path is keys, or objects that hold one. */
interface Issue {
  message: string;
  path?: (string | number | { key?: string | number })[];
}

const segment = (part: string | number | { key?: string | number }): string =>
  String(typeof part === 'object' ? (part.key ?? '') : part);
