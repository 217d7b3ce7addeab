import { PluginProcess } from '../plugins/process.ts';
import { sourceOf, type PluginReference } from '../plugins/registry.ts';
import type { FittedRun } from './fitted.ts';
import type { List, ListOptions } from './recommender.ts';

/** Somebody to make a list for: the model's raw scores, [I], and what they have, item indices ascending. */
export interface Asked {
  readonly row: Float32Array;
  readonly history: Uint32Array;
}

/**
 * Lists in the order of a recommender of the user's own. It gets the model's scores of all items (of seen ones none,
 * unless they are wanted), their original ids, and the history; what it gives back is ordered as any scores are.
 * @throws RecsmithError what the file did wrong
 */
export async function listsByPlugin(
  plugin: PluginReference,
  { catalogue, recommender }: FittedRun,
  asked: readonly Asked[],
  options: ListOptions,
): Promise<List[]> {
  const items = Array.from({ length: catalogue.view.itemCount }, (_, item) => item);
  const ids = (await catalogue.cards(items)).map(({ item }) => item);
  const running = await PluginProcess.open(sourceOf(plugin));
  try {
    const lists: List[] = [];
    for (const { row, history } of asked) {
      const scores = Float32Array.from(row, (score) => recommender.shown(score));
      if (!options.includeSeen) for (const item of history) scores[item] = NaN;
      const ranked = await running.rank(
        scores,
        ids,
        Array.from(history, (item) => ids[item]),
      );
      // Its scores are shown as it gave them.
      lists.push(recommender.listOfRow(ranked, options.includeSeen ? new Uint32Array(0) : history, options, false));
    }
    return lists;
  } finally {
    await running.close();
  }
}
