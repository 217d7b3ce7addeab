import { RecsmithError } from '../../../shared/errors.ts';
import { unknown, type OpenRuns } from './open-runs.ts';
import type { GivenHistory } from './recommender.ts';

interface Input {
  run: string;
  user?: string | undefined;
  history?: string[] | undefined;
  maskSeen: boolean;
  offset: number;
  limit: number;
}

interface Page {
  known: boolean;
  total: number;
  items: string[];
  scores: (number | null)[];
  input: (number | null)[];
}

/** Scores of every item of a view for one user, beside what the user has. Original ids in and out. */
export class AllScores {
  readonly #runs: OpenRuns;

  constructor(runs: OpenRuns) {
    this.#runs = runs;
  }

  /**
   * Some items in the order of the dataset. With `maskSeen` every item of the history, whatever its value, has no score.
   * @throws RecsmithError BAD_INPUT unless exactly one of user and history is given
   */
  page(input: Input): Promise<Page> {
    if ((input.user === undefined) === (input.history === undefined))
      throw new RecsmithError('BAD_INPUT', 'Scores are for a user or for a history: name one of them.', {
        where: 'user, history',
      });
    return this.#runs.with(input.run, async ({ catalogue, recommender }, run) => {
      const { itemCount, itemOf } = catalogue.view;
      let history: GivenHistory = { items: new Uint32Array(0), values: null };
      let row: Float32Array | null = null;
      if (input.history !== undefined) {
        const items = await catalogue.items(input.history);
        if (items.length === 0) throw unknown('item', input.history.join(', '), run);
        const values = catalogue.bestValue === null ? null : new Float32Array(items.length).fill(catalogue.bestValue);
        history = { items, values };
        row = await recommender.exclusively(() => recommender.foldIn(history));
      } else {
        const user = await catalogue.user(input.user!);
        if (user !== null) history = catalogue.known(user);
        if (user !== null && recommender.knows(user)) row = await recommender.exclusively(() => recommender.row(user));
      }
      const has = new Map(Array.from(history.items, (item, n) => [item, history.values ? history.values[n] : 1]));
      const wanted = Uint32Array.from(itemOf.keys())
        .sort((a, b) => itemOf[a] - itemOf[b])
        .subarray(input.offset, input.offset + input.limit);
      const cards = await catalogue.cards(wanted);
      const score = (item: number): number | null => {
        if (!row || (input.maskSeen && has.has(item)) || !Number.isFinite(row[item])) return null;
        return recommender.shown(row[item]);
      };
      return {
        known: row !== null,
        total: itemCount,
        items: cards.map(({ item }) => item),
        scores: Array.from(wanted, score),
        input: Array.from(wanted, (item) => has.get(item) ?? null),
      };
    });
  }
}
