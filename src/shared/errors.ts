/**
 * The closed table of what can go wrong, shared by the contract, the window and the command line.
 * `exit` is the exit code of the command line (shared/cli.md); `status` is the HTTP status oRPC sends along.
 */
export const ERROR_CODES = {
  BAD_INPUT: { exit: 2, status: 400 }, // wrong usage: an argument is missing, misspelt or out of range
  BAD_DATA: { exit: 3, status: 422 }, // a file or its content cannot be used
  NOT_FOUND: { exit: 4, status: 404 },
  CANCELLED: { exit: 5, status: 499 },
  DOES_NOT_FIT: { exit: 6, status: 507 }, // memory: always with the numbers
  WORKSPACE_LOCKED: { exit: 6, status: 423 },
  WORKSPACE_FROM_FUTURE: { exit: 6, status: 409 },
  REFUSED: { exit: 6, status: 403 }, // not allowed in this state or through this door
  ENGINE_STOPPED: { exit: 1, status: 503 },
  INTERNAL: { exit: 1, status: 500 },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a person is told besides the message: where it happened, why, and what to do next. */
export interface ErrorDetails {
  where?: string; // "ratings.csv:18204", "parameter factors"
  why?: string;
  next?: string;
  [key: string]: unknown;
}

/** The only error thrown on purpose. Anything else that reaches a boundary is a bug and becomes INTERNAL. */
export class RecsmithError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecsmithError';
    this.code = code;
    this.details = details;
  }
}

export interface ErrorValue {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
}

/** Errors cross threads and files as values. A stack never does: it goes to the log. */
export function errorValue(error: unknown): ErrorValue {
  if (error instanceof RecsmithError) return { code: error.code, message: error.message, details: error.details };
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'CANCELLED', message: 'Cancelled.', details: {} };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, details: {} };
}

export function fromErrorValue(value: ErrorValue): RecsmithError {
  return new RecsmithError(value.code, value.message, value.details);
}
