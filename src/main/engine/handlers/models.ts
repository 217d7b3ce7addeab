import type { ModelInfo } from '../../../shared/contract/models.ts';
import { models } from '../models/registry.ts';
import { pluginGalleryEntry } from '../plugins/model.ts';
import type { EngineServices } from '../services.ts';
import type { Implementer } from './base.ts';

export function modelHandlers(os: Implementer, { plugins }: EngineServices) {
  return {
    list: os.models.list.handler(async () => {
      const own = (await plugins.ready()).filter(({ description }) => description.model !== null);
      return [...models, ...own.map((one) => pluginGalleryEntry(one, one.description.model!))].map(modelInfo);
    }),
  };
}

function modelInfo(model: (typeof models)[number]): ModelInfo {
  const { id, title, paper, summary, family, about, data, needs, offers, executors, parameters } = model;
  return {
    ...{ id, title, paper, summary, family, about, data },
    presets: structuredClone(model.presets ?? []) as ModelInfo['presets'],
    needs: [...needs],
    offers: [...offers],
    executors: [...executors],
    // The schema of parameters is plain data of the same shape; only its arrays are read-only.
    parameters: structuredClone(parameters) as ModelInfo['parameters'],
  };
}
