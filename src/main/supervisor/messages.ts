import type { ErrorValue } from '../../shared/errors.ts';

/** What the main process tells the engine's process. With `connect` comes one port on which the contract is spoken. */
export type ToEngine =
  { kind: 'connect' } | { kind: 'file'; call: number; path: string; name: string } | { kind: 'close' };

/** `ready` or `failed` comes first, once. */
export type FromEngine =
  { kind: 'ready' } | { kind: 'failed'; error: ErrorValue } | { kind: 'handle'; call: number; handle: string };
