import type { PluginInfo } from '../../../shared/contract/plugins.ts';
import { RecsmithError, errorValue } from '../../../shared/errors.ts';
import type { Network } from '../compute/network.ts';
import { isMetricId } from '../evaluation/metrics/registry.ts';
import { isModel } from '../models/registry.ts';
import type { PluginSize, PluginValues } from './api.ts';
import type { PluginDescription } from './child.ts';
import { PluginProcess } from './process.ts';
import { readPlugin, type PluginSource } from './source.ts';
import { forgetPlugin, trustPlugin, trustedPlugins } from './trust.ts';

/** What names a plug-in to a thread that will run it. */
export interface PluginReference {
  readonly path: string;
  readonly hash: string;
}

type ExportKind = PluginInfo['exports'][number]['kind'];

/** The file that the reference means, unchanged. @throws RecsmithError REFUSED when it has changed since */
export function sourceOf({ path, hash }: PluginReference): PluginSource {
  const source = readPlugin(path);
  if (source.hash !== hash)
    throw new RecsmithError('REFUSED', `The plug-in ${source.name} has changed since it was trusted.`, {
      where: path,
      next: 'Look at the file, and trust it anew.',
    });
  return source;
}

/** The plug-ins that may run in this engine: those that the user trusts, and those of this session. */
export class PluginRegistry {
  readonly #log: (text: string) => void;
  readonly #session = new Map<string, PluginReference>();
  /** By hash: a description does not change while the file does not. */
  readonly #described = new Map<string, Promise<PluginDescription>>();

  constructor(log: (text: string) => void) {
    this.#log = log;
  }

  #describe(source: PluginSource): Promise<PluginDescription> {
    let described = this.#described.get(source.hash);
    if (!described) {
      described = PluginProcess.open(source, { log: this.#log }).then(async (plugin) => {
        await plugin.close();
        refuseTaken(source, plugin.description);
        return plugin.description;
      });
      this.#described.set(source.hash, described);
      // A crash may have been the machine's: asked again, it runs again.
      described.catch(() => this.#described.delete(source.hash));
    }
    return described;
  }

  #references(): (PluginReference & { since: number | null })[] {
    const lasting = trustedPlugins().filter(({ path }) => !this.#session.has(path));
    return [
      ...[...this.#session.values()].map((one) => ({ ...one, since: null })),
      ...lasting.map(({ path, hash, since }) => ({ path, hash, since: Date.parse(since) })),
    ];
  }

  list(): Promise<PluginInfo[]> {
    return Promise.all(this.#references().map((one) => this.#info(one)));
  }

  async #info({ path, hash, since }: PluginReference & { since: number | null }): Promise<PluginInfo> {
    const base = { path, name: path.split(/[/\\]/).at(-1)!, hash: null, since, problem: null, exports: [] };
    let source: PluginSource;
    try {
      source = readPlugin(path);
    } catch {
      return { ...base, state: 'missing' };
    }
    if (source.hash !== hash) return { ...base, hash: source.hash, state: 'changed' };
    try {
      return { ...base, hash, state: 'ready', exports: exportsOf(await this.#describe(source)) };
    } catch (error) {
      const { message, details } = errorValue(error);
      return { ...base, hash, state: 'failed', problem: details.why ? `${message} ${details.why}` : message };
    }
  }

  /** Takes the file as it is now. @throws RecsmithError when it cannot be used; then nothing is trusted */
  async trust(path: string, lasting: boolean): Promise<PluginInfo> {
    const source = readPlugin(path);
    await this.#describe(source);
    if (lasting) trustPlugin(source);
    else this.#session.set(path, { path, hash: source.hash });
    return this.#info({ path, hash: source.hash, since: lasting ? Date.now() : null });
  }

  forget(path: string): boolean {
    const ofSession = this.#session.delete(path);
    return forgetPlugin(path) || ofSession;
  }

  /** The plug-in that exports this, and its description; null where none does. The session's go before. */
  async find(kind: ExportKind, id: string): Promise<(PluginReference & { description: PluginDescription }) | null> {
    for (const { path, hash } of this.#references()) {
      try {
        const source = sourceOf({ path, hash });
        const description = await this.#describe(source);
        if (description[kind]?.id === id) return { path, hash, description };
      } catch {
        // One that cannot be used is listed with its reason; it hides no other.
      }
    }
    return null;
  }

  /** The network that its model declares. @throws RecsmithError what the file did wrong */
  async network(reference: PluginReference, size: PluginSize, values: PluginValues): Promise<Network> {
    const plugin = await PluginProcess.open(sourceOf(reference), { log: this.#log });
    try {
      return await plugin.network(size, values);
    } finally {
      await plugin.close();
    }
  }

  /** All usable plug-ins. */
  async ready(): Promise<(PluginReference & { description: PluginDescription })[]> {
    const all = await Promise.all(
      this.#references().map(async ({ path, hash }) => {
        try {
          return [{ path, hash, description: await this.#describe(sourceOf({ path, hash })) }];
        } catch {
          return [];
        }
      }),
    );
    return all.flat();
  }
}

/** Ids are looked up among the engine's own first: another thing of the same id would never be found. */
function refuseTaken({ path }: PluginSource, { model, metric }: PluginDescription): void {
  const taken = model && isModel(model.id) ? `model ${model.id}` : metric && isMetricId(metric.id) ? metric.id : null;
  if (taken)
    throw new RecsmithError('BAD_INPUT', `Recsmith has a ${taken} of its own.`, {
      where: path,
      next: 'Give it another id.',
    });
}

function exportsOf(description: PluginDescription): PluginInfo['exports'] {
  return (['model', 'metric', 'loss', 'recommender', 'collator'] as const).flatMap((kind) => {
    const found = description[kind];
    return found ? [{ kind, id: found.id, title: 'title' in found ? found.title : found.id }] : [];
  });
}
