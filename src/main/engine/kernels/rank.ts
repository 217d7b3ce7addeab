import { KernelInputError, expectIndices, expectInteger, expectLength, expectMatrix, expectOffsets } from './checks.ts';
import { CONTROL, type Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';

/** Bytes that a thread of the ranking kernels needs for itself (assembly/rank.ts has the same number). */
const SCRATCH = 36864;
/** Up to this many users a call on the own thread is over before the pool has woken up. */
const FEW_USERS = 4;

/** Items per user: user b has items[start[b]] to items[start[b + 1] - 1], ascending and distinct. */
export interface Lists {
  readonly start: Uint32Array; // [B + 1]
  readonly items: Uint32Array;
}

/** Everything that scores need, in kernel memory: score(u, i) = bias[i] + sum over f of users[u, f] items[i, f]. */
export interface Scorer {
  readonly kernels: Kernels;
  readonly users: Matrix; // [U x D], D >= 0
  readonly itemCount: number;
  /** Items and biases in panels of 8 (assembly/score.ts). */
  readonly panels: Float32Array;
}

export interface TopItems {
  readonly k: number; // entries per user: at most what was asked for and the number of items
  readonly items: Uint32Array; // [B x k], best first
  readonly scores: Float32Array; // [B x k]
  readonly counts: Uint32Array; // [B]: fewer than k where fewer candidates have a score
}

export interface Positions {
  /** Laid out as the relevant items that were given: user b's are the first counts[b] from start[b] on, ascending. */
  readonly positions: Uint32Array;
  /** [B]: relevant items that are candidates. */
  readonly counts: Uint32Array;
}

function expectLists(kernel: string, name: string, lists: Lists, users: number, itemCount: number): void {
  const { start, items } = lists;
  expectOffsets(kernel, `${name}.start`, start, users, items.length);
  for (let b = 0; b < users; b++) {
    const end = start[b + 1];
    let last = -1;
    for (let at = start[b]; at < end; at++) {
      const item = items[at];
      if (item <= last)
        throw new KernelInputError(kernel, `${name}.items`, `has ${item} after ${last} at ${at}`, 'ascending items');
      last = item;
    }
    if (last >= itemCount)
      throw new KernelInputError(kernel, `${name}.items`, `has ${last}`, `indices below ${itemCount}`);
  }
}

/**
 * Packs items and biases for ranking, in new kernel memory of about the size of the item table.
 * @param factors users [U x D] and items [I x D] in kernel memory, D >= 0; itemBias [I] or null
 * @throws KernelInputError where shapes disagree; RecsmithError DOES_NOT_FIT
 */
export function packScorer(
  kernels: Kernels,
  factors: { users: Matrix; items: Matrix; itemBias: Float32Array | null },
): Scorer {
  const { users, items, itemBias } = factors;
  expectMatrix('packItems', 'users', users, users.rows);
  expectMatrix('packItems', 'items', items, items.rows, users.columns);
  if (itemBias) expectLength('packItems', 'itemBias', itemBias, items.rows);
  const panels = kernels.f32(Math.ceil(items.rows / 8) * 8 * (items.columns + 1));
  const mark = kernels.mark();
  let bias = 0;
  if (itemBias) {
    const copy = kernels.f32(items.rows);
    copy.set(itemBias);
    bias = kernels.at(copy);
  }
  const table = items.columns === 0 ? 0 : kernels.at(items.data);
  kernels.exports.packItems(table, 4 * items.stride, items.columns, items.rows, bias, kernels.at(panels));
  kernels.release(mark);
  return { kernels, users, itemCount: items.rows, panels };
}

/** What every kernel of this file begins and ends with; its buffers are given back when `read` has copied results. */
async function launch<T>(
  scorer: Scorer,
  name: 'rankTop' | 'rankPositions' | 'scoreLists',
  rows: Uint32Array,
  prepare: (place: (values: Uint32Array) => number) => { args: number[]; read: () => T },
  signal?: AbortSignal,
): Promise<T> {
  const { kernels, users, panels, itemCount } = scorer;
  const few = rows.length <= FEW_USERS;
  const mark = kernels.mark();
  try {
    const place = (values: Uint32Array): number => {
      const copy = kernels.u32(values.length);
      copy.set(values);
      return kernels.at(copy);
    };
    const ids = place(rows);
    const { args, read } = prepare(place);
    const scratch = kernels.u8(SCRATCH * (few ? 1 : kernels.threads));
    const claim = kernels.u32(1);
    const table = users.columns === 0 ? 0 : kernels.at(users.data);
    const shape = [ids, rows.length, table, 4 * users.stride, users.columns, kernels.at(panels)];
    if (name !== 'scoreLists') shape.push(itemCount);
    const all = [...shape, ...args, kernels.at(scratch), kernels.at(claim)];
    if (few) {
      new Int32Array(kernels.memory.buffer, CONTROL.stop, 1)[0] = 0; // an aborted run may have left it raised
      kernels.exports[name](...all, 0);
    } else await kernels.run(name, all, signal);
    return read();
  } finally {
    kernels.release(mark);
  }
}

/**
 * The k best items of each user: score descending, then item index ascending. Items whose score is NaN are left out.
 * @param rows rows of the user table, [B], any order
 * @param masked per user the items that are no candidates
 * @param k >= 1; more than there are items is as good as all
 * @returns new arrays, the caller's own
 * @throws KernelInputError on lengths and indices; AbortError. One call at a time per `Kernels`.
 */
export function topItems(
  scorer: Scorer,
  rows: Uint32Array,
  masked: Lists,
  k: number,
  signal?: AbortSignal,
): Promise<TopItems> {
  const { kernels, itemCount } = scorer;
  expectInteger('rankTop', 'k', k, 1);
  expectIndices('rankTop', 'rows', rows, scorer.users.rows);
  expectLists('rankTop', 'masked', masked, rows.length, itemCount);
  const width = Math.min(k, itemCount);
  const prepare = (place: (values: Uint32Array) => number) => {
    const items = kernels.u32(rows.length * width);
    const scores = kernels.f32(rows.length * width);
    const counts = kernels.u32(rows.length);
    return {
      args: [
        place(masked.start),
        place(masked.items),
        width,
        kernels.at(items),
        kernels.at(scores),
        kernels.at(counts),
      ],
      read: () => ({ k: width, items: items.slice(), scores: scores.slice(), counts: counts.slice() }),
    };
  };
  return launch(scorer, 'rankTop', rows, prepare, signal);
}

/**
 * Positions (0-based) of each user's relevant items among the candidates: all items but the masked ones. Among equal
 * scores a relevant item stands behind every item that is not relevant. A relevant item that is masked has no position.
 * @param relevant per user, ascending
 * @returns new arrays, the caller's own
 * @throws KernelInputError on lengths and indices; AbortError. One call at a time per `Kernels`.
 */
export function relevantPositions(
  scorer: Scorer,
  rows: Uint32Array,
  masked: Lists,
  relevant: Lists,
  signal?: AbortSignal,
): Promise<Positions> {
  const { kernels, itemCount } = scorer;
  expectIndices('rankPositions', 'rows', rows, scorer.users.rows);
  expectLists('rankPositions', 'masked', masked, rows.length, itemCount);
  expectLists('rankPositions', 'relevant', relevant, rows.length, itemCount);
  const prepare = (place: (values: Uint32Array) => number) => {
    const total = relevant.start[rows.length];
    const scores = kernels.f32(total);
    const positions = kernels.u32(total);
    const counts = kernels.u32(rows.length);
    const finite = kernels.u32(rows.length);
    const lists = [masked.start, masked.items, relevant.start, relevant.items].map(place);
    return {
      args: [...lists, ...[scores, positions, counts, finite].map((array) => kernels.at(array))],
      read: () => ({ positions: positions.slice(), counts: counts.slice() }),
    };
  };
  return launch(scorer, 'rankPositions', rows, prepare, signal);
}

/**
 * Scores of listed items, for lists of candidates and pairs; same bits as in the rankings. NaN stays NaN.
 * @returns laid out as `listed.items`
 * @throws KernelInputError on lengths and indices; AbortError. One call at a time per `Kernels`.
 */
export function scoreListed(
  scorer: Scorer,
  rows: Uint32Array,
  listed: Lists,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { kernels } = scorer;
  expectIndices('scoreLists', 'rows', rows, scorer.users.rows);
  expectLists('scoreLists', 'listed', listed, rows.length, scorer.itemCount);
  const prepare = (place: (values: Uint32Array) => number) => {
    const scores = kernels.f32(listed.start[rows.length]);
    return {
      args: [place(listed.start), place(listed.items), kernels.at(scores)],
      read: () => scores.slice(),
    };
  };
  return launch(scorer, 'scoreLists', rows, prepare, signal);
}

/** Arrays that grow and are used again, for callers that join block after block: large ones are costly garbage. */
export interface ListBuffer {
  start: Uint32Array;
  items: Uint32Array;
}

export const listBuffer = (): ListBuffer => ({ start: new Uint32Array(0), items: new Uint32Array(0) });

function room(buffer: ListBuffer, name: 'start' | 'items', length: number): Uint32Array {
  if (buffer[name].length < length) buffer[name] = new Uint32Array(Math.ceil(1.25 * length));
  return buffer[name].subarray(0, length);
}

/**
 * The listed parts of some users' histories as one: ascending, every item once.
 * @param buffer where the result lies, until the next call with the same buffer
 */
export function joinLists(rows: Uint32Array, parts: readonly Lists[], buffer = listBuffer()): Lists {
  const filled = parts.filter((part) => part.items.length > 0);
  const start = room(buffer, 'start', rows.length + 1);
  let total = 0;
  for (const row of rows) for (const part of filled) total += part.start[row + 1] - part.start[row];
  const items = room(buffer, 'items', total);
  let at = 0;
  for (let b = 0; b < rows.length; b++) {
    start[b] = at;
    for (const part of filled) {
      const from = part.start[rows[b]];
      const to = part.start[rows[b] + 1];
      if (from === to) continue;
      if (at === start[b]) {
        for (let r = from; r < to; r++) items[at++] = part.items[r];
      } else at = mergeInto(items, start[b], at, part.items, from, to);
    }
  }
  start[rows.length] = at;
  return { start, items: at === total ? items : items.subarray(0, at) };
}

/** Merges the ascending source[from..to) into the ascending items[first..end), from the back; returns the new end. */
function mergeInto(
  items: Uint32Array,
  first: number,
  end: number,
  source: Uint32Array,
  from: number,
  to: number,
): number {
  let repeated = 0;
  for (let i = first, j = from; i < end && j < to;) {
    if (items[i] === source[j]) repeated++;
    const step = items[i] <= source[j];
    if (items[i] >= source[j]) j++;
    if (step) i++;
  }
  const newEnd = end + (to - from) - repeated;
  let i = end - 1;
  let j = to - 1;
  for (let out = newEnd - 1; j >= from; out--) {
    if (i >= first && items[i] >= source[j]) {
      if (items[i] === source[j]) j--;
      items[out] = items[i--];
    } else items[out] = source[j--];
  }
  return newEnd;
}
