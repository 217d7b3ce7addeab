import { describe, expect, test } from 'vitest';
import type { PairBatches } from '../../compute/executor.ts';
import { batchesFrom, type BatchSettings } from '../../models/stages.ts';
import { Random } from '../../random.ts';
import { madeUpView } from '../calibration.ts';
import { includes, NegativeSampler } from './negatives.ts';
import { PairSource } from './pairs.ts';

const { train, itemCount } = madeUpView({ users: 30, items: 20, perUser: 8, seed: 2 });
const has = (user: number, item: number) => includes(train.items, train.start[user], train.start[user + 1], item);

function passOf(settings: BatchSettings, pass = 0, most = 100): PairBatches[] {
  const source = new PairSource({
    ...{ train, itemCount, settings, seed: 3, stream: 's' },
    score: (_users, items, out) => out.set(items), // the highest item is the hardest
  });
  const batches: PairBatches[] = [];
  for (let step = 0; step < source.stepsPerPass;) {
    const taken = source.take(pass * source.stepsPerPass + step, most);
    batches.push(taken.batches as PairBatches);
    step += taken.steps;
  }
  return batches;
}

const joined = (batches: PairBatches[], which: 'users' | 'items') => batches.flatMap((batch) => [...batch[which]]);

describe('batches of pairs', () => {
  test('a pass has every training row once, with its value, in another order each time', () => {
    const settings = batchesFrom('ratings', { batchSize: 7 });
    const [first, second] = [passOf(settings), passOf(settings, 1)];
    const seen = joined(first, 'users').map((user, k) => `${user} ${joined(first, 'items')[k]}`);
    expect(new Set(seen).size).toBe(train.items.length);
    expect(joined(second, 'items')).not.toEqual(joined(first, 'items'));
    for (const { users, items, targets } of first)
      users.forEach((user, k) => {
        const own = [...train.items.subarray(train.start[user], train.start[user + 1])];
        expect(targets![k]).toBe(train.values![train.start[user] + own.indexOf(items[k])]);
      });
  });

  test.each(['uniform', 'popularity', 'hardest'] as const)('negatives by %s are never items of the user', (sampler) => {
    const rest = { negativeSampler: sampler, candidates: 3, batchSize: 15, negatives: 2 };
    for (const { users, items, targets } of passOf(batchesFrom('implicit', rest)))
      users.forEach((user, k) => expect(has(user, items[k]), `${user} ${items[k]}`).toBe(targets![k] === 1));
    for (const { users, items, negatives } of passOf(batchesFrom('pairwise', rest)))
      users.forEach((user, k) => {
        expect(has(user, items[k])).toBe(true);
        expect(has(user, negatives![k])).toBe(false);
      });
  });

  test('the hardest of many is an item that hardly any other beats', () => {
    const mean = (candidates: number) => {
      const drawn = passOf(
        batchesFrom('pairwise', { negativeSampler: 'hardest', candidates, batchSize: 40, negatives: 1 }),
      ).flatMap(({ negatives }) => [...negatives!]);
      return drawn.reduce((sum, item) => sum + item, 0) / drawn.length;
    };
    expect(mean(12)).toBeGreaterThan(mean(1) + 4);
  });

  test('what a step gets does not depend on how many are taken at a time', () => {
    const settings = batchesFrom('implicit', { batchSize: 10, negatives: 4 });
    expect(joined(passOf(settings, 2, 1), 'items')).toEqual(joined(passOf(settings, 2, 9), 'items'));
  });

  test('steps of an epoch go on where the epoch before stopped; a last batch that is not full can be left out', () => {
    const steps = (fixed: Partial<BatchSettings>) =>
      new PairSource({
        ...{ train, itemCount, seed: 3, stream: 's', score: () => undefined },
        settings: batchesFrom('ratings', { batchSize: 7 }, fixed),
      });
    expect(steps({}).stepsPerPass).toBe(Math.ceil(240 / 7));
    expect(steps({ dropLast: true }).stepsPerPass).toBe(Math.floor(240 / 7));
    const source = steps({ iterationsPerEpoch: 20 });
    expect([source.stepsPerEpoch, source.stepsPerPass]).toEqual([20, 35]);
    expect(source.take(40, 1)).toEqual(steps({}).take(40, 1)); // epoch 3 begins inside the second pass
  });

  test('more popular items are drawn more often, by the power', () => {
    const heavy = { start: Uint32Array.of(0, 0, 90, 100), items: new Uint32Array(100) };
    heavy.items.fill(1, 90);
    const share = (popularityPower: number) => {
      const sampler = new NegativeSampler(heavy, 2, new Random(1, 'n'), { sampler: 'popularity', popularityPower });
      let ones = 0;
      for (let k = 0; k < 4000; k++) ones += sampler.draw(0, 0, k);
      return ones / 4000;
    };
    expect(share(1)).toBeCloseTo(0.1, 1);
    expect(share(0)).toBeCloseTo(0.5, 1);
    expect(share(0.5)).toBeCloseTo(Math.sqrt(10) / (Math.sqrt(10) + Math.sqrt(90)), 1);
  });
});
