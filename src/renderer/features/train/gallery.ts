import { MODEL_FAMILIES, type ModelInfo } from '../../../shared/contract/models.ts';

export type Family = ModelInfo['family'];
/** What a first model is wanted for. */
export type Purpose = 'ratings' | 'choices';

/** Sensible without knowing anything: fast, few parameters, hard to beat. The first of a list that there is and that fits. */
const FIRST: Readonly<Record<Purpose, readonly string[]>> = {
  ratings: ['biased-mf', 'embedding-dot-bias'],
  choices: ['bpr-mf', 'mult-vae'],
};

export interface FirstChoice {
  readonly purpose: Purpose;
  readonly model: ModelInfo;
}

/** @param fits whether the model can learn from the view at hand */
export function firstChoices(models: readonly ModelInfo[], fits: (model: ModelInfo) => boolean): FirstChoice[] {
  return (['ratings', 'choices'] as const).flatMap((purpose) => {
    const [model] = FIRST[purpose].flatMap((id) => models.filter((each) => each.id === id && fits(each)));
    return (model as ModelInfo | undefined) ? [{ purpose, model }] : [];
  });
}

/** By family, in the order from simple to involved; families without a model are left out. */
export function familiesOf(models: readonly ModelInfo[]): { family: Family; models: ModelInfo[] }[] {
  return MODEL_FAMILIES.map((family) => ({
    family,
    models: models.filter((model) => model.family === family),
  })).filter((group) => group.models.length > 0);
}

/** For a view with ratings, or without. */
export const wanted = (first: readonly FirstChoice[], ratings: boolean): FirstChoice | undefined =>
  first.find(({ purpose }) => purpose === (ratings ? 'ratings' : 'choices')) ?? first.at(0);

/** In the order in which the gallery shows them, the chosen one before all. */
export function bySight(
  models: readonly ModelInfo[],
  first: readonly FirstChoice[],
  chosen: ModelInfo | undefined,
): ModelInfo[] {
  const others = familiesOf(models).flatMap((group) => group.models);
  return [...new Set([...(chosen ? [chosen] : []), ...first.map(({ model }) => model), ...others])];
}

/** All words, in what a person may know of a model: its name, its paper, what it is for, what it offers. */
export function matching(models: readonly ModelInfo[], typed: string): readonly ModelInfo[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return models;
  return models.filter(({ id, title, paper, summary, about, data, family, needs, offers }) => {
    const said = plain([id, title, paper, summary, about, data, family, ...needs, ...offers].join(' '));
    return words.every((word) => said.includes(word));
  });
}

const plain = (said: string): string =>
  said
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
