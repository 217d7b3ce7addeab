import type { RunSummary } from '../../../shared/contract/runs.ts';
import { pluginModel, type PluginModel } from '../plugins/model.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { ModelDefinition } from './definition.ts';
import { isModel, modelById } from './registry.ts';

/** The model of a stored run, also where it came from a plug-in. @throws RecsmithError NOT_FOUND */
export async function modelOfRun(
  { runs }: Pick<RemoteServices<StorageServices>, 'runs'>,
  { id, model }: Pick<RunSummary, 'id' | 'model'>,
): Promise<ModelDefinition> {
  if (isModel(model)) return modelById(model);
  const stored = await runs.plugin(id);
  return stored === null ? modelById(model) : pluginModel(JSON.parse(stored) as PluginModel);
}
