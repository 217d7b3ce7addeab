import * as v from 'valibot';
import { Reject } from '../../../shared/contract/imports.ts';
import { RecsmithError } from '../../../shared/errors.ts';

const Details = v.object({
  rejects: v.pipe(v.array(Reject), v.minLength(1)),
  rejected: v.number(),
  rows: v.number(),
  allowed: v.union([v.object({ rows: v.number() }), v.object({ share: v.number() })]),
});

/** Why an import was stopped for its bad rows: the first of them, how many, of how many rows read, and the limit. */
export type Stopped = v.InferOutput<typeof Details>;

/** @returns null where an import ended for another reason. */
export function stoppedBy(error: unknown): Stopped | null {
  if (!(error instanceof RecsmithError)) return null;
  const { success, output } = v.safeParse(Details, error.details);
  return success ? output : null;
}

/** How many rows were bad for which column, the most frequent first; '' stands for the whole line. */
export function causesOf(rejects: readonly Reject[]): { column: string; rows: number }[] {
  const rows = new Map<string, number>();
  for (const { column } of rejects) rows.set(column ?? '', (rows.get(column ?? '') ?? 0) + 1);
  return [...rows].map(([column, n]) => ({ column, rows: n })).sort((a, b) => b.rows - a.rows);
}
