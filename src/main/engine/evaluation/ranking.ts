import type { View } from '../datasets/view.ts';
import type { Kernels } from '../kernels/kernels.ts';
import {
  joinLists,
  listBuffer,
  packScorer,
  relevantPositions,
  scoreListed,
  type ListBuffer,
  type Lists,
  type Scorer,
} from '../kernels/rank.ts';
import { positionsAmong } from '../kernels/reference/rank.ts';
import type { FittedModel } from '../models/definition.ts';
import { givenCandidates, sampleUnseen, type Candidates } from './candidates.ts';

/** Users whose lists are in kernel memory at a time; bounds memory whatever the number of users. */
const SLAB = 4096;
/** Scores of models without factors are made for as many users at a time as fit in here. */
const BLOCK_BYTES = 16 << 20;

/** One user's ranking, as metrics see it (metric.ts). The positions are valid during the call only. */
export type SeeUser = (user: number, positions: Uint32Array, relevant: number, candidates: number) => void;

export interface RankOptions {
  readonly kernels: Kernels;
  readonly view: View;
  readonly model: FittedModel;
  readonly on: 'test' | 'validation';
  readonly candidates: Candidates;
  readonly signal?: AbortSignal;
  readonly report?: (done: number, total: number) => void;
}

/** How the users of a part can be ranked. */
export interface RankedUsers {
  /** Users with relevant items, ascending; every one is in exactly one of the next three. */
  readonly all: Uint32Array;
  readonly known: Uint32Array;
  /** Held out; their history is folded in. */
  readonly foldedIn: Uint32Array;
  /** Held out, and the model offers no fold-in. */
  readonly notScorable: Uint32Array;
  /** Candidates were given, but not for these; they are in `all` alone. */
  readonly withoutCandidates: Uint32Array;
}

const has = (lists: Pick<Lists, 'start'>, user: number): boolean => lists.start[user + 1] > lists.start[user];

export function usersToRank({ view, model, on, candidates }: Omit<RankOptions, 'kernels'>): RankedUsers {
  const given = candidates === 'given' ? givenCandidates(view) : null;
  // A score without factors is the same for everybody, so that no history is needed.
  const sameForAll = model.factors?.items.columns === 0;
  const lists = { all: [], known: [], foldedIn: [], notScorable: [], withoutCandidates: [] } as Record<
    keyof RankedUsers,
    number[]
  >;
  for (let user = 0; user < view.userCount; user++) {
    if (!has(view[on], user)) continue;
    lists.all.push(user);
    if (given && !has(given, user)) lists.withoutCandidates.push(user);
    else if (!has(view.foldIn, user) || sameForAll) lists.known.push(user);
    else if (model.foldIn) lists.foldedIn.push(user);
    else lists.notScorable.push(user);
  }
  return Object.fromEntries(
    Object.entries(lists).map(([name, users]) => [name, Uint32Array.from(users)]),
  ) as unknown as RankedUsers;
}

/** Histories that a part must not be asked about again: everything that was known before it. */
export const knownBefore = (view: View, on: 'test' | 'validation'): Lists[] =>
  on === 'test' ? [view.train, view.validation, view.foldIn] : [view.train, view.foldIn];

/**
 * Ranks every user once and hands each to `see`; users in no particular order.
 * @throws the signal's reason
 */
export async function rankUsers(options: RankOptions, users: RankedUsers, see: SeeUser): Promise<void> {
  const { kernels, model, signal } = options;
  const total = users.known.length + users.foldedIn.length;
  let done = 0;
  const step = (count: number) => options.report?.((done += count), total);
  const mark = kernels.mark();
  try {
    const scorer = model.factors ? packScorer(kernels, model.factors) : null;
    if (scorer) {
      const buffers = [listBuffer(), listBuffer()];
      for (const slab of slabs(users.known, SLAB)) {
        await rankByKernel(options, scorer, slab, see, buffers);
        step(slab.length);
      }
    }
    const { itemCount } = options.view;
    const blockUsers = Math.max(1, Math.floor(BLOCK_BYTES / (4 * Math.max(1, itemCount))));
    const byRows = async (rows: Uint32Array, score: (slab: Uint32Array, out: Float32Array) => void | Promise<void>) => {
      const block = new Float32Array(Math.min(rows.length, blockUsers) * itemCount);
      for (const slab of slabs(rows, blockUsers)) {
        const scores = block.subarray(0, slab.length * itemCount);
        await score(slab, scores);
        rankRows(options, slab, scores, see);
        await breathe(signal);
        step(slab.length);
      }
    };
    if (!scorer)
      await byRows(users.known, (slab, out) => model.scoreMany?.(slab, out, signal) ?? model.scoreUsers(slab, out));
    await byRows(users.foldedIn, (slab, out) =>
      slab.forEach((user, b) => foldIn(options, user, out.subarray(b * itemCount, (b + 1) * itemCount))),
    );
  } finally {
    kernels.release(mark);
  }
}

function* slabs(users: Uint32Array, size: number): Generator<Uint32Array> {
  for (let at = 0; at < users.length; at += size) yield users.subarray(at, at + size);
}

/** Lets messages in, so that a cancel is heard during long loops on this thread. */
async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

function foldIn({ view, model }: RankOptions, user: number, out: Float32Array): void {
  const { start, items, values } = view.foldIn;
  const [from, to] = [start[user], start[user + 1]];
  model.foldIn!({ items: items.subarray(from, to), values: values ? values.subarray(from, to) : null }, out);
}

async function rankByKernel(
  options: RankOptions,
  scorer: Scorer,
  rows: Uint32Array,
  see: SeeUser,
  [forMasked, forRelevant]: readonly ListBuffer[],
): Promise<void> {
  const { view, on, signal } = options;
  const relevant = joinLists(rows, [view[on]], forRelevant);
  if (options.candidates === 'all') {
    const masked = joinLists(rows, knownBefore(view, on), forMasked);
    const { positions, counts } = await relevantPositions(scorer, rows, masked, relevant, signal);
    for (let b = 0; b < rows.length; b++) {
      const from = relevant.start[b];
      const candidates = view.itemCount - (masked.start[b + 1] - masked.start[b]);
      see(rows[b], positions.subarray(from, from + counts[b]), relevant.start[b + 1] - from, candidates);
    }
    return;
  }
  const listed = listedCandidates(options, rows, relevant);
  const scores = await scoreListed(scorer, rows, listed, signal);
  for (let b = 0; b < rows.length; b++) {
    const own = listed.items.subarray(listed.start[b], listed.start[b + 1]);
    seeListed(rows[b], own, scores.subarray(listed.start[b]), itemsOf(relevant, b), see);
  }
}

/** Scores of whole rows, [B x I], by plain code. */
function rankRows(options: RankOptions, rows: Uint32Array, scores: Float32Array, see: SeeUser): void {
  const { view, on } = options;
  const relevant = joinLists(rows, [view[on]]);
  const known = options.candidates === 'all' ? joinLists(rows, knownBefore(view, on)) : null;
  const listed = known ? null : listedCandidates(options, rows, relevant);
  const every = Uint32Array.from({ length: known ? view.itemCount : 0 }, (_, item) => item);
  for (let b = 0; b < rows.length; b++) {
    const row = scores.subarray(b * view.itemCount, (b + 1) * view.itemCount);
    const own = known ? without(every, itemsOf(known, b)) : itemsOf(listed!, b);
    const ownScores = Float32Array.from(own, (item) => row[item]);
    seeListed(rows[b], own, ownScores, itemsOf(relevant, b), see);
  }
}

/** Hands on a user whose candidates are listed, ascending; relevant ones that are not listed are no candidates. */
function seeListed(user: number, listed: Uint32Array, scores: Float32Array, relevant: Uint32Array, see: SeeUser): void {
  const hits: number[] = [];
  const others = new Float32Array(listed.length);
  let count = 0;
  for (let c = 0, r = 0; c < listed.length; c++) {
    while (r < relevant.length && relevant[r] < listed[c]) r++;
    if (r < relevant.length && relevant[r] === listed[c]) hits.push(scores[c]);
    else others[count++] = scores[c];
  }
  see(user, positionsAmong(others.subarray(0, count), hits), relevant.length, listed.length);
}

/** Sampled or given candidates together with the relevant items; one list per entry of `rows`. */
function listedCandidates({ view, candidates }: RankOptions, rows: Uint32Array, relevant: Lists): Lists {
  const each = Uint32Array.from(rows, (_, b) => b);
  if (typeof candidates === 'string') return joinLists(each, [joinLists(rows, [givenCandidates(view)]), relevant]);
  // Nothing that the user has in any part: an item of another part among the negatives would be a wrong negative.
  const known = joinLists(rows, [view.train, view.validation, view.test, view.foldIn]);
  const drawn = sampleUnseen(rows, known, view.itemCount, candidates.sampled, candidates.seed);
  return joinLists(each, [drawn, relevant]);
}

const itemsOf = (lists: Lists, b: number): Uint32Array => lists.items.subarray(lists.start[b], lists.start[b + 1]);

function without(every: Uint32Array, masked: Uint32Array): Uint32Array {
  const kept = new Uint32Array(every.length - masked.length);
  let at = 0;
  let m = 0;
  for (const item of every) {
    if (m < masked.length && masked[m] === item) m++;
    else kept[at++] = item;
  }
  return kept;
}
