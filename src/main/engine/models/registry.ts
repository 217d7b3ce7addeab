import { RecsmithError } from '../../../shared/errors.ts';
import { biasedMf } from './biased-mf.ts';
import { bprMf } from './bpr-mf.ts';
import { convncf } from './convncf.ts';
import type { ModelDefinition } from './definition.ts';
import { dmf } from './dmf.ts';
import { dynamicAutoencoder } from './dynamic-autoencoder.ts';
import { embeddingDotBias } from './embedding-dot-bias.ts';
import { embeddingDot } from './embedding-dot.ts';
import { embeddingNet } from './embedding-net.ts';
import { embeddingNn } from './embedding-nn.ts';
import { gmf } from './gmf.ts';
import { mlp } from './mlp.ts';
import { multDae } from './mult-dae.ts';
import { multVae } from './mult-vae.ts';
import { neumf } from './neumf.ts';
import { popularity } from './popularity.ts';
import { recoderMf } from './recoder-mf.ts';
import { simpleCf } from './simple-cf.ts';

/** All models, in the order in which a person is offered them. A new model is one line here. */
export const models: readonly ModelDefinition[] = [
  popularity,
  biasedMf,
  bprMf,
  embeddingDotBias,
  embeddingDot,
  simpleCf,
  recoderMf,
  neumf,
  gmf,
  mlp,
  dmf,
  embeddingNn,
  embeddingNet,
  convncf,
  multVae,
  multDae,
  dynamicAutoencoder,
];

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
