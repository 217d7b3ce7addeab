import type {
  BiasRanking,
  EmbeddingCard,
  EmbeddingInfo,
  EmbeddingMap,
  FactorExtremes,
  FactorPage,
  Measure,
  Neighbours,
  PairSimilarity,
  Side,
} from '../../../shared/contract/embeddings.ts';
import type { RunDetail } from '../../../shared/contract/runs.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { cosine, euclidean, innerProduct, lengthOf, likeness, rowOf } from '../neighbours/measures.ts';
import type { FittedRun } from './fitted.ts';
import type { NeighbourSearch } from './neighbour-search.ts';
import { unknown, type OpenRuns } from './open-runs.ts';
import { principalComponents, project } from './principal.ts';

/** Numbers of a table in one answer. Every one is checked and written on the event loop, which must stay free. */
const MAX_VALUES = 400_000;

interface NeighboursInput {
  run: string;
  of: Side;
  id?: string | undefined;
  vector?: number[] | undefined;
  k: number;
  measure: Measure;
  normalise: boolean;
  index: 'auto' | 'exact' | 'hnsw';
  effort?: number | undefined;
}

/** The answers behind `embeddings` of the contract: what a run's tables say. Original ids in and out. */
export class Embeddings {
  readonly #runs: OpenRuns;
  readonly #search: NeighbourSearch;

  constructor(runs: OpenRuns, search: NeighbourSearch) {
    this.#runs = runs;
    this.#search = search;
  }

  describe(input: { run: string }): Promise<EmbeddingInfo> {
    return this.#runs.with(input.run, (fitted, run) => {
      const { factors } = fitted.recommender.model;
      if (!factors) throw without(run, 'factors');
      return Promise.resolve({
        factors: factors.items.columns,
        items: factors.items.rows,
        users: factors.users.rows,
        itemBias: factors.itemBias !== null,
        userBias: factors.userBias !== null,
        offset: factors.offset,
      });
    });
  }

  /** @throws RecsmithError BAD_INPUT unless exactly one of id and vector is given; NOT_FOUND */
  neighbours(input: NeighboursInput): Promise<Neighbours> {
    const begin = performance.now();
    const { of, id, vector, measure } = input;
    if ((id === undefined) === (vector === undefined))
      throw new RecsmithError('BAD_INPUT', 'Neighbours are those of an id or of a vector: name one of them.', {
        where: 'id, vector',
      });
    return this.#runs.with(input.run, async (fitted, run) => {
      const row = id === undefined ? null : await rowFor(fitted, run, of, id);
      const query = row ?? Float64Array.from(vector!);
      const { found, index, effort } = await this.#search.find(fitted, { ...input, query });
      const cards = await cardsOf(
        fitted,
        of,
        found.map((each) => each.row),
      );
      return {
        ...{ of, measure },
        query: row === null ? null : (await cardsOf(fitted, of, [row]))[0],
        neighbours: found.map((each, n) => ({
          ...cards[n],
          value: each.value,
          cosine: each.cosine,
          similarity: likeness(each.cosine),
        })),
        index: index ? 'hnsw' : 'exact',
        exact: !index,
        recall: index ? index.recall : null,
        effort,
        seconds: (performance.now() - begin) / 1000,
      };
    });
  }

  /** @throws RecsmithError NOT_FOUND; BAD_DATA where one of the two has learnt nothing */
  pair(input: { run: string; of: Side; a: string; b: string }): Promise<PairSimilarity> {
    const { of } = input;
    return this.#runs.with(input.run, async (fitted, run) => {
      const table = fitted.table(of);
      const rows = [await rowFor(fitted, run, of, input.a), await rowFor(fitted, run, of, input.b)];
      const [left, right] = rows.map((row) => rowOf(table, row));
      const near = cosine(left, right);
      if (Number.isNaN(near))
        throw new RecsmithError('BAD_DATA', `Nothing was learnt about ${lengthOf(left) > 0 ? input.b : input.a}.`, {
          why: 'It has no training rows, and its factors are 0.',
        });
      const [a, b] = await cardsOf(fitted, of, rows);
      return {
        ...{ of, a, b, cosine: near, similarity: likeness(near) },
        innerProduct: innerProduct(left, right),
        euclidean: euclidean(left, right),
        lengths: [lengthOf(left), lengthOf(right)],
      };
    });
  }

  /** Rows with training rows by bias. @throws RecsmithError BAD_INPUT where the model has no biases on that side */
  biases(input: { run: string; of: Side; k: number }): Promise<BiasRanking> {
    const { of, k } = input;
    return this.#runs.with(input.run, async (fitted, run) => {
      const { factors } = fitted.recommender.model;
      const bias = of === 'items' ? factors?.itemBias : factors?.userBias;
      if (!factors || !bias) throw without(run, `biases of ${of}`);
      const rows = trained(fitted, of, factors[of].rows);
      const { ends, mean, deviation } = extremes(rows, (row) => bias[row], k);
      const [most, least] = await Promise.all(ends.map((list) => cardsOf(fitted, of, list)));
      const withBias = (cards: EmbeddingCard[], list: readonly number[]) =>
        cards.map((card, n) => ({ ...card, bias: bias[list[n]] }));
      return {
        ...{ of, mean, deviation, rows: rows.length, offset: factors.offset },
        most: withBias(most, ends[0]),
        least: withBias(least, ends[1]),
      };
    });
  }

  /** @throws RecsmithError BAD_INPUT without factors, or for more components than factors */
  map(input: { run: string; of: Side; components: number; limit: number }): Promise<EmbeddingMap> {
    const begin = performance.now();
    const { of } = input;
    return this.#runs.with(input.run, async (fitted, run) => {
      const table = fitted.table(of);
      const components = Math.min(input.components, table.columns);
      const rows = trained(fitted, of, table.rows);
      if (rows.length === 0)
        throw new RecsmithError('BAD_DATA', `The run "${run.name}" has learnt nothing about its ${of}.`);
      const principal = principalComponents(table, rows, components);
      const shown = Array.from(rows)
        .sort((a, b) => fitted.trainingRows(of, b) - fitted.trainingRows(of, a) || a - b)
        .slice(0, input.limit);
      const cards = await cardsOf(fitted, of, shown);
      return {
        of,
        explained: Array.from(principal.explained),
        points: cards.map((card, n) => ({ ...card, at: project(principal, rowOf(table, shown[n])) })),
        rows: rows.length,
        seconds: (performance.now() - begin) / 1000,
      };
    });
  }

  /** @param input.factor 1-based @throws RecsmithError BAD_INPUT where there is no such factor */
  factor(input: { run: string; of: Side; factor: number; k: number }): Promise<FactorExtremes> {
    const { of, factor, k } = input;
    return this.#runs.with(input.run, async (fitted) => {
      const table = fitted.table(of);
      if (factor > table.columns)
        throw new RecsmithError('BAD_INPUT', `There is no factor ${factor}.`, {
          where: 'factor',
          why: `This run has ${table.columns}, numbered from 1.`,
        });
      const value = (row: number) => table.data[row * table.stride + factor - 1];
      const { ends, mean, deviation } = extremes(trained(fitted, of, table.rows), value, k);
      const [top, bottom] = await Promise.all(ends.map((list) => cardsOf(fitted, of, list)));
      const withValue = (cards: EmbeddingCard[], list: readonly number[]) =>
        cards.map((card, n) => ({ ...card, value: value(list[n]) }));
      return {
        ...{ of, factor, factors: table.columns, mean, deviation },
        top: withValue(top, ends[0]),
        bottom: withValue(bottom, ends[1]),
      };
    });
  }

  /** A page of the table in the run's own order; fewer rows than asked for where the table is wide. */
  rows(input: { run: string; of: Side; offset: number; limit: number }): Promise<FactorPage> {
    const { of, offset } = input;
    return this.#runs.with(input.run, async (fitted, run) => {
      const { factors } = fitted.recommender.model;
      if (!factors) throw without(run, 'factors');
      const table = factors[of];
      const bias = of === 'items' ? factors.itemBias : factors.userBias;
      const most = Math.max(1, Math.min(input.limit, Math.floor(MAX_VALUES / Math.max(1, table.columns))));
      const rows = Array.from({ length: Math.max(0, Math.min(most, table.rows - offset)) }, (_, n) => offset + n);
      const cards = await cardsOf(fitted, of, rows);
      return {
        ...{ of, total: table.rows, factors: table.columns },
        rows: cards.map((card, n) => ({
          ...card,
          bias: bias ? bias[rows[n]] : null,
          values: Array.from(rowOf(table, rows[n])),
        })),
      };
    });
  }
}

async function rowFor(
  { catalogue }: FittedRun,
  run: Pick<RunDetail, 'name' | 'viewName'>,
  of: Side,
  id: string,
): Promise<number> {
  const row = await (of === 'items' ? catalogue.item(id) : catalogue.user(id));
  if (row === null) throw unknown(of === 'items' ? 'item' : 'user', id, run);
  return row;
}

async function cardsOf(fitted: FittedRun, of: Side, rows: readonly number[]): Promise<EmbeddingCard[]> {
  const { catalogue } = fitted;
  const interactions = (n: number) => fitted.trainingRows(of, rows[n]);
  if (of === 'users')
    return (await catalogue.userIds(rows)).map((id, n) => ({ id, title: null, interactions: interactions(n) }));
  return (await catalogue.cards(rows)).map(({ item, title }, n) => ({
    ...{ id: item, title, interactions: interactions(n) },
  }));
}

/** Rows that training has touched: the others hold what they began with. */
const trained = (fitted: FittedRun, of: Side, rows: number): Uint32Array =>
  Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => fitted.trainingRows(of, row) > 0);

/** The k rows with the largest values and the k with the smallest, equal ones by row; mean and deviation of all. */
function extremes(rows: Uint32Array, value: (row: number) => number, k: number) {
  const falling = Array.from(rows).sort((a, b) => value(b) - value(a) || a - b);
  const rising = falling.slice(-k).sort((a, b) => value(a) - value(b) || a - b);
  let sum = 0;
  for (const row of rows) sum += value(row);
  const mean = rows.length > 0 ? sum / rows.length : 0;
  let squares = 0;
  for (const row of rows) squares += (value(row) - mean) ** 2;
  const deviation = rows.length > 0 ? Math.sqrt(squares / rows.length) : 0;
  return { ends: [falling.slice(0, k), rising] as const, mean, deviation };
}

const without = (run: Pick<RunDetail, 'name' | 'modelTitle'>, what: string): RecsmithError =>
  new RecsmithError('BAD_INPUT', `${run.modelTitle} has no ${what}.`, {
    where: `run ${run.name}`,
    next: 'Choose a run of a model that has them, such as biased-mf.',
  });
