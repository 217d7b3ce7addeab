import { toast } from 'svelte-sonner';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { problemOf } from '../../client/problem.ts';
import { text } from '../../messages/index.ts';
import type { Application } from '../../state/application.svelte.ts';

export interface Annotation {
  readonly name?: string;
  readonly notes?: string;
  readonly tags?: readonly string[];
}

/** Writes name, notes or tags of a run and offers to take that back. @returns whether it was written. */
export async function annotate(app: Application, run: RunSummary, change: Annotation): Promise<boolean> {
  if (!(await write(app, run.id, change))) return false;
  const before = Object.fromEntries(Object.keys(change).map((key) => [key, run[key as keyof Annotation]]));
  toast(text.runs.annotated(run.name), {
    action: { label: text.data.undo, onClick: () => void write(app, run.id, before) },
  });
  return true;
}

async function write({ client }: Application, run: string, { name, notes, tags }: Annotation): Promise<boolean> {
  try {
    if (name !== undefined) await client.runs.rename({ run, name });
    if (notes !== undefined || tags !== undefined)
      await client.runs.annotate({
        run,
        ...(notes !== undefined && { notes }),
        ...(tags !== undefined && { tags: [...tags] }),
      });
    return true;
  } catch (error) {
    toast.error(problemOf(error).message);
    return false;
  }
}

/** "paper, warm start" as it was typed. */
export const tagsOf = (typed: string): string[] =>
  typed
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
