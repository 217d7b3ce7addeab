import { expectMf, expectStep, type MfSettings, type MfStep, type MfTables } from '../mf.ts';
import type { StrataOrder } from '../strata.ts';
import { blocks } from './blocks.ts';

const LANES = 4;

/**
 * What kernels/mf.ts computes, in plain TypeScript: the same order and the same grouping of four, in doubles with
 * tables of f32. Unlike the kernel it may be read to learn what happens.
 */
export function mfEpochReference(order: StrataOrder, tables: MfTables, settings: MfSettings, step: MfStep): number {
  expectMf('mfEpochReference', order, tables, settings);
  expectStep('mfEpochReference', step);
  const { users, items, userBias, itemBias } = tables;
  const { stride } = users;
  const { offset, range, l2, biasL2 } = settings;
  const { learningRate } = step;
  const keep = 1 - learningRate * l2;
  const keepBias = 1 - learningRate * biasL2;
  let squares = 0;
  for (const { user, from, to } of blocks(order, step.epoch)) {
    const p = users.data.subarray(user * stride, (user + 1) * stride);
    for (let at = from; at < to; at += LANES) {
      const group = order.items.subarray(at, Math.min(at + LANES, to));
      // Every step of the group is taken from the same user row and bias.
      const steps = Array.from(group, (item, k) => {
        let z = offset + userBias[user] + itemBias[item];
        for (let f = 0; f < stride; f++) z += p[f] * items.data[item * stride + f];
        const [low, high] = range ?? [0, 0];
        const sigmoid = 1 / (1 + Math.exp(-z));
        const error = order.values![at + k] - (range ? low + (high - low) * sigmoid : z);
        squares += error * error;
        return learningRate * error * (range ? (high - low) * sigmoid * (1 - sigmoid) : 1);
      });
      userBias[user] = keepBias ** group.length * userBias[user] + steps.reduce((sum, g) => sum + g, 0);
      group.forEach((item, k) => (itemBias[item] = keepBias * itemBias[item] + steps[k]));
      for (let f = 0; f < stride; f++) {
        const before = p[f];
        let after = before * keep ** group.length;
        group.forEach((item, k) => {
          const q = item * stride + f;
          after += steps[k] * items.data[q];
          items.data[q] = keep * items.data[q] + steps[k] * before;
        });
        p[f] = after;
      }
    }
  }
  return squares;
}
