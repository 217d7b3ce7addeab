import { stripTypeScriptTypes } from 'node:module';
import * as v from 'valibot';
import { RecsmithError } from '../../../shared/errors.ts';
import type { ParameterSchema } from '../../../shared/parameters.ts';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../compute/backends/backends.ts';
import { openPortable } from '../compute/backends/open.ts';
import { declare } from '../compute/declare.ts';
import type { Network } from '../compute/network.ts';
import type { Rankings } from '../evaluation/evaluator.ts';
import { serveProcess } from '../threads/process.ts';
import { commonOperations } from '../compute/graph/operations.ts';
import { nativeTraining, type NativeTraining, type TrainingTools } from '../compute/native/training.ts';
import type { Plugin, PluginLoss, PluginSize, PluginValues } from './api.ts';
import type { PluginSource } from './source.ts';

/** What a plug-in exports, without its functions. */
export interface PluginDescription {
  readonly model: {
    readonly id: string;
    readonly title: string;
    readonly summary: string;
    readonly paper: string;
    readonly needs: readonly ('values' | 'time')[];
    readonly examples: 'ratings' | 'implicit' | 'pairwise' | 'rows' | 'collated';
    readonly parameters: ParameterSchema;
  } | null;
  readonly metric: { readonly id: string; readonly better: 'higher' | 'lower' } | null;
  readonly loss: { readonly id: string } | null;
  readonly recommender: { readonly id: string; readonly title: string } | null;
  readonly collator: { readonly id: string } | null;
}

export interface CollateInput {
  readonly rows: readonly { user: number; items: Uint32Array; values: Float32Array | null }[];
  readonly items: number;
  /** Uniform numbers 0 to 1, as many as may be drawn. */
  readonly draws: Float64Array;
}

/** What the process of a plug-in does for its owner. Every method throws a sentence about what the file did wrong. */
export interface PluginServices {
  plugin: {
    load(source: Pick<PluginSource, 'code' | 'language'>): Promise<PluginDescription>;
    network(size: PluginSize, values: PluginValues): Network;
    metric(rankings: Rankings, k: number): Float64Array;
    rank(scores: Float32Array, ids: readonly string[], history: readonly string[]): Float32Array;
    collate(input: CollateInput): { users: Uint32Array; items: Uint32Array; targets: Float32Array };
    /** Loads TensorFlow.js, so that `graph` can train with the file's loss. */
    openGraph(): Promise<void>;
  };
  graph: NativeTraining;
}

const Id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/, 'is small letters, digits and hyphens'));
const callable = v.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'is a function');
const Exports = v.object({
  model: v.optional(
    v.object({
      id: Id,
      title: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
      summary: v.optional(v.string(), ''),
      paper: v.optional(v.string(), ''),
      needs: v.optional(v.array(v.picklist(['values', 'time'])), []),
      examples: v.picklist(['ratings', 'implicit', 'pairwise', 'rows', 'collated']),
      parameters: v.optional(v.record(v.string(), v.looseObject({ kind: v.string() })), {}),
      network: callable,
    }),
  ),
  metric: v.optional(v.object({ id: Id, better: v.picklist(['higher', 'lower']), perUser: callable })),
  loss: v.optional(v.object({ id: Id, perExample: callable })),
  recommender: v.optional(v.object({ id: Id, title: v.string(), rank: callable })),
  collator: v.optional(v.object({ id: Id, collate: callable })),
});

const wrong = (what: string, why: string): RecsmithError =>
  new RecsmithError('BAD_INPUT', `The plug-in's ${what} is not what it should be.`, { where: what, why });

/** Runs a function of the plug-in: what it throws becomes a sentence, with the place in the file. */
function guarded<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    // Said by the engine's own functions, which the plug-in called wrongly.
    if (error instanceof RecsmithError) throw new RecsmithError('BAD_INPUT', error.message, error.details);
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const line = /data:text\/javascript[^)]*?:(\d+):\d+/.exec(stack)?.[1];
    throw new RecsmithError('BAD_INPUT', `The plug-in's ${what} failed: ${message}`, {
      where: line ? `${what}, line ${line}` : what,
      next: 'Mend the file and try again.',
    });
  }
}

/** Exported only where it is asked for. */
function part<K extends keyof Plugin>(plugin: Plugin, name: K): NonNullable<Plugin[K]> {
  const value = plugin[name];
  if (!value) throw wrong(name, `The file exports no ${name}.`);
  return value;
}

function numbers(what: string, found: unknown, length: number | null): Float64Array {
  const list = found as ArrayLike<unknown>;
  if (typeof found !== 'object' || found === null || typeof list.length !== 'number')
    throw wrong(what, 'It returned no list of numbers.');
  if (length !== null && list.length !== length)
    throw wrong(what, `It returned ${list.length} numbers where ${length} were asked for.`);
  return Float64Array.from(list, (value, index) => {
    if (typeof value !== 'number') throw wrong(what, `Number ${index} of what it returned is ${String(value)}.`);
    return value;
  });
}

function indices(what: string, found: unknown, length: number | null, below: number): Uint32Array {
  return Uint32Array.from(numbers(what, found, length), (value) => {
    if (!Number.isInteger(value) || value < 0 || value >= below)
      throw wrong(what, `It returned the index ${value}; there are ${below}.`);
    return value;
  });
}

function perExample(tf: Tf, loss: PluginLoss, scores: Tensor, targets: Tensor): Tensor {
  const found = guarded('perExample', () => loss.perExample(tf, scores, targets)) as Partial<Tensor> | null | undefined;
  if (!Array.isArray(found?.shape)) throw wrong('perExample', 'It returned no tensor.');
  if (found.shape.join() !== scores.shape.join())
    throw wrong(
      'perExample',
      `It returned a tensor of [${found.shape.join()}]; of [${scores.shape.join()}] it should.`,
    );
  return found as Tensor;
}

/** The process itself. */
export function pluginProcess(): void {
  let plugin: Plugin = {};
  let tools: TrainingTools | null = null;
  serveProcess({
    graph: nativeTraining(() => tools!),
    plugin: {
      async load({ code, language }) {
        let found: unknown;
        try {
          const script = language === 'TypeScript' ? stripTypeScriptTypes(code) : code;
          // The bytes that were hashed, and no file that could have changed since.
          found = await import(`data:text/javascript;base64,${Buffer.from(script).toString('base64')}`);
        } catch (error) {
          throw new RecsmithError('BAD_INPUT', 'The plug-in could not be loaded.', {
            why: error instanceof Error ? error.message : String(error),
            next: 'A plug-in is one file that imports nothing beside it; of TypeScript, types alone: no enum, no namespace.',
          });
        }
        const parsed = v.safeParse(Exports, found);
        if (!parsed.success) {
          const [issue] = parsed.issues;
          throw wrong(v.getDotPath(issue) ?? 'file', issue.message);
        }
        const { model, metric, loss, recommender, collator } = parsed.output;
        plugin = found as Plugin;
        if (!model && !metric && !loss && !recommender && !collator)
          throw wrong('file', 'It exports none of model, metric, loss, recommender, collator.');
        if (model?.examples === 'collated' && !collator)
          throw wrong('model', 'Its examples are collated, and the file exports no collator.');
        return {
          model: model
            ? {
                ...{ id: model.id, title: model.title, summary: model.summary, paper: model.paper },
                ...{ needs: model.needs, examples: model.examples },
                parameters: model.parameters as unknown as ParameterSchema,
              }
            : null,
          metric: metric ? { id: metric.id, better: metric.better } : null,
          loss: loss ? { id: loss.id } : null,
          recommender: recommender ? { id: recommender.id, title: recommender.title } : null,
          collator: collator ? { id: collator.id } : null,
        };
      },
      network(size, values) {
        const model = part(plugin, 'model');
        const net = declare(model.examples === 'rows' ? 'rows' : 'pairs', size);
        const network = guarded('network', () => model.network(net, size, values));
        if (typeof network !== 'object' || !Array.isArray((network as Partial<Network> | null)?.nodes))
          throw wrong('network', 'It did not return what net.minimise(...) gives.');
        return structuredClone(network);
      },
      metric({ start, positions, relevant }, k) {
        const metric = part(plugin, 'metric');
        return Float64Array.from(relevant, (count, user) => {
          const own = positions.slice(start[user], start[user + 1]);
          const value = guarded('perUser', () => metric.perUser(own, count, k));
          if (typeof value !== 'number') throw wrong('perUser', `It returned ${String(value)}, not a number.`);
          return value;
        });
      },
      rank(scores, ids, history) {
        const recommender = part(plugin, 'recommender');
        return Float32Array.from(
          numbers(
            'rank',
            guarded('rank', () => recommender.rank(scores, ids, history)),
            scores.length,
          ),
        );
      },
      collate({ rows, items, draws }) {
        const collator = part(plugin, 'collator');
        let drawn = 0;
        const found = guarded('collate', () => collator.collate(rows, items, () => draws[drawn++ % draws.length]));
        if (typeof found !== 'object' || (found as unknown) === null)
          throw wrong('collate', 'It returned no { users, items, targets }.');
        const users = indices('collate', found.users, null, 0xffffffff);
        return {
          users,
          items: indices('collate', found.items, users.length, items),
          targets: Float32Array.from(numbers('collate', found.targets, users.length)),
        };
      },
      async openGraph() {
        const { tf } = await openPortable('wasm');
        tools = {
          ...{ tf, operations: commonOperations(tf), device: () => null },
          custom: (scores, targets) => perExample(tf, part(plugin, 'loss'), scores, targets),
        };
      },
    } satisfies PluginServices['plugin'],
  });
}
