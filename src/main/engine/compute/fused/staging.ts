import { expectIndices, expectLength, KernelInputError } from '../../kernels/checks.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { PairBatches, Rows } from '../executor.ts';
import type { Network } from '../network.ts';

/** Examples as the kernels read them: rows, step after step, tile after tile. Addresses; 0: absent. */
export interface StagedPairs {
  readonly starts: Uint32Array; // [S + 1], in rows
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  readonly targets: number;
  readonly weights: number;
  /** Of each row, where its history's entries begin among those of the step. */
  readonly bagUsers: Uint32Array | null;
  readonly bagItems: Uint32Array | null;
  /** Most entries of a step, of the histories of its users and of its items. */
  readonly entries: { readonly user: number; readonly item: number };
}

interface StageOptions {
  readonly kernels: Kernels;
  readonly network: Network;
  readonly tileRows: number;
  readonly users: number;
  readonly items: number;
  readonly histories: { readonly user: Rows; readonly item: Rows } | undefined;
  /** Which histories bags look up. */
  readonly bags: ReadonlySet<'user' | 'item'>;
  readonly mostExamples: number;
}

/** Checks the examples and lays them out in kernel memory; where there are negatives, behind the positives of each tile. */
export function stagePairs(options: StageOptions, batches: PairBatches): StagedPairs {
  const { kernels, network } = options;
  const pairwise = network.loss.kind === 'bpr';
  check(options, batches, pairwise);
  const here = (values: Float32Array): number => {
    if (values.buffer === kernels.memory.buffer) return values.byteOffset;
    const copy = kernels.f32(Math.max(1, values.length));
    copy.set(values);
    return copy.byteOffset;
  };
  const factor = pairwise ? 2 : 1;
  const starts = kernels.u32(batches.starts.length);
  starts.set(batches.starts.map((start) => start * factor));
  const users = kernels.u32(Math.max(1, factor * batches.users.length));
  const items = kernels.u32(users.length);
  if (pairwise) pairUp(batches, options.tileRows / 2, users, items);
  else {
    users.set(batches.users);
    items.set(batches.items);
  }
  const offsets = (of: 'user' | 'item') =>
    options.bags.has(of)
      ? entryOffsets(
          kernels,
          starts,
          of === 'user' ? users : items,
          options.histories![of],
          pairwise ? options.tileRows : 0,
        )
      : null;
  const [bagUsers, bagItems] = [offsets('user'), offsets('item')];
  return {
    ...{ starts, users, items, bagUsers: bagUsers?.offsets ?? null, bagItems: bagItems?.offsets ?? null },
    targets: batches.targets && !pairwise ? here(batches.targets) : 0,
    weights: batches.weights && !pairwise ? here(batches.weights) : 0,
    entries: { user: bagUsers?.most ?? 0, item: bagItems?.most ?? 0 },
  };
}

function check({ users, items, mostExamples }: StageOptions, batches: PairBatches, pairwise: boolean): void {
  const { starts, targets, negatives, weights } = batches;
  const count = batches.users.length;
  if (starts[0] !== 0 || starts[starts.length - 1] !== count)
    throw new KernelInputError('pairsTrain', 'starts', 'do not span the examples', `0 to ${count}`);
  for (let step = 0; step + 1 < starts.length; step++)
    if (starts[step + 1] < starts[step] || starts[step + 1] - starts[step] > mostExamples)
      throw new KernelInputError('pairsTrain', 'starts', `give step ${step} a wrong size`, `0 to ${mostExamples}`);
  expectLength('pairsTrain', 'items', batches.items, count);
  expectIndices('pairsTrain', 'users', batches.users, users);
  expectIndices('pairsTrain', 'items', batches.items, items);
  if (pairwise) {
    expectLength('pairsTrain', 'negatives', negatives ?? [], count);
    expectIndices('pairsTrain', 'negatives', negatives!, items);
  } else expectLength('pairsTrain', 'targets', targets ?? [], count);
  if (weights) expectLength('pairsTrain', 'weights', weights, count);
}

function pairUp(
  { starts, users, items, negatives }: PairBatches,
  half: number,
  toUsers: Uint32Array,
  toItems: Uint32Array,
) {
  for (let step = 0, at = 0; step + 1 < starts.length; step++)
    for (let first = starts[step]; first < starts[step + 1]; first += half) {
      const end = Math.min(starts[step + 1], first + half);
      for (let k = first; k < end; k++, at++) {
        toUsers[at] = users[k];
        toItems[at] = items[k];
      }
      for (let k = first; k < end; k++, at++) {
        toUsers[at] = users[k];
        toItems[at] = negatives![k];
      }
    }
}

/** Entries are counted as the layers count rows: where there are negatives (tileRows > 0), after all positives. */
function entryOffsets(kernels: Kernels, starts: Uint32Array, index: Uint32Array, { start }: Rows, tileRows: number) {
  const offsets = kernels.u32(index.length);
  let most = 0;
  for (let step = 0; step + 1 < starts.length; step++) {
    let entries = 0;
    const take = (row: number) => {
      offsets[row] = entries;
      entries += start[index[row] + 1] - start[index[row]];
    };
    const [from, to] = [starts[step], starts[step + 1]];
    for (const second of tileRows ? [false, true] : [false])
      for (let first = from; first < to; first += tileRows || to - from) {
        const rows = Math.min(to - first, tileRows || to - from);
        const half = tileRows ? rows / 2 : rows;
        for (let k = 0; k < half; k++) take(first + (second ? half : 0) + k);
      }
    most = Math.max(most, entries);
  }
  return { offsets, most };
}
