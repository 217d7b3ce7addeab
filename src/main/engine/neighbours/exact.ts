import { KernelInputError } from '../kernels/checks.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { packScorer, topItems, type Scorer } from '../kernels/rank.ts';

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export interface Neighbour {
  readonly row: number;
  readonly similarity: number; // cosine, -1..1
}

/**
 * Exact cosine search over the rows of a factor table: dot products of unit rows by the ranking kernels. Takes about
 * the table's size twice in kernel memory. Rows of length 0 (nothing was learnt about them) are nobody's neighbours.
 */
export class ExactNeighbours {
  readonly rows: number;
  readonly columns: number;
  readonly #unit: Matrix; // rows of length 1, or 0
  readonly #scorer: Scorer;
  readonly #inTurn: InTurn;

  /** @param inTurn for kernels that others use too: does a piece of work when nobody else uses them */
  constructor(kernels: Kernels, table: Matrix, inTurn: InTurn = (work) => work()) {
    this.#inTurn = inTurn;
    this.rows = table.rows;
    this.columns = table.columns;
    this.#unit = kernels.matrix(table.rows, table.columns);
    const lacking = unitRows(table, this.#unit);
    // NaN as bias makes every score of the row NaN, and what has no score is in no list.
    this.#scorer = packScorer(kernels, { users: this.#unit, items: this.#unit, itemBias: lacking });
  }

  /** The k rows most similar to each of `queries` (rows), itself left out, most similar first, then by row. */
  async search(queries: Uint32Array, k: number, signal?: AbortSignal): Promise<Neighbour[][]> {
    const start = Uint32Array.from({ length: queries.length + 1 }, (_, b) => b);
    const top = await this.#inTurn(() => topItems(this.#scorer, queries, { start, items: queries }, k, signal));
    return Array.from(queries, (query, b) =>
      this.#isEmpty(query)
        ? []
        : Array.from(top.items.subarray(b * top.k, b * top.k + top.counts[b]), (row, n) => ({
            row,
            similarity: clamp(top.scores[b * top.k + n]),
          })),
    );
  }

  /** The row scaled to length 1, a view into the table; all 0 where there is nothing to compare. */
  unitRow(row: number): Float32Array {
    if (!(row >= 0 && row < this.rows))
      throw new KernelInputError('unitRow', 'row', `is ${row}`, `less than ${this.rows}`);
    const { data, stride, columns } = this.#unit;
    return data.subarray(row * stride, row * stride + columns);
  }

  #isEmpty(row: number): boolean {
    return this.unitRow(row).every((value) => value === 0);
  }
}

/** Writes rows of length 1; rows of length 0 or without finite length stay 0. Returns a bias: NaN for those, else 0. */
export function unitRows(table: Matrix, unit: Matrix): Float32Array {
  const lacking = new Float32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const from = row * table.stride;
    let squares = 0;
    for (let f = 0; f < table.columns; f++) squares += table.data[from + f] ** 2;
    const scale = 1 / Math.sqrt(squares);
    if (squares > 0 && Number.isFinite(scale))
      for (let f = 0; f < table.columns; f++) unit.data[row * unit.stride + f] = table.data[from + f] * scale;
    else lacking[row] = NaN;
  }
  return lacking;
}

/** Rounding may lead past 1. */
const clamp = (cosine: number): number => Math.max(-1, Math.min(1, cosine));
