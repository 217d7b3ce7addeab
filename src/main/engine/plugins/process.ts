import { RecsmithError } from '../../../shared/errors.ts';
import { checkNetwork } from '../compute/check.ts';
import type { TrainingProcess } from '../compute/graph/native.ts';
import type { Network } from '../compute/network.ts';
import type { Rankings } from '../evaluation/evaluator.ts';
import { pluginEntry } from '../paths.ts';
import { ServedProcess } from '../threads/process.ts';
import type { PluginSize, PluginValues } from './api.ts';
import type { CollateInput, PluginDescription, PluginServices } from './child.ts';
import type { PluginSource } from './source.ts';

/** A plug-in whose code has not returned to its event loop for so long (ms) is ended. */
const SILENCE = 15_000;

/**
 * A plug-in at work, in a process of its own. What it throws, and that it was ended, are errors of the call that was
 * open; nothing else is touched. The owner calls `close`.
 */
export class PluginProcess {
  readonly source: PluginSource;
  readonly description: PluginDescription;
  readonly #process: ServedProcess<PluginServices>;

  private constructor(source: PluginSource, description: PluginDescription, process: ServedProcess<PluginServices>) {
    this.source = source;
    this.description = description;
    this.#process = process;
  }

  /** @throws RecsmithError BAD_INPUT when the file cannot be loaded or exports what it should not */
  static async open(
    source: PluginSource,
    { silence = SILENCE, log }: { silence?: number; log?: (text: string) => void } = {},
  ): Promise<PluginProcess> {
    if (process.versions['electron'] !== undefined)
      throw new RecsmithError('REFUSED', 'Plug-ins run under Node, not inside the desktop application yet.', {
        next: 'Run "recsmith serve" or the command line for it; both work on the same workspace.',
      });
    const running = new ServedProcess<PluginServices>({
      entry: pluginEntry,
      // Node calls the removal of types experimental.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      silence,
      ...(log && { log }),
      stopped: (why) =>
        new RecsmithError('BAD_INPUT', `The plug-in ${source.name} was ended.`, {
          where: source.path,
          why: `Its process stopped: ${why}.`,
          next: 'Look for a loop without end, or too much memory, in the file.',
        }),
    });
    try {
      return new PluginProcess(
        source,
        await running.services.plugin.load({ code: source.code, language: source.language }),
        running,
      );
    } catch (error) {
      await running.close();
      throw inFile(source, error);
    }
  }

  /** The network that the model declares for a view of this size. */
  async network(size: PluginSize, values: PluginValues): Promise<Network> {
    const network = await this.#call(() => this.#process.services.plugin.network(size, values));
    checkNetwork(network, this.source.path);
    return network;
  }

  /** [users] */
  metric(rankings: Rankings, k: number): Promise<Float64Array> {
    return this.#call(() => this.#process.services.plugin.metric(rankings, k));
  }

  /** A score per item; NaN leaves it out. */
  rank(scores: Float32Array, ids: readonly string[], history: readonly string[]): Promise<Float32Array> {
    return this.#call(() => this.#process.services.plugin.rank(scores, ids, history));
  }

  collate(input: CollateInput): Promise<{ users: Uint32Array; items: Uint32Array; targets: Float32Array }> {
    return this.#call(() => this.#process.services.plugin.collate(input));
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw inFile(this.source, error);
    }
  }

  /** Trains with the loss that the file exports. */
  async training(): Promise<TrainingProcess> {
    await this.#call(() => this.#process.services.plugin.openGraph());
    return this.#process;
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}

/** The child does not know which file it runs. */
function inFile({ path }: PluginSource, error: unknown): unknown {
  if (!(error instanceof RecsmithError) || error.code !== 'BAD_INPUT') return error;
  const { where, ...details } = error.details;
  const place = where === undefined || where === path ? path : `${path}: ${where}`;
  return new RecsmithError('BAD_INPUT', error.message, { ...details, where: place });
}
