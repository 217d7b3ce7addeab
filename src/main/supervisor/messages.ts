import * as v from 'valibot';
import { JOB_STATES, JOB_TYPES } from '../../shared/contract/jobs.ts';
import { ERROR_CODES, type ErrorCode } from '../../shared/errors.ts';
import type { ServerOptions } from '../server.ts';

/**
 * What the host's process tells the engine's process. With `connect` comes one thing to talk over: on the desktop a
 * port on which the contract is spoken, below the headless server a connection of a browser.
 */
export type ToEngine =
  | { kind: 'serve'; options: ServerOptions }
  | { kind: 'connect' }
  | { kind: 'file'; call: number; path: string; name: string; handle?: string } // as a former engine called it
  | { kind: 'close' };

/** As much of a job as the desktop around the window needs to know. */
export const ActiveJob = v.object({
  id: v.string(),
  type: v.picklist(JOB_TYPES),
  title: v.string(),
  running: v.boolean(), // false: it waits
  resumable: v.boolean(), // stopped, it can be taken up where it was
  share: v.nullable(v.number()), // 0 to 1 where it is known
});
export type ActiveJob = v.InferOutput<typeof ActiveJob>;

export const EndedJob = v.object({
  id: v.string(),
  type: v.picklist(JOB_TYPES),
  title: v.string(),
  state: v.picklist(JOB_STATES),
  seconds: v.number(), // from its start; 0 where it never started
});
export type EndedJob = v.InferOutput<typeof EndedJob>;

const ErrorMessage = v.object({
  code: v.picklist(Object.keys(ERROR_CODES) as ErrorCode[]),
  message: v.string(),
  details: v.record(v.string(), v.unknown()),
});

/** `ready` or `failed` comes first, once. `jobs` names all that are not finished, and those that have ended since. */
const FromEngine = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('failed'), error: ErrorMessage }),
  v.object({ kind: v.literal('handle'), call: v.number(), handle: v.string() }),
  v.object({ kind: v.literal('taken') }), // answers each connection of a browser
  v.object({ kind: v.literal('jobs'), active: v.array(ActiveJob), ended: v.array(EndedJob) }),
]);
export type FromEngine = v.InferOutput<typeof FromEngine>;
export type JobNews = Omit<Extract<FromEngine, { kind: 'jobs' }>, 'kind'>;

/** A message of the engine's process, or null for anything else that came over its channel. */
export function readMessage(message: unknown): FromEngine | null {
  const { success, output } = v.safeParse(FromEngine, message);
  return success ? output : null;
}
