import * as v from 'valibot';
import { Remembered } from '../../state/remembered.svelte.ts';
import type { Workspace } from '../../state/workspace.svelte.ts';

export const LENGTHS = [10, 20, 50, 100] as const;
export const COLUMNS = ['attributes', 'score', 'popularity', 'novelty'] as const;
export type ColumnId = (typeof COLUMNS)[number];
export type IndexChoice = 'exact' | 'hnsw' | 'auto';

const Settings = v.object({
  k: v.picklist(LENGTHS),
  seen: v.boolean(),
  index: v.picklist(['auto', 'exact', 'hnsw']),
  columns: v.array(v.picklist(COLUMNS)),
  /** What makes a list: the model's own scores, or likeness to the items of the history. */
  by: v.optional(v.picklist(['scores', 'likeness']), 'scores'),
  neighbours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 50),
  scale: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000)), 1),
});
export type Settings = v.InferOutput<typeof Settings>;

/** What a person likes to see in Browse; the workspace keeps it. */
export const rememberedSettings = (workspace: Workspace): Remembered<Settings> =>
  new Remembered<Settings>(workspace, 'window.browse', Settings, {
    k: 10,
    seen: false,
    index: 'auto',
    columns: ['attributes', 'score', 'popularity'],
    by: 'scores',
    neighbours: 50,
    scale: 1,
  });
