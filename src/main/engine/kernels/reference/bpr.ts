import { expectBpr, expectBprStep, type BprLoss, type BprSettings, type BprStep, type BprTables } from '../bpr.ts';
import type { StrataOrder } from '../strata.ts';
import { blocks } from './blocks.ts';

const LANES = 4;
const DRAWS = 64; // as in assembly/bpr.ts

/** The generator of one block (xorshift32, Marsaglia 2003), started by the finaliser of MurmurHash3. */
function generator(seed: number, block: number): () => number {
  let state = seed ^ Math.imul(block + 1, 0x9e3779b1);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  state = (state ^ (state >>> 16)) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** What kernels/bpr.ts computes, in plain TypeScript: the same order, grouping and draws, in doubles over f32 tables. */
export function bprEpochReference(
  order: StrataOrder,
  tables: BprTables,
  settings: BprSettings,
  step: BprStep,
): BprLoss {
  expectBpr('bprEpochReference', order, tables, settings);
  expectBprStep('bprEpochReference', step);
  const { users, items, itemBias } = tables;
  const { stride } = users;
  const { itemStart } = order.strata;
  const { learningRate } = step;
  const keepUser = 1 - learningRate * settings.userL2;
  const keepPositive = 1 - learningRate * settings.positiveL2;
  const keepNegative = 1 - learningRate * settings.negativeL2;
  const keepBias = 1 - learningRate * settings.biasL2;
  const generators = new Map<number, () => number>();
  let loss = 0;
  let pairs = 0;

  for (const { block, itemPart, user, from, to } of blocks(order, step.epoch)) {
    const firstItem = itemStart[itemPart];
    const itemCount = itemStart[itemPart + 1] - firstItem;
    if (to === from || to - from === itemCount) continue;
    const next = generators.get(block) ?? generator(step.seed, block);
    generators.set(block, next);
    const known = new Set(order.items.subarray(from, to));
    const p = users.data.subarray(user * stride, (user + 1) * stride);
    const score = (item: number) => {
      let sum = itemBias[item];
      for (let f = 0; f < stride; f++) sum += p[f] * items.data[item * stride + f];
      return sum;
    };
    const draw = () => {
      let item: number;
      let draws = 0;
      do item = firstItem + Number((BigInt(next()) * BigInt(itemCount)) >> 32n);
      while (known.has(item) && ++draws < DRAWS);
      while (known.has(item)) item = item + 1 < firstItem + itemCount ? item + 1 : firstItem;
      return item;
    };
    pairs += to - from;
    for (let at = from; at < to; at += LANES) {
      const positives = Array.from(order.items.subarray(at, Math.min(at + LANES, to)));
      const count = positives.length;
      const rivals: { item: number; score: number }[] = [];
      for (let candidate = 0; candidate < settings.candidates; candidate++) {
        for (let lane = 0; lane < LANES; lane++) {
          const item = draw(); // idle lanes draw too
          const found = { item, score: score(item) };
          if (candidate === 0 || found.score > rivals[lane].score) rivals[lane] = found;
        }
      }
      const steps = positives.map((item, lane) => {
        const difference = score(item) - rivals[lane].score;
        loss += Math.max(-difference, 0) + Math.log1p(Math.exp(-Math.abs(difference)));
        return learningRate / (1 + Math.exp(difference));
      });
      // Biases are all read before the first is written: of two equal negatives the later step stays.
      const positiveBias = positives.map((item) => itemBias[item]);
      const negativeBias = rivals.map(({ item }) => itemBias[item]);
      steps.forEach((g, lane) => {
        itemBias[positives[lane]] = keepBias * positiveBias[lane] + g;
        itemBias[rivals[lane].item] = keepBias * negativeBias[lane] - g;
      });
      for (let f = 0; f < stride; f++) {
        const before = p[f];
        let after = before * keepUser ** count;
        steps.forEach((g, lane) => {
          const i = positives[lane] * stride + f;
          const j = rivals[lane].item * stride + f;
          after += g * (items.data[i] - items.data[j]);
          items.data[i] = keepPositive * items.data[i] + g * before;
          items.data[j] = keepNegative * items.data[j] - g * before;
        });
        p[f] = after;
      }
    }
  }
  return { loss, pairs };
}
