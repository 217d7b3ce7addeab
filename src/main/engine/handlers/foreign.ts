import type { TrainInput } from '../../../shared/contract/runs.ts';
import { parameterProblems, withDefaults } from '../../../shared/parameters.ts';
import { isMetricId } from '../evaluation/metrics/registry.ts';
import { isModel } from '../models/registry.ts';
import { pluginParameters, type PluginModel } from '../plugins/model.ts';
import type { PluginReference, PluginRegistry } from '../plugins/registry.ts';
import type { EngineServices } from '../services.ts';

/*
 * What is asked for by an id that the engine does not have: looked for among the plug-ins that may run. Where none has
 * it, the answer is null, and the engine's own lookup says what there is.
 */

/** The model, with the network that it declares for the view. @throws RecsmithError what the file did wrong */
export async function foreignModel(
  { plugins, storage }: Pick<EngineServices, 'plugins' | 'storage'>,
  { model: id, view: ref, parameters }: Pick<TrainInput, 'model' | 'view' | 'parameters'>,
): Promise<PluginModel | null> {
  if (isModel(id)) return null;
  const found = await plugins.find('model', id);
  if (!found) return null;
  const { path, hash } = found;
  const model = found.description.model!;
  const schema = pluginParameters(model);
  const view = await storage.views.get(ref);
  // Wrong ones are told by whoever plans the run; the network of the defaults does for that.
  const given = parameterProblems(schema, parameters).length > 0 ? {} : parameters;
  const size = { users: view.users, items: view.items, interactions: view.train };
  return { path, hash, model, network: await plugins.network(found, size, withDefaults(schema, given)) };
}

/** The plug-in whose metric is among the names; null where all are the engine's own, or nobody's. */
export async function foreignMetric(
  plugins: PluginRegistry,
  names: readonly string[],
): Promise<PluginReference | null> {
  for (const name of names) {
    const [id] = name.split('@');
    if (isMetricId(id)) continue;
    const found = await plugins.find('metric', id);
    if (found) return { path: found.path, hash: found.hash };
  }
  return null;
}
