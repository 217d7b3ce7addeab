import type { Measure, Side } from '../../../shared/contract/embeddings.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import type { Neighbour } from '../neighbours/exact.ts';
import { HNSW } from '../neighbours/hnsw.ts';
import { EXACT_UP_TO, type BuiltIndex, type IndexSource, type Indexes } from '../neighbours/indexes.ts';
import { cosine, lengthOf, nearest, rowOf, unit, type Vector } from '../neighbours/measures.ts';
import type { StorageServices } from '../storage/api.ts';
import type { RemoteServices } from '../threads/remote.ts';
import type { FittedRun } from './fitted.ts';
import type { OpenRuns } from './open-runs.ts';

export interface Question {
  readonly of: Side;
  /** A row of the table, or a vector of as many values as there are factors. */
  readonly query: number | Vector;
  readonly k: number;
  readonly measure: Measure;
  readonly normalise: boolean;
  readonly index: 'auto' | 'exact' | 'hnsw';
  readonly effort?: number | undefined;
}

export interface Found {
  readonly row: number;
  readonly value: number; // in the measure
  readonly cosine: number;
}

export interface Answer {
  readonly found: readonly Found[];
  readonly index: BuiltIndex | null; // null: exact
  readonly effort: number | null;
}

/** Who is near whom in a run's tables: exactly, or by the run's index. */
export class NeighbourSearch {
  readonly #storage: RemoteServices<StorageServices>;
  readonly #runs: OpenRuns;
  readonly indexes: Indexes;

  constructor(storage: RemoteServices<StorageServices>, runs: OpenRuns, indexes: Indexes) {
    this.#storage = storage;
    this.#runs = runs;
    this.indexes = indexes;
  }

  /**
   * The k rows nearest to a row, itself left out, or to a vector. Cosine between rows is searched by kernels or the index,
   * everything else by going through the table.
   * @throws RecsmithError BAD_INPUT without factors, for a vector of another length, or for an index asked for by name
   * where there cannot be one
   */
  async find(fitted: FittedRun, question: Question): Promise<Answer> {
    const { of, query, k, normalise } = question;
    const table = fitted.table(of);
    const byRow = typeof query === 'number';
    if (!byRow && query.length !== table.columns)
      throw new RecsmithError('BAD_INPUT', `The vector has ${query.length} values.`, {
        where: 'vector',
        why: `This run has ${table.columns} factors.`,
      });
    const asCosine = question.measure === 'cosine' || (normalise && question.measure === 'inner-product');
    if (question.index === 'hnsw' && (of !== 'items' || !asCosine))
      throw new RecsmithError('BAD_INPUT', 'The index answers for items by cosine only.', {
        where: 'index',
        next: 'Search exactly, or ask for items by cosine.',
      });
    const vector = byRow ? rowOf(table, query) : query;
    if (!(lengthOf(vector) > 0)) {
      if (!byRow) throw new RecsmithError('BAD_INPUT', 'A vector of zeros is near nothing.', { where: 'vector' });
      return { found: [], index: null, effort: null }; // nothing was learnt about the row
    }
    if (asCosine) {
      const index = of === 'items' ? await this.index(question.index, fitted) : null;
      if (index || byRow) {
        const effort = index ? Math.max(question.effort ?? HNSW.ef, k + 1) : null;
        const list = index
          ? index.index.search(unit(vector), byRow ? query : -1, k, effort!)
          : (await this.nearestRows(fitted, of, Uint32Array.of(query as number), k))[0];
        return { found: list.map(({ row, similarity }) => both(row, similarity)), index, effort };
      }
    }
    const found = nearest(table, vector, {
      ...{ measure: question.measure, normalise, k },
      ...(byRow && { leave: query }),
    });
    return {
      found: found.map(({ row, value }) => ({ row, value, cosine: cosine(vector, rowOf(table, row)) })),
      index: null,
      effort: null,
    };
  }

  /** The k rows of largest cosine for each of `rows`, exactly, kept for the next time. */
  async nearestRows(fitted: FittedRun, of: Side, rows: Uint32Array, k: number): Promise<(readonly Neighbour[])[]> {
    const exact = await fitted.neighbours(of);
    return fitted.lists.get(rows, { of, measure: 'cosine', k }, (missing) => exact.search(missing, k));
  }

  /** The index to search with; null: search exactly. @throws RecsmithError REFUSED where `hnsw` is asked for and absent */
  async index(wanted: 'auto' | 'exact' | 'hnsw', fitted: FittedRun): Promise<BuiltIndex | null> {
    if (wanted === 'exact') return null;
    const { catalogue, run } = fitted;
    if (wanted === 'auto' && (catalogue.view.itemCount <= EXACT_UP_TO || !this.indexes.module.native)) return null;
    const source = await indexSource(fitted);
    const ready = this.indexes.ready(source);
    if (ready) return ready;
    const build = async () => {
      this.indexes.sweep(new Set((await this.#storage.runs.list()).map(({ id }) => id)));
      return this.indexes.open(source);
    };
    if (wanted === 'hnsw') return build();
    // The run stays in memory until its index is done; a failure shows when the index is asked for by name.
    void this.#runs.with(run.id, build).catch(() => null);
    return null;
  }
}

export const indexSource = async (fitted: FittedRun): Promise<IndexSource> => ({
  runId: fitted.run.id,
  checkpoint: fitted.checkpoint,
  exact: await fitted.neighbours('items'),
});

const both = (row: number, similarity: number): Found => ({ row, value: similarity, cosine: similarity });
