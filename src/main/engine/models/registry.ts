import { RecsmithError } from '../../../shared/errors.ts';
import { biasedMf } from './biased-mf.ts';
import { bprMf } from './bpr-mf.ts';
import type { ModelDefinition } from './definition.ts';
import { popularity } from './popularity.ts';

/** All models, in the order in which a person is offered them. A new model is one line here. */
export const models: readonly ModelDefinition[] = [popularity, biasedMf, bprMf];

/** Whether the engine itself has a model of this id. */
export const isModel = (id: string): boolean => models.some((model) => model.id === id);

/** @throws RecsmithError NOT_FOUND, naming the models there are */
export function modelById(id: string): ModelDefinition {
  const model = models.find((candidate) => candidate.id === id);
  if (!model)
    throw new RecsmithError('NOT_FOUND', `There is no model ${id}.`, {
      next: `Choose one of ${models.map((candidate) => candidate.id).join(', ')}.`,
    });
  return model;
}
