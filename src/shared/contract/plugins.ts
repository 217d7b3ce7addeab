import * as v from 'valibot';
import { FileHandle, Instant, method } from './common.ts';

/** A file of the user's own code. What it exports is known only once it was run, which needs trust. */
export const PluginInfo = v.object({
  path: v.string(),
  name: v.string(),
  /** SHA-256 of the file as it is now, in hex; null where it is gone. */
  hash: v.nullable(v.string()),
  /** `changed`: another file than the one that is trusted. `failed`: it ran, and could not be used. */
  state: v.picklist(['ready', 'changed', 'missing', 'failed']),
  /** For `failed`: what is wrong. */
  problem: v.nullable(v.string()),
  /** Null: trusted for this session alone, by the command line. */
  since: v.nullable(Instant),
  exports: v.array(
    v.object({
      kind: v.picklist(['model', 'metric', 'loss', 'recommender', 'collator']),
      id: v.string(),
      title: v.string(),
    }),
  ),
});
export type PluginInfo = v.InferOutput<typeof PluginInfo>;

/**
 * Handles here are of files that the host named as code: the command line, or a desktop dialog after the question of
 * trust. No upload and no other handle is taken.
 */
export const plugins = {
  list: method.output(v.array(PluginInfo)),
  /** What the question of trust shows; nothing of the file runs. */
  inspect: method
    .input(v.object({ file: FileHandle }))
    .output(
      v.object({ path: v.string(), name: v.string(), hash: v.string(), bytes: v.number(), trusted: v.boolean() }),
    ),
  /** Trusts the file as it is now; `lasting` false: for this session. Runs it once, to learn what it exports. */
  trust: method.input(v.object({ file: FileHandle, lasting: v.optional(v.boolean(), true) })).output(PluginInfo),
  forget: method.input(v.object({ path: v.string() })).output(v.object({ forgotten: v.boolean() })),
};
