import { RecsmithError } from '../../../../shared/errors.ts';
import type { PairBatches, RowBatch, Rows } from '../executor.ts';
import type { GraphExamples } from '../layers/layer.ts';
import { layers } from '../layers/registry.ts';
import { tableNamed, type Network } from '../network.ts';

/** One step's examples; positives first, then negatives, where there are any. */
export interface Examples {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  readonly itemSet: Uint32Array;
  readonly lookUp: (of: 'user' | 'item') => Rows;
}

export interface Histories {
  readonly user: Rows;
  readonly item: Rows;
}

/** The rows of `indices`, one after the other. */
export function pickRows({ start, items, values }: Rows, indices: Uint32Array): Rows {
  const offsets = new Uint32Array(indices.length + 1);
  for (let k = 0; k < indices.length; k++) offsets[k + 1] = offsets[k] + start[indices[k] + 1] - start[indices[k]];
  const picked = new Uint32Array(offsets[indices.length]);
  const pickedValues = values ? new Float32Array(picked.length) : null;
  for (let k = 0; k < indices.length; k++) {
    const [from, to] = [start[indices[k]], start[indices[k] + 1]];
    picked.set(items.subarray(from, to), offsets[k]);
    pickedValues?.set(values!.subarray(from, to), offsets[k]);
  }
  return { start: offsets, items: picked, values: pickedValues };
}

export function pairExamples(users: Uint32Array, items: Uint32Array, histories: Histories | undefined): Examples {
  return {
    ...{ users, items, itemSet: new Uint32Array(0) },
    lookUp(of) {
      if (!histories) throw new RecsmithError('INTERNAL', 'A bag of this network has no histories to look up.');
      return pickRows(histories[of], of === 'user' ? users : items);
    },
  };
}

export function rowExamples(users: Uint32Array, input: Rows | null, itemSet: Uint32Array): Examples {
  return {
    ...{ users, items: new Uint32Array(0), itemSet },
    lookUp() {
      if (!input) throw new RecsmithError('INTERNAL', 'This network needs the histories of the users.');
      return input;
    },
  };
}

/** The examples of step `index`. */
export function examplesOf(
  network: Network,
  batches: PairBatches | RowBatch,
  index: number,
  allItems: Uint32Array,
  histories: Histories | undefined,
): Examples {
  if (batches.kind === 'rows') return rowExamples(batches.users, batches.input, batches.items ?? allItems);
  const [from, to] = [batches.starts[index], batches.starts[index + 1]];
  const part = (values: Uint32Array) => values.subarray(from, to);
  if (network.loss.kind !== 'bpr') return pairExamples(part(batches.users), part(batches.items), histories);
  const twice = (first: Uint32Array, second: Uint32Array) => {
    const both = new Uint32Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };
  const users = part(batches.users);
  return pairExamples(twice(users, users), twice(part(batches.items), part(batches.negatives!)), histories);
}

export const everything = (count: number): Uint32Array => {
  const all = new Uint32Array(count);
  for (let index = 0; index < count; index++) all[index] = index;
  return all;
};

/** The rows of one table that a step works on. */
export interface NeededRows {
  /** Each once, in order of appearance; null: the whole table. */
  readonly rows: Uint32Array | null;
  /** By node and position of the table in it: where the rows it asked for lie in `rows`. */
  readonly places: ReadonlyMap<string, Int32Array>;
}

/** Finds which rows of each table a step needs: every row once, whichever layers ask for it. */
export class RowPlanner {
  readonly #network: Network;
  readonly #seen = new Map<string, Int32Array>();

  /** @param whole tables that are always taken whole */
  constructor(network: Network, whole?: ReadonlySet<string>) {
    this.#network = network;
    for (const { name, rows, of } of network.tables)
      if (of !== null && !whole?.has(name)) this.#seen.set(name, new Int32Array(rows).fill(-1));
  }

  plan(contexts: readonly GraphExamples[]): Map<string, NeededRows> {
    const asked = new Map<string, { key: string; rows: Uint32Array | null }[]>();
    this.#network.nodes.forEach((node, index) => {
      const wanted = layers[node.layer].graph.rows?.(contexts[index]);
      node.tables.forEach((name, position) => {
        if (!asked.has(name)) asked.set(name, []);
        asked.get(name)!.push({ key: `${index}/${position}`, rows: wanted?.[position] ?? null });
      });
    });
    return new Map([...asked].map(([name, requests]) => [name, this.#unite(name, requests)]));
  }

  #unite(name: string, requests: readonly { key: string; rows: Uint32Array | null }[]): NeededRows {
    const seen = this.#seen.get(name);
    const { rows: all } = tableNamed(this.#network, name);
    // All rows in order are the whole table, without places.
    const whole = ({ rows }: { rows: Uint32Array | null }) =>
      rows === null || (rows.length === all && rows.every((row, k) => row === k));
    if (seen === undefined || requests.some(whole))
      return {
        rows: null,
        places: new Map(
          requests.flatMap((request) => (whole(request) ? [] : [[request.key, Int32Array.from(request.rows!)]])),
        ),
      };
    const total = requests.reduce((sum, { rows }) => sum + rows!.length, 0);
    const united = new Uint32Array(Math.min(total, seen.length));
    let count = 0;
    const places = new Map<string, Int32Array>();
    for (const { key, rows } of requests) {
      const at = new Int32Array(rows!.length);
      for (let k = 0; k < at.length; k++) {
        const row = rows![k];
        if (seen[row] < 0) {
          united[count] = row;
          seen[row] = count++;
        }
        at[k] = seen[row];
      }
      places.set(key, at);
    }
    for (let k = 0; k < count; k++) seen[united[k]] = -1;
    return { rows: united.subarray(0, count), places };
  }
}
