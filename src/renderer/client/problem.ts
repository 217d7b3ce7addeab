import { ORPCError } from '@orpc/client';
import { ERROR_CODES, RecsmithError, type ErrorCode } from '../../shared/errors.ts';

/** What a person is told when something did not work. Never a stack. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly where: string | null;
  readonly why: string | null;
  readonly next: string | null;
}

/** Reads any error that a call, an upload or the window itself can throw. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const code = String(error.code);
    return problem(isCode(code) ? code : 'INTERNAL', error.message, isRecord(data) ? data : {});
  }
  if (error instanceof RecsmithError) return problem(error.code, error.message, error.details);
  if (error instanceof Error) return problem(isAbort(error) ? 'CANCELLED' : 'INTERNAL', error.message, {});
  return problem('INTERNAL', String(error), {});
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function problem(code: ErrorCode, message: string, details: Record<string, unknown>): Problem {
  return { code, message, where: text(details.where), why: text(details.why), next: text(details.next) };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);
