import { expectIndices, expectLength } from '../../kernels/checks.ts';
import type { NetworkScorer, ScorerOptions } from '../executor.ts';
import { compileScoring, type ScoringProgram } from './compile-scoring.ts';
import { Lease, records } from './memory.ts';
import { encode } from './ops.ts';
import { placeRows, TablePlaces } from './tables.ts';

/** Scores that are in kernel memory at a time. */
const MOST_SCORES = 1 << 24;

/** Scores by networks of pairs. */
export function pairsScorer(options: ScorerOptions): NetworkScorer {
  const { kernels, network, tables, histories, itemCount } = options;
  const lease = new Lease(kernels);
  const places = new TablePlaces(kernels, network, (name) => tables.table(name));
  const placed = histories
    ? { user: placeRows(kernels, histories.user), item: placeRows(kernels, histories.item) }
    : null;
  const compiled = (allItems: number) => {
    const program = compileScoring({ network, kernels, places, histories: placed, allItems });
    const words = encode([...program.ops.user, ...program.ops.item, ...program.ops.pair]);
    const ops = kernels.u32(words.length);
    ops.set(words);
    return { program, ops };
  };
  const [ofPairs, ofAll] = [compiled(0), compiled(itemCount)];
  const scratchBytes = Math.max(ofPairs.program.scratchBytes, ofAll.program.scratchBytes);
  const scratch = kernels.u8(scratchBytes * kernels.threads);
  const everyItem = kernels.u32(Math.max(1, itemCount));
  everyItem.forEach((_, item) => (everyItem[item] = item));
  lease.seal();
  const userCount = histories
    ? histories.user.start.length - 1
    : (network.tables.find(({ of }) => of === 'user')?.rows ?? 0xffffffff);

  const planOf = (
    { program, ops }: { program: ScoringProgram; ops: Uint32Array },
    given: { threads: number; users: Uint32Array; items: Uint32Array; itemCount: number; out: Float32Array },
  ): number => {
    const { user, item, pair } = program.ops;
    const itemEnd = user.length + item.length;
    const users = kernels.u32(Math.max(1, given.users.length));
    users.set(given.users);
    return records(kernels, [
      [
        ...[ops.byteOffset, user.length, itemEnd, itemEnd + pair.length, program.tileRows, given.threads],
        ...[scratch.byteOffset, scratchBytes, program.maskAt, users.byteOffset, given.items.byteOffset],
        ...[given.users.length, given.itemCount, given.out.byteOffset, kernels.u32(2).byteOffset],
      ],
    ]).byteOffset;
  };
  /** Plans blocks of users, so that all scores need not be in kernel memory at a time. */
  function* blocks(users: Uint32Array, out: Float32Array, threads: number) {
    expectLength('pairsScoreAll', 'out', out, users.length * itemCount);
    expectIndices('pairsScoreAll', 'users', users, userCount);
    places.turn();
    const step = Math.max(1, Math.floor(MOST_SCORES / Math.max(1, itemCount)));
    for (let first = 0; first < users.length; first += step) {
      const staging = new Lease(kernels);
      const part = users.subarray(first, first + step);
      const scores = kernels.f32(Math.max(1, part.length * itemCount));
      const plan = planOf(ofAll, { threads, users: part, items: everyItem, itemCount, out: scores });
      staging.seal();
      try {
        yield plan;
        out.set(scores.subarray(0, part.length * itemCount), first * itemCount);
      } finally {
        staging.close();
      }
    }
  }
  return {
    scorePairs(users, items, out) {
      expectLength('pairsScore', 'items', items, users.length);
      expectLength('pairsScore', 'out', out, users.length);
      expectIndices('pairsScore', 'users', users, userCount);
      expectIndices('pairsScore', 'items', items, itemCount);
      places.turn();
      const staging = new Lease(kernels);
      const ids = kernels.u32(Math.max(1, items.length));
      ids.set(items);
      const scores = kernels.f32(Math.max(1, users.length));
      kernels.exports.pairsScore(planOf(ofPairs, { threads: 0, users, items: ids, itemCount: 0, out: scores }));
      out.set(scores.subarray(0, users.length));
      staging.close();
    },
    scoreAll(users, _input, out) {
      for (const plan of blocks(users, out, 0)) kernels.exports.pairsScoreAll(plan, 0);
    },
    async scoreMany(users, _input, out, signal) {
      for (const plan of blocks(users, out, kernels.threads)) await kernels.run('pairsScoreAll', [plan], signal);
    },
    close: () => lease.close(),
  };
}
