import type { ViewRecipe } from '../../../shared/contract/views.ts';
import type { Application } from '../../state/application.svelte.ts';
import { href } from '../../state/address.ts';
import { FIRST_MODEL } from '../data/samples.svelte.ts';

interface About {
  readonly id: string;
  readonly hasTime: boolean;
  readonly values: { readonly min: number; readonly max: number; readonly distinct: number } | null;
}

/** So many users with something to test are enough for a figure to mean anything. */
const ENOUGH_USERS = 20;

/**
 * Recipes for a first look, the strictest first: what was liked (the upper part of a scale), users and items that are known
 * well enough to be tested, and the last interaction of each user set aside where there is a time.
 */
export function firstRecipes({ hasTime, values }: Omit<About, 'id'>): ViewRecipe[] {
  // A scale: few values, some above others. Counts and amounts have no upper part that would mean "liked".
  const scale = values !== null && values.max > values.min && values.distinct <= 21 && values.max <= 100;
  const liked = scale ? Math.round(2 * (values.min + 0.6 * (values.max - values.min))) / 2 : null;
  const recipe = (where: string | null, least: number): ViewRecipe => ({
    filters: { where, from: null, to: null, minPerUser: least, minPerItem: least, binarise: null },
    split: hasTime ? { kind: 'leave-last', count: 1 } : { kind: 'per-user', train: 0.8, validation: 0.1, test: 0.1 },
    seed: 42,
  });
  const where = liked === null ? null : `value >= ${liked}`;
  return [
    ...(where === null ? [] : [recipe(where, 5), recipe(where, 2)]),
    recipe(null, 5),
    recipe(null, 2),
    recipe(null, 0),
  ];
}

/** Makes the first of these views that leaves enough to test, trains popularity and a first model, and shows it learn. */
export async function trainFirst(app: Application, dataset: About): Promise<void> {
  const { client, focus, router } = app;
  const recipes = firstRecipes(dataset);
  let chosen = recipes[recipes.length - 1];
  for (const recipe of recipes) {
    const counts = await client.views.preview({ dataset: dataset.id, ...recipe });
    if (counts.testUsers < ENOUGH_USERS) continue;
    chosen = recipe;
    break;
  }
  const view = await client.views.create({ dataset: dataset.id, ...chosen });
  focus.choose(view.id);
  await client.runs.train({ view: view.id, model: 'popularity' });
  const { runId } = await client.runs.train({ view: view.id, model: FIRST_MODEL });
  router.go(href(['runs', runId]));
}
